/* gate_account.c: an accounting of disclosures: everything that was given out about one person, as a letter.
 *
 *   every row that left (given_each) -> about this person? -> told, or left out by the agreement -> entry -> letter
 *
 * (1) Who gets an accounting, of what, and what suspends it, the agreement of each disclosure says.
 * (2) What is left out is not there: the letter is worded alike whether something is left out or not. How much it was
 *     is for the officer, and stands in the private document; the public entry counts what the letter holds.
 * (3) It gives out a record: two different people sign, and the entry is durable before the letter is there.
 * (4) It is made without the lock, so that no order waits for it, and again where an act came in between.
 */
#include "app/gate/gate_concerned.h"

#include <stdio.h>

enum { ROLES = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER };

enum fate { FATE_TOLD, FATE_WITHHELD, FATE_SUSPENDED, FATE_EARLIER, FATES };
static const char *const fates[FATES] = {"told", "withheld", "suspended", "earlier"};

/* One disclosure about the person. Texts lie in the arena of the accounting. */
struct item {
    char of[GATE_ID], release[GATE_ID], recipient[GATE_ID];
    uint32_t row;
    uint8_t level;
    instant at;
    enum fate fate;
    struct span limit; /* how far back its agreement is accounted for, in words, or empty */
    const char *nature, *purpose;
    struct span name, address, authority;
    bool wrong, recalled;
};

struct accounting_of {
    struct gate *g;
    const struct gate_account_options *o;
    struct somebody who;
    struct arena *texts;
    struct item *items;
    size_t count, cap;
    instant now, begins;       /* begins: where what is kept begins */
    bool known;                /* some registry, or a release, has this person */
    struct span custodian, name;
    uint64_t size;             /* of the ledger that it was made by */
    struct told *told;         /* of the release at hand, opened for its first row */
    struct gate_account *out;
};

/* --- one disclosure --- */

static enum fate fate_of(const struct told *t, instant at, instant now)
{
    const struct accounting *a = &t->info.accounting;
    return told_withheld(t)                                              ? FATE_WITHHELD
           : t->suspended > now                                          ? FATE_SUSPENDED
           : a->back > 0 && retention_later(at, a->unit, a->back) <= now ? FATE_EARLIER
                                                                         : FATE_TOLD;
}

static bool keep(struct accounting_of *a, struct span s, struct span *out, struct error *e)
{
    const char *copy = arena_copy(a->texts, s, e);
    *out = (struct span){copy, s.len};
    return copy != NULL;
}

static bool keep_limit(struct accounting_of *a, const struct agreement_info *info, struct span *out, struct error *e)
{
    const struct accounting *by = &info->accounting;
    struct text t = {0};
    bool ok = by->back == 0 ||
              (text_addf(&t, e, " Under %.*s the last %llu %s are accounted for (%.*s).", SPAN_ARGS(info->id),
                         (unsigned long long)by->back, retention_unit_name(by->unit), SPAN_ARGS(by->cites)) &&
               keep(a, text_span(&t), out, e));
    text_free(&t);
    return ok;
}

static bool keep_words(struct accounting_of *a, const struct told *t, const struct given *v, size_t row,
                       struct item *i, struct error *e)
{
    struct text authority = {0};
    i->nature = told_nature(t, i->level);
    i->purpose = t->purpose == 0 ? "Not recorded" : rules_purpose_words(t->purpose);
    bool ok = told_authority(t, v, row, &authority, e) && keep(a, text_span(&authority), &i->authority, e) &&
              keep(a, told_recipient(t), &i->name, e) && keep(a, told_address(t), &i->address, e) &&
              keep_limit(a, &t->info, &i->limit, e) &&
              (a->custodian.len > 0 || keep(a, t->info.custodian, &a->custodian, e));
    text_free(&authority);
    return ok;
}

static bool add_item(void *ctx, const struct given *v, size_t row, struct error *e)
{
    struct accounting_of *a = ctx;
    if (a->told->rules.rules == NULL && !told_open(a->told, v, a->now, e)) {
        return false;
    }
    if (!memory_grow((void **)&a->items, &a->cap, a->count, sizeof *a->items, e)) {
        return false;
    }
    struct item *i = &a->items[a->count];
    *i = (struct item){.row = (uint32_t)row, .level = given_record(v, row)[ROW_LEVEL], .at = given_at(v, row)};
    (void)snprintf(i->of, sizeof i->of, "%s", v->of);
    (void)snprintf(i->release, sizeof i->release, "%s", v->release);
    memcpy(i->recipient, a->told->recipient_number, GATE_ID);
    i->fate = fate_of(a->told, i->at, a->now);
    a->known = true;
    a->count++;
    return i->fate != FATE_TOLD || keep_words(a, a->told, v, row, i, e);
}

