/* The header of an age file: who can open it. C2SP age, "Header"; the format is in
 * age_format.h.
 *
 * 1. Strict: one text for each header. A stray blank, CR, padding or non-canonical base64 is an
 *    error, so that nothing outside the grammar is ever covered by a MAC.
 * 2. All of the header is checked before any key is tried, also the stanzas that are for
 *    others.
 * 3. A scrypt stanza stands alone: who knows a passphrase could else pass a file on as
 *    another's.
 */
#include "age_format.h"

#include "base/memory.h"

static const char version_line[] = "age-encryption.org/v1";

static bool bad(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "age.header", "the header of the age file is broken: %s",
                what);
}

/* A line with its LF, which must be there. */
static bool take_line(struct span *rest, struct span *line)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->at, '\n', rest->len);
    return end != NULL && span_cut(rest, '\n', line);
}

/* Arguments: one or more words of visible ASCII, one blank between them. */
static bool read_arguments(struct span line, struct age_stanza *out, struct error *e)
{
    struct span word;
    while (span_cut(&line, ' ', &word)) {
        if (word.len == 0) {
            return bad(e, "an empty argument");
        }
        for (size_t i = 0; i < word.len; i++) {
            if (word.at[i] < '!' || word.at[i] > '~') {
                return bad(e, "a character that is not allowed in an argument");
            }
        }
        if (out->arg_count < sizeof out->args / sizeof *out->args) {
            out->args[out->arg_count] = word;
        }
        out->arg_count++;
    }
    return true;
}

static bool read_body(struct span *rest, struct age_stanza *out, struct error *e)
{
    struct span line;
    do {
        uint8_t bytes[AGE_LINE_BYTES];
        size_t n = sizeof bytes;
        if (!take_line(rest, &line)) {
            return bad(e, "a stanza has no last line");
        }
        if (line.len > AGE_LINE || !base64_decode(line, true, bytes, &n)) {
            return bad(e, "a stanza's body is not base64 in lines of 64");
        }
        if (out->body_len == 0) {
            memcpy(out->body, bytes, n);
        }
        out->body_len += n;
    } while (line.len == AGE_LINE);
    return true;
}

bool age_next_stanza(struct span *rest, struct age_stanza *out, struct error *e)
{
    *out = (struct age_stanza){0};
    struct span line;
    if (!span_starts(*rest, "-> ") || !take_line(rest, &line)) {
        return bad(e, "a stanza does not begin as it must");
    }
    line = (struct span){line.at + 3, line.len - 3};
    return read_arguments(line, out, e) && read_body(rest, out, e);
}

static bool read_stanzas(struct span *rest, struct error *e)
{
    size_t all = 0, scrypt = 0;
    while (!span_starts(*rest, "---")) {
        struct age_stanza stanza;
        if (!age_next_stanza(rest, &stanza, e) || !age_check_stanza(&stanza, e)) {
            return false;
        }
        all++;
        scrypt += age_stanza_is(&stanza, "scrypt");
    }
    if (all == 0) {
        return bad(e, "it has no stanza");
    }
    return (scrypt == 0 || all == 1) || bad(e, "a passphrase stands beside other recipients");
}

static bool read_mac(struct span *rest, struct age_header *out, struct error *e)
{
    struct span line;
    size_t n = sizeof out->mac;
    if (!take_line(rest, &line) || !span_starts(line, "--- ") ||
        !base64_decode((struct span){line.at + 4, line.len - 4}, true, out->mac, &n) ||
        n != sizeof out->mac) {
        return bad(e, "its last line is not a MAC");
    }
    return true;
}

bool age_parse_header(struct span file, struct age_header *out, struct error *e)
{
    struct span rest = file, line;
    if (!take_line(&rest, &line) || !span_is(line, version_line)) {
        return bad(e, "this is not an age file of version 1");
    }
    out->stanzas = rest;
    if (!read_stanzas(&rest, e)) {
        return false;
    }
    out->stanzas.len = (size_t)(rest.at - out->stanzas.at);
    out->authenticated = (struct span){file.at, (size_t)(rest.at - file.at) + strlen("---")};
    if (!read_mac(&rest, out, e)) {
        return false;
    }
    out->payload = rest;
    return true;
}

bool age_header_mac(const uint8_t file_key[AGE_FILE_KEY], struct span authenticated,
                    struct sha256 *out, struct error *e)
{
    uint8_t key[SHA256_SIZE];
    struct span ikm = {(const char *)file_key, AGE_FILE_KEY};
    bool ok = crypto_hkdf(ikm, (struct span){0}, SPAN_LITERAL("header"), key, sizeof key, e) &&
              crypto_hmac((struct span){(const char *)key, sizeof key}, authenticated, out, e);
    memory_wipe(key, sizeof key);
    return ok;
}
