/* gate_gazetteer.c: the public table of ZIP, city and state that a custody judges by. A copy under its
 * hash, and an entry that puts it in force: whoever looks at a batch later knows by which table it was
 * judged. A table only lowers, so one key enters it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* gazetteers/<hash>.csv */
static bool table_path(const struct gate *g, const char *hash, char path[PATH_SIZE],
                       struct error *e)
{
    return gate_path(g, path, e, "gazetteers/%s.csv", hash);
}

static bool read_table(const char *path, struct gate_gazetteer *out, struct error *e)
{
    struct standard *s = NULL;
    struct sha256 hash;
    struct text hex = {0};
    bool ok = standard_new(&s, path, e) && crypto_sha256_file(path, &hash, e) &&
              text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok) {
        standard_places(s, &out->zips, &out->places);
        memcpy(out->hash, hex.at, sizeof out->hash);
    }
    text_free(&hex);
    standard_free(s);
    return ok;
}

/* Whole or not there; a crash before the entry leaves a file that nothing names. */
static bool keep_table(struct gate *g, const char *from, const struct gate_gazetteer *table,
                       struct error *e)
{
    enum { FILE_MOST = 256 << 20 };
    char path[PATH_SIZE], folder[PATH_SIZE];
    struct text t = {0};
    struct sha256 hash;
    bool ok = gate_path(g, folder, e, "gazetteers") && folder_make(folder, FILE_PRIVATE, e) &&
              table_path(g, table->hash, path, e) && file_load(&t, from, FILE_MOST, e) &&
              crypto_sha256(text_span(&t), &hash, e);
    uint8_t read[SHA256_SIZE];
    if (ok && (!hex_decode(span_of(table->hash), read, sizeof read) ||
               !crypto_equal(read, hash.at, sizeof read))) {
        ok =
            fail(e, ERROR_INPUT, "gazetteer.changed", "%s was changed while it was read", from);
    }
    ok = ok && file_save(path, text_span(&t), FILE_PRIVATE, e) && folder_sync(folder, e);
    text_free(&t);
    return ok;
}

bool gate_gazetteer_import(struct gate *g, const char *path, struct signers by,
                           struct gate_gazetteer *out, struct error *e)
{
    struct draft d = {.type = "gazetteer"};
    *out = (struct gate_gazetteer){0};
    if (!gate_require(g, by, ROLE_OPERATOR | ROLE_ADMIN, 1, "importing a gazetteer", e) ||
        !read_table(path, out, e)) {
        return false;
    }
    if (g->dry) {
        return true;
    }
    d.document = json_pack("{s:s, s:I, s:I}", "hash", out->hash, "zips", (json_int_t)out->zips,
                           "places", (json_int_t)out->places);
    bool ok = json_made(d.document, e) && keep_table(g, path, out, e) && gate_begin(g, e) &&
              gate_append_next(g, &d, "z", by, out->number, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

bool gate_gazetteer_path(struct gate *g, const char *given, struct gazetteer_in_force *out,
                         struct error *e)
{
    struct found table = {0};
    struct sha256 hash;
    struct text hex = {0};
    bool found = false;
    out->path = given;
    if (given != NULL) {
        return true;
    }
    if (!gate_find(g, "gazetteer", NULL, &table, &found, e)) {
        return false;
    }
    if (!found) {
        return true;
    }
    const char *named = json_text(table.document, "hash");
    bool ok = table_path(g, named, out->room, e) && crypto_sha256_file(out->room, &hash, e) &&
              text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok && strcmp(hex.at, named) != 0) {
        ok = fail(e, ERROR_VERIFY, "gazetteer.altered",
                  "%s is not the table that the ledger names", out->room);
    }
    out->path = out->room;
    text_free(&hex);
    found_clear(&table);
    return ok;
}
