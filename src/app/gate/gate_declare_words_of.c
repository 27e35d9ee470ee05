/* gate_declare_words_of.c: what is said of a batch alone, and of a finding alone. */
#include "app/gate/gate_declare_words.h"

#include <stdio.h>

/* --- a batch --- */

static void asked(struct words *w)
{
    const json_t *b = said(w, "batch"), *r = said(w, "recipient");
    say_head(w, "What was asked");
    say(w, "The recipient is %s, %s (%s).", json_text(r, "name"), json_text(r, "address"), json_text(r, "number"));
    say(w,
        "It asked by one file of rows, each about a person: %s. The purpose stated for it is “%s”. The SHA-256 of "
        "the file as it came stands in Annex C. It was entered as batch %s, ledger entry %lld, on %s, and decided by "
        "the clauses in force at %s.",
        say_figure(w, "rows"), json_text(b, "purpose"), json_text(b, "number"),
        (long long)json_number(json_object_get(b, "place"), "entry"), say_time(w, json_object_get(b, "place")),
        say_time(w, json_object_get(b, "decided")));
}

/* The picture's numbers are those of the statement. */
static bool take_funnel(const struct words *w, struct funnel *f)
{
    const json_t *j = said(w, "funnel"), *linked = json_object_get(j, "linked"),
                 *correspondence = json_object_get(j, "correspondence"), *one;
    size_t i;
    *f = (struct funnel){.read = (uint64_t)json_number(j, "read"),
                         .rejected = (uint64_t)json_number(j, "rejected"),
                         .insufficient = (uint64_t)json_number(j, "insufficient"),
                         .sufficiency_review = (uint64_t)json_number(j, "review"),
                         .admitted = (uint64_t)json_number(j, "admitted"),
                         .corresponds = (uint64_t)json_integer_value(json_array_get(correspondence, 0)),
                         .differs = (uint64_t)json_integer_value(json_array_get(correspondence, 1)),
                         .not_comparable = (uint64_t)json_integer_value(json_array_get(correspondence, 2))};
    (void)snprintf(f->batch, sizeof f->batch, "%s", said_text(w, "batch", "number"));
    (void)snprintf(f->agreement, sizeof f->agreement, "%s", said_text(w, "agreement", "number"));
    for (unsigned k = 0; k < 4; k++) {
        f->linked[k] = (uint64_t)json_integer_value(json_array_get(linked, k));
    }
    for (unsigned k = 0; k < CATEGORY_COUNT; k++) {
        f->category[k] = (uint64_t)json_number(json_object_get(j, "categories"), category_name((enum category)k));
    }
    for (unsigned k = 0; k < OUTCOME_COUNT; k++) {
        char name[64];
        (void)snprintf(name, sizeof name, "outcome.%s", outcome_name((enum outcome)k));
        f->outcome[k] = (uint64_t)json_number(figure_find(w->statement, name), "value");
    }
    json_array_foreach(json_object_get(j, "levels"), i, one)
    {
        if (f->levels < FUNNEL_LEVELS) {
            (void)snprintf(f->level_name[f->levels], FUNNEL_NAME, "%s", json_text(one, "level"));
            f->level[f->levels++] = (uint64_t)json_number(one, "rows");
        }
    }
    return true;
}

static void decided(struct words *w)
{
    struct funnel f;
    say_head(w, "What was decided");
    say(w,
        "Rows read by the program: %s. Of these were rejected, because they could not be read as a request: %s; were "
        "insufficient by themselves: %s; wait for a person to say whether they are sufficient: %s. No record of the "
        "custodian was looked at for any of these. Compared with the custodian's records were the others: %s.",
        say_figure(w, "read"), say_figure(w, "rejected"), say_figure(w, "insufficient"),
        say_figure(w, "review.sufficiency"), say_figure(w, "admitted"));
    say(w, "Of the rows compared there led to exactly one person on record: %s; to several: %s; to nobody: %s.",
        say_figure(w, "linked.unique"), say_figure(w, "linked.many"), say_figure(w, "linked.none"));
    say(w,
        "Of the rows read it was decided, to give something: %s; to give nothing: %s; that a person has to look: %s; "
        "rejected were: %s. These four add up to the rows read.",
        say_figure(w, "outcome.released"), say_figure(w, "outcome.withheld"), say_figure(w, "outcome.review"),
        say_figure(w, "outcome.rejected"));
    w->ok = w->ok && take_funnel(w, &f) && paper_funnel(w->paper, &f, w->e);
    say(w,
        "The answers made ready for the recipient are: with a code or an address, %s; nothing, %s; insufficient, %s; "
        "pending, %s; rejected, %s. They were counted again from the leaves of the batch's row tree, of which there "
        "is one for each row and whose root stands in the ledger:",
        say_figure(w, "answers.released"), say_figure(w, "answers.none"), say_figure(w, "answers.insufficient"),
        say_figure(w, "answers.pending"), say_figure(w, "answers.rejected"));
    say_as(w, PAPER_FIXED, "%s", said_text(w, "batch", "root"));
}

