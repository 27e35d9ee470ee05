/* gate_letter.c: the letter to a recipient that goes with the package of a recall.
 * It names no person concerned: rows stand in the package, by the recipient's own
 * controls. When the notice is sent its deadline is the one that binds; before, the
 * letter says how it will be counted.
 */
#include "app/gate/gate_recall.h"
#include "record/paper.h"

#include <stdio.h>

struct letter {
    struct gate *g;
    struct recall r;
    struct found recipient;
    struct paper *p;
};

static bool join(const json_t *list, const char *key, const char *between, struct text *out, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *s = key == NULL ? json_string_value(one) : json_text(one, key);
        ok = text_addf(out, e, "%s%s", i == 0 ? "" : between, s == NULL ? "" : s);
    }
    return ok;
}

static bool write_head(const struct letter *l, struct error *e)
{
    const json_t *agreements = json_object_get(l->r.act.document, "agreements");
    char made[INSTANT_TEXT];
    instant_format(l->r.act.time, made);
    return paper_addf(l->p, e, PAPER_TITLE, "Recall %s: notice to dispose of records that were disclosed to you",
                      l->r.act.subject) &&
           paper_addf(l->p, e, PAPER_TEXT, "From: %s\nTo: %s\n%s\nDate: %s", json_text(json_array_get(agreements, 0), "custodian"),
                      json_text(l->recipient.document, "name"), json_text(l->recipient.document, "address"), made);
}

static bool write_releases(const struct letter *l, struct error *e)
{
    static const struct span heads[] = {{"Release", 7}, {"Rows", 4}};
    const json_t *list = json_object_get(l->r.act.document, "releases");
    bool ok = paper_table(l->p, heads, 2, 2, e);
    for (size_t i = 0; ok && i < json_array_size(list); i++) {
        struct text rows = {0};
        const json_t *one = json_array_get(list, i);
        ok = text_add_count(&rows, (uint64_t)json_number(one, "rows"), e) &&
             paper_row(l->p, (struct span[]){span_of(json_text(one, "release")), text_span(&rows)}, e);
        text_free(&rows);
    }
    return ok;
}

static bool write_what(const struct letter *l, struct error *e)
{
    struct text rows = {0}, levels = {0};
    const char *id = l->r.act.subject;
    bool ok = text_add_count(&rows, (uint64_t)json_number(l->r.act.entry, "rows"), e) &&
              join(json_object_get(l->r.act.document, "levels"), NULL, ", ", &levels, e) &&
              paper_add(l->p, PAPER_HEADING, SPAN_LITERAL("What is recalled"), e) &&
              paper_addf(l->p, e, PAPER_PARAGRAPH,
                         "%s rows of answers (%s) were disclosed to you that should not have been. The file %s.csv, in the "
                         "package %s.csv.age, lists them by your own control fields, with what was given of each and why it "
                         "is recalled: insufficient (your request was not sufficient) or not-permitted. The package is "
                         "encrypted to your key and signed with ours.",
                         rows.at, levels.at, id, id) &&
              write_releases(l, e);
    text_free(&rows);
    text_free(&levels);
    return ok;
}

static bool write_deadline(const struct letter *l, const char *verb, struct error *e)
{
    struct recall_deadline d;
    char due[INSTANT_TEXT];
    recall_due(&l->r.course, &d);
    instant_format(d.due, due);
    if (l->r.course.sent == INSTANT_MAX) {
        return paper_addf(l->p, e, PAPER_PARAGRAPH,
                          "%s within %s of the instant at which this notice is sent to you. If it is sent today: %s.", verb,
                          COUNTED(l->r.course.days, "day", "days"), d.words);
    }
    return paper_addf(l->p, e, PAPER_PARAGRAPH, "%s by %s (%s).", verb, due, d.words);
}