/* --- everything that was given out --- */

static void note_begin(struct accounting_of *a, const struct given *v)
{
    for (size_t i = 0; v->import && i < v->rows.count; i++) {
        instant at = given_at(v, i);
        a->begins = at < a->begins ? at : a->begins;
    }
}

static bool name_person(struct accounting_of *a, const struct registry *r, struct error *e)
{
    struct text t = {0};
    struct person p;
    uint32_t index = somebody_in(&a->who, r);
    if (index == PERSON_NOBODY) {
        return true;
    }
    a->known = true;
    registry_person(r, index, &p, NULL);
    bool ok = a->name.len > 0 || (person_name(&p, &t, e) && keep(a, text_span(&t), &a->name, e));
    text_free(&t);
    return ok;
}

static bool look_at(void *ctx, const struct given *v, struct error *e)
{
    struct accounting_of *a = ctx;
    struct told t = {0};
    a->told = &t;
    note_begin(a, v);
    given_unknown(v, &a->out->unknown, &a->out->erased);
    bool ok = (v->import || name_person(a, v->then, e)) && given_about(v, &a->who, add_item, a, e);
    told_clear(&t);
    a->told = NULL;
    return ok;
}

/* The register's first agreement says who the custodian is, whatever was given out about whom. */
static bool name_custodian(void *ctx, const struct found *f, struct error *e)
{
    struct accounting_of *a = ctx;
    struct rules *r = NULL;
    struct agreement_info info;
    struct rules_source source = {.name = json_text(f->document, "id"),
                                  .text = span_of(json_text(f->document, "text")),
                                  .entered = f->time};
    bool ok = a->custodian.len > 0 || (rules_parse(&r, &source, 1, e) &&
                                       (!rules_agreement(r, &info) || keep(a, info.custodian, &a->custodian, e)));
    rules_free(r);
    return ok;
}

static bool name_now(struct accounting_of *a, struct error *e)
{
    struct registry *now = NULL;
    struct found import;
    bool there;
    if (!gate_find(a->g, "import", NULL, &import, &there, e)) {
        return false;
    }
    found_clear(&import);
    bool ok = !there || (gate_registry_open(a->g, &now, e) && name_person(a, now, e));
    registry_close(now);
    return ok;
}

static bool is_known(const struct accounting_of *a, struct error *e)
{
    if (!a->known) {
        (void)!fail(e, ERROR_INPUT, "account.unknown", "no registry of this custody has, or had, a person of this id");
        error_hint(e, "give the person_id as the registry has it");
    }
    return a->known;
}

/* --- what findings say of it --- */

struct finding_at {
    const struct wrong *w;
    uint8_t readings; /* under which the item is wrong */
    struct item *item;
};

/* A recall is of the rows that are wrong under one reading, from one recipient. */
static bool note_recall(void *ctx, const struct found *f, struct error *e)
{
    struct finding_at *x = ctx;
    const char *reading = json_text(f->document, "reading");
    bool under = false;
    (void)e;
    for (unsigned i = 0; i < x->w->readings; i++) {
        under = under || ((x->readings >> i & 1) != 0 && strcmp(x->w->reading[i], reading) == 0);
    }
    x->item->recalled = x->item->recalled ||
                        (under && strcmp(json_text(f->entry, "recipient"), x->item->recipient) == 0);
    return true;
}

