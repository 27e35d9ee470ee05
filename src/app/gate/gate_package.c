/* gate_package.c: the answers as a file for the recipient, encrypted to a fresh
 * identity; useless until that identity is handed over.
 *
 * What an answer says, and in which form, stands in gate_answers.c; here is what
 * surrounds it: the requests unsealed, each release proved again, the files sealed,
 * signed and carried out of the house.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { SEALED_LIMIT = 1 << 30 };

/* --- the requests of a batch, unsealed --- */

static bool load_sealed(struct gate *g, const char *batch, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    struct mapping m;
    if (!gate_path(g, path, e, "batches/%s/requests.age", batch) || !file_map(&m, path, e)) {
        return false;
    }
    bool ok = age_decrypt((struct span){(const char *)m.at, m.len}, &g->seal, 1,
                          (struct span){NULL, 0}, out, e);
    file_unmap(&m);
    return ok;
}

static bool load_layout(struct gate *g, const char *batch, struct layout **out, struct error *e)
{
    char path[PATH_SIZE];
    *out = NULL;
    if (!gate_path(g, path, e, "batches/%s/layout.proviso", batch)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    struct text t = {0};
    *out = memory_new(1, sizeof **out, e);
    bool ok = *out != NULL && file_load(&t, path, 1 << 20, e);
    struct rules_source source = {.name = path, .text = text_span(&t), .entered = INSTANT_MIN};
    ok = ok && rules_parse_layout(*out, &source, e);
    text_free(&t);
    return ok;
}

bool sealed_requests(struct gate *g, const char *id, struct text *bytes, struct layout **layout, struct error *e)
{
    return load_layout(g, id, layout, e) && load_sealed(g, id, bytes, e);
}

static bool named(const struct found *batch, const char *what, const uint8_t hash[SHA256_SIZE])
{
    uint8_t bytes[SHA256_SIZE];
    return hex_decode(span_of(json_text(batch->document, what)), bytes, sizeof bytes) &&
           crypto_equal(hash, bytes, sizeof bytes);
}

/* What was sealed, the layout it is read by and the tables it was judged by are
 * those that the batch's document names. */
static bool same_bytes(struct gate *g, const struct found *act, const struct batch *b, struct error *e)
{
    char path[PATH_SIZE], requests[HEX_256];
    uint8_t hash[SHA256_SIZE], wanted[SHA256_SIZE];
    struct sha256 layout;
    if (!intake_hash(b->intake, hash, e) ||
        !kept_hash(g, act->subject, "requests", json_text(act->document, "requests"), requests, e) ||
        !gate_path(g, path, e, "batches/%s/layout.proviso", act->subject)) {
        return false;
    }
    bool has_layout = json_text(act->document, "layout")[0] != '\0';
    bool same = hex_decode(span_of(requests), wanted, sizeof wanted) && crypto_equal(hash, wanted, sizeof hash) && has_layout == file_exists(path) &&
                (!has_layout || (crypto_sha256_file(path, &layout, e) && named(act, "layout", layout.at)));
    return same || fail(e, ERROR_VERIFY, "requests.altered",
                        "the sealed requests or their layout are not the batch's");
}

static bool same_requests(struct gate *g, const char *batch, const struct batch *b, struct error *e)
{
    struct found f;
    uint8_t classifier[SHA256_SIZE];
    standard_hash(b->standard, classifier);
    if (!gate_get(g, "batch", batch, &f, e)) {
        return false;
    }
    bool same_classifier = named(&f, "classifier", classifier);
    bool same = same_bytes(g, &f, b, e);
    found_clear(&f);
    if (same && !same_classifier) {
        (void)!fail(e, ERROR_STALE, "plan.stale.classifier",
                    "the batch was judged by another classifier: another version of the program, or table");
        error_hint(e, "make a new plan: proviso run");
        return false;
    }
    return same;
}

/* The source of delivery points that the batch was judged by; that it says the same is in the classifier's hash. */
static bool use_points(struct gate *g, const char *batch, struct standard *s, struct error *e)
{
    char path[PATH_SIZE];
    struct text points = {0};
    if (!gate_path(g, path, e, "batches/%s/points", batch)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    bool ok = file_load(&points, path, PATH_SIZE, e) && text_addc(&points, '\0', e) &&
              standard_use_points(s, points.at, e);
    text_free(&points);
    return ok;
}

bool unseal_requests(struct gate *g, const char *batch, struct unsealed *out, struct error *e)
{
    *out = (struct unsealed){0};
    char gazetteer[PATH_SIZE];
    bool ok = gate_path(g, gazetteer, e, "batches/%s/gazetteer.csv", batch) &&
              sealed_requests(g, batch, &out->bytes, &out->layout, e) &&
              standard_new(&out->batch.standard, file_exists(gazetteer) ? gazetteer : NULL, e) &&
              use_points(g, batch, out->batch.standard, e) &&
              intake_open_bytes(&out->batch.intake, text_span(&out->bytes), "requests.age",
                                INTAKE_REQUESTS, out->layout, &intake_default_limits, e) &&
              same_requests(g, batch, &out->batch, e);
    if (!ok) {
        unsealed_clear(out);
    }
    return ok;
}

bool unseal_to_judge(struct gate *g, const struct found *act, const char *gazetteer,
                     struct unsealed *out, struct error *e)
{
    *out = (struct unsealed){0};
    bool ok = sealed_requests(g, act->subject, &out->bytes, &out->layout, e) &&
              standard_new(&out->batch.standard, gazetteer, e) &&
              use_points(g, act->subject, out->batch.standard, e) &&
              intake_open_bytes(&out->batch.intake, text_span(&out->bytes), "requests.age",
                                INTAKE_REQUESTS, out->layout, &intake_default_limits, e) &&
              same_bytes(g, act, &out->batch, e);
    if (!ok) {
        unsealed_clear(out);
    }
    return ok;
}

void unsealed_clear(struct unsealed *u)
{
    batch_close(&u->batch);
    memory_free(u->layout);
    text_free(&u->bytes);
}

/* --- answers --- */

struct packing {
    struct again *a;
    struct answers answers;
    const struct batch *batch;
    struct elements required;
    struct matcher *matcher; /* over the plan's generation */
    struct mark_keys mark_keys;
    struct age_writer *writer;
    struct text part[PASS_PARTS];
    uint64_t rows[PASS_PARTS], released[PASS_PARTS];
    struct gate_release *out;
};

static bool not_the_requests(struct error *e)
{
    return fail(e, ERROR_VERIFY, "rows.forged",
                "a row that was planned for release is not what its request gives");
}

/* What is kept of the row has to be what its request gives, judged and matched again. */
static bool same_finding(const struct row_record *r, const struct linkage *l)
{
    struct facts found = {0};
    facts_of_linkage(l, &found);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_MATCH && found.value[i] != r->facts.value[i]) {
            return false;
        }
    }
    return r->person == l->person && r->by_identifier == l->by_identifier.outcome &&
           r->by_name_address == l->by_name_address.outcome && r->correspondence == l->correspondence;
}