static bool write_demand(const struct letter *l, struct error *e)
{
    bool held = l->r.course.held, ok = paper_add(l->p, PAPER_HEADING, SPAN_LITERAL("What you are asked to do"), e);
    ok = ok && paper_add(l->p, PAPER_PARAGRAPH,
                         SPAN_LITERAL("From now on do not use, disclose or rely on what these rows were answered with, wherever a "
                                      "copy of it lies: files, systems, mail, backups, devices of your staff and contractors, and "
                                      "every set of data derived from it."), e);
    if (held) {
        return ok && paper_add(l->p, PAPER_PARAGRAPH,
                               SPAN_LITERAL("A litigation hold stands: do not destroy any of it. Sequester it: keep it apart, "
                                            "unused, open to nobody, until you are told in writing that the hold has ended."), e) &&
               write_deadline(l, "Sequester it", e);
    }
    return ok && write_deadline(l, "Dispose of it", e) &&
           paper_add(l->p, PAPER_PARAGRAPH,
                     SPAN_LITERAL("If you are under a duty to preserve any of it, say so at once, sequester it, and do not "
                                  "destroy it."), e);
}

static bool write_basis(const struct letter *l, struct error *e)
{
    struct text authority = {0}, ids = {0};
    const json_t *agreements = json_object_get(l->r.act.document, "agreements");
    const char *cites = json_text(l->r.act.document, "cites");
    bool ok = join(agreements, "authority", "; ", &authority, e) && join(agreements, "id", ", ", &ids, e) &&
              paper_add(l->p, PAPER_HEADING, SPAN_LITERAL("On what it rests"), e) &&
              paper_addf(l->p, e, PAPER_PARAGRAPH,
                         "The rows were disclosed under %s (%s). The custodian has decided them again and entered the result "
                         "in its ledger as %s, under the reading \"%s\".%s%s%s",
                         ids.at == NULL ? "an agreement" : ids.at, authority.at == NULL ? "" : authority.at, l->r.finding,
                         json_text(l->r.act.document, "reading"), cites[0] == '\0' ? "" : " The recall rests on: ", cites,
                         cites[0] == '\0' ? "" : ".");
    text_free(&authority);
    text_free(&ids);
    return ok;
}

static bool write_answer(const struct letter *l, struct error *e)
{
    const char *id = l->r.act.subject;
    return paper_add(l->p, PAPER_HEADING, SPAN_LITERAL("How to answer"), e) &&
           paper_addf(l->p, e, PAPER_PARAGRAPH,
                      "Acknowledge this notice in writing, naming %s. With it, or as soon as you can, send an inventory of "
                      "all copies: a CSV file with the columns holder, device, set, location.", id) &&
           paper_addf(l->p, e, PAPER_PARAGRAPH,
                      "Certify the disposal with a certificate of sanitization (NIST SP 800-88 Rev. 1) that names %s. It says: "
                      "the person performing it (name, title, organization, location, phone); of each medium make, model, "
                      "serial and property number, type, source, classification, whether it was backed up, which copies of the "
                      "inventory it held; the method (clear, purge, destroy, damage, or return), technique, tool and version; "
                      "how and by whom it was verified; the destination of the media; the dates. It covers all rows, or those "
                      "in a file whose SHA-256 it names; several certificates add up. The form is docs/formats/certificate.md; "
                      "we send one to fill in.", id) &&
           paper_add(l->p, PAPER_PARAGRAPH,
                     SPAN_LITERAL("Sign the certificate with the minisign key that you have registered with us: minisign -S -m "
                                  "FILE. What no certificate covers stays open."), e);
}

static bool write_letter(struct letter *l, struct error *e)
{
    return write_head(l, e) && write_what(l, e) && write_demand(l, e) && write_basis(l, e) && write_answer(l, e) &&
           paper_add(l->p, PAPER_SIGN, SPAN_LITERAL("For the custodian"), e);
}

bool gate_recall_letter(struct gate *g, const char *recall, struct paper **out, struct error *e)
{
    struct letter l = {.g = g};
    bool ok = recall_get(g, recall, &l.r, e) && gate_get(g, "recipient", l.r.recipient, &l.recipient, e) &&
              paper_new(&l.p, e) && write_letter(&l, e);
    found_clear(&l.recipient);
    recall_clear(&l.r);
    if (!ok) {
        paper_free(l.p);
        return false;
    }
    *out = l.p;
    return true;
}
