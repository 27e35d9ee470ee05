/* store.c: the face of store.h over SQLite.
 *
 * (1) An act is in the table only when it is in the ledger: gate appends first.
 * (2) Indexes have no gaps: the next one to add is the number of rows.
 * (3) Each change is one transaction, synced (synchronous=FULL).
 */
#include "app/store/store.h"

#include <sqlite3.h>

#include "base/fault.h"
#include "base/memory.h"

struct store {
    sqlite3 *db;
};

static const char schema[] =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS act("
    " idx INTEGER PRIMARY KEY,"
    " time INTEGER NOT NULL,"
    " type TEXT NOT NULL,"
    " subject TEXT NOT NULL,"
    " parent TEXT NOT NULL,"
    " entry BLOB NOT NULL,"
    " document BLOB NOT NULL) STRICT;";

static bool broken(struct store *s, struct error *e, const char *what)
{
    (void)!fail(e, ERROR_FAILED, "store", "the store could not %s: %s", what,
                s->db == NULL ? "out of memory" : sqlite3_errmsg(s->db));
    error_hint(e, "`proviso doctor --repair` builds it again from the ledger");
    return false;
}

static bool execute(struct store *s, const char *sql, const char *what, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return broken(s, e, what);
    }
    return true;
}

static bool prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct error *e)
{
    if (fault_here(FAULT_READ) || sqlite3_prepare_v2(s->db, sql, -1, out, NULL) != SQLITE_OK) {
        return broken(s, e, "answer");
    }
    return true;
}

#ifdef PROVISO_FAULT
/* SQLite's own reading and writing can fail as well. */
static void take_faults(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    for (const struct fault_call *c = fault_calls; vfs != NULL && c->name != NULL; c++) {
        (void)vfs->xSetSystemCall(vfs, c->name, c->call);
    }
}
#else
static void take_faults(void)
{
}
#endif

bool store_open(struct store **out, const char *path, struct error *e)
{
    struct store *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    take_faults();
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool ok = !fault_here(FAULT_CHANGE) && sqlite3_open_v2(path, &s->db, flags, NULL) == SQLITE_OK;
    if (!ok) {
        (void)!broken(s, e, "open");
    } else {
        (void)sqlite3_busy_timeout(s->db, 5000);
        ok = execute(s, schema, "open", e);
    }
    if (!ok) {
        store_close(s);
        return false;
    }
    *out = s;
    return true;
}

void store_close(struct store *s)
{
    if (s != NULL) {
        (void)sqlite3_close(s->db);
        memory_free(s);
    }
}

bool store_size(struct store *s, uint64_t *out, struct error *e)
{
    sqlite3_stmt *q = NULL;
    if (!prepare(s, "SELECT count(*) FROM act", &q, e)) {
        return false;
    }
    bool ok = sqlite3_step(q) == SQLITE_ROW;
    *out = ok ? (uint64_t)sqlite3_column_int64(q, 0) : 0;
    (void)sqlite3_finalize(q);
    return ok || broken(s, e, "count");
}

static int bind(sqlite3_stmt *q, int at, struct span s, bool text)
{
    const char *p = s.at == NULL ? "" : s.at;
    return text ? sqlite3_bind_text64(q, at, p, s.len, SQLITE_STATIC, SQLITE_UTF8)
                : sqlite3_bind_blob64(q, at, p, s.len, SQLITE_STATIC);
}

static bool insert(struct store *s, sqlite3_stmt *q, const struct act *a, struct error *e)
{
    bool ok = sqlite3_bind_int64(q, 1, (sqlite3_int64)a->index) == SQLITE_OK &&
              sqlite3_bind_int64(q, 2, a->time) == SQLITE_OK &&
              bind(q, 3, a->type, true) == SQLITE_OK && bind(q, 4, a->subject, true) == SQLITE_OK &&
              bind(q, 5, a->parent, true) == SQLITE_OK && bind(q, 6, a->entry, false) == SQLITE_OK &&
              bind(q, 7, a->document, false) == SQLITE_OK && !fault_here(FAULT_CHANGE) &&
              sqlite3_step(q) == SQLITE_DONE && sqlite3_reset(q) == SQLITE_OK;
    return ok || broken(s, e, "add an act");
}

static bool insert_all(struct store *s, const struct act *acts, size_t count, struct error *e)
{
    uint64_t next;
    if (!store_size(s, &next, e)) {
        return false;
    }
    sqlite3_stmt *q = NULL;
    if (!prepare(s, "INSERT INTO act VALUES(?1,?2,?3,?4,?5,?6,?7)", &q, e)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = acts[i].index == next + i ? insert(s, q, &acts[i], e)
                                       : fail(e, ERROR_FAILED, "store.gap",
                                              "the store and the ledger do not meet");
    }
    (void)sqlite3_finalize(q);
    return ok;
}

bool store_add(struct store *s, const struct act *acts, size_t count, struct error *e)
{
    if (!execute(s, "BEGIN IMMEDIATE", "begin", e)) {
        return false;
    }
    if (insert_all(s, acts, count, e) && execute(s, "COMMIT", "commit", e)) {
        return true;
    }
    (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static struct span column(sqlite3_stmt *q, int at)
{
    const char *p = sqlite3_column_blob(q, at);
    return (struct span){p, (size_t)sqlite3_column_bytes(q, at)};
}

/* Steps through a query whose columns are those of an act. */
static bool visit_rows(struct store *s, sqlite3_stmt *q,
                       bool (*visit)(void *ctx, const struct act *act, struct error *e), void *ctx,
                       struct error *e)
{
    bool ok = true;
    int step = SQLITE_DONE;
    while (ok && (step = sqlite3_step(q)) == SQLITE_ROW) {
        struct act a = {.index = (uint64_t)sqlite3_column_int64(q, 0),
                        .time = sqlite3_column_int64(q, 1),
                        .type = column(q, 2),
                        .subject = column(q, 3),
                        .parent = column(q, 4),
                        .entry = column(q, 5),
                        .document = column(q, 6)};
        ok = visit(ctx, &a, e);
    }
    ok = ok && (step == SQLITE_DONE || broken(s, e, "read"));
    (void)sqlite3_finalize(q);
    return ok;
}

bool store_all(struct store *s, bool (*visit)(void *ctx, const struct act *act, struct error *e),
               void *ctx, struct error *e)
{
    sqlite3_stmt *q = NULL;
    return prepare(s,
                   "SELECT idx, time, type, subject, parent, entry, document FROM act ORDER BY idx",
                   &q, e) &&
           visit_rows(s, q, visit, ctx, e);
}

bool store_clear(struct store *s, struct error *e)
{
    return execute(s, "DELETE FROM act", "be emptied", e);
}
