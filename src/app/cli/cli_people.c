/* cli_people.c: verbs about the people concerned: accountings of disclosures, and what suspends them. */
#include <string.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "base/file.h"

/* --- accountings --- */

enum { ID_MOST = 4096 };

/* "-": from standard input, so that no list of processes shows it. */
static bool read_person(const struct call *c, struct text *out, struct error *e)
{
    struct reader *r = NULL;
    char bytes[ID_MOST];
    size_t got = 0, n = 0;
    if (strcmp(c->argument[0], "-") != 0) {
        return text_adds(out, c->argument[0], e);
    }
    bool ok = reader_open(&r, "-", e);
    do {
        ok = ok && reader_read(r, bytes + n, sizeof bytes - n, &got, e);
        n += ok ? got : 0;
    } while (ok && got > 0 && n < sizeof bytes);
    reader_close(r);
    return ok && (n < sizeof bytes || fail(e, ERROR_INPUT, "account.person", "a person_id is that long nowhere")) &&
           text_add(out, span_trim((struct span){bytes, n}), e);
}

/* The letter holds personal data: it goes to a file, or to a terminal. */
static bool says_where(const struct call *c, struct error *e)
{
    bool file = cli_has(c, OPTION_HTML) || cli_has(c, OPTION_PDF) || cli_has(c, OPTION_OUTPUT);
    if (file || cli_has(c, OPTION_DRY_RUN) || (isatty(STDOUT_FILENO) == 1 && !cli_has(c, OPTION_JSON))) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "account.values", "the letter is shown on a terminal only");
    error_hint(e, "say where it goes: -o FILE, --html FILE or --pdf FILE");
    return false;
}

static bool account_json(const struct call *c, const struct gate_account *a, struct error *e)
{
    return print_json(json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}",
                                cli_has(c, OPTION_DRY_RUN) ? "would_enter" : "entered", "account", "id", a->id,
                                "disclosures", (json_int_t)a->disclosures, "withheld", (json_int_t)a->withheld,
                                "suspended", (json_int_t)a->suspended, "earlier", (json_int_t)a->earlier, "unknown",
                                (json_int_t)a->unknown, "erased", (json_int_t)a->erased),
                      e);
}

/* Entered already: what cannot be written now is done again. */
static bool end_account(const struct call *c, const struct gate_account *a, const struct paper *letter,
                        struct error *e)
{
    if (letter != NULL && !write_paper(c, letter, e)) {
        error_context(e, "%s was entered", a->id);
        error_hint(e, "do it again; that is an entry of its own");
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return account_json(c, a, e);
    }
    if (letter == NULL || cli_has(c, OPTION_HTML) || cli_has(c, OPTION_PDF) || cli_has(c, OPTION_OUTPUT)) {
        print("%s account %s: %s in the letter\n", letter == NULL ? "would enter" : "entered", a->id,
              COUNTED(a->disclosures, "disclosure", "disclosures"));
    }
    return true;
}

bool verb_account(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct text person = {0};
    struct gate_account out = {0};
    struct paper *letter = NULL;
    bool ok = says_where(c, e) && read_person(c, &person, e) && act_begin(c, &a, e);
    struct gate_account_options o = {.person = person.at, .addressee = c->option[OPTION_ADDRESSEE]};
    ok = ok && gate_account(a.g, &o, a.by, &out, &letter, e);
    gate_close(a.g);
    ok = ok && end_account(c, &out, letter, e);
    paper_free(letter);
    text_free(&person);
    return ok;
}

/* --- what suspends them --- */

static bool parse_at(const struct call *c, enum option option, instant otherwise, instant *out, struct error *e)
{
    *out = otherwise;
    bool ok = !cli_has(c, option) || instant_parse(span_of(c->option[option]), out);
    return ok || fail(e, ERROR_USAGE, "usage.instant", "%s takes an instant: 2026-02-27 or 2026-02-27T12:00Z",
                      cli_option_names[option]);
}

static bool lift(struct call *c, struct act_call *a, struct error *e)
{
    const char *cites;
    return cli_need(c, OPTION_CITES, &cites, e) && act_begin(c, a, e) &&
           gate_suspension_lift(a->g, c->argument[0], cites, a->by, e);
}

bool verb_account_suspend(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_statement s = {.oral = cli_has(c, OPTION_ORAL)};
    const char *until;
    if (cli_has(c, OPTION_LIFT)) {
        bool ok = lift(c, &a, e);
        return act_end(&a, ok, "the end of a suspension", e);
    }
    bool ok = cli_need(c, OPTION_UNTIL, &until, e) && cli_need(c, OPTION_CITES, &s.cites, e) &&
              cli_need(c, OPTION_DOCUMENT, &s.paper, e) && parse_at(c, OPTION_UNTIL, 0, &s.until, e) &&
              parse_at(c, OPTION_AT, INSTANT_MAX, &s.stated, e) && act_begin(c, &a, e) &&
              gate_suspend(a.g, c->argument[0], &s, a.by, a.id, e);
    return act_end(&a, ok, "suspension", e);
}
