/* ASCII armor: strict PEM (RFC 7468 section 3, ABNF stricttextualmsg) as the age format narrows
 * it.
 *
 * 1. Lines of exactly 64 characters, the last one shorter or equal and never empty; canonical
 *    base64.
 * 2. LF or CR LF ends a line; white space is allowed only before and after the whole.
 */
#include "age_format.h"

static const char begin_line[] = "-----BEGIN AGE ENCRYPTED FILE-----";
static const char end_line[] = "-----END AGE ENCRYPTED FILE-----";

enum { LOOK_AHEAD = 2048, MOST_WHITE_SPACE = 1024 };

/* --- reading --- */

/* Whatever has five dashes near its start and no header is treated as armor, so that a damaged
 * one is called that and not a bad header. */
bool age_is_armored(struct span file)
{
    size_t n = file.len < LOOK_AHEAD ? file.len : LOOK_AHEAD;
    return n > 0 && !span_starts(file, "age-encryption.org/") &&
           memmem(file.at, n, "-----", 5) != NULL;
}

static bool bad(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "age.armor", "the armor of the age file is broken: %s", what);
}

/* A line without its end; the last may have none. */
static bool take_line(struct span *rest, struct span *line)
{
    if (!span_cut(rest, '\n', line)) {
        return false;
    }
    if (rest->at != NULL && line->len > 0 && line->at[line->len - 1] == '\r') {
        line->len--;
    }
    return true;
}

/* *last: the line is not full, so the end line must follow. */
static bool add_line(struct text *out, struct span line, bool *last, struct error *e)
{
    uint8_t bytes[AGE_LINE_BYTES];
    size_t n = sizeof bytes;
    if (line.len == 0 || line.len > AGE_LINE || !base64_decode(line, false, bytes, &n)) {
        return bad(e, "a line is not 64 characters of base64");
    }
    *last = n < AGE_LINE_BYTES;
    return text_add(out, (struct span){(const char *)bytes, n}, e);
}

static bool read_body(struct span *rest, struct text *out, struct error *e)
{
    struct span line;
    bool last = false;
    while (take_line(rest, &line)) {
        if (span_is(line, end_line)) {
            return true;
        }
        if (last) {
            return bad(e, "a short line is not the last");
        }
        if (!add_line(out, line, &last, e)) {
            return false;
        }
    }
    return bad(e, "it has no end line");
}

/* The first line that is not blank. */
static bool first_line(struct span *rest, struct span *line)
{
    while (take_line(rest, line)) {
        if (span_trim(*line).len > 0) {
            return true;
        }
    }
    return false;
}

bool age_dearmor(struct span file, struct text *out, struct error *e)
{
    struct span rest = file, line = {0};
    if (!first_line(&rest, &line) || !span_is(line, begin_line)) {
        return bad(e, "it does not begin as it must");
    }
    if (line.at - file.at > MOST_WHITE_SPACE) {
        return bad(e, "too much white space");
    }
    if (!read_body(&rest, out, e)) {
        return false;
    }
    if (span_trim(rest).len > 0 || rest.len > MOST_WHITE_SPACE) {
        return bad(e, "something follows it");
    }
    return true;
}

/* --- writing --- */

static bool add_text_line(struct text *out, const uint8_t *bytes, size_t n, struct error *e)
{
    return text_add_base64(out, bytes, n, e) && text_addc(out, '\n', e);
}

bool age_armor_begin(struct text *out, struct error *e)
{
    return text_adds(out, begin_line, e) && text_addc(out, '\n', e);
}

bool age_armor_add(struct age_armor *a, struct span bytes, struct text *out, struct error *e)
{
    bool ok = true;
    while (ok && bytes.len > 0) {
        size_t room = AGE_LINE_BYTES - a->count, n = bytes.len < room ? bytes.len : room;
        memcpy(a->held + a->count, bytes.at, n);
        a->count += n;
        bytes.at += n;
        bytes.len -= n;
        if (a->count == AGE_LINE_BYTES) {
            ok = add_text_line(out, a->held, a->count, e);
            a->count = 0;
        }
    }
    return ok;
}

bool age_armor_end(struct age_armor *a, struct text *out, struct error *e)
{
    return (a->count == 0 || add_text_line(out, a->held, a->count, e)) && text_adds(out, end_line, e) &&
           text_addc(out, '\n', e);
}
