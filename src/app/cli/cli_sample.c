/* cli_sample.c: the sample before a release: drawn, listed, examined. */
#include "app/cli/cli.h"
#include "base/file.h"

static const char *state_of(const struct gate_sample *s)
{
    return !s->drawn ? "none" : !s->examined ? "drawn" : s->stopped ? "stopped" : "passed";
}

static json_t *sample_json(const char *plan, const struct gate_sample *s)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "plan", plan, "sample", s->number, "state", state_of(s),
                     "rows", (json_int_t)s->rows, "stop", (json_int_t)s->stop, "right", (json_int_t)s->right, "wrong",
                     (json_int_t)s->wrong, "unclear", (json_int_t)s->unclear);
}

static bool say(struct text *t, uint64_t n, const char *what, struct error *e)
{
    return text_add_count(t, n, e) && text_adds(t, what, e);
}

/* what: "drawn", "entered the result of", ... */
static bool show_sample(const struct call *c, const struct gate_sample *s, const char *what, struct error *e)
{
    const char *plan = c->argument[0];
    struct text t = {0};
    if (cli_has(c, OPTION_JSON)) {
        return print_json(sample_json(plan, s), e);
    }
    bool ok = !s->drawn ? text_addf(&t, e, "no sample was drawn for %s\n", plan)
                        : text_addf(&t, e, "%s%s of %s: ", what, s->number[0] == '\0' ? "a sample" : s->number, plan) &&
                              say(&t, s->rows, " rows, stopped at ", e) && say(&t, s->stop, " wrong or unclear\n", e);
    if (ok && s->examined) {
        ok = say(&t, s->right, " right, ", e) && say(&t, s->wrong, " wrong, ", e) &&
             say(&t, s->unclear, s->stopped ? " unclear: nothing leaves by this plan any more\n" : " unclear: passed\n", e);
    }
    print_text(&t);
    text_free(&t);
    return ok;
}

/* The rows as a file; what they hold on a terminal, or in a file that was asked for. */
static bool write_rows(struct call *c, struct gate *g, struct error *e)
{
    struct text t = {0};
    const char *csv = c->option[OPTION_CSV], *out = c->option[OPTION_OUTPUT];
    if (csv != NULL && !gate_sample_list(g, c->argument[0], csv, e)) {
        return false;
    }
    if (!cli_has(c, OPTION_VALUES)) {
        return true;
    }
    bool ok = gate_sample_explain(g, c->argument[0], &t, e);
    if (ok && out != NULL) {
        struct file *f = NULL;
        ok = file_begin(&f, out, FILE_PRIVATE, e) && file_finish(f, file_write(f, text_span(&t), e), e);
    } else if (ok) {
        print_text(&t);
    }
    text_free(&t);
    return ok;
}

static bool draw(struct call *c, struct gate *g, struct signers by, struct error *e)
{
    struct gate_sample s;
    struct gate_sample_size size;
    bool dry = cli_has(c, OPTION_DRY_RUN);
    if (!cli_number(c, OPTION_ROWS, 0, &size.rows, e) || !cli_number(c, OPTION_STOP, 0, &size.stop, e) ||
        !gate_sample_draw(g, c->argument[0], &size, by, &s, e) ||
        !show_sample(c, &s, dry ? "would draw " : "drew ", e) || (!dry && !write_rows(c, g, e))) {
        return false;
    }
    if (!dry) {
        hint(c, "proviso sample %s --csv FILE lists the rows; then, an approver who did not make the plan: "
                "proviso sample %s --result FILE --key FILE", c->argument[0], c->argument[0]);
    }
    return true;
}

static bool enter(struct call *c, struct gate *g, struct signers by, struct error *e)
{
    struct gate_sample s;
    if (!gate_sample_result(g, c->argument[0], c->option[OPTION_RESULT], by, &s, e) ||
        !show_sample(c, &s, cli_has(c, OPTION_DRY_RUN) ? "would enter the result of " : "entered the result of ", e)) {
        return false;
    }
    if (!cli_has(c, OPTION_DRY_RUN)) {
        hint(c, s.stopped ? "mend what was wrong, then proviso run: %s is stopped for good" : "proviso release %s --out DIR",
             c->argument[0]);
    }
    return true;
}

static bool look(struct call *c, struct gate *g, struct error *e)
{
    struct gate_sample s;
    return gate_sample_get(g, c->argument[0], &s, e) && show_sample(c, &s, "", e) && write_rows(c, g, e);
}

static bool check_options(const struct call *c, struct error *e)
{
    bool result = cli_has(c, OPTION_RESULT), values = cli_has(c, OPTION_VALUES);
    if (result && (values || cli_has(c, OPTION_CSV) || cli_has(c, OPTION_ROWS) || cli_has(c, OPTION_STOP))) {
        return fail(e, ERROR_USAGE, "usage.need", "--result stands alone: the sample was drawn before");
    }
    if (cli_has(c, OPTION_OUTPUT) && !values) {
        return fail(e, ERROR_USAGE, "usage.need", "-o is for what --values shows");
    }
    return !values || cli_has(c, OPTION_OUTPUT) || cli_may_show(c, "sample.values", e);
}

bool verb_sample(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct signers by;
    bool drawing = c->key_count > 0 || cli_has(c, OPTION_ROWS) || cli_has(c, OPTION_STOP);
    bool ok = check_options(c, e) && cli_open(c, &g, e) && cli_signers(c, &by, e) &&
              (cli_has(c, OPTION_RESULT) ? enter(c, g, by, e) : drawing ? draw(c, g, by, e) : look(c, g, e));
    gate_close(g);
    progress_end();
    return ok;
}
