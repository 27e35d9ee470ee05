/* gate_declare_words.c: parts that a declaration on a batch and one on a finding share. */
#include "app/gate/gate_declare_words.h"

#include <stdio.h>

/* --- pieces --- */

void say_head(struct words *w, const char *text)
{
    w->ok = w->ok && paper_add(w->paper, PAPER_HEADING, span_of(text), w->e);
}

void say_as(struct words *w, enum paper_kind kind, const char *format, ...)
{
    struct text t = {0};
    va_list args;
    va_start(args, format);
    w->ok = w->ok && text_addv(&t, w->e, format, args) && paper_add(w->paper, kind, text_span(&t), w->e);
    va_end(args);
    text_free(&t);
}

static char *slot(struct words *w)
{
    return w->slot[w->next++ % WORDS_SLOTS];
}

const char *say_count(struct words *w, int64_t n)
{
    char *to = slot(w);
    count_format((uint64_t)n, to);
    return n == 0 ? "none" : to;
}

const char *say_id(struct words *w, const char *name)
{
    return json_text(figure_find(w->statement, name), "id");
}

const char *say_figure(struct words *w, const char *name)
{
    const json_t *figure = figure_find(w->statement, name);
    char *to = slot(w);
    if (figure == NULL) {
        return "none";
    }
    const char *number = say_count(w, json_number(figure, "value"));
    (void)snprintf(to, WORDS_SLOT, "%s (%s)", number, json_text(figure, "id"));
    return to;
}

const char *say_time(struct words *w, const json_t *place)
{
    const char *time = json_is_string(place) ? json_string_value(place) : json_text(place, "time");
    char *to = slot(w);
    size_t len = strcspn(time, ".Z");
    (void)snprintf(to, WORDS_SLOT, "%.*s UTC", (int)len, time);
    char *t = strchr(to, 'T');
    if (t != NULL && len > 10) {
        *t = ' ';
    }
    return time[0] == '\0' ? "" : to;
}

const json_t *said(const struct words *w, const char *part)
{
    return json_object_get(w->statement, part);
}

const char *said_text(const struct words *w, const char *part, const char *field)
{
    return json_text(said(w, part), field);
}

void say_table(struct words *w, const char *const *heads, unsigned columns, uint32_t right)
{
    struct span cells[16];
    for (unsigned i = 0; i < columns; i++) {
        cells[i] = span_of(heads[i]);
    }
    w->ok = w->ok && paper_table(w->paper, cells, columns, right, w->e);
}

void say_row(struct words *w, const char *const *texts, unsigned columns)
{
    struct span cells[16];
    for (unsigned i = 0; i < columns; i++) {
        cells[i] = span_of(texts[i]);
    }
    w->ok = w->ok && paper_row(w->paper, cells, w->e);
}

static const char *entry_of(struct words *w, const json_t *act)
{
    char *to = slot(w);
    (void)snprintf(to, WORDS_SLOT, "%lld", (long long)json_number(json_object_get(act, "place"), "entry"));
    return to;
}

/* --- the agreement --- */

static void add_clause_row(struct words *w, const json_t *clause)
{
    struct text what = {0};
    char name[160];
    const char *condition = json_text(clause, "condition"), *verb = json_text(clause, "verb");
    bool requires = strcmp(verb, "require") == 0;
    (void)snprintf(name, sizeof name, "clause.%s", json_text(clause, "id"));
    w->ok = w->ok && text_addf(&what, w->e, "%s %s%s%s", requires ? "require for" : verb, json_text(clause, "level"),
                               condition[0] == '\0' ? ""
                               : requires           ? ": "
                                                    : " when ",
                               condition);
    if (figure_find(w->statement, "rows") != NULL) {
        SAY_ROW(w, json_text(clause, "id"), what.at, json_text(clause, "cites"),
                figure_find(w->statement, name) == NULL ? "none" : say_figure(w, name));
    } else {
        SAY_ROW(w, json_text(clause, "id"), what.at, json_text(clause, "cites"));
    }
    text_free(&what);
}

void say_agreement(struct words *w)
{
    const json_t *a = said(w, "agreement"), *one;
    size_t i;
    if (a == NULL) {
        return;
    }
    say_head(w, "The agreement");
    say(w,
        "The agreement is “%s” (%s) between %s, the custodian, and %s, on the authority of %s. By its text it is in "
        "force from %s to %s. It was entered into the ledger as entry %s on %s.",
        json_text(a, "id"), json_text(a, "number"), json_text(a, "custodian"), json_text(a, "recipient"),
        json_text(a, "authority"), say_time(w, json_object_get(a, "from")), say_time(w, json_object_get(a, "until")),
        entry_of(w, a), say_time(w, json_object_get(a, "place")));
    bool rows = figure_find(w->statement, "rows") != NULL;
    say(w, rows ? "These are its clauses, as the program ran them, what each cites, and how many rows of this batch "
                  "each lowered or kept from a level:"
                : "These are its clauses, as the program runs them, and what each cites:");
    if (rows) {
        SAY_TABLE(w, 1U << 3, "Clause", "What it does", "Cites", "Rows");
    } else {
        SAY_TABLE(w, 0, "Clause", "What it does", "Cites");
    }
    json_array_foreach(json_object_get(a, "clauses"), i, one)
    {
        add_clause_row(w, one);
    }
}

