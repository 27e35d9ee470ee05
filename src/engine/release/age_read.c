/* Opening an age file that lies in memory.
 *
 *   armor off -> header checked -> a stanza opened -> header's MAC -> chunks, each with its tag
 */
#include "age_format.h"

#include "base/memory.h"

struct keys {
    const struct age_identity *identities;
    size_t count;
    struct span passphrase; /* empty: none */
};

static bool try_stanza(const struct age_stanza *s, const struct keys *keys,
                       uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e)
{
    *opened = false;
    if (age_stanza_is(s, "scrypt") && keys->passphrase.len > 0) {
        return age_unwrap_scrypt(s, keys->passphrase, file_key, opened, e);
    }
    if (!age_stanza_is(s, "X25519")) {
        return true;
    }
    for (size_t i = 0; i < keys->count && !*opened; i++) {
        if (!age_unwrap_x25519(s, &keys->identities[i], file_key, opened, e)) {
            return false;
        }
    }
    return true;
}

static bool find_file_key(const struct age_header *header, const struct keys *keys,
                          uint8_t file_key[AGE_FILE_KEY], struct error *e)
{
    struct span rest = header->stanzas;
    while (rest.len > 0) {
        struct age_stanza stanza;
        bool opened;
        if (!age_next_stanza(&rest, &stanza, e) ||
            !try_stanza(&stanza, keys, file_key, &opened, e)) {
            return false;
        }
        if (opened) {
            return true;
        }
    }
    return fail(e, ERROR_VERIFY, "age.nomatch", "the age file is for other recipients");
}

static bool check_mac(const struct age_header *header, const uint8_t file_key[AGE_FILE_KEY],
                      struct error *e)
{
    struct sha256 mac;
    if (!age_header_mac(file_key, header->authenticated, &mac, e)) {
        return false;
    }
    return crypto_equal(mac.at, header->mac, sizeof mac.at) ||
           fail(e, ERROR_VERIFY, "age.hmac", "the header of the age file was altered");
}

static bool open_payload(struct span payload, const uint8_t file_key[AGE_FILE_KEY],
                         struct text *out, struct error *e)
{
    if (payload.len < AGE_NONCE) {
        return fail(e, ERROR_VERIFY, "age.header", "the age file ends in its header");
    }
    struct age_stream stream;
    struct span chunks = {payload.at + AGE_NONCE, payload.len - AGE_NONCE};
    bool ok = age_stream_start(&stream, file_key, (const uint8_t *)payload.at, e) &&
              age_stream_open(&stream, chunks, out, e);
    memory_wipe(&stream, sizeof stream);
    return ok;
}

static bool decrypt_binary(struct span file, const struct keys *keys, struct text *out,
                           struct error *e)
{
    struct age_header header;
    uint8_t file_key[AGE_FILE_KEY];
    bool ok = age_parse_header(file, &header, e) && find_file_key(&header, keys, file_key, e) &&
              check_mac(&header, file_key, e) && open_payload(header.payload, file_key, out, e);
    memory_wipe(file_key, sizeof file_key);
    return ok;
}

bool age_decrypt(struct span file, const struct age_identity *identities, size_t count,
                 struct span passphrase, struct text *out, struct error *e)
{
    struct keys keys = {identities, count, passphrase};
    if (!age_is_armored(file)) {
        return decrypt_binary(file, &keys, out, e);
    }
    struct text binary = {0};
    bool ok =
        age_dearmor(file, &binary, e) && decrypt_binary(text_span(&binary), &keys, out, e);
    text_free(&binary);
    return ok;
}