static void approved(struct words *w)
{
    const json_t *list = said(w, "approvals"), *one, *role;
    size_t i, k;
    say_head(w, "Who approved");
    say(w,
        "Approvals of the plan %s of this batch: %s. A release needs those of two different people who did not make "
        "the batch. They signed with these keys:",
        said_text(w, "batch", "plan"), say_figure(w, "approvals"));
    if (json_array_size(list) == 0) {
        return;
    }
    SAY_TABLE(w, 1U << 2, "Key", "Roles of its holder", "Entry", "Entered");
    json_array_foreach(list, i, one)
    {
        struct text roles = {0};
        char entry[32];
        const json_t *key = json_array_get(json_object_get(one, "keys"), 0), *place = json_object_get(one, "place");
        json_array_foreach(json_object_get(key, "roles"), k, role)
        {
            w->ok = w->ok && text_addf(&roles, w->e, "%s%s", k == 0 ? "" : ", ", json_string_value(role));
        }
        (void)snprintf(entry, sizeof entry, "%lld", (long long)json_number(place, "entry"));
        SAY_ROW(w, json_text(key, "key"), roles.at == NULL ? "" : roles.at, entry, say_time(w, place));
        text_free(&roles);
    }
}

static void left(struct words *w)
{
    const json_t *release = said(w, "release"), *handovers = said(w, "handovers"), *one;
    const char *recipient = said_text(w, "recipient", "name");
    size_t i;
    say_head(w, "What left");
    if (release == NULL) {
        say(w, "Nothing of this batch has been released: rows of packages, %s; rows disclosed, %s.",
            say_figure(w, "package.rows"), say_figure(w, "disclosed"));
        return;
    }
    say(w,
        "Package %s was released as ledger entry %lld on %s. It holds an answer for each row, %s, of which %s say "
        "more than nothing. It was encrypted; nobody could open it before its key was handed over.",
        json_text(release, "number"), (long long)json_number(json_object_get(release, "place"), "entry"),
        say_time(w, json_object_get(release, "place")), say_figure(w, "package.rows"),
        say_figure(w, "package.released"));
    if (json_array_size(handovers) == 0) {
        say(w, "Its key has not been handed over to anybody (%s). So nothing has been disclosed by it: %s.",
            say_id(w, "handovers"), say_figure(w, "disclosed"));
        return;
    }
    say(w, "Its key was handed over, encrypted to the age key of %s; entries of this: %s.", recipient,
        say_figure(w, "handovers"));
    SAY_TABLE(w, 1, "Entry", "Handed over");
    json_array_foreach(handovers, i, one)
    {
        char entry[32];
        (void)snprintf(entry, sizeof entry, "%lld", (long long)json_number(one, "entry"));
        SAY_ROW(w, entry, say_time(w, one));
    }
    say(w, "So there were disclosed to %s, rows: %s.", recipient, say_figure(w, "disclosed"));
}

void say_batch(struct words *w)
{
    say_agreement(w);
    asked(w);
    decided(w);
    approved(w);
    left(w);
    say_orders(w);
}

/* --- a finding --- */

static void examined(struct words *w)
{
    const json_t *f = said(w, "finding"), *processes = json_object_get(f, "processes"), *one;
    bool audit = strcmp(json_text(f, "kind"), "past") == 0;
    size_t i;
    say_head(w, "What was examined");
    say(w,
        "%s %s was entered as ledger entry %lld on %s. It examined releases made under the agreement “%s”%s%s: %s, "
        "from request files with rows: %s.",
        audit ? "The audit" : "The finding", json_text(f, "number"),
        (long long)json_number(json_object_get(f, "place"), "entry"), say_time(w, json_object_get(f, "place")),
        json_text(f, "agreement"), json_text(f, "parent")[0] == '\0' ? "" : ", of ", json_text(f, "parent"),
        say_figure(w, "examined"), say_figure(w, "requests"));
    say(w,
        "Of these releases %s were made before Proviso; of %s the request is insufficient by itself. Not examined "
        "were: packages whose key was never handed over, %s; releases of an imported list that no request row "
        "matches, %s; releases that an earlier audit had kept, %s; audits that kept no releases, %s. Releases "
        "whose person is in no registry: %s.",
        say_figure(w, "imported"), say_figure(w, "insufficient"), say_figure(w, "undisclosed"),
        say_figure(w, "unmatched"), say_figure(w, "repeated"), say_figure(w, "unkept"),
        say_figure(w, "unknown_person"));
    if (json_array_size(processes) > 0) {
        struct text names = {0};
        json_array_foreach(processes, i, one)
        {
            w->ok = w->ok && text_addf(&names, w->e, "%s%s", i == 0 ? "" : ", ", json_string_value(one));
        }
        say(w, "The releases of the list were made by these processes: %s.", names.at == NULL ? "" : names.at);
        text_free(&names);
    }
    say(w,
        "Each release was decided again as of the instant at which it was given out, with what was known when the "
        "finding was made. %s%s%s",
        json_is_true(json_object_get(f, "register"))
            ? "It was decided by the agreement and the orders that stood in the register then, and by nothing else."
            : "It was decided by other texts than those of the register, whose SHA-256 stands in Annex C; the texts "
              "of the readings below are those of the register.",
        json_text(f, "reach")[0] == '\0' ? "" : " Whatever requires or forbids was taken to reach back to ",
        json_text(f, "reach"));
    say(w, "Requests judged again: %s; not judged again because they are erased: %s.", say_figure(w, "judged"),
        say_figure(w, "not_judged"));
}