/* --- orders --- */

static void add_order_row(struct words *w, const json_t *order)
{
    struct text name = {0}, what = {0};
    const char *court = json_text(order, "court"), *docket = json_text(order, "docket");
    w->ok =
        w->ok &&
        text_addf(&name, w->e, "%s, %s\n%s%s%s%s%s", json_text(order, "number"), json_text(order, "id"), court,
                  court[0] == '\0' ? "" : ", ", docket, docket[0] == '\0' ? "" : ": ", json_text(order, "cites")) &&
        text_addf(&what, w->e, "%s %s from %s%s%s", json_text(order, "verb"), json_text(order, "level"),
                  say_time(w, json_object_get(order, "from")), json_text(order, "until")[0] == '\0' ? "" : " until ",
                  say_time(w, json_object_get(order, "until")));
    SAY_ROW(w, entry_of(w, order), say_time(w, json_object_get(order, "place")), name.at, what.at,
            json_is_true(json_object_get(order, "concerns")) ? json_text(order, "relation")
                                                             : "does not stand against this agreement");
    text_free(&name);
    text_free(&what);
}

void say_orders(struct words *w)
{
    const json_t *orders = said(w, "orders"), *one;
    size_t i;
    if (orders == NULL) {
        return;
    }
    say_head(w, "Orders, and which came first");
    say(w,
        "An order binds from the moment at which it is entered. Of orders that stand against this agreement there "
        "are %s: before the release, %s; after the release and before the key of the package was handed over, %s; "
        "after the key was handed over, %s.",
        say_figure(w, "orders"), say_figure(w, "orders.before"), say_figure(w, "orders.between"),
        say_figure(w, "orders.after"));
    if (json_array_size(orders) > 0) {
        say(w, "These are all orders in the register, by their place in the ledger:");
        SAY_TABLE(w, 1, "Entry", "Entered", "Order", "What it commands", "Which came first");
    }
    json_array_foreach(orders, i, one)
    {
        add_order_row(w, one);
    }
}

/* --- the acts --- */

static bool keys_text(const json_t *keys, struct text *out, struct error *e)
{
    size_t i, k;
    const json_t *one, *role;
    bool ok = true;
    json_array_foreach(keys, i, one)
    {
        ok = ok && text_addf(out, e, "%s%s", i == 0 ? "" : "\n", json_text(one, "key"));
        json_array_foreach(json_object_get(one, "roles"), k, role)
        {
            ok = ok && text_addf(out, e, "%s%s", k == 0 ? " (" : ", ", json_string_value(role)) &&
                 (k + 1 < json_array_size(json_object_get(one, "roles")) || text_addc(out, ')', e));
        }
    }
    return ok && (json_array_size(keys) > 0 || text_adds(out, "no signature", e));
}

static void add_act_row(struct words *w, const json_t *act)
{
    struct text what = {0}, keys = {0};
    const char *subject = json_text(act, "subject"), *parent = json_text(act, "parent");
    bool lifted = json_is_true(json_object_get(act, "lifted"));
    w->ok = w->ok &&
            text_addf(&what, w->e, "%s%s %s%s%s%s", lifted ? "end of " : "", json_text(act, "type"), subject,
                      parent[0] == '\0'    ? ""
                      : subject[0] == '\0' ? "of "
                                           : " (of ",
                      parent, parent[0] == '\0' || subject[0] == '\0' ? "" : ")") &&
            keys_text(json_object_get(act, "keys"), &keys, w->e);
    SAY_ROW(w, entry_of(w, act), say_time(w, json_object_get(act, "place")), what.at, keys.at);
    text_free(&what);
    text_free(&keys);
}

void say_acts(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "The acts in their order");
    say(w, "These are the acts of this matter, in the order in which the ledger holds them. What stands at a lower "
           "entry was entered before what stands at a higher one; that order cannot be changed later.");
    SAY_TABLE(w, 1, "Entry", "Entered", "Act", "Signed with the keys");
    json_array_foreach(said(w, "acts"), i, one)
    {
        add_act_row(w, one);
    }
}

/* --- since --- */

void say_since(struct words *w)
{
    const json_t *one;
    size_t i;
    say_head(w, "What has happened since");
    say(w, "This is what the ledger holds about this matter beside the acts above, up to its last entry:");
    SAY_TABLE(w, 1U << 2, "Figure", "What is counted", "Number");
    json_array_foreach(said(w, "figures"), i, one)
    {
        if (strncmp(json_text(one, "name"), "since.", 6) == 0) {
            SAY_ROW(w, json_text(one, "id"), json_text(one, "definition"), say_count(w, json_number(one, "value")));
        }
    }
}