/* Whatever rows.pvb says: nothing leaves but what the sealed request itself proves and finds (I1). */
static bool prove_released(const struct packing *p, const struct slice *s, struct error *e)
{
    struct row *rows = arena_array(s->arena, s->count, sizeof *rows, e);
    size_t *where = rows == NULL ? NULL : arena_array(s->arena, s->count, sizeof *where, e);
    size_t n = 0;
    if (where == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (p->a->rows[s->first + i].outcome == OUTCOME_RELEASED) {
            rows[n] = s->rows[i];
            where[n++] = i;
        }
    }
    struct admitted *admitted = NULL;
    if (!standard_admit_rows(p->batch->standard, rows, n, &p->required, s->arena, s->persons,
                             &admitted, e)) {
        return false;
    }
    struct linkage *l = arena_array(s->arena, n, sizeof *l, e);
    if (l == NULL || admitted_count(admitted) != n || !match_batch(p->matcher, admitted, l, e)) {
        return l != NULL && admitted_count(admitted) != n ? not_the_requests(e) : false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!same_finding(&p->a->rows[s->first + where[i]], &l[i])) {
            return not_the_requests(e);
        }
    }
    return true;
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
    return a->row == b->row && a->person == b->person && a->officer == b->officer;
}

/* Where the decision rests on earlier releases: the marks that they were compared with are those of the sealed requests,
 * of all rows, since the others of a person count as well. */
