/* Checkpoints (C2SP tlog-checkpoint): the text of the signed note that states a tree.
 *
 *   LINE  CONTENT
 *   1     origin: the log's name
 *   2     size of the tree, decimal, no leading zero
 *   3     root hash, base64 (44 characters)
 *   4..   extensions, none empty: kept by nobody, passed over here
 */
#include <inttypes.h>
#include <stdio.h>

#include "note.h"

static bool malformed(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "checkpoint.form", "a checkpoint is malformed: %s", what);
}

bool checkpoint_format(struct text *out, const struct checkpoint *c, struct error *e)
{
    return text_addf(out, e, "%s\n%" PRIu64 "\n", c->origin, c->size) &&
           text_add_base64(out, c->root.at, sizeof c->root.at, e) && text_addc(out, '\n', e);
}

/* A number as it is written: no sign, no leading zero. */
static bool parse_size(struct span s, uint64_t *out)
{
    return span_number(s, out) && (s.len == 1 || s.at[0] != '0');
}

static bool extensions_valid(struct span rest)
{
    struct span line;
    while (rest.len > 0 && span_cut(&rest, '\n', &line)) {
        if (line.len == 0) {
            return false;
        }
    }
    return true;
}

bool checkpoint_parse(struct span body, struct checkpoint *out, struct error *e)
{
    struct span rest = body, origin, size, root;
    struct checkpoint c = {0};
    size_t n = sizeof c.root.at;
    if (body.len == 0 || body.at[body.len - 1] != '\n') {
        return malformed(e, "it does not end in a newline");
    }
    if (!span_cut(&rest, '\n', &origin) || origin.len == 0 || origin.len >= sizeof c.origin ||
        memchr(origin.at, '\0', origin.len) != NULL) {
        return malformed(e, "the origin");
    }
    if (!span_cut(&rest, '\n', &size) || !parse_size(size, &c.size)) {
        return malformed(e, "the size");
    }
    if (!span_cut(&rest, '\n', &root) || root.len != 44 ||
        !base64_decode(root, false, c.root.at, &n) || n != sizeof c.root.at) {
        return malformed(e, "the root");
    }
    if (!extensions_valid(rest)) {
        return malformed(e, "an empty line");
    }
    memcpy(c.origin, origin.at, origin.len);
    *out = c;
    return true;
}

bool checkpoint_of(struct span note, struct checkpoint *out, struct span *body, struct error *e)
{
    struct span text, signatures;
    if (!note_split(note, &text, &signatures, e) || !checkpoint_parse(text, out, e)) {
        return false;
    }
    if (body != NULL) {
        *body = text;
    }
    return true;
}
