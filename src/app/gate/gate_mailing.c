/* gate_mailing.c: a mailing planned: who gets a letter and who none, entered for two people to approve; and how mailings
 * stand.
 *
 * What is kept of its addressees, in mailings/<id>/plan.pvm and, of those to whom a letter went, sent.pvm: records
 * behind the head of gate_records.c ("PROVISO MAIL 1\n").
 *
 *   OFFSET  SIZE  DESCRIPTION (little-endian)
 *   0       8     keyed hash of the person_id; 0: not known
 *   8       4     number of the letter, from 1; 0: none
 *   12      4     row of the first record that is about them, from 0
 *   16      2     part of the finding that it is of, from 0
 *   18      1     why there is no letter (MAILING_FATES); 0: there is one
 *   19      5     0
 *
 * The private documents of `mailing` and `mailed` name the hash of their list. Lists are written and synced under the
 * lock, before the entry.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

enum { RECORD = 24, LETTER_MOST = 1 << 16, ENTERING = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER };

static const char magic[16] = "PROVISO MAIL 1\n";

/* --- lists --- */

static void encode(const void *all, size_t i, uint8_t *to)
{
    const struct notified *n = all;
    const struct addressee *a = &n->people[i];
    memset(to, 0, RECORD);
    bytes_put(to, a->tag, 8);
    bytes_put(to + 8, a->letter, 4);
    bytes_put(to + 12, n->rows[a->first].row, 4);
    bytes_put(to + 16, n->rows[a->first].part, 2);
    to[18] = (uint8_t)a->fate;
}

static bool list_path(const struct gate *g, const char *id, const char *name, char path[PATH_SIZE], struct error *e)
{
    return gate_path(g, path, e, "mailings/%s/%s", id, name);
}

static bool hex_of(const struct sha256 *hash, char out[HEX_256], struct error *e)
{
    struct text t = {0};
    bool ok = text_add_hex(&t, hash->at, sizeof hash->at, e);
    if (ok) {
        memcpy(out, t.at, HEX_256);
    }
    text_free(&t);
    return ok;
}

bool mailing_save(const struct gate *g, const char *id, const char *name, const struct notified *n, char hash[HEX_256],
                  struct error *e)
{
    char path[PATH_SIZE];
    uint8_t head[RECORDS_HEAD] = {0};
    struct sha256 of = {0};
    struct records records = {.size = RECORD, .count = n->count, .encode = encode, .all = n};
    memcpy(head, magic, sizeof magic);
    bytes_put(head + 24, RECORD, 4);
    return list_path(g, id, name, path, e) && (g->dry || records_save(path, head, &records, &of, e)) &&
           hex_of(&of, hash, e);
}

/* Mapped, and the very list that the ledger's document names. */
static bool map_list(const struct gate *g, const char *id, const char *name, const char *hash, struct mapping *m,
                     size_t *count, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 found, named;
    if (!list_path(g, id, name, path, e) || !file_map(m, path, e)) {
        return false;
    }
    bool ok = m->len >= RECORDS_HEAD && memcmp(m->at, magic, sizeof magic) == 0 &&
              (m->len - RECORDS_HEAD) % RECORD == 0 && bytes_get(m->at + 16, 8) == (m->len - RECORDS_HEAD) / RECORD &&
              bytes_get(m->at + 24, 8) == RECORD;
    *count = ok ? (m->len - RECORDS_HEAD) / RECORD : 0;
    ok = ok && crypto_sha256((struct span){(const char *)m->at + RECORDS_HEAD, m->len - RECORDS_HEAD}, &found, e) &&
         hex_decode(span_of(hash), named.at, sizeof named.at) && crypto_equal(&found, &named, sizeof found);
    if (!ok) {
        file_unmap(m);
        return fail(e, ERROR_VERIFY, "mailing.altered", "%s is not the list that the ledger's document names", path);
    }
    return true;
}

bool mailing_keep_to(struct notified *n, const char *id, const char *name, const char *hash, uint64_t *lost,
                     struct error *e)
{
    struct mapping m;
    size_t count, at = 0;
    uint64_t kept = 0;
    *lost = 0;
    if (!map_list(n->g, id, name, hash, &m, &count, e)) {
        return false;
    }
    for (size_t i = 0; i < n->count; i++) { /* both rise by tag */
        struct addressee *a = &n->people[i];
        a->letter = 0;
        while (at < count && bytes_get(m.at + RECORDS_HEAD + at * RECORD, 8) < a->tag) {
            at++;
        }
        const uint8_t *r = m.at + RECORDS_HEAD + at * RECORD;
        bool same = at < count && a->tag != 0 && bytes_get(r, 8) == a->tag;
        uint32_t letter = same ? (uint32_t)bytes_get(r + 8, 4) : 0;
        a->letter = a->fate == MAIL_LETTER ? letter : 0;
        kept += a->letter != 0;
    }
    for (size_t i = 0; i < count; i++) {
        *lost += bytes_get(m.at + RECORDS_HEAD + i * RECORD + 8, 4) != 0;
    }
    *lost -= kept;
    file_unmap(&m);
    return true;
}

