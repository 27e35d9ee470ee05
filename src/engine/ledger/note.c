/* Signed notes (C2SP signed-note) with Ed25519 keys.
 *
 *   text of one line or more, each ended by a newline
 *   (an empty line)
 *   — NAME BASE64(key hash (4 bytes, big endian) || signature (64 bytes))
 *   ... further signatures, by witnesses for example
 *
 *   vkey: NAME+HEX8(key hash)+BASE64(0x01 || public key)
 *   key hash: the first 4 bytes of SHA-256(NAME || 0x0A || 0x01 || public key)
 *
 * (1) A note is UTF-8 without control characters but the newline; anything that
 *     is not exactly of this form is refused.
 * (2) A signature of a stranger's key is passed over; one of the asked key must
 *     be good: a bad one makes the note bad even beside a good one.
 * (3) No more than NOTE_MOST bytes and NOTE_SIGNATURES signatures are looked at.
 */
#include "note.h"

enum { NAME_MOST = 255 };

#define DASH "\xE2\x80\x94 " /* U+2014 and a blank */

static bool not_a_note(struct error *e, const char *why)
{
    return fail(e, ERROR_VERIFY, "note.form", "this is no signed note: %s", why);
}

/* Unicode's white space, so that a name is one word for everybody's parser. */
static bool is_space(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } spaces[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                  {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                  {0x205F, 0x205F}, {0x3000, 0x3000}};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (c >= spaces[i].first && c <= spaces[i].last) {
            return true;
        }
    }
    return false;
}

/* The code point at *at of well-formed UTF-8. */
static uint32_t next_point(struct span s, size_t *at)
{
    unsigned char c = (unsigned char)s.at[(*at)++];
    size_t more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    uint32_t point = more == 0 ? c : c & (0x3Fu >> more);
    for (; more > 0; more--) {
        point = point << 6 | ((unsigned char)s.at[(*at)++] & 0x3Fu);
    }
    return point;
}

static bool name_valid(struct span name)
{
    if (name.len == 0 || name.len > NAME_MOST || !utf8_valid(name)) {
        return false;
    }
    for (size_t at = 0; at < name.len;) {
        uint32_t c = next_point(name, &at);
        if (c < 0x20 || c == 0x7F || c == '+' || is_space(c)) {
            return false;
        }
    }
    return true;
}

static bool check_name(struct span name, struct error *e)
{
    return name_valid(name) ||
           fail(
               e, ERROR_INPUT, "note.name",
               "a log's name is 1 to %d bytes of UTF-8 without blank, control character or '+'",
               NAME_MOST);
}

bool note_key_hash(struct span name, enum note_algorithm algorithm,
                   const uint8_t public_key[ED25519_PUBLIC], uint8_t out[NOTE_KEY_HASH],
                   struct error *e)
{
    char message[NAME_MOST + 2 + ED25519_PUBLIC];
    struct sha256 hash;
    memcpy(message, name.at, name.len);
    message[name.len] = '\n';
    message[name.len + 1] = (char)algorithm;
    memcpy(message + name.len + 2, public_key, ED25519_PUBLIC);
    if (!crypto_sha256((struct span){message, name.len + 2 + ED25519_PUBLIC}, &hash, e)) {
        return false;
    }
    memcpy(out, hash.at, NOTE_KEY_HASH);
    return true;
}

/* --- verifier keys --- */

bool note_add_vkey(struct text *out, const char *name, enum note_algorithm algorithm,
                   const uint8_t public_key[ED25519_PUBLIC], struct error *e)
{
    uint8_t hash[NOTE_KEY_HASH], key[1 + ED25519_PUBLIC] = {(uint8_t)algorithm};
    memcpy(key + 1, public_key, ED25519_PUBLIC);
    return check_name(span_of(name), e) &&
           note_key_hash(span_of(name), algorithm, public_key, hash, e) &&
           text_addf(out, e, "%s+", name) && text_add_hex(out, hash, sizeof hash, e) &&
           text_addc(out, '+', e) && text_add_base64(out, key, sizeof key, e);
}

/* One key has one writing. */
static bool is_lower(struct span hex)
{
    bool lower = true;
    for (size_t i = 0; i < hex.len; i++) {
        lower = lower && !(hex.at[i] >= 'A' && hex.at[i] <= 'F');
    }
    return lower;
}

bool note_read_vkey(struct span vkey, enum note_algorithm algorithm, char *name, size_t size,
                    uint8_t public_key[ED25519_PUBLIC], struct error *e)
{
    struct span rest = vkey, who, hex;
    uint8_t stated[NOTE_KEY_HASH], hash[NOTE_KEY_HASH], key[1 + ED25519_PUBLIC];
    size_t n = sizeof key;
    /* Base64 may hold a '+' too, so the name and the hash are cut off in front. */
    if (!span_cut(&rest, '+', &who) || rest.at == NULL || !span_cut(&rest, '+', &hex) ||
        rest.at == NULL || !name_valid(who) || who.len >= size ||
        !is_lower(hex) || !hex_decode(hex, stated, sizeof stated) || !base64_decode(rest, false, key, &n) ||
        n != sizeof key || key[0] != algorithm) {
        return fail(e, ERROR_VERIFY, "note.vkey",
                    "this is no verifier key of the form name+hash+key for %s",
                    algorithm == NOTE_ED25519 ? "Ed25519" : "cosignatures with Ed25519");
    }
    if (!note_key_hash(who, algorithm, key + 1, hash, e)) {
        return false;
    }
    if (memcmp(hash, stated, sizeof hash) != 0) {
        return fail(e, ERROR_VERIFY, "note.vkey", "a verifier key does not fit its own hash");
    }
    memcpy(name, who.at, who.len);
    name[who.len] = '\0';
    memcpy(public_key, key + 1, ED25519_PUBLIC);
    return true;
}

