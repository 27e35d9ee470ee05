/* The quick pass over a file that has just been opened: is it text, how many
 * records does it hold, does a quote stay open at its end?
 *
 * Only quotes and line ends matter. Outside of a quoted field a quote opens one
 * exactly when it is the first byte of a field: it begins the record, or a
 * separator stands before it (which, outside, is a real one). */

#include <string.h>

#include "base/memory.h"
#include "engine/intake/intake_file.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* --- what kind of bytes --- */

struct magic {
    const char *bytes;
    size_t len;
    const char *code;
    const char *what;
};

#define MAGIC(bytes, code, what)                                                               \
    {                                                                                          \
        bytes, sizeof(bytes) - 1, code, what                                                   \
    }
static const struct magic magics[] = {
    MAGIC("\x1f\x8b", "intake.compressed", "the file is compressed (gzip)"),
    MAGIC("PK\x03\x04", "intake.compressed", "the file is a ZIP archive or a spreadsheet"),
    MAGIC("\x28\xb5\x2f\xfd", "intake.compressed", "the file is compressed (zstd)"),
    MAGIC("\xfd\x37zXZ\x00", "intake.compressed", "the file is compressed (xz)"),
    MAGIC("BZh91AY", "intake.compressed", "the file is compressed (bzip2)"),
    MAGIC("\xd0\xcf\x11\xe0", "intake.compressed", "the file is a spreadsheet of the old kind"),
    MAGIC("\xff\xfe", "intake.encoding", "the file is UTF-16"),
    MAGIC("\xfe\xff", "intake.encoding", "the file is UTF-16"),
};
#undef MAGIC

enum { SAMPLE = 65536, NUL_SHARE = 16 };

/* One byte in sixteen or more of the beginning is NUL: no text in UTF-8. */
static bool nul_all_over(const uint8_t *p, size_t len)
{
    size_t n = len < SAMPLE ? len : SAMPLE;
    size_t nuls = 0;
    for (size_t i = 0; i < n; i++) {
        nuls += p[i] == 0;
    }
    return nuls > 1 && nuls * NUL_SHARE >= n;
}

bool intake_encoding(struct intake *in, struct error *e)
{
    size_t len = (size_t)(in->end - in->at);
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct magic *m = &magics[i];
        if (len >= m->len && memcmp(in->at, m->bytes, m->len) == 0) {
            (void)!fail(e, ERROR_INPUT, m->code, "%s", m->what);
            error_hint(e, "save it as plain text in UTF-8");
            return false;
        }
    }
    if (len > 0 && nul_all_over(in->at, len)) {
        (void)!fail(e, ERROR_INPUT, "intake.encoding",
                    "the file is no text in UTF-8 (NUL bytes)");
        error_hint(e, "save it as plain text in UTF-8");
        return false;
    }
    if (len >= 3 && memcmp(in->at, "\xef\xbb\xbf", 3) == 0) {
        in->at += 3;
    }
    return true;
}

/* --- how many records --- */

struct survey {
    const uint8_t *begin; /* of the file's rows */
    const uint8_t *end;
    const uint8_t *record; /* where the current record begins */
    const uint8_t *opened; /* the quote that is open, or NULL */
    const uint8_t *skip;   /* a quote at this place is the second of a doubled one */
    uint64_t rows; /* the header is one of them, also where there is none */
    uint64_t line; /* that `record` begins with, or a later one inside of it */
    uint8_t separator;
    struct intake *in; /* whose parts are noted */
    bool ok;
    struct error *e;
};

/* The row that begins behind `p`, or behind the blank lines there, is the first of a part. */
static void note_part(struct survey *s, const uint8_t *p)
{
    struct intake *in = s->in;
    s->ok = s->ok && memory_grow((void **)&in->parts, &in->part_cap, in->part_count,
                                 sizeof *in->parts, s->e);
    if (s->ok) {
        in->parts[in->part_count++] = (struct part){p, s->line};
    }
}

static void end_of_line(struct survey *s, const uint8_t *p)
{
    s->line++;
    if (s->opened == NULL) {
        bool row = !intake_blank(s->in, s->record, p);
        s->record = p + 1;
        s->rows += row;
        if (row && (s->rows - 1) % INTAKE_PART == 0) {
            note_part(s, p + 1);
        }
    }
}

static void quote(struct survey *s, const uint8_t *p)
{
    if (s->opened == NULL) {
        if (p == s->record || p[-1] == s->separator) {
            s->opened = p;
        }
    } else if (p == s->skip) {
        return;
    } else if (s->end - p >= 2 && p[1] == '"') {
        s->skip = p + 1;
    } else {
        s->opened = NULL;
    }
}

static void mark(struct survey *s, const uint8_t *p)
{
    if (*p == '\n') {
        end_of_line(s, p);
    } else {
        quote(s, p);
    }
}

static void scan(struct survey *s)
{
    const uint8_t *p = s->begin;
#ifdef __SSE2__
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i qu = _mm_set1_epi8(s->in->format->quotes ? '"' : '\n');
    for (; s->end - p >= 64; p += 64) {
        uint64_t bits = 0;
        for (unsigned i = 0; i < 4; i++) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
            __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, qu));
            bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (16 * i);
        }
        for (; bits != 0; bits &= bits - 1) {
            mark(s, p + __builtin_ctzll(bits));
        }
    }
#endif
    for (; p < s->end; p++) {
        if (*p == '\n' || (*p == '"' && s->in->format->quotes)) {
            mark(s, p);
        }
    }
}

static uint64_t line_of(const struct intake *in, const uint8_t *place)
{
    uint64_t line = in->line;
    for (const uint8_t *p = in->at; p < place; p++) {
        line += *p == '\n';
    }
    return line;
}

bool intake_survey(struct intake *in, struct error *e)
{
    struct survey s = {.begin = in->at,
                       .end = in->end,
                       .record = in->at,
                       .line = in->line,
                       .separator = in->separator,
                       .in = in,
                       .ok = true,
                       .e = e};
    if (!in->format->header) {
        s.rows = 1;
        note_part(&s, s.begin);
    }
    if (s.ok) {
        scan(&s);
    }
    if (!s.ok) {
        return false;
    }
    if (s.opened != NULL) {
        (void)!fail(e, ERROR_INPUT, "csv.unclosed",
                    "a quote opens in line %llu and is never closed",
                    (unsigned long long)line_of(in, s.opened));
        error_hint(e, "close the quote, or double quotes inside a field");
        return false;
    }
    s.rows += !intake_blank(in, s.record, s.end);
    if (s.rows == !in->format->header) {
        return fail(e, ERROR_INPUT, "intake.empty", "the file is empty");
    }
    s.rows--; /* the header */
    if (s.rows > in->limits.rows) {
        (void)!fail(e, ERROR_INPUT, "intake.limit.rows",
                    "the file has %llu rows; %llu are allowed", (unsigned long long)s.rows,
                    (unsigned long long)in->limits.rows);
        error_hint(e, "split it into several files");
        return false;
    }
    in->rows = s.rows;
    return true;
}
