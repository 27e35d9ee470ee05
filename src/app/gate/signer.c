/* signer.c: the private keys of people. They lie outside of the custody, under a passphrase. */
#include "app/gate/gate_internal.h"

static const char public_prefix[] = "proviso-key ";

bool signer_key_id(const uint8_t public_key[ED25519_PUBLIC], char id[GATE_ID], struct error *e)
{
    struct sha256 hash;
    struct text hex = {0};
    bool ok = crypto_sha256((struct span){(const char *)public_key, ED25519_PUBLIC}, &hash, e) &&
              text_add_hex(&hex, hash.at, 8, e);
    if (ok) {
        memcpy(id, hex.at, 17);
    }
    text_free(&hex);
    return ok;
}

static bool write_key(const char *path, const uint8_t *secret, const uint8_t *public_key,
                      struct span passphrase, struct error *e)
{
    struct text pem = {0}, line = {0};
    char public_path[PATH_SIZE];
    bool ok = path_format(public_path, sizeof public_path, e, "%s.pub", path) &&
              ed25519_write_pem(&pem, secret, passphrase, e) &&
              text_adds(&line, public_prefix, e) &&
              text_add_base64(&line, public_key, ED25519_PUBLIC, e) && text_addc(&line, '\n', e) &&
              file_save(path, text_span(&pem), FILE_PRIVATE, e) &&
              file_save(public_path, text_span(&line), FILE_PUBLIC, e);
    text_free(&pem);
    text_free(&line);
    return ok;
}

bool signer_create(const char *path, struct span passphrase, char id[GATE_ID], struct error *e)
{
    if (file_exists(path)) {
        (void)!fail(e, ERROR_USAGE, "key.exists", "%s is there already", path);
        error_hint(e, "choose another name; a key is never overwritten");
        return false;
    }
    uint8_t secret[ED25519_SECRET], public_key[ED25519_PUBLIC];
    bool ok = crypto_random(secret, sizeof secret, e) && ed25519_public(secret, public_key, e) &&
              write_key(path, secret, public_key, passphrase, e) && signer_key_id(public_key, id, e);
    memory_wipe(secret, sizeof secret);
    return ok;
}

bool signer_open(struct signer **out, const char *path, struct span passphrase, struct error *e)
{
    struct text pem = {0};
    struct signer *s = memory_new(1, sizeof *s, e);
    bool ok = s != NULL && file_load(&pem, path, 1 << 16, e) &&
              ed25519_read_pem(text_span(&pem), passphrase, s->secret, e) &&
              ed25519_public(s->secret, s->public_key, e) && signer_key_id(s->public_key, s->id, e);
    text_free(&pem);
    if (!ok) {
        signer_close(s);
        return false;
    }
    *out = s;
    return true;
}

const char *signer_id(const struct signer *s)
{
    return s->id;
}

void signer_close(struct signer *s)
{
    if (s != NULL) {
        memory_wipe(s, sizeof *s);
        memory_free(s);
    }
}

bool signer_read_public(const char *path, uint8_t public_key[ED25519_PUBLIC], struct error *e)
{
    struct text t = {0};
    if (!file_load(&t, path, 4096, e)) {
        text_free(&t);
        return false;
    }
    struct span s = span_trim(text_span(&t));
    size_t n = ED25519_PUBLIC, skip = sizeof public_prefix - 1;
    bool ok = span_starts(s, public_prefix) &&
              base64_decode((struct span){s.at + skip, s.len - skip}, false, public_key, &n) &&
              n == ED25519_PUBLIC;
    text_free(&t);
    if (!ok) {
        (void)!fail(e, ERROR_INPUT, "key.public", "%s is no public key of Proviso", path);
        error_hint(e, "give the .pub file that `proviso key new` wrote beside the key");
    }
    return ok;
}
