/* cli_drill.c: a rehearsal on made-up data, in a throw-away custody beside the real one, which is opened to enter the
 * times and for nothing else.
 *
 *   CUSTODY.drill/   world -> custody -> one package handed over, one approved
 *     halt           everything is halted; the approved one has to be refused
 *     recall         an order that reaches back: a signed finding, and the notice for the recipient
 *     restore        a backup, a custody made of it, verified
 *
 * A part that fails is said, and the others go on; then the exit status is 1.
 */
#include <stdio.h>
#include <string.h>

#include "app/cli/cli_world.h"
#include "base/clock.h"
#include "base/memory.h"

enum { PARTS = 3, DRILL_PEOPLE = 2000, DRILL_REQUESTS = 400 };

struct drill {
    struct world world;
    char folder[PATH_SIZE], dir[PATH_SIZE], out[PATH_SIZE];
    struct gate_run second; /* approved, not released */
    uint64_t rows;          /* of the recall */
    uint64_t files;         /* of the backup */
};

/* --- the throw-away custody --- */

#define MARKER "proviso-drill"

/* What an earlier drill left when it was killed goes; a folder that somebody else made stays. */
static bool make_folder(struct drill *d, const char *custody, struct error *e)
{
    char marker[PATH_SIZE];
    const char *beside = strcmp(custody, ".") == 0 ? "../proviso" : custody;
    if (!path_format(d->folder, sizeof d->folder, e, "%s.drill", beside) ||
        !path_format(d->dir, sizeof d->dir, e, "%s/custody", d->folder) ||
        !path_format(d->out, sizeof d->out, e, "%s/out", d->folder) ||
        !path_format(marker, sizeof marker, e, "%s/" MARKER, d->folder)) {
        return false;
    }
    if (file_exists(d->folder) && !file_exists(marker)) {
        return fail(e, ERROR_USAGE, "drill.exists", "%s is there, and no drill made it", d->folder);
    }
    return folder_remove(d->folder, e) && folder_make(d->folder, FILE_PRIVATE, e) &&
           file_save(marker, SPAN_LITERAL("a drill of proviso; may be removed\n"), FILE_PRIVATE, e);
}

static bool make_world(struct drill *d, const struct call *c, struct error *e)
{
    struct world *w = &d->world;
    struct demo_truth truth;
    struct gate_registry registry;
    struct gate_run first;
    struct gate_release release;
    w->options = (struct demo_options){
        .people = DRILL_PEOPLE, .requests = DRILL_REQUESTS, .seed = 2025, .threads = c->threads};
    return world_name(w, d->dir, e) &&
           demo_generate(&w->options, w->registry, w->requests, w->truth, NULL, NULL, &truth, e) &&
           world_found(w, NULL, &registry, e) && world_plan(w, &first, e) &&
           gate_release(w->g, first.plan, d->out, world_by(w, OPERATOR), &release, e) &&
           gate_handover(w->g, release.release, d->out, world_by(w, OPERATOR), &release, e) &&
           world_plan(w, &d->second, e);
}

/* --- the parts --- */

static bool halt(struct drill *d, struct error *e)
{
    struct world *w = &d->world;
    struct gate_release release;
    struct error refused = {0};
    if (!gate_halt(w->g, false, "a drill", NULL, world_by(w, OPERATOR), e)) {
        return false;
    }
    bool left = gate_release(w->g, d->second.plan, d->out, world_by(w, OPERATOR), &release, &refused);
    return (!left && refused.category == ERROR_STALE) ||
           fail(e, ERROR_FAILED, "drill.halt", "a release under a halt was not refused%s%s", left ? "" : ": ",
                left ? "" : refused.text);
}

static bool write_order(const struct drill *d, char path[PATH_SIZE], struct error *e)
{
    return path_format(path, PATH_SIZE, e, "%s/order.proviso", d->folder) &&
           file_save(path, SPAN_LITERAL("order DRILL/1 forbid count\n"
                                        "  from 2020-01-01T00:00Z\n"
                                        "  document sha256:"
                                        "0000000000000000000000000000000000000000000000000000000000000000\n"
                                        "  cites \"a drill\"\n"),
                     FILE_PRIVATE, e);
}

/* Everything that was handed over is wrong under an order that forbids it and reaches back. */
static bool recall(struct drill *d, struct error *e)
{
    struct world *w = &d->world;
    char order[PATH_SIZE];
    struct findings findings = {0};
    struct gate_recalls recalls = {0};
    struct gate_lookback_options look = {.order = order};
    bool ok = write_order(d, order, e) && instant_parse(span_of("2020-01-01"), &look.reach) &&
              gate_lookback(w->g, &look, world_by(w, COUNSEL), &findings, e);
    struct gate_recall_options o = {.finding = ok ? findings.at[0].id : "", .cites = "", .out_dir = d->out};
    ok = ok && gate_recall(w->g, &o, world_by(w, COUNSEL), &recalls, e);
    for (size_t i = 0; ok && i < recalls.count; i++) {
        d->rows += recalls.at[i].rows;
        ok = file_exists(recalls.at[i].package) ||
             fail(e, ERROR_FAILED, "drill.recall", "a recall has no notice");
    }
    ok = ok && ((recalls.count > 0 && d->rows == findings.at[0].examined) ||
                fail(e, ERROR_FAILED, "drill.recall", "of %llu rows that were given out %llu were recalled",
                     (unsigned long long)findings.at[0].examined, (unsigned long long)d->rows));
    gate_recalls_clear(&recalls);
    findings_clear(&findings);
    return ok;
}

