/* gate_declare_paper.c: the statement as a draft of a sworn declaration: who declares and of what system, the matter, what
 * it does not show, the oath, a draft certification, and the figures, queries and files as annexes.
 *
 * The wording of the oath is that of 28 U.S.C. 1746; the certification follows Federal Rules of Evidence 902(11), (13) and
 * (14). It is a draft for counsel, and says so. */
#include "app/gate/gate_declare_words.h"

#include <stdio.h>

#define BLANK      "______________________________"
#define LONG_BLANK "____________________________________________________________"

static const char *custodian(const struct words *w)
{
    const char *name = said_text(w, "agreement", "custodian");
    return name[0] == '\0' ? BLANK : name;
}

/* --- head --- */

static void head(struct words *w)
{
    const char *of = json_text(w->statement, "of");
    const json_t *finding = said(w, "finding");
    say_as(w, PAPER_TITLE, "Declaration on %s %s",
           finding == NULL                                   ? "batch"
           : strcmp(json_text(finding, "kind"), "past") == 0 ? "audit"
                                                             : "finding",
           of);
    say_as(w, PAPER_TEXT, "Court: " BLANK "\nCase: " BLANK "\nNumber: " BLANK);
    say_as(w, PAPER_TEXT,
           "Draft. %s made it from the ledger of the custody; counsel must review every paragraph before it is "
           "signed or filed. Blanks are for the person who declares. Behind each number stands the figure that it "
           "is, (F1) to (F%zu): Annex A defines each, Annex B says what it counts.",
           json_text(w->statement, "program"), json_array_size(said(w, "figures")));
}

static void declares(struct words *w)
{
    say_head(w, "Who declares");
    say(w, "My name is " BLANK ". I am " BLANK " of %s, the custodian of the records that this is about.",
        custodian(w));
    say(w, "I declare what follows from the custodian's records that it names. My knowledge of them comes "
           "from: " LONG_BLANK);
}

static void system_(struct words *w)
{
    const json_t *ledger = said(w, "ledger");
    say_head(w, "The system");
    say(w, "The custodian answers requests for information about people with a program called Proviso. It reads "
           "every row of a request file; decides from the row alone whether the request is sufficient; compares only "
           "sufficient rows with the custodian's records; and decides what may be given by the clauses of an "
           "agreement, a text that the program itself runs. Nothing leaves before two people have approved it.");
    say(w, "Every act is an entry of an append-only ledger, a Merkle tree after RFC 6962, and is signed by the "
           "people who act. Each entry names the ledger that it came after, so that none can be changed, taken out "
           "or put in between without changing the root of the tree. The instants are those of the clock of the "
           "custodian's machine.");
    say(w,
        "All figures are true of the ledger “%s” at a size of %s entries, the last of %s, whose root (SHA-256) is:",
        json_text(ledger, "origin"), say_count(w, json_number(ledger, "size")),
        say_time(w, json_object_get(ledger, "last")));
    say_as(w, PAPER_FIXED, "%s", json_text(ledger, "root"));
    say(w, "The same figures, each with the entries that it counts, stand in a statement for programs. The SHA-256 "
           "of its canonical form (`jq -cjS . FILE | sha256sum`) is below. `proviso declare --check FILE` computes "
           "every figure again, says which are others now and by which entry, and proves that the ledger of then is "
           "a beginning of the ledger of now.");
    say_as(w, PAPER_FIXED, "%s", w->hash);
}

/* --- what it does not show --- */

static void not_shown(struct words *w)
{
    bool batch = said(w, "batch") != NULL;
    say_head(w, "What this declaration does not show");
    say(w, "It shows what was entered, in which order and with which keys. It does not show that the person to whom "
           "a key is registered used it, that the clock was right, or what was done outside of the program.");
    say(w, "It does not show what the recipient did with what it was given, nor what it kept or passed on, beyond "
           "what was entered from the recipient's own statements.");
    say(w, "It does not show that the agreement and the orders are rendered rightly by the texts that were entered, "
           "nor that the clauses say what the law requires. That is for the parties and for the court.");
    if (batch) {
        say(w, "It does not show that the custodian's records, or what the requests state, are true, nor that every "
               "row was linked to the person whom it meant.");
        say(w, "The answers can be counted again by anybody from the public files. The stages before the answers "
               "were counted from a file that only the custodian has; its SHA-256 stands in Annex C and was "
               "committed to in the ledger when the plan was entered.");
    } else {
        say(w, "The figures of the readings were computed when the finding was entered, from files that only the "
               "custodian has; what the ledger commits to is the result. `proviso lookback` decides again by what is "
               "known now, and may count otherwise.");
    }
    say(w, "“None” says that the ledger holds no such entry up to the size named above. It does not say that there "
           "was no such thing.");
}

/* --- oath and certification --- */

static void oath(struct words *w)
{
    say_head(w, "Declaration under penalty of perjury");
    say_as(w, PAPER_TEXT,
           "[28 U.S.C. 1746. Where it is signed outside the United States, add after “perjury”: under the laws of "
           "the United States of America.]");
    say_as(w, PAPER_TEXT,
           "I declare under penalty of perjury that the foregoing is true and correct. Executed on " BLANK
           " at " BLANK ".");
    say_as(w, PAPER_SIGN, "Signature\nName:\nTitle:");
}

