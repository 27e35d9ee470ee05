/* What witnesses sign (C2SP tlog-cosignature, tlog-witness), seen from the log.
 *
 *   a signature line of the note:
 *   — NAME BASE64(key hash (4) || instant (8, big endian, seconds since 1970) || signature (64))
 *
 *   key hash: the first 4 bytes of SHA-256(NAME || 0x0A || 0x04 || public key)
 *   signed:   "cosignature/v1\n" "time " INSTANT "\n" and the note's body
 *
 * (1) A line by another name or key hash is passed over; one of the witness asked for is good, or
 *     the note is refused.
 * (2) A witness counts once, however many lines it has: its newest.
 */
#include <inttypes.h>

#include "note.h"

enum { TIME_SIZE = 8, BLOB = NOTE_KEY_HASH + TIME_SIZE + ED25519_SIGNATURE };

bool witness_parse(struct span vkey, struct witness *out, struct error *e)
{
    return note_read_vkey(vkey, NOTE_COSIGNATURE, out->name, sizeof out->name, out->public_key, e);
}

static uint64_t time_of(const uint8_t *at)
{
    uint64_t t = 0;
    for (unsigned i = 0; i < TIME_SIZE; i++) {
        t = t << 8 | at[i];
    }
    return t;
}

static bool check(const struct note_signature *s, const struct witness *w, struct span body,
                  uint64_t *at, struct error *e)
{
    struct text message = {0};
    *at = s->len == BLOB ? time_of(s->blob + NOTE_KEY_HASH) : UINT64_MAX;
    bool ok = *at > INT64_MAX ||
              (text_addf(&message, e, "cosignature/v1\ntime %" PRIu64 "\n", *at) &&
               text_add(&message, body, e));
    ok = ok && ((*at <= INT64_MAX && ed25519_verify(w->public_key, text_span(&message),
                                                    s->blob + NOTE_KEY_HASH + TIME_SIZE)) ||
                fail(e, ERROR_VERIFY, "cosignature.wrong", "a cosignature is wrong"));
    text_free(&message);
    return ok;
}

bool witness_signed(struct span note, const struct witness *w, struct span *line, uint64_t *at,
                    struct error *e)
{
    uint8_t hash[NOTE_KEY_HASH];
    struct span body, rest, name = span_of(w->name);
    struct note_signature s;
    uint64_t newest = 0, time;
    bool more = true;
    *line = (struct span){NULL, 0};
    if (!note_key_hash(name, NOTE_COSIGNATURE, w->public_key, hash, e) ||
        !note_split(note, &body, &rest, e)) {
        return false;
    }
    for (unsigned n = 0; more; n++) {
        if (!note_next(&rest, n, &s, &more, e)) {
            return false;
        }
        if (!more || !note_is_by(&s, name, hash)) {
            continue;
        }
        if (!check(&s, w, body, &time, e)) {
            return false;
        }
        if (line->at == NULL || time > newest) {
            newest = time;
            *line = s.line;
        }
    }
    if (at != NULL) {
        *at = newest;
    }
    return true;
}

bool witness_add(struct text *out, struct span note, const struct witness *w, struct span line,
                 struct error *e)
{
    uint8_t hash[NOTE_KEY_HASH];
    struct span body, rest, name = span_of(w->name);
    struct note_signature s;
    bool more = true;
    bool ok = note_key_hash(name, NOTE_COSIGNATURE, w->public_key, hash, e) &&
              note_split(note, &body, &rest, e) && text_add(out, body, e) && text_addc(out, '\n', e);
    for (unsigned n = 0; ok && more; n++) {
        ok = note_next(&rest, n, &s, &more, e) &&
             (!more || note_is_by(&s, name, hash) ||
              (text_add(out, s.line, e) && text_addc(out, '\n', e)));
    }
    return ok && text_add(out, line, e) && text_addc(out, '\n', e);
}

bool witness_request(struct text *out, uint64_t old, const struct sha256 *proof, size_t count,
                     struct span note, struct error *e)
{
    bool ok = text_addf(out, e, "old %" PRIu64 "\n", old);
    for (size_t i = 0; ok && i < count; i++) {
        ok = text_add_base64(out, proof[i].at, sizeof proof[i].at, e) && text_addc(out, '\n', e);
    }
    return ok && text_addc(out, '\n', e) && text_add(out, note, e);
}
