#include "base/stamp.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/fault.h"

enum { NONCE = 8 };

/* The reason that OpenSSL gives, and its queue is empty again. */
static bool refuse(struct error *e, enum error_category category, const char *code, const char *what)
{
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return fail(e, category, code, "%s%s%s", what, why == NULL ? "" : ": ", why == NULL ? "" : why);
}

/* --- DER --- */

static TS_REQ *parse_request(struct span der, struct error *e)
{
    const unsigned char *at = (const unsigned char *)der.at;
    TS_REQ *r = der.len > INT_MAX ? NULL : d2i_TS_REQ(NULL, &at, (long)der.len);
    if (r == NULL) {
        (void)!refuse(e, ERROR_VERIFY, "stamp.form", "this is no time-stamp request");
    }
    return r;
}

static TS_RESP *parse_response(struct span der, struct error *e)
{
    const unsigned char *at = (const unsigned char *)der.at, *end = at + der.len;
    TS_RESP *r = der.len > INT_MAX ? NULL : d2i_TS_RESP(NULL, &at, (long)der.len);
    if (r == NULL || at != end) {
        (void)!refuse(e, ERROR_VERIFY, "stamp.form", "this is no time-stamp response, or more than one");
        TS_RESP_free(r);
        return NULL;
    }
    return r;
}

static bool sha256_imprint(TS_MSG_IMPRINT *imprint, struct sha256 *out)
{
    const ASN1_OBJECT *algorithm = NULL;
    const ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg(imprint);
    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    if (OBJ_obj2nid(algorithm) != NID_sha256 || ASN1_STRING_length(hash) != SHA256_SIZE) {
        return false;
    }
    memcpy(out->at, ASN1_STRING_get0_data(hash), SHA256_SIZE);
    return true;
}

/* --- request --- */

static bool fill_request(TS_REQ *r, const struct sha256 *hash, const uint8_t nonce[NONCE])
{
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    BIGNUM *number = BN_bin2bn(nonce, NONCE, NULL);
    ASN1_INTEGER *serial = number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
    bool ok = imprint != NULL && algorithm != NULL && serial != NULL &&
              X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
              TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
              TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)(uintptr_t)hash->at, SHA256_SIZE) == 1 &&
              TS_REQ_set_version(r, 1) == 1 && TS_REQ_set_msg_imprint(r, imprint) == 1 &&
              TS_REQ_set_nonce(r, serial) == 1 && TS_REQ_set_cert_req(r, 1) == 1;
    TS_MSG_IMPRINT_free(imprint);
    X509_ALGOR_free(algorithm);
    ASN1_INTEGER_free(serial);
    BN_free(number);
    return ok;
}

bool stamp_request(struct span bytes, struct text *out, struct error *e)
{
    struct sha256 hash;
    uint8_t nonce[NONCE];
    if (!crypto_sha256(bytes, &hash, e) || !crypto_random(nonce, sizeof nonce, e)) {
        return false;
    }
    TS_REQ *r = fault_here(FAULT_MEMORY) ? NULL : TS_REQ_new();
    unsigned char *der = NULL;
    int n = r != NULL && fill_request(r, &hash, nonce) ? i2d_TS_REQ(r, &der) : -1;
    bool ok = n > 0 ? text_add(out, (struct span){(const char *)der, (size_t)n}, e)
                    : refuse(e, ERROR_FAILED, "stamp.request", "a time-stamp request could not be made");
    OPENSSL_free(der);
    TS_REQ_free(r);
    return ok;
}

/* --- response --- */

/* genTime: YYYYMMDDhhmmss[.f]Z. */
static bool instant_of(const ASN1_GENERALIZEDTIME *time, instant *out)
{
    struct tm tm;
    char text[INSTANT_TEXT];
    if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1) {
        return false;
    }
    int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec);
    return n > 0 && (size_t)n < sizeof text && instant_parse(span_of(text), out);
}