bool mailing_each_sent(const struct gate *g, const struct mailing *m,
                       bool (*visit)(void *ctx, uint64_t tag, uint64_t letter, struct error *e), void *ctx, struct error *e)
{
    struct mapping map;
    size_t count;
    if (!map_list(g, m->id, "sent.pvm", json_text(m->mailed.document, "list"), &map, &count, e)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const uint8_t *r = map.at + RECORDS_HEAD + i * RECORD;
        uint64_t letter = bytes_get(r + 8, 4);
        ok = letter == 0 || visit(ctx, bytes_get(r, 8), letter, e);
    }
    file_unmap(&map);
    return ok;
}

/* --- those held --- */

static bool add_held(const struct notified *n, const struct addressee *a, struct text *t, struct error *e)
{
    const struct notified_row *r = &n->rows[a->first];
    struct person p = {0};
    char room[REGISTRY_ROOM];
    if (a->person != PERSON_NOBODY) {
        registry_person(n->now, a->person, &p, room);
    }
    return text_add_csv(t, p.id, ',', e) &&
           text_addf(t, e, ",%s,%u,%s\n", n->given[r->part].of, r->row + 1, mailing_fate_words(a->fate));
}

bool mailing_list_held(const struct notified *n, const char *id, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = list_path(n->g, id, "held.csv", path, e) && text_adds(&t, "person_id,of,record,reason\n", e);
    for (size_t i = 0; ok && i < n->count; i++) {
        ok = n->people[i].letter != 0 || add_held(n, &n->people[i], &t, e);
    }
    ok = ok && (n->g->dry || file_save(path, text_span(&t), FILE_PRIVATE, e));
    text_free(&t);
    return ok;
}

/* --- planned --- */

static json_t *reasons_json(const struct notified *n)
{
    json_t *o = json_object();
    for (unsigned f = MAIL_LETTER + 1; f < MAIL_FATES; f++) {
        uint64_t count = notified_count(n, (enum mailing_fate)f);
        o = count == 0 ? o : json_object_add(o, mailing_fate_words((enum mailing_fate)f), json_integer((json_int_t)count));
    }
    return o;
}

static json_t *names_json(const char *const *names, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        list = json_list_add(list, json_string(names[i]));
    }
    return list;
}

static bool make_folder(const struct gate *g, const char *id, struct error *e)
{
    char all[PATH_SIZE], own[PATH_SIZE];
    return g->dry || (gate_path(g, all, e, "mailings") && gate_path(g, own, e, "mailings/%s", id) &&
                      folder_make(own, FILE_PRIVATE, e) && folder_sync(all, e) && folder_sync(g->dir, e));
}

static bool sync_folder(const struct gate *g, const char *id, struct error *e)
{
    char own[PATH_SIZE];
    return g->dry || (gate_path(g, own, e, "mailings/%s", id) && folder_sync(own, e));
}

static void count_people(const struct notified *n, struct gate_mailing *out)
{
    out->letters = notified_count(n, MAIL_LETTER);
    out->unknown = notified_count(n, MAIL_UNKNOWN) + notified_count(n, MAIL_ERASED);
    out->told = notified_count(n, MAIL_TOLD);
    out->held = n->count - out->letters - out->unknown - out->told;
}

static bool enter_mailing(const struct notified *n, const struct gate_notice *o, struct span letter, struct draft *d,
                          struct signers by, struct gate_mailing *out, struct error *e)
{
    char list[HEX_256];
    count_people(n, out);
    if (!make_folder(n->g, d->subject, e) || !mailing_save(n->g, d->subject, "plan.pvm", n, list, e) ||
        !mailing_list_held(n, d->subject, e) || !sync_folder(n->g, d->subject, e)) {
        return false;
    }
    d->entry = json_pack("{s:I, s:I, s:I}", "letters", (json_int_t)out->letters, "held", (json_int_t)out->held, "unknown",
                         (json_int_t)out->unknown);
    d->document = json_pack("{s:s, s:o, s:s%, s:s, s:o}", "finding", o->finding, "readings",
                            names_json(o->readings, o->reading_count), "letter", letter.at, letter.len, "list", list,
                            "reasons", reasons_json(n));
    return json_made(d->entry, e) && json_made(d->document, e) && gate_append(n->g, d, 1, by, e);
}

struct planning {
    struct gate *g;
    const struct gate_notice *o;
    struct notified n;
};

static bool look(void *ctx, struct error *e)
{
    struct planning *p = ctx;
    notified_clear(&p->n);
    return notified_open(&p->n, p->g, p->o->finding, p->o->readings, p->o->reading_count, UINT64_MAX, e);
}

