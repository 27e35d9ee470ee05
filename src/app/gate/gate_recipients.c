/* gate_recipients.c: those who are given packages: name, address, and the keys that packages are encrypted to and
 * their certificates are signed with.
 *
 * (1) A key is checked when it is entered: what stands in a document can be encrypted to.
 * (2) All keys of a recipient open what is handed over to it: several officers, or a spare key.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct search {
    struct span name;
    struct found *out;
    bool found;
};

static bool same_name(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct search *s = ctx;
    if (span_is(s->name, f->subject) ||
        span_equal_nocase(s->name, span_of(json_text(f->document, "name")))) {
        found_clear(s->out);
        *s->out = *f;
        json_incref(f->entry);
        json_incref(f->document);
        s->found = true;
    }
    return true;
}

bool gate_recipient_find(struct gate *g, struct span name, struct found *out, struct error *e)
{
    *out = (struct found){0};
    struct search s = {.name = span_trim(name), .out = out};
    if (!gate_each(g, "recipient", NULL, same_name, &s, e)) {
        return false;
    }
    if (!s.found) {
        (void)!fail(e, ERROR_INPUT, "recipient.unknown", "the recipient is not registered");
        error_hint(e, "proviso recipient add --name NAME --address ADDRESS --age age1...");
    }
    return s.found;
}

bool gate_recipient_key(const char *path, char age[GATE_AGE], struct error *e)
{
    struct age_identity identity = {0};
    char line[AGE_IDENTITY_TEXT];
    struct text t = {0};
    bool ok = age_generate(&identity, e) && age_recipient_text(&identity, age, e) &&
              age_identity_text(&identity, line, e) && text_addf(&t, e, "# public key: %s\n%s\n", age, line) &&
              file_save(path, text_span(&t), FILE_PRIVATE, e);
    memory_wipe(&identity, sizeof identity);
    memory_wipe(line, sizeof line);
    text_free(&t);
    return ok;
}

/* --- keys --- */

bool recipient_keys(const struct found *f, uint8_t (*keys)[X25519_SIZE], size_t most, size_t *count, struct error *e)
{
    const json_t *age = json_object_get(f->document, "age");
    size_t n = json_is_array(age) ? json_array_size(age) : 1;
    if (n == 0 || n > most) {
        return fail(e, ERROR_VERIFY, "recipient.keys", "the recipient %s has %zu age keys", f->subject, n);
    }
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_is_array(age) ? json_array_get(age, i) : age);
        if (!age_parse_recipient(span_of(text == NULL ? "" : text), keys[i], e)) {
            return false;
        }
    }
    *count = n;
    return true;
}

bool recipient_minisign(const struct found *f, uint8_t id[MINISIGN_ID], uint8_t key[ED25519_PUBLIC], bool *has,
                        struct error *e)
{
    const char *text = json_text(f->document, "minisign");
    *has = text[0] != '\0';
    return !*has || minisign_parse_public(span_of(text), id, key, e);
}

/* Every key can be used, and none is there twice. */
static bool check_keys(const struct gate_recipient *r, size_t *count, struct error *e)
{
    uint8_t key[GATE_AGES][X25519_SIZE], id[MINISIGN_ID], public_key[ED25519_PUBLIC];
    size_t n = 0;
    for (; n < GATE_AGES && r->age[n] != NULL; n++) {
        if (!age_parse_recipient(span_of(r->age[n]), key[n], e)) {
            return false;
        }
        for (size_t k = 0; k < n; k++) {
            if (memcmp(key[k], key[n], X25519_SIZE) == 0) {
                return fail(e, ERROR_INPUT, "recipient.twice", "the same age key is given twice");
            }
        }
    }
    *count = n;
    return (n > 0 || fail(e, ERROR_USAGE, "age.recipient", "a recipient needs an age key")) &&
           (r->minisign == NULL || minisign_parse_public(span_of(r->minisign), id, public_key, e));
}

/* One key stands as a text, several as an array. */
static json_t *keys_json(const struct gate_recipient *r, size_t count)
{
    if (count == 1) {
        return json_string(r->age[0]);
    }
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        list = json_list_add(list, json_string(r->age[i]));
    }
    return list;
}

/* --- entering one --- */

/* A recipient that is registered again keeps its number, and with it any open
 * finding: the last entry has the address and the key that count. */
static bool number_recipient(struct gate *g, const char *name, char out[GATE_ID], struct error *e)
{
    struct found before = {0};
    struct error none;
    if (!gate_recipient_find(g, span_of(name), &before, &none)) {
        return none.category == ERROR_INPUT ? gate_next_id(g, "recipient", "rcp", out, e)
                                            : (*e = none, false);
    }
    memcpy(out, before.subject, GATE_ID);
    found_clear(&before);
    return true;
}

bool gate_recipient_add(struct gate *g, const struct gate_recipient *r, struct signers by,
                        char id[GATE_ID], struct error *e)
{
    size_t count = 0;
    if (!check_keys(r, &count, e)) {
        return false;
    }
    struct draft d = {.type = "recipient"};
    d.document = json_pack("{s:s, s:s, s:o}", "name", r->name, "address", r->address, "age", keys_json(r, count));
    if (r->minisign != NULL) {
        d.document = json_object_add(d.document, "minisign", json_string(r->minisign));
    }
    bool ok = json_made(d.document, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "registering a recipient", e) &&
              number_recipient(g, r->name, d.subject, e) && gate_append(g, &d, 1, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    return ok;
}