static void certification(struct words *w)
{
    const json_t *ledger = said(w, "ledger");
    say_as(w, PAPER_PAGE, "%s", "");
    say_head(w, "Draft certification under Federal Rules of Evidence 902(13) and 902(14)");
    say_as(
        w, PAPER_TEXT,
        "Draft: counsel must review and complete it. The rules ask for a certification that complies with Rule "
        "902(11) or (12), and for notice: before the trial or hearing, reasonable written notice to the adverse "
        "party of the intent to offer the record, with the record and the certification available for inspection.");
    say(w, "My name is " BLANK ". I am " BLANK " of " BLANK
           ". I am qualified to certify what follows by this training and experience: " LONG_BLANK);
    say(w,
        "Records generated by an electronic process or system, Rule 902(13). The figures of Annex A were generated "
        "by %s from the ledger “%s” at size %s and from the files of Annex C. The process produces an accurate "
        "result: before it counts, it verifies every entry, every signature and the root of the ledger; it refuses "
        "totals that do not add up; and the same entries and files give the same figures whenever it is run.",
        json_text(w->statement, "program"), json_text(ledger, "origin"), say_count(w, json_number(ledger, "size")));
    say(w, "I verified the ledger (proviso verify) on " BLANK
           " and had every figure computed again (proviso declare with its option check) on " BLANK
           ", on the machine " BLANK ". The results were: " LONG_BLANK);
    say(w,
        "Data copied from an electronic device, storage medium or file, Rule 902(14). Copies of the files of Annex C "
        "were made on " BLANK " from " BLANK ". I computed the SHA-256 of each copy with the program " BLANK
        " and compared it with the value in Annex C. Each is the same, but for these: " LONG_BLANK
        ". Two files of the same SHA-256 have, for all that is known, the same content.");
    say_as(w, PAPER_TEXT,
           "I declare under penalty of perjury that the foregoing certification is true and correct (28 U.S.C. "
           "1746). Executed on " BLANK " at " BLANK ".");
    say_as(w, PAPER_SIGN, "Signature of the qualified person\nName:\nTitle:");
}

/* --- annexes --- */

static void figures(struct words *w)
{
    const json_t *one;
    size_t i;
    say_as(w, PAPER_PAGE, "%s", "");
    say_head(w, "Annex A: the figures and their definitions");
    SAY_TABLE(w, 1U << 2, "Figure", "Definition", "Number");
    json_array_foreach(said(w, "figures"), i, one)
    {
        SAY_ROW(w, json_text(one, "id"), json_text(one, "definition"), say_count(w, json_number(one, "value")));
    }
    say_as(w, PAPER_TEXT, "Each figure is true at ledger size %s, root %s.",
           say_count(w, json_number(said(w, "ledger"), "size")), said_text(w, "ledger", "root"));
}

static void queries(struct words *w)
{
    enum { SHOWN = 12 };
    const json_t *one, *entry;
    size_t i, k;
    say_head(w, "Annex B: what each figure counts");
    SAY_TABLE(w, 0, "Figure", "Command", "What is counted", "Entries");
    json_array_foreach(said(w, "figures"), i, one)
    {
        const json_t *entries = json_object_get(one, "entries");
        struct text list = {0};
        json_array_foreach(entries, k, entry)
        {
            if (k < SHOWN) {
                w->ok = w->ok &&
                        text_addf(&list, w->e, "%s%lld", k == 0 ? "" : ", ", (long long)json_integer_value(entry));
            }
        }
        if (json_array_size(entries) > SHOWN) {
            w->ok = w->ok && text_addf(&list, w->e, " and %zu more", json_array_size(entries) - SHOWN);
        }
        SAY_ROW(w, json_text(one, "id"), json_text(one, "command"), json_text(one, "counts"),
                list.at == NULL ? "none" : list.at);
        text_free(&list);
    }
}

/* One below the other: a hash is as wide as a line. */
static void file_row(struct words *w, const char *what, const char *hash)
{
    struct text t = {0};
    w->ok = w->ok && text_addf(&t, w->e, "%s\n%s", what, hash);
    SAY_ROW(w, t.at);
    text_free(&t);
}

static void files(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "Annex C: the files, by their SHA-256");
    SAY_TABLE(w, 0, "File, and its SHA-256");
    file_row(w, "the statement for programs, in canonical form", w->hash);
    json_array_foreach(said(w, "files"), i, one)
    {
        file_row(w, json_text(one, "file"), json_text(one, "sha256"));
    }
}

static bool foot(struct words *w)
{
    struct text t = {0};
    const json_t *ledger = said(w, "ledger");
    instant last;
    bool ok = text_addf(&t, w->e, "Draft. %s at ledger size %lld, root\n%s", json_text(w->statement, "of"),
                        (long long)json_number(ledger, "size"), json_text(ledger, "root")) &&
              paper_foot(w->paper, text_span(&t), w->e);
    if (ok && instant_parse(span_of(json_text(ledger, "last")), &last)) {
        w->paper->at = last;
    }
    text_free(&t);
    return ok;
}

bool declare_paper(struct paper **out, const json_t *statement, const char *hash, struct error *e)
{
    struct words w = {.statement = statement, .hash = hash, .e = e};
    w.ok = paper_new(&w.paper, e);
    *out = w.paper;
    head(&w);
    declares(&w);
    system_(&w);
    if (said(&w, "batch") != NULL) {
        say_batch(&w);
    } else {
        say_finding(&w);
    }
    say_acts(&w);
    say_since(&w);
    not_shown(&w);
    oath(&w);
    certification(&w);
    figures(&w);
    queries(&w);
    files(&w);
    return w.ok && foot(&w);
}