/* By the certificate in it: any that signed may, so the chain is not looked at. */
static bool is_signed(TS_RESP *r, struct error *e)
{
    PKCS7 *token = TS_RESP_get_token(r);
    STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
    BIO *content = BIO_new(BIO_s_mem());
    bool ok = signers != NULL && sk_X509_num(signers) == 1 && content != NULL &&
              PKCS7_verify(token, NULL, NULL, NULL, content, PKCS7_NOVERIFY) == 1;
    sk_X509_free(signers);
    BIO_free(content);
    return ok || refuse(e, ERROR_VERIFY, "stamp.signature",
                        "the time stamp is not signed by the certificate in it");
}

static bool is_granted(TS_RESP *r, struct error *e)
{
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r)));
    return ((status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS) && TS_RESP_get_token(r) != NULL &&
            TS_RESP_get_tst_info(r) != NULL) ||
           fail(e, ERROR_VERIFY, "stamp.refused", "the authority granted no time stamp (status %ld)", status);
}

bool stamp_read(struct span response, struct stamp *out, struct error *e)
{
    TS_RESP *r = parse_response(response, e);
    if (r == NULL) {
        return false;
    }
    bool ok = is_granted(r, e);
    if (ok) {
        TS_TST_INFO *info = TS_RESP_get_tst_info(r);
        ok = (sha256_imprint(TS_TST_INFO_get_msg_imprint(info), &out->imprint) &&
              instant_of(TS_TST_INFO_get_time(info), &out->at)) ||
             fail(e, ERROR_VERIFY, "stamp.form", "a time stamp of another hash than SHA-256, or without an instant");
    }
    ok = ok && is_signed(r, e);
    TS_RESP_free(r);
    return ok;
}

static TS_VERIFY_CTX *context_for(struct span request, struct error *e)
{
    TS_REQ *q = parse_request(request, e);
    TS_VERIFY_CTX *context = q == NULL ? NULL : TS_REQ_to_TS_VERIFY_CTX(q, NULL);
    if (q != NULL && context == NULL) {
        (void)!refuse(e, ERROR_FAILED, "stamp.context", "a time stamp could not be compared");
    }
    TS_REQ_free(q);
    return context;
}

bool stamp_answers(struct span response, struct span request, struct error *e)
{
    TS_RESP *r = parse_response(response, e);
    TS_VERIFY_CTX *context = r == NULL ? NULL : context_for(request, e);
    bool ok = context != NULL;
    if (ok) {
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE);
        ok = TS_RESP_verify_response(context, r) == 1 ||
             refuse(e, ERROR_VERIFY, "stamp.other", "the time stamp does not answer the request");
    }
    TS_VERIFY_CTX_free(context);
    TS_RESP_free(r);
    return ok;
}

static X509_STORE *load_store(const char *path, struct error *e)
{
    X509_STORE *store = X509_STORE_new();
    if (store == NULL || X509_STORE_load_file(store, path) != 1) {
        (void)!refuse(e, ERROR_INPUT, "stamp.ca", "no certificates could be read from the file of --ca");
        error_hint(e, "a PEM file with the certificate of the authority, or of who signed it");
        X509_STORE_free(store);
        return NULL;
    }
    return store;
}

bool stamp_trusted(struct span response, struct span bytes, const char *ca_path, struct error *e)
{
    TS_RESP *r = parse_response(response, e);
    X509_STORE *store = r == NULL ? NULL : load_store(ca_path, e);
    TS_VERIFY_CTX *context = store == NULL ? NULL : TS_VERIFY_CTX_new();
    BIO *data = context == NULL ? NULL : BIO_new_mem_buf(bytes.at, (int)bytes.len);
    bool ok = data != NULL;
    if (ok) {
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
        (void)TS_VERIFY_CTX_set_store(context, store); /* the context's from here on, as is data */
        (void)TS_VERIFY_CTX_set_data(context, data);
        ok = TS_RESP_verify_response(context, r) == 1 ||
             refuse(e, ERROR_VERIFY, "stamp.authority", "the time stamp does not lead to the certificates of --ca");
    } else if (store != NULL) {
        (void)!refuse(e, ERROR_FAILED, "stamp.context", "a time stamp could not be compared");
        X509_STORE_free(store);
    }
    TS_VERIFY_CTX_free(context);
    TS_RESP_free(r);
    return ok;
}
