/* gate_opening.c: a row opened to whoever may see it.
 *
 *   LABEL     MESSAGE                             RECIPIENT  PERSON  INSPECTOR, COURT
 *   row       the request                         yes        yes     yes
 *   released  what was given out                             yes     yes
 *   inner     facts, level, clauses                                  yes
 *
 * (1) Only the salts of the labels that are opened are handed over, never the row's key.
 * (2) Every message is made anew from what is kept, and nothing is handed over that is not what the leaf commits to.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

static const char *const viewers[VIEWERS] = {"", "recipient", "person", "inspector", "court"};

const char *gate_viewer_name(enum gate_viewer viewer)
{
    return viewers[viewer];
}

bool gate_viewer_find(const char *word, enum gate_viewer *out)
{
    for (unsigned i = VIEWER_RECIPIENT; i < VIEWERS; i++) {
        if (strcmp(viewers[i], word) == 0) {
            *out = (enum gate_viewer)i;
            return true;
        }
    }
    return false;
}

struct opening {
    struct gate *g;
    const struct proved_row *row;
    enum gate_viewer viewer;
    uint8_t key[KEY_SIZE];
    struct hasher *hasher;
    json_t *leaf, *commitments, *clauses;
    struct text message;
    char words[REJECTION_WORDS];
    const char *told; /* in words */
};

/* --- commitments --- */

static bool altered(const struct opening *o, const char *label, struct error *e)
{
    (void)!fail(e, ERROR_VERIFY, "opening.other", "%s:%llu: what is kept is not what its leaf commits to (%s)",
                o->row->batch, (unsigned long long)o->row->number, label);
    error_hint(e, "a file of the batch, or the registry generation of its plan, was altered: proviso doctor");
    return false;
}

static bool is_committed(const json_t *leaf, const char *label, const struct sha256 *found)
{
    struct sha256 stated;
    size_t n = sizeof stated.at;
    return base64_decode(span_of(json_text(leaf, label)), false, stated.at, &n) && n == sizeof stated.at &&
           crypto_equal(found, &stated, sizeof stated);
}

/* The message at hand, under its salt. */
static bool add_commitment(struct opening *o, const char *label, struct error *e)
{
    struct sha256 salt, commitment;
    struct text hex = {0};
    struct span m = text_span(&o->message);
    bool ok = row_salt(o->hasher, o->key, label, &salt, e) &&
              salted_commitment(o->hasher, &salt, m, &commitment, e) &&
              (is_committed(o->leaf, label, &commitment) || altered(o, label, e)) &&
              text_add_hex(&hex, salt.at, sizeof salt.at, e);
    if (ok) {
        o->commitments = json_list_add(o->commitments, json_pack("{s:s, s:s, s:s%}", "label", label, "salt", hex.at,
                                                                 "message", m.len == 0 ? "" : m.at, m.len));
        ok = json_made(o->commitments, e);
    }
    memory_wipe(&salt, sizeof salt);
    text_free(&hex);
    text_clear(&o->message);
    return ok;
}

/* --- the request --- */

static bool visit_request(void *ctx, const struct slice *s, struct error *e)
{
    struct opening *o = ctx;
    uint64_t index = o->row->number - 1;
    if (index < s->first || index - s->first >= s->count) {
        return true;
    }
    const struct row *row = &s->rows[index - s->first];
    const struct rejection *bad = row->line == 0 ? slice_rejection(s, index - s->first) : NULL;
    o->told = answer_message(&o->row->record, bad, o->words);
    return (bad != NULL || row_message(row, &o->message, e)) && add_commitment(o, "row", e);
}

static bool open_request(struct opening *o, struct error *e)
{
    struct found batch = {0};
    struct unsealed u = {0};
    bool ok = gate_get(o->g, "batch", o->row->batch, &batch, e) && unseal_to_judge(o->g, &batch, NULL, &u, e) &&
              batch_pass(&u.batch, 1, "prove", NULL, visit_request, NULL, o, e) &&
              (json_array_size(o->commitments) == 1 || altered(o, "row", e));
    unsealed_clear(&u);
    found_clear(&batch);
    return ok;
}

/* --- what was decided and given out, by the rules of that moment --- */

struct decided {
    struct register_rules rules;
    struct moment *moment;
    struct levels levels;
    struct verdict verdict;
    struct text clauses;
};

