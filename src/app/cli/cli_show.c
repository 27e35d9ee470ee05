/* cli_show.c: rules in plain English: text, JSON, a page. */
#include "app/cli/cli.h"
#include "app/report/report.h"

static json_t *string_of(struct span s)
{
    return json_stringn(s.len == 0 ? "" : s.at, s.len);
}

/* All lines as one text, a blank between them. */
static json_t *text_of(const struct paragraph *p)
{
    struct text t = {0};
    struct error e;
    bool ok = true;
    for (size_t i = 0; ok && i < p->count; i++) {
        const struct paragraph_line *line = &p->lines[i];
        ok = (i == 0 || text_addc(&t, ' ', &e)) && text_add(&t, line->label, &e) &&
             (line->label.len == 0 || text_addc(&t, ' ', &e)) && text_add(&t, line->text, &e);
    }
    json_t *value = ok ? string_of(text_span(&t)) : NULL;
    text_free(&t);
    return value;
}

static json_t *lines_of(const struct paragraph *p)
{
    json_t *all = json_array();
    for (size_t i = 0; i < p->count; i++) {
        const struct paragraph_line *line = &p->lines[i];
        json_t *one = json_pack("{s:i, s:o, s:o}", "depth", (int)line->depth, "label",
                                string_of(line->label), "text", string_of(line->text));
        if (json_array_append_new(all, one) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static json_t *paragraph_json(const struct paragraph *p)
{
    return json_pack("{s:i, s:o, s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "number", (int)p->number,
                     "section", string_of(p->section), "kind", paragraph_kind_name(p->kind), "source",
                     string_of(p->source), "file", string_of(p->file), "line", (json_int_t)p->line,
                     "cites", string_of(p->cites), "form", string_of(p->form), "text", text_of(p),
                     "lines", lines_of(p));
}

static json_t *paragraphs_json(const struct paragraph *p, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(all, paragraph_json(&p[i])) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return json_pack("{s:o}", "paragraphs", all);
}

/* The paragraph of --row, and no other. */
static bool narrow(struct call *c, const struct paragraph **p, size_t *count, struct error *e)
{
    uint64_t number;
    if (!cli_number(c, OPTION_ROW, 0, &number, e)) {
        return false;
    }
    if (number == 0 || number > *count) {
        (void)!fail(e, ERROR_USAGE, "usage.row", "there is no paragraph of this number");
        error_hint(e, "the last one is %zu", *count);
        return false;
    }
    *p += number - 1;
    *count = 1;
    return true;
}

/* What the text is called: the agreement, or the first order. */
static struct span title_of(const struct paragraph *p, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (p[i].source.len > 0) {
            return p[i].source;
        }
    }
    return SPAN_LITERAL("Rules");
}

static bool write_html(const char *path, const struct paragraph *p, size_t count, struct error *e)
{
    struct text page = {0};
    bool ok = report_paragraphs_html(p, count, title_of(p, count), &page, e) &&
              write_page(path, &page, e);
    text_free(&page);
    return ok;
}

static bool show(struct call *c, const struct paragraph *p, size_t count, struct error *e)
{
    bool one = cli_has(c, OPTION_ROW), html = cli_has(c, OPTION_HTML);
    if (one && html) {
        return fail(e, ERROR_USAGE, "usage.row", "--row prints one paragraph, and writes no page");
    }
    if ((one && !narrow(c, &p, &count, e)) ||
        (html && !write_html(c->option[OPTION_HTML], p, count, e))) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(one ? paragraph_json(p) : paragraphs_json(p, count), e);
    }
    if (html) {
        return true;
    }
    struct text t = {0};
    bool ok = one ? report_paragraph_text(p, &t, colour_wanted(), e)
                  : report_paragraphs_text(p, count, &t, colour_wanted(), e);
    if (ok) {
        print_text(&t);
    }
    text_free(&t);
    return ok;
}

bool verb_rules_show(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct shown *s = NULL;
    size_t count = 0;
    if (!gate_rules_show(&s, c->argument, c->arguments, e)) {
        return false;
    }
    const struct paragraph *p = gate_rules_shown(s, &count);
    bool ok = show(c, p, count, e);
    gate_rules_shown_free(s);
    return ok;
}
