/* rules_show_accounting.c: what the persons concerned are told, in plain English. */
#include "engine/rules/rules_show.h"

static const char section[] = "What the persons concerned are told";

static bool end_told(struct show_writer *w, struct place at, struct span cites)
{
    const struct agreement *a = &w->rules->agreement;
    const struct paragraph p = {
        .kind = PARAGRAPH_AGREEMENT,
        .section = span_of(section),
        .source = a->info.id,
        .file = w->rules->file[at.file],
        .line = at.line,
        .cites = cites,
    };
    return show_line(w, 0, NULL) && show_paragraph(w, &p);
}

static bool say_units(struct show_writer *w, uint64_t n, enum retention_unit unit)
{
    static const char *const units[][2] = {[UNIT_DAYS] = {"day", "days"},
                                           [UNIT_MONTHS] = {"month", "months"},
                                           [UNIT_YEARS] = {"year", "years"}};
    return text_add_count(&w->t, n, w->e) && show_say(w, " %s", units[unit][n > 1]);
}

static bool show_to(struct show_writer *w)
{
    const struct accounting *a = &w->rules->agreement.info.accounting;
    if (a->cites.len == 0) {
        return true;
    }
    bool said = a->nobody    ? show_say(w, "Nobody is given an accounting of what was given about them.")
                : a->back == 0 ? show_say(w, "A person who asks for it is given an accounting of what was given about "
                                             "them: of all disclosures that are kept.")
                               : show_say(w, "A person who asks for it is given an accounting of what was given about "
                                             "them in the last ") &&
                                     say_units(w, a->back, a->unit) && show_say(w, ".");
    return said && end_told(w, w->rules->agreement.accounting_place, a->cites);
}

static bool show_withheld(struct show_writer *w)
{
    const struct agreement *a = &w->rules->agreement;
    bool ok = true;
    for (unsigned v = 1; ok && v <= fact_values(FACT_PURPOSE); v++) {
        struct span cites = a->info.accounting.withheld[v];
        ok = cites.len == 0 || (show_say(w, "An accounting leaves out what was given for %s.", rules_purpose_words(v)) &&
                                end_told(w, a->withheld_place[v], cites));
    }
    return ok;
}

static bool show_suspended(struct show_writer *w)
{
    const struct agreement *a = &w->rules->agreement;
    bool ok = true;
    for (unsigned i = 0; ok && i < STATEMENT_FORMS; i++) {
        uint64_t most = a->info.accounting.suspended[i].most;
        struct span cites = a->info.accounting.suspended[i].cites;
        ok = cites.len == 0 ||
             (show_say(w, "An accounting leaves out, for a time, what is named in %s statement that the accounting would impede "
                          "an authority: until the instant that the statement gives",
                       i == STATEMENT_ORAL ? "an oral" : "a written") &&
              (most == 0 || (show_say(w, ", and for at most ") && say_units(w, most, a->info.accounting.suspended[i].unit) &&
                             show_say(w, " from the statement"))) &&
              show_say(w, ".") && end_told(w, a->suspended_place[i], cites));
    }
    return ok;
}

static bool show_notice(struct show_writer *w)
{
    const struct agreement *a = &w->rules->agreement;
    return a->info.accounting.notice.len == 0 ||
           (show_say(w, "A person about whom something was given that should not have been is given notice of it. The notice %s "
                        "the recipient.",
                     a->info.accounting.naming ? "names" : "does not name") &&
            end_told(w, a->notice_place, a->info.accounting.notice));
}

bool show_accounting(struct show_writer *w)
{
    return show_to(w) && show_withheld(w) && show_suspended(w) && show_notice(w);
}