/* 0: the finding does not say that it is wrong. */
static uint8_t readings_of(const struct wrong *w, const struct item *i)
{
    for (size_t p = 0; p < w->count; p++) {
        const struct wrong_part *part = &w->parts[p];
        if (strcmp(part->of, i->of) != 0) {
            continue;
        }
        size_t low = 0, high = part->count; /* rows rise */
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (part->rows[middle].row < i->row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < part->count && part->rows[low].row == i->row ? part->rows[low].readings : 0;
    }
    return 0;
}

static bool note_finding(void *ctx, const struct found *f, struct error *e)
{
    struct accounting_of *a = ctx;
    struct wrong w = {0};
    if (json_text(f->document, "wrong")[0] == '\0') {
        return true;
    }
    bool ok = wrong_load(&w, a->g, f->subject, e);
    for (size_t i = 0; ok && i < a->count; i++) {
        struct finding_at x = {&w, readings_of(&w, &a->items[i]), &a->items[i]};
        if (x.readings != 0) {
            a->items[i].wrong = true;
            ok = gate_each(a->g, "recall", f->subject, note_recall, &x, e);
        }
    }
    wrong_clear(&w);
    return ok;
}

static void count_fates(struct accounting_of *a)
{
    uint64_t n[FATES] = {0};
    for (size_t i = 0; i < a->count; i++) {
        n[a->items[i].fate]++;
    }
    a->out->disclosures = n[FATE_TOLD];
    a->out->withheld = n[FATE_WITHHELD];
    a->out->suspended = n[FATE_SUSPENDED];
    a->out->earlier = n[FATE_EARLIER];
}

static int by_time(const void *x, const void *y)
{
    const struct item *a = x, *b = y;
    int of = strcmp(a->of, b->of);
    return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : of != 0 ? of : (a->row > b->row) - (a->row < b->row);
}

static void accounting_clear(struct accounting_of *a)
{
    arena_free(a->texts);
    memory_free(a->items);
    *a = (struct accounting_of){0};
}

static bool collect(struct accounting_of *a, struct gate *g, const struct gate_account_options *o,
                    struct gate_account *out, struct error *e)
{
    *out = (struct gate_account){0};
    *a = (struct accounting_of){.g = g, .o = o, .out = out};
    if (!gate_sees(g, e)) {
        return false;
    }
    a->size = ledger_checkpoint(g->ledger)->size;
    a->begins = g->act_count > 0 ? g->acts[0].time : INSTANT_MAX;
    bool ok = arena_new(&a->texts, 0, e) && gate_now(g, &a->now, e) && somebody_of(g, o->person, &a->who, e) &&
              gate_each(g, "agreement", NULL, name_custodian, a, e) && name_now(a, e) &&
              given_each(g, look_at, a, e) && is_known(a, e) &&
              (a->count == 0 || (gate_each(g, "finding", NULL, note_finding, a, e) &&
                                 gate_each(g, "past", NULL, note_finding, a, e)));
    if (ok) {
        count_fates(a);
        if (a->count > 1) {
            qsort(a->items, a->count, sizeof *a->items, by_time);
        }
    }
    return ok;
}

/* --- the letter --- */

static struct span custodian_of(const struct accounting_of *a)
{
    return a->custodian.len > 0 ? a->custodian : SPAN_LITERAL("the custodian of the records");
}

static bool add_head(const struct accounting_of *a, struct paper *p, struct error *e)
{
    char today[DAY_TEXT];
    struct text t = {0};
    struct span rest = span_of(a->o->addressee), line;
    bool ok = true;
    instant_day(a->now, today);
    while (ok && span_cut(&rest, ';', &line)) {
        ok = (t.len == 0 || text_addc(&t, '\n', e)) && text_add(&t, span_trim(line), e);
    }
    ok = ok && (t.len > 0 || text_add(&t, a->name, e)) &&
         paper_add(p, PAPER_TITLE, SPAN_LITERAL("Accounting of disclosures"), e) &&
         (t.len == 0 || paper_add(p, PAPER_TEXT, text_span(&t), e)) &&
         paper_addf(p, e, PAPER_TEXT, "From: %.*s\nDate: %s\nReference: %s", SPAN_ARGS(custodian_of(a)), today, a->out->id);
    text_free(&t);
    return ok;
}

static bool add_line(struct paper *p, const char *what, struct span value, struct error *e)
{
    return value.len == 0 || paper_row(p, (struct span[]){span_of(what), value}, e);
}

static const char *standing_of(const struct item *i)
{
    return i->recalled ? "Under recall: the recipient is asked to return or destroy what it was given."
           : i->wrong  ? "Under review: it may have to be called back."
                       : "";
}

static bool add_disclosure(const struct item *i, size_t number, struct paper *p, struct error *e)
{
    char day[DAY_TEXT], head[GATE_ID];
    struct text who = {0};
    instant_day(i->at, day);
    (void)snprintf(head, sizeof head, "Disclosure %zu", number);
    bool ok = text_add(&who, i->name, e) && text_adds(&who, i->address.len > 0 ? ", " : ", whose address is not on record", e) &&
              text_add(&who, i->address, e) &&
              paper_table(p, (struct span[]){span_of(head), span_of(day)}, 2, 0, e) &&
              add_line(p, "What was given", span_of(i->nature), e) && add_line(p, "Purpose", span_of(i->purpose), e) &&
              add_line(p, "To whom", text_span(&who), e) && add_line(p, "Authority", i->authority, e) &&
              add_line(p, "Standing", span_of(standing_of(i)), e);
    text_free(&who);
    return ok;
}

/* Only of what the letter lists: another agreement's limit would say that there is more. */
static bool add_limits(const struct accounting_of *a, struct text *t, struct error *e)
{
    bool ok = true;
    struct span last = {0};
    for (size_t k = 0; ok && k < a->count; k++) {
        const struct item *i = &a->items[k];
        if (i->fate == FATE_TOLD && i->limit.len > 0 && !span_equal(last, i->limit)) {
            ok = text_add(t, i->limit, e);
            last = i->limit;
        }
    }
    return ok;
}

static bool add_end(const struct accounting_of *a, struct paper *p, struct error *e)
{
    char from[DAY_TEXT], to[DAY_TEXT];
    struct text t = {0};
    uint64_t n = a->out->disclosures;
    instant_day(a->begins < a->now ? a->begins : a->now, from);
    instant_day(a->now, to);
    bool ok = paper_addf(p, e, PAPER_PARAGRAPH, "In all: %llu disclosure%s.", (unsigned long long)n, n == 1 ? "" : "s") &&
              text_addf(&t, e, "The period looked at is from %s, where what is kept begins, to %s.", from, to) &&
              (a->out->erased == 0 ||
               text_adds(&t, " Some particulars were erased when their time was over; whom they were about can no longer be "
                             "said.", e)) &&
              add_limits(a, &t, e) && paper_add(p, PAPER_PARAGRAPH, text_span(&t), e) &&
              paper_add(p, PAPER_PARAGRAPH,
                        SPAN_LITERAL("You may ask about any disclosure in this letter, and ask that a record which you "
                                     "believe to be wrong be corrected. Please give the reference above."), e) &&
              paper_addf(p, e, PAPER_SIGN, "For %.*s", SPAN_ARGS(custodian_of(a)));
    text_free(&t);
    return ok;
}

static bool write_letter(const struct accounting_of *a, struct paper **out, struct error *e)
{
    static const char lead[] =
        "You asked what was given to others about you. This letter lists each disclosure that is to be accounted for to "
        "you: its date, what was given, for what purpose, to whom, and by which authority.";
    struct paper *p = NULL;
    size_t number = 0;
    bool ok = paper_new(&p, e) && add_head(a, p, e) && paper_add(p, PAPER_PARAGRAPH, span_of(lead), e);
    for (size_t i = 0; ok && i < a->count; i++) {
        ok = a->items[i].fate != FATE_TOLD || add_disclosure(&a->items[i], ++number, p, e);
    }
    ok = ok && add_end(a, p, e);
    if (!ok) {
        paper_free(p);
        return false;
    }
    *out = p;
    return true;
}

/* --- entered --- */

static json_t *item_json(const struct item *i)
{
    char at[INSTANT_TEXT];
    instant_format(i->at, at);
    return json_pack("{s:s, s:s, s:I, s:s, s:i, s:s}", "of", i->of, "release", i->release, "row",
                     (json_int_t)i->row + 1, "at", at, "level", (int)i->level, "fate", fates[i->fate]);
}

static bool draft_account(const struct accounting_of *a, struct draft *d, struct error *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < a->count; i++) {
        list = json_list_add(list, item_json(&a->items[i]));
    }
    d->entry = json_pack("{s:I}", "disclosures", (json_int_t)a->out->disclosures);
    d->document = json_pack("{s:s, s:s, s:o, s:I, s:I}", "person", a->o->person, "addressee",
                            a->o->addressee == NULL ? "" : a->o->addressee, "disclosures", list, "unknown",
                            (json_int_t)a->out->unknown, "erased", (json_int_t)a->out->erased);
    return json_made(d->entry, e) && json_made(d->document, e);
}