static const char *of_reading(struct words *w, int64_t number, const char *what)
{
    char name[160];
    (void)snprintf(name, sizeof name, "reading.%lld.%s", (long long)number, what);
    return say_figure(w, name);
}

static void side_by_side(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "The readings side by side");
    say(w,
        "A reading is a way to read the agreement. A release is wrong under a reading when, decided by it, it would "
        "be given a lower level or be held for a person. Under each reading the wrong and the right add up to the "
        "releases examined: %s. A release can be wrong under several readings; the rows of this table do not add up "
        "to one another.",
        say_figure(w, "examined"));
    SAY_TABLE(w, 0x1E, "Reading", "Wrong", "Right", "Wrong: given a lower level", "Wrong: address corresponds");
    json_array_foreach(said(w, "readings"), i, one)
    {
        char label[160];
        int64_t n = json_number(one, "number");
        (void)snprintf(label, sizeof label, "%lld. %s", (long long)n, json_text(one, "name"));
        SAY_ROW(w, label, of_reading(w, n, "wrong"), of_reading(w, n, "right"), of_reading(w, n, "lowered"),
                of_reading(w, n, "corresponding"));
    }
}

static void defined(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "What each reading is");
    json_array_foreach(said(w, "readings"), i, one)
    {
        const char *text = json_text(one, "text"), *cites = json_text(one, "cites");
        long long n = (long long)json_number(one, "number");
        if (text[0] == '\0') {
            say(w, "Reading %lld, “%s”: %s", n, json_text(one, "name"),
                strcmp(json_text(one, "name"), "all clauses") == 0
                    ? "every clause of the agreement and every order, but for clauses that act only in readings."
                    : "its text is not in the register.");
            continue;
        }
        say(w, "Reading %lld, “%s”%s%s%s. Its text in the agreement is:", n, json_text(one, "name"),
            cites[0] == '\0' ? "" : ", which cites “", cites, cites[0] == '\0' ? "" : "”");
        say_as(w, PAPER_FIXED, "%s", text);
    }
}

/* "SUF/5: 13 (F17); ..." of one reading. */
static void cause_row(struct words *w, const json_t *reading)
{
    struct text causes = {0};
    const json_t *one;
    char label[160], prefix[64];
    size_t i;
    (void)snprintf(label, sizeof label, "%lld. %s", (long long)json_number(reading, "number"),
                   json_text(reading, "name"));
    (void)snprintf(prefix, sizeof prefix, "reading.%lld.clause.", (long long)json_number(reading, "number"));
    json_array_foreach(said(w, "figures"), i, one)
    {
        const char *name = json_text(one, "name");
        if (strncmp(name, prefix, strlen(prefix)) == 0) {
            w->ok = w->ok && text_addf(&causes, w->e, "%s%s: %s", causes.len == 0 ? "" : "; ", name + strlen(prefix),
                                       say_figure(w, name));
        }
    }
    SAY_ROW(w, label, causes.len == 0 ? "none" : causes.at);
    text_free(&causes);
}

static void caused(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "By which clauses");
    say(w, "Of the wrong releases under each reading, each clause lowers so many. A release can count under several "
           "clauses.");
    SAY_TABLE(w, 0, "Reading", "Wrong releases by the clause that lowers them");
    json_array_foreach(said(w, "readings"), i, one)
    {
        cause_row(w, one);
    }
}

void say_finding(struct words *w)
{
    examined(w);
    side_by_side(w);
    defined(w);
    caused(w);
    say_agreement(w);
}