static bool prove_marks(const struct packing *p, const struct slice *s, struct error *e)
{
    if (p->a->past.marks == NULL) {
        return true;
    }
    struct mark *marks = arena_array(s->arena, s->count, sizeof *marks, e);
    if (marks == NULL || !slice_persons(p->batch, s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        marks[i] = s->rows[i].line == 0 ? (struct mark){0}
                                        : mark_of(p->mark_keys.seed, &s->rows[i], &s->persons[i]);
    }
    if (!marks_seal(&p->mark_keys, marks, s->count, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (!same_mark(&marks[i], &p->a->past.marks[s->first + i])) {
            return fail(e, ERROR_VERIFY, "history.forged", "history.bin is not what the requests give");
        }
    }
    return true;
}

static bool pack_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct packing *p = ctx;
    if (s->first + s->count > p->a->count) {
        return fail(e, ERROR_VERIFY, "requests.altered", "the sealed requests are not the batch's");
    }
    if (!prove_marks(p, s, e) || !prove_released(p, s, e)) {
        return false;
    }
    struct text *t = &p->part[s->part];
    p->rows[s->part] = s->count;
    p->released[s->part] = 0;
    for (size_t i = 0; i < s->count; i++) {
        p->released[s->part] += p->a->rows[s->first + i].outcome == OUTCOME_RELEASED;
        if (!answers_row(&p->answers, s, i, t, e)) {
            return false;
        }
    }
    return true;
}

static bool write_part(void *ctx, size_t part, struct error *e)
{
    struct packing *p = ctx;
    bool ok = age_write(p->writer, text_span(&p->part[part]), e);
    text_clear(&p->part[part]);
    p->out->rows += p->rows[part];
    p->out->released += p->released[part];
    return ok;
}

static bool write_head(struct packing *p, struct error *e)
{
    struct text *t = &p->part[0];
    bool ok = answers_head(&p->answers, t, e) &&
              (t->len == 0 || age_write(p->writer, text_span(t), e));
    text_clear(t);
    return ok;
}

static bool write_answers(struct again *a, const char *path, const uint8_t key[X25519_SIZE],
                          struct gate_release *out, struct error *e)
{
    struct unsealed u;
    uint8_t recipients[1][X25519_SIZE];
    memcpy(recipients[0], key, X25519_SIZE);
    if (!unseal_requests(a->g, a->plan->batch, &u, e)) {
        return false;
    }
    struct packing p = {.a = a, .out = out, .batch = &u.batch};
    answers_begin(&p.answers, a, u.layout);
    struct agreement_info info;
    bool ok = rules_agreement(a->rules.rules, &info) &&
              mark_keys_make(&p.mark_keys, a->g->identifier_key, e) &&
              plan_matcher(a->g, a->plan, a->then, &p.matcher, e);
    p.required = info.required;
    ok = ok && age_begin(&p.writer, path, (const uint8_t(*)[X25519_SIZE])recipients, 1, e);
    if (ok) {
        ok = write_head(&p, e) &&
             batch_pass(&u.batch, a->g->threads, "package", &a->g->progress, pack_slice, write_part,
                        &p, e) &&
             (out->rows == a->count ||
              fail(e, ERROR_VERIFY, "requests.altered", "the sealed requests are not the batch's"));
        if (ok) {
            ok = age_end(p.writer, e);
        } else {
            age_drop(p.writer);
        }
    }
    for (size_t i = 0; i < PASS_PARTS; i++) {
        text_free(&p.part[i]);
    }
    memory_wipe(&p.mark_keys, sizeof p.mark_keys);
    matcher_free(p.matcher);
    unsealed_clear(&u);
    return ok;
}

/* --- signatures and identities --- */

static bool sign_file(struct gate *g, const char *path, const char *what, struct error *e)
{
    char signature[PATH_SIZE];
    struct text t = {0};
    bool ok = path_format(signature, sizeof signature, e, "%s.minisig", path) &&
              minisign_sign_file(&g->release_key, path, what, &t, e) &&
              file_save(signature, text_span(&t), FILE_PRIVATE, e);
    text_free(&t);
    return ok;
}

static bool seal_text(const char *path, struct span plain, const uint8_t (*recipients)[X25519_SIZE], size_t count,
                      struct error *e)
{
    struct age_writer *w = NULL;
    if (!age_begin(&w, path, recipients, count, e)) {
        return false;
    }
    if (!age_write(w, plain, e)) {
        age_drop(w);
        return false;
    }
    return age_end(w, e);
}

static bool keep_identity(struct gate *g, const char *batch, const char *release,
                          const struct age_identity *identity, struct error *e)
{
    char path[PATH_SIZE], line[AGE_IDENTITY_TEXT];
    uint8_t seal[1][X25519_SIZE];
    bool ok = gate_path(g, path, e, "batches/%s/%s.sealed", batch, release) &&
              x25519_public(g->seal.secret, seal[0], e) && age_identity_text(identity, line, e) &&
              seal_text(path, span_of(line), (const uint8_t(*)[X25519_SIZE])seal, 1, e);
    memory_wipe(line, sizeof line);
    return ok;
}

bool package_write(struct again *a, const char *release, struct gate_release *out, struct error *e)
{
    char path[PATH_SIZE], folder[PATH_SIZE], what[96];
    struct age_identity identity = {0};
    uint8_t key[X25519_SIZE];
    (void)snprintf(what, sizeof what, "proviso package %s", release);
    bool ok = gate_path(a->g, folder, e, "batches/%s", a->plan->batch) &&
              gate_path(a->g, path, e, "batches/%s/%s.age", a->plan->batch, release) &&
              age_generate(&identity, e) && x25519_public(identity.secret, key, e) &&
              keep_identity(a->g, a->plan->batch, release, &identity, e) &&
              write_answers(a, path, key, out, e) && sign_file(a->g, path, what, e) &&
              folder_sync(folder, e);
    memory_wipe(&identity, sizeof identity);
    return ok;
}

bool package_identity(struct gate *g, const char *batch, const char *release,
                      const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e)
{
    char sealed[PATH_SIZE], path[PATH_SIZE], what[96];
    struct text file = {0}, line = {0};
    (void)snprintf(what, sizeof what, "proviso identity of package %s", release);
    bool ok = gate_path(g, sealed, e, "batches/%s/%s.sealed", batch, release) &&
              gate_path(g, path, e, "batches/%s/%s.identity.age", batch, release) &&
              file_load(&file, sealed, 1 << 16, e) &&
              age_decrypt(text_span(&file), &g->seal, 1, (struct span){NULL, 0}, &line, e) &&
              text_addc(&line, '\n', e) && seal_text(path, text_span(&line), recipients, count, e) &&
              sign_file(g, path, what, e);
    text_free(&file);
    text_free(&line);
    return ok;
}

bool publish_seal(struct gate *g, const char *path, struct span plain, const uint8_t (*recipients)[X25519_SIZE],
                  size_t count, const char *what, struct error *e)
{
    return seal_text(path, plain, recipients, count, e) && sign_file(g, path, what, e);
}

/* --- out of the house --- */

/* hash: in hex, what the bytes have to be; NULL: anything. */
static bool check_bytes(const struct mapping *m, const char *from, const char *hash, struct error *e)
{
    struct sha256 found, named;
    if (hash == NULL) {
        return true;
    }
    if (!crypto_sha256((struct span){(const char *)m->at, m->len}, &found, e)) {
        return false;
    }
    return (hex_decode(span_of(hash), named.at, sizeof named.at) &&
            crypto_equal(&found, &named, sizeof found)) ||
           fail(e, ERROR_VERIFY, "package.altered", "%s is not the file that the ledger names", from);
}

static bool copy_file(const char *from, const char *to, const char *hash, struct error *e)
{
    char temporary[PATH_SIZE];
    struct mapping m;
    if (!path_format(temporary, sizeof temporary, e, "%s.tmp", to) || !file_map(&m, from, e)) {
        return false;
    }
    struct file *f = NULL;
    bool ok = check_bytes(&m, from, hash, e) && file_remove(temporary, e) &&
              file_create(&f, temporary, FILE_PRIVATE, true, e) &&
              file_write(f, (struct span){(const char *)m.at, m.len}, e) && file_sync(f, e);
    file_drop(f);
    file_unmap(&m);
    return ok && file_rename(temporary, to, e);
}

bool publish_from(struct gate *g, const char *folder, const char *name, const char *hash, const char *out_dir,
                  char path[PATH_SIZE], struct error *e)
{
    static const char *const endings[] = {".minisig", ""};
    char from[PATH_SIZE];
    bool ok = folder_make(out_dir, FILE_PRIVATE, e);
    for (size_t i = 0; ok && i < 2; i++) {
        ok = gate_path(g, from, e, "%s/%s%s", folder, name, endings[i]) &&
             path_format(path, PATH_SIZE, e, "%s/%s%s", out_dir, name, endings[i]) &&
             copy_file(from, path, endings[i][0] == '\0' ? hash : NULL, e);
    }
    return ok && folder_sync(out_dir, e);
}

bool package_publish(struct gate *g, const char *batch, const char *name, const char *hash,
                     const char *out_dir, char path[PATH_SIZE], struct error *e)
{
    char folder[GATE_ID + sizeof "batches/"];
    (void)snprintf(folder, sizeof folder, "batches/%s", batch);
    return publish_from(g, folder, name, hash, out_dir, path, e);
}

bool publish_possible(const char *out_dir, struct error *e)
{
    char probe[PATH_SIZE];
    struct file *f = NULL;
    if (!folder_make(out_dir, FILE_PRIVATE, e) ||
        !path_format(probe, sizeof probe, e, "%s/.proviso-probe", out_dir) || !file_remove(probe, e) ||
        !file_create(&f, probe, FILE_PRIVATE, true, e)) {
        error_hint(e, "--out names a folder that can be written; nothing has left");
        return false;
    }
    file_drop(f);
    return file_remove(probe, e);
}
