#include "app/gate/gate_declare.h"

#include <stdio.h>

/* --- the statement --- */

static bool says_what(struct declaring *d, struct error *e)
{
    static const char *const types[] = {"batch", "finding", "past"};
    struct found f = {0};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        bool found = false;
        if (!declare_last(d, types[i], d->of, &f, &found, e)) {
            return false;
        }
        found_clear(&f);
        if (found) {
            return i == 0 ? declare_batch(d, e) : declare_finding(d, types[i], e);
        }
    }
    (void)!fail(e, ERROR_INPUT, "declare.unknown",
                "there is no batch, finding or audit of this number in the ledger");
    error_hint(e, "give its number: b1, f1, past1; `proviso status` lists batches");
    return false;
}

/* {"origin", "size", "root", "last": instant of the last entry} */
static json_t *ledger_json(const struct declaring *d, const char *root)
{
    char last[INSTANT_TEXT] = "";
    if (d->size > 0) {
        instant_format(d->g->acts[d->size - 1].time, last);
    }
    return json_pack("{s:s, s:I, s:s, s:s}", "origin", ledger_checkpoint(d->g->ledger)->origin, "size",
                     (json_int_t)d->size, "root", root, "last", last);
}

/* What was true at a size of the ledger, whose root that is. Owned. */
static bool statement_make(struct gate *g, const char *of, uint64_t size, const char *root, struct counted *counted,
                           json_t **out, struct error *e)
{
    struct declaring d = {.g = g,
                          .of = of,
                          .size = size,
                          .counted = counted,
                          .released = UINT64_MAX,
                          .handed = UINT64_MAX,
                          .figures = json_array(),
                          .files = json_array()};
    d.out = json_pack("{s:i, s:s, s:s, s:s}", "v", 1, "type", "declaration", "of", of, "program",
                      "proviso " PROVISO_VERSION);
    bool ok = gate_sees(g, e) && json_made(d.out, e) && declare_set(d.out, "figures", d.figures, e) &&
              declare_set(d.out, "files", d.files, e) && declare_set(d.out, "ledger", ledger_json(&d, root), e) &&
              says_what(&d, e) && declare_belongings(&d, e) && declare_since(&d, e) && declare_acts(&d, e);
    memory_free(d.ids);
    if (!ok) {
        json_decref(d.out);
        d.out = NULL;
    }
    *out = d.out;
    return ok;
}

static bool root_now(const struct gate *g, char out[HEX_256], struct error *e)
{
    return hash_hex(ledger_checkpoint(g->ledger)->root.at, out, e);
}

static bool hash_of(struct span bytes, char out[HEX_256], struct error *e)
{
    struct sha256 hash;
    return crypto_sha256(bytes, &hash, e) && hash_hex(hash.at, out, e);
}

void gate_declaration_clear(struct gate_declaration *d)
{
    paper_free(d->paper);
    text_free(&d->statement);
    *d = (struct gate_declaration){0};
}

/* Every entry and every signature, by the stranger's own rules: what is sworn to rests on no less than a release does. */
static bool all_signed(struct gate *g, struct error *e)
{
    unsigned approvals;
    return gate_sees(g, e) && ledger_approvals(g, "", &approvals, e);
}

bool gate_declare(struct gate *g, const char *of, struct gate_declaration *out, struct error *e)
{
    struct counted *counted = memory_new(1, sizeof *counted, e);
    json_t *statement = NULL;
    char root[HEX_256], hash[HEX_256];
    *out = (struct gate_declaration){0};
    bool ok = counted != NULL && all_signed(g, e) && root_now(g, root, e) &&
              statement_make(g, of, ledger_checkpoint(g->ledger)->size, root, counted, &statement, e) &&
              json_canonical(statement, &out->statement, e) && hash_of(text_span(&out->statement), hash, e) &&
              declare_paper(&out->paper, statement, hash, e);
    json_decref(statement);
    memory_free(counted);
    if (!ok) {
        gate_declaration_clear(out);
    }
    return ok;
}

/* --- checked again --- */

struct checking {
    struct gate *g;
    json_t *given, *then, *now;
    const char *of, *root;
    uint64_t size;
    char root_now[HEX_256];
    struct counted *counted;
    json_t *proof; /* hex hashes */
};

static bool read_given(struct checking *c, struct span bytes, struct error *e)
{
    c->given = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *ledger = json_object_get(c->given, "ledger");
    c->of = json_text(c->given, "of");
    c->root = json_text(ledger, "root");
    int64_t size = json_number(ledger, "size");
    if (strcmp(json_text(c->given, "type"), "declaration") != 0 || json_number(c->given, "v") != 1 || size <= 0) {
        (void)!fail(e, ERROR_INPUT, "declare.read", "this is no statement of a declaration");
        error_hint(e, "give the file that `proviso declare ... --json` wrote");
        return false;
    }
    c->size = (uint64_t)size;
    return true;
}

