/* gate_returned.c: letters of a mailing that came back. They are entered by number; who they were to, and why they came
 * back, is private.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

enum { ENTERING = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER, REASON_MOST = 200 };

struct coming {
    struct gate *g;
    const struct mailing *m;
    const char *path;
    uint8_t *letters; /* enum letter_state; back also where it stands above */
    uint64_t last;
    json_t *list;
    uint64_t count;
};

/* --- what became of the letters --- */

struct letters {
    uint8_t *at;
    uint64_t last;
};

static bool note_last(void *ctx, uint64_t tag, uint64_t letter, struct error *e)
{
    struct letters *l = ctx;
    (void)tag;
    (void)e;
    l->last = letter > l->last ? letter : l->last;
    return true;
}

static bool note_sent(void *ctx, uint64_t tag, uint64_t letter, struct error *e)
{
    struct letters *l = ctx;
    (void)tag;
    (void)e;
    l->at[letter] = LETTER_SENT;
    return true;
}

static bool note_back(void *ctx, const struct found *f, struct error *e)
{
    struct letters *l = ctx;
    size_t i;
    json_t *one;
    (void)e;
    json_array_foreach(json_object_get(f->document, "letters"), i, one)
    {
        int64_t letter = json_number(one, "letter");
        if (letter > 0 && (uint64_t)letter <= l->last) {
            l->at[letter] = LETTER_BACK;
        }
    }
    return true;
}

bool mailing_sent(struct gate *g, const struct mailing *m, uint8_t **letters, uint64_t *last, struct error *e)
{
    struct letters l = {0};
    bool ok = mailing_each_sent(g, m, note_last, &l, e) && (l.at = memory_new(l.last + 1, 1, e)) != NULL &&
              mailing_each_sent(g, m, note_sent, &l, e) && gate_each(g, "returned", m->id, note_back, &l, e);
    if (!ok) {
        memory_free(l.at);
        l.at = NULL;
    }
    *letters = l.at;
    *last = l.last;
    return ok;
}

/* --- a list of those that came back --- */

/* "17", or as the letter has it, "m1-17". */
static bool number_of(const struct coming *c, struct span s, uint64_t *out)
{
    size_t n = strlen(c->m->id);
    if (s.len > n && span_starts(s, c->m->id) && s.at[n] == '-') {
        s = (struct span){s.at + n + 1, s.len - n - 1};
    }
    return span_number(s, out) && *out > 0 && *out <= c->last;
}

static bool note_letter(struct coming *c, uint64_t letter, struct span reason, struct error *e)
{
    c->letters[letter] = LETTER_BACK;
    c->count++;
    c->list = json_list_add(c->list, json_pack("{s:I, s:s%}", "letter", (json_int_t)letter, "reason",
                                               reason.len == 0 ? "" : reason.at, reason.len));
    return json_made(c->list, e);
}

/* Every letter that is not back: of a mailing that never left the house. */
static bool note_all(struct coming *c, struct span reason, struct error *e)
{
    bool ok = true;
    for (uint64_t i = 1; ok && i <= c->last; i++) {
        ok = c->letters[i] != LETTER_SENT || note_letter(c, i, reason, e);
    }
    return ok;
}

static bool note_row(void *ctx, const struct row *row, struct error *e)
{
    struct coming *c = ctx;
    uint64_t letter = 0;
    struct span reason = span_trim(row->value[FIELD_NOTE]);
    unsigned long long at = (unsigned long long)row->number;
    if (reason.len > REASON_MOST) {
        return fail(e, ERROR_INPUT, "returned.reason", "%s: row %llu: the reason is longer than %d bytes", c->path, at,
                    REASON_MOST);
    }
    if (span_is(span_trim(row->value[FIELD_CONTROL]), "all")) {
        return note_all(c, reason, e);
    }
    if (!number_of(c, span_trim(row->value[FIELD_CONTROL]), &letter) || c->letters[letter] == LETTER_NONE) {
        return fail(e, ERROR_INPUT, "returned.letter", "%s: row %llu: no letter of %s with this number was sent", c->path,
                    at, c->m->id);
    }
    if (c->letters[letter] == LETTER_BACK) {
        return fail(e, ERROR_INPUT, "returned.twice", "%s: row %llu: this letter came back before", c->path, at);
    }
    return note_letter(c, letter, reason, e);
}

/* Before the ledger is locked: a file that hangs holds up no order. */
static bool open_rows(struct intake **in, const char *path, struct error *e)
{
    static const struct list_column columns[] = {{"letter", FIELD_CONTROL}, {"reason", FIELD_NOTE}};
    return list_open(in, path, INTAKE_ANY, columns, sizeof columns / sizeof *columns, e);
}

static bool read_rows(struct coming *c, struct intake *in, struct error *e)
{
    return list_each(in, c->path, "returned.row", note_row, c, e) &&
           (c->count > 0 || fail(e, ERROR_INPUT, "returned.empty", "%s lists no letter", c->path));
}

static bool is_sent(const struct mailing *m, struct error *e)
{
    if (!m->sent) {
        (void)!fail(e, ERROR_INPUT, "returned.unsent", "%s was not sent", m->id);
        error_hint(e, "proviso mail %s --out DIR", m->id);
    }
    return m->sent;
}

bool gate_returned(struct gate *g, const char *mailing, const char *path, struct signers by, char id[GATE_ID],
                   uint64_t *letters, struct error *e)
{
    struct mailing m = {0};
    struct draft d = {.type = "returned"};
    struct coming c = {.g = g, .m = &m, .path = path, .list = json_array()};
    struct intake *in = NULL;
    bool ok = json_made(c.list, e) && open_rows(&in, path, e) && gate_begin(g, e) && gate_require(g, by, ENTERING, 1, "entering returned mail", e) &&
              mailing_get(g, mailing, &m, e) && is_sent(&m, e) && mailing_sent(g, &m, &c.letters, &c.last, e) &&
              read_rows(&c, in, e);
    if (ok) {
        memcpy(d.parent, m.id, GATE_ID);
        d.entry = json_pack("{s:I}", "letters", (json_int_t)c.count);
        d.document = json_pack("{s:O}", "letters", c.list);
        ok = json_made(d.entry, e) && json_made(d.document, e) && gate_append_next(g, &d, "rt", by, id, e);
    }
    gate_end(g);
    intake_close(in);
    if (ok) {
        *letters = c.count;
    }
    json_decref(c.list);
    memory_free(c.letters);
    gate_draft_clear(&d);
    mailing_clear(&m);
    return ok;
}
