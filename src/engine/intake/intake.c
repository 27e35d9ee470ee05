/* A request or registry file from its opening to its closing.
 *
 * Invariants:
 * 1. The quick pass at opening and the reading of rows follow one grammar
 *    (intake_file.h), so that intake_rows is exactly what intake_read will hand
 *    out, good and rejected together.
 * 2. A file that is broken as a whole is refused before its first row.
 * 3. No error holds a value of a row.
 */

#include "engine/intake/intake.h"

#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "engine/intake/intake_file.h"

const struct intake_limits intake_default_limits = {
    .bytes = (uint64_t)16 << 30,
    .rows = 20000000,
    .columns = LAYOUT_COLUMNS,
    .field = 4096,
    .row = 65536,
};

const struct intake_limits intake_registry_limits = {
    .bytes = (uint64_t)1 << 40,
    .rows = 1000000000,
    .columns = LAYOUT_COLUMNS,
    .field = 4096,
    .row = 65536,
};

static bool take(struct intake *in, const char *path, enum intake_kind kind,
                 const struct layout *layout, struct error *e)
{
    in->at = in->map.at;
    in->end = in->map.at == NULL ? NULL : in->map.at + in->map.len;
    if (in->map.len > in->limits.bytes) {
        (void)!fail(e, ERROR_INPUT, "intake.limit.bytes", "%s has more than %llu bytes", path,
                    (unsigned long long)in->limits.bytes);
        error_hint(e, "split it into several files");
        return false;
    }
    if (!intake_encoding(in, e) || !intake_survey(in, e) ||
        !in->format->begin(in, kind, layout, e)) {
        error_context(e, "%s", path);
        return false;
    }
    in->body = in->at;
    in->body_line = in->line;
    return true;
}

void intake_rewind(struct intake *in)
{
    in->at = in->body;
    in->line = in->body_line;
    in->number = 0;
}

/* What a row says of its identifier where the layout says it for all of them. */
static struct span kind_of(enum layout_identifier identifier)
{
    static const char *const kinds[] = {[LAYOUT_IDENTIFIER_ANY] = "",
                                        [LAYOUT_IDENTIFIER_SSN] = "ssn",
                                        [LAYOUT_IDENTIFIER_ITIN] = "itin",
                                        [LAYOUT_IDENTIFIER_EIN] = "ein"};
    return span_of(kinds[identifier]);
}

static bool take_layout(struct intake *in, const struct layout *layout, struct error *e)
{
    static const struct intake_format *const formats[] = {[LAYOUT_CSV] = &intake_csv,
                                                          [LAYOUT_LINES] = &intake_lines,
                                                          [LAYOUT_FIXED] = &intake_fixed,
                                                          [LAYOUT_NDJSON] = &intake_ndjson};
    in->format = formats[layout == NULL ? LAYOUT_CSV : layout->format];
    in->separator = ',';
    if (layout == NULL) {
        return true;
    }
    if (layout->separator != 0) {
        in->separator = (uint8_t)layout->separator;
    }
    in->identifier_kind = kind_of(layout->identifier);
    in->layout = memory_new(1, sizeof *in->layout, e);
    if (in->layout == NULL) {
        return false;
    }
    *in->layout = *layout;
    return true;
}

static bool make(struct intake **out, const struct layout *layout,
                 const struct intake_limits *limits, struct error *e)
{
    char separator = layout == NULL || layout->separator == 0 ? ',' : layout->separator;
    if (strchr("\"\r\n", separator) != NULL || (separator & 0x80) != 0) {
        return fail(e, ERROR_USAGE, "intake.separator",
                    "the layout's separator cannot separate");
    }
    struct intake *in = memory_new(1, sizeof *in, e);
    if (in == NULL) {
        return false;
    }
    in->limits = limits == NULL ? intake_default_limits : *limits;
    in->line = 1;
    in->control = -1;
    if (!take_layout(in, layout, e)) {
        memory_free(in);
        return false;
    }
    *out = in;
    return true;
}

bool intake_open(struct intake **out, const char *path, enum intake_kind kind,
                 const struct layout *layout, const struct intake_limits *limits,
                 struct error *e)
{
    struct intake *in = NULL;
    if (!make(&in, layout, limits, e)) {
        return false;
    }
    if (!file_map(&in->map, path, e) || !take(in, path, kind, layout, e)) {
        intake_close(in);
        return false;
    }
    *out = in;
    return true;
}

bool intake_open_bytes(struct intake **out, struct span bytes, const char *name,
                       enum intake_kind kind, const struct layout *layout,
                       const struct intake_limits *limits, struct error *e)
{
    struct intake *in = NULL;
    if (!make(&in, layout, limits, e)) {
        return false;
    }
    in->borrowed = true;
    in->map = (struct mapping){(const uint8_t *)bytes.at, bytes.len};
    if (!take(in, name, kind, layout, e)) {
        intake_close(in);
        return false;
    }
    *out = in;
    return true;
}

void intake_close(struct intake *in)
{
    if (in != NULL) {
        if (!in->borrowed) {
            file_unmap(&in->map);
        }
        memory_free(in->parts);
        memory_free(in->layout);
        memory_free(in);
    }
}

uint64_t intake_rows(const struct intake *in)
{
    return in->rows;
}

uint64_t intake_bytes(const struct intake *in)
{
    return in->map.len;
}

size_t intake_parts(const struct intake *in)
{
    return (in->rows + INTAKE_PART - 1) / INTAKE_PART;
}

bool intake_has(const struct intake *in, enum field field)
{
    return field < FIELD_COUNT && in->has[field];
}

struct span intake_content(const struct intake *in)
{
    return (struct span){(const char *)in->map.at, in->map.len};
}

bool intake_hash(const struct intake *in, uint8_t out[32], struct error *e)
{
    struct sha256 hash;
    if (!crypto_sha256((struct span){(const char *)in->map.at, in->map.len}, &hash, e)) {
        return false;
    }
    memcpy(out, hash.at, sizeof hash.at);
    return true;
}