static bool load_letter(const struct gate_notice *o, struct text *out, struct error *e)
{
    const char *name = o->letter == NULL ? "the letter" : o->letter;
    return (o->letter == NULL ? text_adds(out, notice_default, e) : file_load(out, o->letter, LETTER_MOST, e)) &&
           notice_check(text_span(out), name, e);
}

bool gate_notice(struct gate *g, const struct gate_notice *o, struct signers by, struct gate_mailing *out,
                 struct error *e)
{
    struct planning p = {.g = g, .o = o};
    struct text letter = {0};
    struct draft d = {.type = "mailing"};
    *out = (struct gate_mailing){0};
    bool ok = load_letter(o, &letter, e) && gate_require(g, by, ENTERING, 1, "planning a mailing", e) &&
              gate_begin_looked(g, look, &p, e) &&
              gate_require(g, by, ENTERING, 1, "planning a mailing", e) && gate_next_id(g, "mailing", "m", d.subject, e);
    if (ok) {
        (void)snprintf(d.parent, sizeof d.parent, "%s", o->finding);
        memcpy(out->id, d.subject, GATE_ID);
        ok = enter_mailing(&p.n, o, text_span(&letter), &d, by, out, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    notified_clear(&p.n);
    text_free(&letter);
    return ok;
}

/* --- as it stands --- */

static bool note_mailed(void *ctx, const struct found *f, struct error *e)
{
    struct mailing *m = ctx;
    (void)e;
    if (!m->sent) {
        m->mailed = *f;
        json_incref(f->entry);
        json_incref(f->document);
        m->sent = true;
    }
    return true;
}

bool mailing_get(struct gate *g, const char *id, struct mailing *m, struct error *e)
{
    *m = (struct mailing){0};
    if (!gate_get(g, "mailing", id, &m->act, e)) {
        return false;
    }
    m->id = m->act.subject;
    m->finding = m->act.parent;
    m->letter = json_text(m->act.document, "letter");
    const json_t *readings = json_object_get(m->act.document, "readings");
    for (size_t i = 0; i < json_array_size(readings) && m->readings < FINDING_READINGS; i++) {
        m->reading[m->readings++] = json_string_value(json_array_get(readings, i));
    }
    return gate_each(g, "mailed", id, note_mailed, m, e);
}

void mailing_clear(struct mailing *m)
{
    found_clear(&m->act);
    found_clear(&m->mailed);
    *m = (struct mailing){0};
}

/* --- all of them --- */

struct mailings {
    struct gate *g;
    json_t *list;
};

static bool count_returned(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    *(uint64_t *)ctx += (uint64_t)json_number(f->entry, "letters");
    return true;
}

static bool add_mailing(void *ctx, const struct found *f, struct error *e)
{
    struct mailings *l = ctx;
    struct mailing m;
    uint64_t returned = 0;
    unsigned approvals = 0;
    char at[INSTANT_TEXT] = "";
    bool ok = mailing_get(l->g, f->subject, &m, e) && gate_each(l->g, "returned", f->subject, count_returned, &returned, e) &&
              mailing_approvals(l->g, f->subject, &approvals, e);
    if (ok && m.sent) {
        instant_format(m.mailed.time, at);
    }
    json_int_t sent = ok && m.sent ? (json_int_t)json_number(m.mailed.entry, "letters") : 0;
    json_t *one = !ok ? NULL
                      : json_pack("{s:s, s:s, s:s, s:i, s:O, s:O, s:O, s:O, s:s, s:I, s:I, s:I, s:s}", "mailing", m.id,
                                  "finding", m.finding, "state",
                                  m.sent ? "mailed" : approvals > 1 ? "approved" : "waits for approvals", "approvals",
                                  (int)approvals, "letters", json_object_get(f->entry, "letters"), "held",
                                  json_object_get(f->entry, "held"), "unknown", json_object_get(f->entry, "unknown"),
                                  "reasons", json_object_get(f->document, "reasons"), "mailed_at", at, "sent", sent,
                                  "returned", (json_int_t)returned, "open", sent - (json_int_t)returned, "letter", m.letter);
    mailing_clear(&m);
    l->list = ok ? json_list_add(l->list, one) : l->list;
    return ok && json_made(l->list, e);
}

bool mailing_list_json(struct gate *g, json_t **out, struct error *e)
{
    struct mailings l = {g, json_array()};
    bool ok = json_made(l.list, e) && gate_each(g, "mailing", NULL, add_mailing, &l, e);
    *out = l.list;
    return ok;
}

bool gate_mailings(struct gate *g, struct text *out, struct error *e)
{
    json_t *list = NULL;
    bool ok = mailing_list_json(g, &list, e) && json_canonical(list, out, e);
    json_decref(list);
    return ok;
}
