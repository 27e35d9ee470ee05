/* gate_check.c: sufficiency alone: the recipient runs the very code that the
 * custodian runs, offline and without a custody. A row's outcome ignores what
 * only the file as a whole shows; that is reported apart.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct checking {
    struct batch *batch;
    struct gate_check *out;
    const struct elements *required;
    struct file *csv, *details; /* or NULL */
    struct text part[PASS_PARTS], detail[PASS_PARTS];
    struct gate_check count[PASS_PARTS];
};

/* row,control,outcome,category,message */
static bool write_line(struct text *t, uint64_t row, struct span control, const char *outcome,
                       const char *category, const char *message, struct error *e)
{
    return text_addu(t, row, e) && text_addc(t, ',', e) && text_add_csv(t, control, ',', e) &&
           text_addc(t, ',', e) && text_adds(t, outcome, e) && text_addc(t, ',', e) &&
           text_adds(t, category, e) && text_addc(t, ',', e) &&
           text_add_csv(t, span_of(message), ',', e) && text_addc(t, '\n', e);
}

static void note_example(uint64_t examples[CHECK_EXAMPLES], uint64_t row)
{
    for (unsigned i = 0; i < CHECK_EXAMPLES; i++) {
        if (examples[i] == 0) {
            examples[i] = row;
            return;
        }
    }
}

static void count_code(struct gate_check *c, const char *code, uint64_t row)
{
    enum { MOST = sizeof c->code / sizeof *c->code };
    unsigned i = 0;
    while (i < c->codes && strcmp(c->code[i].code, code) != 0) {
        i++;
    }
    if (i == MOST) {
        return;
    }
    if (i == c->codes) {
        (void)snprintf(c->code[c->codes++].code, sizeof c->code[i].code, "%s", code);
        c->code[i].example = row;
    }
    c->code[i].rows++;
}

/* Only here is it asked where: judged again, which the few rows that need it can afford. */
static bool add_detail(struct checking *c, const struct slice *s, size_t i, struct error *e)
{
    struct judgement judged;
    if (c->details == NULL || c->batch->rows[s->first + i].sufficiency == SUFFICIENCY_COMPLETE) {
        return true;
    }
    return standard_judge(c->batch->standard, &s->rows[i], &s->persons[i], c->required, &judged, e) &&
           check_detail(&s->rows[i], &judged, &c->detail[s->part], e);
}

static bool check_row(struct checking *c, const struct slice *s, size_t i, struct error *e)
{
    const struct row_record *r = &c->batch->rows[s->first + i];
    struct gate_check *n = &c->count[s->part];
    const struct rejection *bad = s->rows[i].line == 0 ? slice_rejection(s, i) : NULL;
    uint64_t number = s->rows[i].number;
    n->read++;
    if (bad != NULL) {
        n->rejected++;
        count_code(n, bad->code, number);
        char words[REJECTION_WORDS];
        rejection_words(bad, words);
        return c->csv == NULL ||
               write_line(&c->part[s->part], number, bad->control,
                          sufficiency_name(SUFFICIENCY_INSUFFICIENT), bad->code, words, e);
    }
    n->sufficiency[r->sufficiency]++;
    n->category[r->category]++;
    note_example(n->example[r->category], number);
    if (!add_detail(c, s, i, e)) {
        return false;
    }
    return c->csv == NULL ||
           write_line(&c->part[s->part], number, s->rows[i].value[FIELD_CONTROL],
                      sufficiency_name((enum sufficiency)r->sufficiency),
                      category_name((enum category)r->category),
                      category_sentence((enum category)r->category), e);
}

static bool check_slice(void *ctx, const struct slice *s, const struct admitted *admitted,
                        struct error *e)
{
    struct checking *c = ctx;
    (void)admitted; /* there is no registry here to compare them with */
    c->count[s->part] = (struct gate_check){0};
    for (size_t i = 0; i < s->count; i++) {
        if (!check_row(c, s, i, e)) {
            return false;
        }
    }
    return true;
}

static void add_counts(struct gate_check *to, const struct gate_check *from)
{
    to->read += from->read;
    to->rejected += from->rejected;
    for (unsigned i = 0; i < 3; i++) {
        to->sufficiency[i] += from->sufficiency[i];
    }
    for (unsigned i = 0; i < CATEGORY_COUNT; i++) {
        to->category[i] += from->category[i];
        for (unsigned k = 0; k < CHECK_EXAMPLES && from->example[i][k] != 0; k++) {
            note_example(to->example[i], from->example[i][k]);
        }
    }
    for (unsigned i = 0; i < from->codes; i++) {
        uint64_t before = from->code[i].rows - 1;
        count_code(to, from->code[i].code, from->code[i].example);
        for (unsigned k = 0; k < to->codes; k++) {
            if (strcmp(to->code[k].code, from->code[i].code) == 0) {
                to->code[k].rows += before;
            }
        }
    }
}