static bool decide(const struct opening *o, struct decided *d, struct error *e)
{
    const struct row_record *r = &o->row->record;
    instant at;
    if (!gate_rules(o->g, o->row->plan.agreement, &d->rules, e)) {
        return false;
    }
    rules_levels(d->rules.rules, &d->levels);
    if (r->outcome == OUTCOME_REJECTED || r->sufficiency != SUFFICIENCY_COMPLETE) {
        return true; /* it was not compared, and no clause spoke */
    }
    if (!instant_parse(span_of(json_text(o->row->plan.act.document, "decided")), &at)) {
        return fail(e, ERROR_VERIFY, "plan.decided", "the plan does not say when it was decided");
    }
    if (!rules_moment(&d->moment, d->rules.rules, at, at, SIZE_MAX, e)) {
        return false;
    }
    moment_decide(d->moment, &r->facts, &d->verdict);
    return verdict_clauses(d->rules.rules, &d->verdict, &d->clauses, e);
}

static void decided_clear(struct decided *d)
{
    moment_free(d->moment);
    gate_rules_clear(&d->rules);
    text_free(&d->clauses);
}

static bool open_released(struct opening *o, const struct decided *d, struct error *e)
{
    const struct row_record *r = &o->row->record;
    char path[PATH_SIZE], room[REGISTRY_ROOM];
    struct registry *registry = NULL;
    struct person person = {0};
    bool released = r->outcome == OUTCOME_RELEASED;
    bool ok = !released || (gate_path(o->g, path, e, "registry") &&
                            registry_open(&registry, path, o->row->plan.generation, e));
    if (ok && released && r->person != PERSON_NOBODY) {
        registry_person(registry, r->person, &person, room);
    }
    ok = ok && (!released || answer_payload(&d->levels, r->level, &person, &o->message, e)) &&
         add_commitment(o, "released", e);
    registry_close(registry);
    return ok;
}

/* Each clause that decided: its text as it was signed, in English, and what it rests on. */
static bool add_clause(struct opening *o, const struct clause_info *info, const struct paragraph *p, size_t count,
                       struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        bool this = (p[i].kind == PARAGRAPH_CLAUSE || p[i].kind == PARAGRAPH_ORDER) &&
                    span_equal(p[i].source, info->order.len > 0 ? info->order : info->id);
        if (!this) {
            continue;
        }
        struct text english = {0};
        bool ok = true;
        for (size_t k = 0; ok && k < p[i].count; k++) {
            ok = (k == 0 || text_addc(&english, ' ', e)) && text_add(&english, p[i].lines[k].label, e) &&
                 (p[i].lines[k].label.len == 0 || text_addc(&english, ' ', e)) &&
                 text_add(&english, p[i].lines[k].text, e);
        }
        o->clauses = ok ? json_list_add(o->clauses,
                                        json_pack("{s:s%, s:s, s:s%, s:s%, s:s%}", "id", info->id.at, info->id.len,
                                                  "verb", clause_verb_name(info->verb), "cites", info->cites.at,
                                                  info->cites.len, "text", p[i].form.at, p[i].form.len, "english",
                                                  english.at, english.len))
                        : o->clauses;
        text_free(&english);
        return ok && json_made(o->clauses, e);
    }
    return fail(e, ERROR_VERIFY, "opening.clause", "a clause that decided is not in the text");
}

static bool open_inner(struct opening *o, const struct decided *d, struct error *e)
{
    const struct row_record *r = &o->row->record;
    struct shown *shown = NULL;
    size_t count = 0;
    bool ok = inner_message(&r->facts, d->levels.name[r->level], text_span(&d->clauses), &o->message, e) &&
              add_commitment(o, "inner", e) && rules_show(&shown, d->rules.rules, e);
    const struct paragraph *p = ok ? shown_paragraphs(shown, &count) : NULL;
    for (unsigned i = 0; ok && i < d->verdict.count; i++) {
        struct clause_info info;
        rules_clause(d->rules.rules, d->verdict.clause[i], &info);
        ok = add_clause(o, &info, p, count, e);
    }
    shown_free(shown);
    return ok;
}

static json_t *facts_json(const struct facts *f)
{
    json_t *all = json_object();
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        const char *phrase = f->value[i] == 0 ? "unknown" : fact_phrase((enum fact)i, f->value[i]);
        all = json_object_add(all, fact_name((enum fact)i), json_string(phrase));
    }
    return all;
}

/* --- the whole --- */

static bool load_key(struct opening *o, struct error *e)
{
    if (!row_key_load(o->g, o->row->batch, o->row->number, o->key, e)) {
        return false;
    }
    if (row_key_erased(o->key)) {
        (void)!fail(e, ERROR_INPUT, "row.erased", "%s:%llu was erased: what its leaf commits to can be shown to nobody",
                    o->row->batch, (unsigned long long)o->row->number);
        error_hint(e, "without --for its leaf and its place can still be proved");
        return false;
    }
    return true;
}

