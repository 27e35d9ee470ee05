/* Proof files (C2SP tlog-proof): an entry's place in a tree and the note that states the tree, in one text.
 *
 *   LINE  CONTENT
 *   1     c2sp.org/tlog-proof@v1
 *   2     extra BASE64: may be absent; nothing vouches for it
 *   3     index N: the entry's, from 0, decimal, no leading zero
 *   ...   a hash of the inclusion proof, base64 (44 characters), lowest first
 *         (an empty line)
 *   ...   the checkpoint, a signed note, to the end
 */
#include <inttypes.h>
#include <stdio.h>

#include "engine/ledger/ledger.h"

#define HEAD "c2sp.org/tlog-proof@v1\n"

enum { HASH_TEXT = 44 };

static bool malformed(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "proof.form", "this is no proof file: %s", what);
}

bool proof_format(struct text *out, const struct proof_file *p, struct error *e)
{
    bool ok = text_adds(out, HEAD, e) &&
              (p->extra.len == 0 || text_addf(out, e, "extra %.*s\n", SPAN_ARGS(p->extra))) &&
              text_addf(out, e, "index %" PRIu64 "\n", p->index);
    for (size_t i = 0; ok && i < p->count; i++) {
        ok = text_add_base64(out, p->hashes[i].at, SHA256_SIZE, e) && text_addc(out, '\n', e);
    }
    return ok && text_addc(out, '\n', e) && text_add(out, p->note, e);
}

/* --- reading --- */

/* Cuts a line that ends in a newline. */
static bool cut_line(struct span *rest, struct span *line)
{
    return rest->len > 0 && memchr(rest->at, '\n', rest->len) != NULL && span_cut(rest, '\n', line);
}

/* The rest of a line behind its first word. */
static bool cut_word(struct span line, const char *word, struct span *value)
{
    size_t n = strlen(word);
    *value = span_starts(line, word) ? (struct span){line.at + n, line.len - n} : (struct span){0};
    return value->len > 0;
}

/* Canonical base64 of any length; only its last part may be padded. */
static bool base64_valid(struct span s)
{
    enum { PART = 64 };
    uint8_t bytes[PART];
    for (size_t at = 0; at < s.len; at += PART) {
        struct span part = {s.at + at, s.len - at < PART ? s.len - at : PART};
        size_t n = sizeof bytes;
        bool last = at + PART >= s.len;
        if (!base64_decode(part, false, bytes, &n) || (!last && n != PART / 4 * 3)) {
            return false;
        }
    }
    return true;
}

/* As it is written: no sign, no leading zero. */
static bool parse_index(struct span line, uint64_t *index)
{
    struct span digits;
    return cut_word(line, "index ", &digits) && span_number(digits, index) &&
           (digits.len == 1 || digits.at[0] != '0');
}

static bool parse_hashes(struct span *rest, struct proof_file *out, struct error *e)
{
    struct span line;
    while (cut_line(rest, &line)) {
        size_t n = SHA256_SIZE;
        if (line.len == 0) {
            return rest->len > 0 || malformed(e, "it has no checkpoint");
        }
        if (out->count == PROOF_MOST) {
            return malformed(e, "it has too many hashes");
        }
        if (line.len != HASH_TEXT || !base64_decode(line, false, out->hashes[out->count].at, &n) ||
            n != SHA256_SIZE) {
            return malformed(e, "a hash");
        }
        out->count++;
    }
    return malformed(e, "it ends before its checkpoint");
}

bool proof_parse(struct span bytes, struct proof_file *out, struct error *e)
{
    struct span rest = bytes, line = {0};
    *out = (struct proof_file){0};
    if (!span_starts(bytes, HEAD)) {
        return malformed(e, "its first line");
    }
    (void)cut_line(&rest, &line);
    bool more = cut_line(&rest, &line);
    if (more && cut_word(line, "extra ", &out->extra)) {
        if (!base64_valid(out->extra)) {
            return malformed(e, "its extra data");
        }
        more = cut_line(&rest, &line);
    }
    if (!more || !parse_index(line, &out->index)) {
        return malformed(e, "its index");
    }
    if (!parse_hashes(&rest, out, e)) {
        return false;
    }
    out->note = rest;
    return true;
}

/* --- proving --- */

bool checkpoint_open(struct span note, struct span vkey, struct checkpoint *out, struct error *e)
{
    char name[sizeof out->origin];
    uint8_t public_key[ED25519_PUBLIC];
    struct span body;
    return note_parse_vkey(span_trim(vkey), name, sizeof name, public_key, e) &&
           note_open(note, name, public_key, &body, e) && checkpoint_parse(body, out, e) &&
           (strcmp(out->origin, name) == 0 ||
            fail(e, ERROR_VERIFY, "checkpoint.origin",
                 "the checkpoint's origin is not the name of the key"));
}

bool proof_verify(const struct proof_file *p, struct span vkey, struct span entry,
                  struct checkpoint *out, struct error *e)
{
    struct sha256 leaf;
    return checkpoint_open(p->note, vkey, out, e) && merkle_leaf(entry, &leaf, e) &&
           merkle_verify_inclusion(&leaf, p->index, out->size, p->hashes, p->count, &out->root, e);
}

bool proof_make(struct text *out, const char *folder, uint64_t tree_size, struct span note,
                struct span vkey, uint64_t index, struct error *e)
{
    struct proof_file p = {.index = index, .note = note};
    struct checkpoint c;
    return checkpoint_open(note, vkey, &c, e) &&
           tree_prove_inclusion(folder, tree_size, index, c.size, p.hashes, &p.count, e) &&
           proof_format(out, &p, e);
}