bool note_vkey(struct text *out, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct error *e)
{
    return note_add_vkey(out, name, NOTE_ED25519, public_key, e);
}

bool note_parse_vkey(struct span vkey, char *name, size_t size,
                     uint8_t public_key[ED25519_PUBLIC], struct error *e)
{
    return note_read_vkey(vkey, NOTE_ED25519, name, size, public_key, e);
}

/* --- notes --- */

static bool text_valid(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] < 0x20 && s.at[i] != '\n') {
            return false;
        }
    }
    return utf8_valid(s);
}

bool note_add_line(struct text *out, const char *name, const uint8_t *blob, size_t len,
                   struct error *e)
{
    return text_addf(out, e, DASH "%s ", name) && text_add_base64(out, blob, len, e) &&
           text_addc(out, '\n', e);
}

static bool add_signature(struct text *out, struct span body, const char *name,
                          const uint8_t secret[ED25519_SECRET], struct error *e)
{
    uint8_t public_key[ED25519_PUBLIC], blob[NOTE_KEY_HASH + ED25519_SIGNATURE];
    return ed25519_public(secret, public_key, e) &&
           note_key_hash(span_of(name), NOTE_ED25519, public_key, blob, e) &&
           ed25519_sign(secret, body, blob + NOTE_KEY_HASH, e) &&
           note_add_line(out, name, blob, sizeof blob, e);
}

bool note_sign(struct text *out, struct span body, const char *name,
               const uint8_t secret[ED25519_SECRET], struct error *e)
{
    if (body.len == 0 || body.len > NOTE_MOST - 1000 || body.at[body.len - 1] != '\n' ||
        !text_valid(body)) {
        return fail(e, ERROR_INPUT, "note.body",
                    "a text to sign is UTF-8 without control characters and ends in a newline");
    }
    return check_name(span_of(name), e) && text_add(out, body, e) && text_addc(out, '\n', e) &&
           add_signature(out, body, name, secret, e);
}

bool note_sign_too(struct text *note, const char *name, const uint8_t secret[ED25519_SECRET],
                   struct error *e)
{
    struct span body, signatures;
    struct text line = {0};
    bool ok = check_name(span_of(name), e) && note_split(text_span(note), &body, &signatures, e) &&
              add_signature(&line, body, name, secret, e) && text_add(note, text_span(&line), e);
    text_free(&line);
    return ok;
}

bool note_split(struct span note, struct span *body, struct span *signatures, struct error *e)
{
    if (note.len > NOTE_MOST || !text_valid(note)) {
        return not_a_note(e, "it is too long or holds bytes that it may not");
    }
    size_t i = note.len;
    while (i > 1 && !(note.at[i - 1] == '\n' && note.at[i - 2] == '\n')) {
        i--;
    }
    if (i <= 1 || i == note.len || note.at[note.len - 1] != '\n') {
        return not_a_note(e, "text, empty line and signatures were expected");
    }
    *body = (struct span){note.at, i - 1};
    *signatures = (struct span){note.at + i, note.len - i};
    return true;
}

static bool parse_signature(struct span line, struct note_signature *out)
{
    if (!span_starts(line, DASH)) {
        return false;
    }
    struct span rest = {line.at + strlen(DASH), line.len - strlen(DASH)};
    out->line = line;
    out->len = sizeof out->blob;
    return span_cut(&rest, ' ', &out->name) && rest.at != NULL && name_valid(out->name) &&
           base64_decode(rest, false, out->blob, &out->len) && out->len > NOTE_KEY_HASH;
}

bool note_next(struct span *signatures, unsigned n, struct note_signature *out, bool *more,
               struct error *e)
{
    struct span line;
    *more = signatures->len > 0 && span_cut(signatures, '\n', &line);
    return !*more || (n < NOTE_SIGNATURES && parse_signature(line, out)) ||
           not_a_note(e, "a signature line is malformed, or there are too many");
}

bool note_is_by(const struct note_signature *s, struct span name, const uint8_t hash[NOTE_KEY_HASH])
{
    return span_equal(s->name, name) && memcmp(s->blob, hash, NOTE_KEY_HASH) == 0;
}

/* Looks at every signature line; *found when one is ours, and then it is good. */
static bool look_at(struct span signatures, struct span body, struct span name,
                    const uint8_t public_key[ED25519_PUBLIC], bool *found, struct error *e)
{
    uint8_t hash[NOTE_KEY_HASH];
    struct note_signature s;
    bool more = true;
    if (!note_key_hash(name, NOTE_ED25519, public_key, hash, e)) {
        return false;
    }
    for (unsigned n = 0;; n++) {
        if (!note_next(&signatures, n, &s, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!note_is_by(&s, name, hash)) {
            continue;
        }
        if (s.len != NOTE_KEY_HASH + ED25519_SIGNATURE ||
            !ed25519_verify(public_key, body, s.blob + NOTE_KEY_HASH)) {
            return fail(e, ERROR_VERIFY, "note.signature", "the signature of a note is wrong");
        }
        *found = true;
    }
}

bool note_open(struct span note, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct span *body, struct error *e)
{
    struct span text, signatures;
    bool found = false;
    if (!check_name(span_of(name), e) || !note_split(note, &text, &signatures, e) ||
        !look_at(signatures, text, span_of(name), public_key, &found, e)) {
        return false;
    }
    if (!found) {
        return fail(e, ERROR_VERIFY, "note.unsigned",
                    "a note is not signed by the expected key");
    }
    *body = text;
    return true;
}
