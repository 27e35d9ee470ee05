/* cli_notice.c: verbs about notices to the people whom a finding is about: planned, sent, come back. */
#include <string.h>

#include "app/cli/cli.h"
#include "app/report/report.h"

bool verb_notice(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_mailing out = {0};
    struct gate_notice o = {.finding = c->argument[0],
                            .readings = c->readings,
                            .reading_count = c->reading_count,
                            .letter = c->option[OPTION_LETTER]};
    bool dry = cli_has(c, OPTION_DRY_RUN), ok = act_begin(c, &a, e) && gate_notice(a.g, &o, a.by, &out, e);
    gate_close(a.g);
    progress_end();
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", dry ? "would_enter" : "entered", "mailing", "id",
                                    out.id, "letters", (json_int_t)out.letters, "held", (json_int_t)out.held, "unknown",
                                    (json_int_t)out.unknown, "told", (json_int_t)out.told),
                          e);
    }
    print("%s mailing %s: %s; held for a person to look at: %llu; not in the registry: %llu; "
          "told before: %llu\n",
          dry ? "would enter" : "entered", out.id, COUNTED(out.letters, "letter", "letters"),
          (unsigned long long)out.held, (unsigned long long)out.unknown, (unsigned long long)out.told);
    if (!dry) {
        hint(c, "proviso approve %s --key FILE (two people, not who planned it), then proviso mail %s --out DIR", out.id,
             out.id);
    }
    return true;
}

/* --- sent --- */

static bool sheets(void *ctx, const struct paper *const *letters, size_t count, struct text *out, struct error *e)
{
    (void)ctx;
    return report_papers_pdf(letters, count, out, e);
}

bool verb_mail(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_mailed out = {0};
    struct gate_mail o = {.mailing = c->argument[0], .age = c->option[OPTION_AGE], .sheets = sheets};
    bool dry = cli_has(c, OPTION_DRY_RUN),
         ok = cli_need(c, OPTION_OUT, &o.out_dir, e) && act_begin(c, &a, e) && gate_mail(a.g, &o, a.by, &out, e);
    gate_close(a.g);
    progress_end();
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:I, s:I, s:i}", dry ? "would_enter" : "entered", "mailed", "id", out.id,
                                    "letters", (json_int_t)out.letters, "dropped", (json_int_t)out.dropped, "files",
                                    (int)out.files),
                          e);
    }
    print("%s %s: %s in %s; planned, and none any more: %llu\n", dry ? "would send" : "sent",
          c->argument[0], COUNTED(out.letters, "letter", "letters"), COUNTED(out.files, "file", "files"),
          (unsigned long long)out.dropped);
    if (!dry) {
        hint(c, "proviso returned %s FILE.csv, for letters that come back", c->argument[0]);
    }
    return true;
}

bool verb_returned(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    uint64_t letters = 0;
    bool ok = act_begin(c, &a, e) && gate_returned(a.g, c->argument[0], c->argument[1], a.by, a.id, &letters, e);
    if (!act_end(&a, ok, "returned mail", e)) {
        return false;
    }
    hint(c, "proviso notice list: %llu came back with this list", (unsigned long long)letters);
    return true;
}

/* --- how they stand --- */

void print_mailing(const json_t *m)
{
    const char *reason;
    json_t *count;
    print("  %-5s of %s: %s (%lld of 2 approvals)\n", member_text(m, "mailing"), member_text(m, "finding"),
          member_text(m, "state"), member_number(m, "approvals"));
    print("        %s, %lld held, %lld not in the registry\n",
          COUNTED(member_number(m, "letters"), "letter", "letters"), member_number(m, "held"),
          member_number(m, "unknown"));
    json_object_foreach(json_object_get(m, "reasons"), reason, count)
    {
        print("          %lld without: %s\n", (long long)json_integer_value(count), reason);
    }
    if (member_text(m, "mailed_at")[0] != '\0') {
        print("        %s: %lld sent, %lld returned, %lld open\n", member_text(m, "mailed_at"), member_number(m, "sent"),
              member_number(m, "returned"), member_number(m, "open"));
    }
}

bool verb_notice_list(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct text t = {0};
    bool ok = cli_open(c, &g, e) && gate_mailings(g, &t, e);
    gate_close(g);
    return show_list(c, ok, &t, print_mailing, "no mailing was planned\n", e);
}