/* The root that it names is that of the first entries of this ledger. */
static bool is_prefix(struct checking *c, struct error *e)
{
    const struct checkpoint *present = ledger_checkpoint(c->g->ledger);
    struct sha256 proof[PROOF_MOST], root;
    size_t count = 0;
    if (c->size > present->size) {
        return fail(e, ERROR_VERIFY, "declare.ahead", "it names a ledger of %s, and this one has %llu",
                    COUNTED(c->size, "entry", "entries"), (unsigned long long)present->size);
    }
    if (!hex_decode(span_of(c->root), root.at, sizeof root.at) ||
        !ledger_prove_consistency(c->g->ledger, c->size, present->size, proof, &count, e) ||
        !merkle_verify_consistency(c->size, present->size, &root, &present->root, proof, count, e)) {
        return fail(e, ERROR_VERIFY, "declare.root", "the root that it names is not that of this ledger at size %llu",
                    (unsigned long long)c->size);
    }
    c->proof = json_array();
    bool ok = json_made(c->proof, e);
    for (size_t i = 0; ok && i < count; i++) {
        char hex[HEX_256];
        ok = hash_hex(proof[i].at, hex, e) && declare_push(c->proof, json_string(hex), e);
    }
    return ok;
}

/* The first part of it that is not what was true, for the message. */
static void name_difference(const struct checking *c, char *out, size_t size)
{
    size_t i;
    const json_t *one;
    const char *key;
    json_array_foreach(json_object_get(c->then, "figures"), i, one)
    {
        if (!json_equal(one, json_array_get(json_object_get(c->given, "figures"), i))) {
            (void)snprintf(out, size, "figure %s (%s)", json_text(one, "id"), json_text(one, "name"));
            return;
        }
    }
    json_object_foreach(c->then, key, one)
    {
        if (!json_equal(one, json_object_get(c->given, key))) {
            (void)snprintf(out, size, "`%s`", key);
            return;
        }
    }
    (void)snprintf(out, size, "a part that does not belong to it");
}

static bool was_true(const struct checking *c, struct error *e)
{
    char what[160];
    if (json_equal(c->given, c->then)) {
        return true;
    }
    name_difference(c, what, sizeof what);
    (void)!fail(e, ERROR_VERIFY, "declare.altered", "%s is not what was true at size %llu of the ledger", what,
                (unsigned long long)c->size);
    const char *program = json_text(c->given, "program");
    if (strcmp(program, json_text(c->then, "program")) != 0) {
        error_hint(e, "it says that %.40s made it, and this is %s: check it with that version", program,
                   json_text(c->then, "program"));
    }
    return false;
}

/* The first entry behind the statement that counts for the figure. */
static json_t *because(const json_t *figure, uint64_t size)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(json_object_get(figure, "entries"), i, entry)
    {
        if ((uint64_t)json_integer_value(entry) >= size) {
            return json_integer(json_integer_value(entry));
        }
    }
    return json_null();
}

static bool compare(const struct checking *c, json_t *figures, uint64_t *drifted, struct error *e)
{
    size_t i;
    const json_t *was;
    bool ok = true;
    json_array_foreach(json_object_get(c->then, "figures"), i, was)
    {
        const json_t *is = figure_find(c->now, json_text(was, "name"));
        int64_t before = json_number(was, "value"), after = is == NULL ? 0 : json_number(is, "value");
        *drifted += before != after;
        ok = ok && declare_push(figures,
                                json_pack("{s:s, s:s, s:I, s:I, s:o}", "id", json_text(was, "id"), "name",
                                          json_text(was, "name"), "was", (json_int_t)before, "is", (json_int_t)after,
                                          "because", before == after ? json_null() : because(is, c->size)),
                                e);
    }
    return ok;
}

static bool report(const struct checking *c, struct text *out, uint64_t *drifted, struct error *e)
{
    json_t *figures = json_array();
    bool ok = json_made(figures, e) && compare(c, figures, drifted, e);
    json_t *all = json_pack("{s:s, s:{s:I, s:s}, s:{s:I, s:s}, s:O, s:O, s:I}", "of", c->of, "then", "size",
                            (json_int_t)c->size, "root", c->root, "now", "size",
                            (json_int_t)ledger_checkpoint(c->g->ledger)->size, "root", c->root_now, "figures",
                            figures, "proof", c->proof, "drifted", (json_int_t)*drifted);
    ok = ok && json_made(all, e) && json_canonical(all, out, e);
    json_decref(all);
    json_decref(figures);
    return ok;
}

bool gate_declare_check(struct gate *g, struct span statement, struct text *out, uint64_t *drifted, struct error *e)
{
    struct checking c = {.g = g, .counted = memory_new(1, sizeof *c.counted, e)};
    *drifted = 0;
    bool ok = c.counted != NULL && all_signed(g, e) && read_given(&c, statement, e) && root_now(g, c.root_now, e) &&
              is_prefix(&c, e) && statement_make(g, c.of, c.size, c.root, c.counted, &c.then, e) && was_true(&c, e) &&
              statement_make(g, c.of, ledger_checkpoint(g->ledger)->size, c.root_now, c.counted, &c.now, e) &&
              report(&c, out, drifted, e);
    json_decref(c.given);
    json_decref(c.then);
    json_decref(c.now);
    json_decref(c.proof);
    memory_free(c.counted);
    return ok;
}