/* Takes the lock with what was collected still standing. */
static bool begin_collected(struct accounting_of *a, struct gate *g, const struct gate_account_options *o,
                            struct gate_account *out, struct error *e)
{
    enum { TURNS = 8 };
    for (unsigned turn = 0;; turn++) {
        if (!collect(a, g, o, out, e) || !gate_begin(g, e)) {
            return false;
        }
        if (ledger_checkpoint(g->ledger)->size == a->size) {
            return true;
        }
        accounting_clear(a);
        if (turn == TURNS) {
            return collect(a, g, o, out, e);
        }
        gate_end(g);
    }
}

bool gate_account(struct gate *g, const struct gate_account_options *o, struct signers by, struct gate_account *out,
                  struct paper **letter, struct error *e)
{
    struct accounting_of a = {0};
    struct draft d = {.type = "account"};
    struct paper *p = NULL;
    *letter = NULL;
    bool ok = gate_require(g, by, ROLES, 2, "an accounting", e) && begin_collected(&a, g, o, out, e) &&
              gate_require(g, by, ROLES, 2, "an accounting", e) && gate_next_id(g, "account", "ac", d.subject, e);
    if (ok) {
        memcpy(out->id, d.subject, GATE_ID);
        ok = write_letter(&a, &p, e) && draft_account(&a, &d, e) && gate_append(g, &d, 1, by, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    accounting_clear(&a);
    if (ok && !g->dry) {
        *letter = p;
        return true;
    }
    paper_free(p);
    return ok;
}