static bool restore(struct drill *d, struct error *e)
{
    struct world *w = &d->world;
    char backup[PATH_SIZE], restored[PATH_SIZE], identity[PATH_SIZE], documents[PATH_SIZE], age[GATE_AGE];
    struct gate_backup made;
    struct gate_restored back;
    bool ok = path_format(backup, sizeof backup, e, "%s/backup", d->folder) &&
              path_format(restored, sizeof restored, e, "%s/restored", d->folder) &&
              path_format(identity, sizeof identity, e, "%s/backup.identity", d->folder) &&
              path_format(documents, sizeof documents, e, "%s/documents", d->dir) &&
              gate_recipient_key(identity, age, e) && gate_backup(w->g, backup, age, world_by(w, OPERATOR), &made, e);
    struct gate_restore_options o = {
        .backup = backup, .dir = restored, .identity = identity, .ledger = d->dir, .documents = documents};
    ok = ok && gate_restore(&o, NULL, &back, e);
    d->files = ok ? back.files : 0;
    return ok;
}

/* --- the drill --- */

struct part {
    const char *name, *what;
    bool (*run)(struct drill *d, struct error *e);
    bool done;
    uint64_t ms;
    struct error error;
};

/* In whole milliseconds, begun ones counted. */
static void run_part(struct part *p, struct drill *d)
{
    enum { NS_PER_MS = 1000000 };
    uint64_t began = clock_ticks();
    p->done = p->run(d, &p->error);
    p->ms = (clock_ticks() - began + NS_PER_MS - 1) / NS_PER_MS;
}

static void print_part(const struct part *p)
{
    if (p->done) {
        print("%-8s %6llu ms  %s\n", p->name, (unsigned long long)p->ms, p->what);
    } else {
        print("%-8s FAILED     %s\n", p->name, p->error.text);
    }
}

static bool show(const struct call *c, const struct drill *d, const struct part *parts, const char *id, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        json_t *out = json_pack("{s:s, s:I, s:I}", "id", id, "rows", (json_int_t)d->rows, "files", (json_int_t)d->files);
        for (size_t i = 0; i < PARTS; i++) {
            (void)json_object_set_new(out, parts[i].name,
                                      parts[i].done ? json_integer((json_int_t)parts[i].ms) : json_null());
        }
        return print_json(out, e);
    }
    print("a drill on made-up data: %d people, %d requests, %s recalled, %s restored\n", DRILL_PEOPLE,
          DRILL_REQUESTS, COUNTED(d->rows, "row", "rows"), COUNTED(d->files, "file", "files"));
    for (size_t i = 0; i < PARTS; i++) {
        print_part(&parts[i]);
    }
    print(id[0] == '\0' ? "not entered\n" : "entered drill %s\n", id);
    return true;
}

static bool rehearse(struct call *c, struct drill *d, struct part *parts, struct error *e)
{
    if (!make_folder(d, c->dir, e)) {
        return false;
    }
    bool ok = make_world(d, c, e);
    for (size_t i = 0; ok && i < PARTS; i++) {
        run_part(&parts[i], d);
    }
    world_close(&d->world);
    struct error later;
    return folder_remove(d->folder, ok ? e : &later) && ok;
}

bool verb_drill(struct call *c, int *status, struct error *e)
{
    struct part parts[PARTS] = {{"halt", "from the halt entered to a release refused", halt, false, 0, {0}},
                                {"recall", "from an order at hand to the notice for the recipient", recall, false, 0, {0}},
                                {"restore", "a backup, and a custody made of it and verified", restore, false, 0, {0}}};
    struct act_call a = {0};
    struct drill *d = memory_new(1, sizeof *d, e);
    bool ok = d != NULL && act_begin(c, &a, e) && rehearse(c, d, parts, e);
    const struct gate_drill times = {parts[0].done, parts[1].done, parts[2].done,
                                     parts[0].ms,   parts[1].ms,   parts[2].ms};
    ok = ok && gate_drill(a.g, &times, a.by, a.id, e);
    gate_close(a.g);
    ok = ok && show(c, d, parts, cli_has(c, OPTION_DRY_RUN) ? "" : a.id, e);
    *status = times.halted && times.recalled && times.restored ? 0 : 1;
    memory_free(d);
    return ok;
}