static bool take_part(void *ctx, size_t part, struct error *e)
{
    struct checking *c = ctx;
    add_counts(c->out, &c->count[part]);
    bool ok = c->csv == NULL || file_write(c->csv, text_span(&c->part[part]), e);
    text_clear(&c->part[part]);
    ok = ok && (c->details == NULL || file_write(c->details, text_span(&c->detail[part]), e));
    text_clear(&c->detail[part]);
    return ok;
}

bool check_elements(const char *path, struct rules **rules, struct elements *out,
                              struct error *e)
{
    struct agreement_info info;
    out->required = ELEMENT_ALL;
    if (path == NULL) {
        return true;
    }
    if (!rules_load(rules, path, e)) {
        return false;
    }
    if (!rules_agreement(*rules, &info)) {
        return fail(e, ERROR_INPUT, "rules.agreement", "%s holds no agreement", path);
    }
    *out = info.required;
    return true;
}

/* What only the file as a whole shows. */
static void count_whole(const struct batch *b, struct gate_check *out)
{
    for (size_t i = 0; i < b->count; i++) {
        const uint8_t *f = b->rows[i].facts.value;
        out->duplicates += f[FACT_DUPLICATE] == DUPLICATE_IS_DUPLICATE;
        out->over_used += f[FACT_ADDRESS_USE] == ADDRESS_USE_IS_OVER_USED;
    }
}

static bool check_rows(struct checking *c, const struct rules *rules,
                       const struct elements *required, unsigned threads,
                       const struct gate_progress *progress, struct error *e)
{
    struct judge_then then = {.visit = check_slice, .after = take_part, .ctx = c};
    if (!batch_judge(c->batch, rules, required, threads, progress, &then, e)) {
        return false;
    }
    count_whole(c->batch, c->out);
    return true;
}

static bool begin_output(struct file **out, const char *path, struct error *e)
{
    if (path == NULL) {
        return true;
    }
    if (!file_begin(out, path, FILE_PRIVATE, e)) {
        return false;
    }
    file_early(*out);
    return true;
}

static bool write_all(struct checking *c, const struct gate_check_options *o,
                      const struct rules *rules, const struct gate_progress *progress,
                      struct error *e)
{
    bool ok = begin_output(&c->csv, o->csv, e) && begin_output(&c->details, o->details, e) &&
              (c->csv == NULL ||
               file_write(c->csv, SPAN_LITERAL("row,control,outcome,category,message\n"), e)) &&
              check_rows(c, rules, c->required, o->threads, progress, e);
    ok = file_finish(c->csv, ok, e);
    return file_finish(c->details, ok, e);
}

static bool name_classifier(const struct batch *b, struct gate_check *out, struct error *e)
{
    uint8_t hash[SHA256_SIZE];
    struct text hex = {0};
    standard_hash(b->standard, hash);
    bool ok = text_add_hex(&hex, hash, sizeof hash, e);
    if (ok) {
        memcpy(out->classifier, hex.at, sizeof out->classifier);
    }
    text_free(&hex);
    return ok;
}

bool gate_check(const struct gate_check_options *o, const struct gate_progress *progress,
                struct gate_check *out, struct error *e)
{
    *out = (struct gate_check){0};
    const struct tables tables = {o->layout, o->gazetteer, o->points};
    struct batch batch = {0};
    struct rules *rules = NULL;
    struct elements required;
    struct checking *c = memory_new(1, sizeof *c, e);
    bool ok = c != NULL && check_elements(o->agreement, &rules, &required, e) &&
              batch_open(&batch, o->requests, &tables, INTAKE_REQUESTS, e);
    if (ok) {
        c->batch = &batch;
        c->out = out;
        c->required = &required;
        ok = write_all(c, o, rules, progress, e) && name_classifier(&batch, out, e);
    }
    for (unsigned i = 0; c != NULL && i < PASS_PARTS; i++) {
        text_free(&c->part[i]);
        text_free(&c->detail[i]);
    }
    memory_free(c);
    rules_free(rules);
    batch_close(&batch);
    return ok;
}