static bool open_labels(struct opening *o, struct error *e)
{
    struct decided d = {0};
    bool ok = open_request(o, e);
    if (ok && o->viewer != VIEWER_RECIPIENT) {
        ok = decide(o, &d, e) && open_released(o, &d, e) &&
             (o->viewer == VIEWER_PERSON || open_inner(o, &d, e));
    }
    decided_clear(&d);
    return ok;
}

static bool put(json_t **object, const char *key, json_t *value, struct error *e)
{
    *object = json_object_add(*object, key, value);
    return json_made(*object, e);
}

/* When the package with the row's answer could first be opened; "": not yet. */
static bool handed_over(const struct opening *o, char at[INSTANT_TEXT], struct error *e)
{
    char release[GATE_ID];
    struct disclosure left;
    (void)snprintf(release, sizeof release, "r%s", o->row->batch + 1);
    if (!release_disclosed(o->g, release, &left, e)) {
        return false;
    }
    at[0] = '\0';
    if (left.found) {
        instant_format(left.at, at);
    }
    return true;
}

static bool describe(struct opening *o, json_t **out, struct error *e)
{
    const struct proved_row *row = o->row;
    char at[INSTANT_TEXT];
    if (!handed_over(o, at, e)) {
        return false;
    }
    *out = json_pack("{s:i, s:s, s:I, s:I, s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:O}", "v", 1, "batch", row->batch, "row",
                     (json_int_t)row->number, "leaf", (json_int_t)row->record.leaf, "origin",
                     ledger_checkpoint(o->g->ledger)->origin, "for", viewers[o->viewer],
                     "handed_over", at, "told", "answer", gate_answer_name(answer_of(&row->record)), "category",
                     json_text(o->leaf, "category"), "message", o->told, "commitments", o->commitments);
    return json_made(*out, e) &&
           (o->viewer < VIEWER_INSPECTOR || (put(out, "clauses", json_incref(o->clauses), e) &&
                                             put(out, "facts", facts_json(&row->record.facts), e)));
}

bool opening_make(struct gate *g, const struct proved_row *row, enum gate_viewer viewer, json_t **out,
                  struct error *e)
{
    struct opening o = {.g = g, .row = row, .viewer = viewer, .told = ""};
    o.leaf = json_loadb(row->leaf.at, row->leaf.len, JSON_REJECT_DUPLICATES, NULL);
    o.commitments = json_array();
    o.clauses = json_array();
    *out = NULL;
    bool ok = (o.leaf != NULL || fail(e, ERROR_VERIFY, "verify.leaf", "the leaf is no answer")) &&
              json_made(o.commitments, e) && json_made(o.clauses, e) && hasher_new(&o.hasher, e) &&
              load_key(&o, e) && open_labels(&o, e) && describe(&o, out, e);
    memory_wipe(o.key, sizeof o.key);
    hasher_free(o.hasher);
    json_decref(o.leaf);
    json_decref(o.commitments);
    json_decref(o.clauses);
    text_free(&o.message);
    return ok;
}

/* --- checked, by whoever was given it --- */

static bool check_one(const json_t *one, const json_t *leaf, struct error *e)
{
    struct sha256 salt, commitment;
    const json_t *message = json_object_get(one, "message");
    struct hasher *h = NULL;
    bool ok = (json_is_string(message) && hex_decode(span_of(json_text(one, "salt")), salt.at, sizeof salt.at)) ||
              fail(e, ERROR_VERIFY, "opening.form", "the opening is malformed");
    ok = ok && hasher_new(&h, e) &&
         salted_commitment(h, &salt, (struct span){json_string_value(message), json_string_length(message)},
                           &commitment, e) &&
         (is_committed(leaf, json_text(one, "label"), &commitment) ||
          fail(e, ERROR_VERIFY, "opening.commitment", "what is opened is not what the leaf commits to"));
    hasher_free(h);
    return ok;
}

bool opening_check(const json_t *opening, struct span leaf_bytes, struct text *labels, struct error *e)
{
    json_t *leaf = json_loadb(leaf_bytes.at, leaf_bytes.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *all = json_object_get(opening, "commitments");
    bool ok = (leaf != NULL && json_array_size(all) > 0) ||
              fail(e, ERROR_VERIFY, "opening.form", "the opening or its leaf is malformed");
    size_t i;
    json_t *one;
    json_array_foreach(all, i, one)
    {
        ok = ok && check_one(one, leaf, e) && (i == 0 || text_addc(labels, ' ', e)) &&
             text_adds(labels, json_text(one, "label"), e);
    }
    json_decref(leaf);
    return ok;
}
