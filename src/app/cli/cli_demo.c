/* cli_demo.c: the case of 2025 with made-up people, out of nothing.
 *
 *   a world -> what the process of 2025 gives out -> a custody -> audit of that ->
 *   the same requests through the gate -> two signatures -> release -> handover ->
 *   verification by a stranger
 *
 * With --files it ends after the world. Everything lies beside the custody DIR, under names that begin with it. The
 * truth that the generator wrote is read by nothing; at the end its totals, kept
 * in memory, are held against what the audit found.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli_world.h"
#include "app/report/report.h"
#include "base/clock.h"
#include "base/memory.h"

struct demo {
    struct call *c;
    struct world world;
    struct demo_truth truth, released;
    struct finding finding;
    struct gate_run run;
    struct gate_release release;
    uint64_t began;
};

/* --- words --- */

static void heading(const struct demo *d, const char *format, ...) PRINTF_LIKE(2, 3);

static void heading(const struct demo *d, const char *format, ...)
{
    char line[200];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    progress_end();
    print("\n[%5.1f s] %s\n", (double)(clock_ticks() - d->began) / 1e9, line);
    (void)fflush(stdout);
}

static void say_count(const char *what, uint64_t n)
{
    struct text t = {0};
    struct error ignored;
    if (text_add_count(&t, n, &ignored)) {
        print("  %11s  %s\n", t.at, what);
    }
    text_free(&t);
}

static bool tick(void *ctx, const char *stage, uint64_t done, uint64_t total, struct error *e)
{
    (void)e;
    struct demo *d = ctx;
    if (d->c->progress.tick != NULL) {
        d->c->progress.tick(d->c->progress.ctx, stage, done, total);
    }
    return true;
}

/* --- the world --- */

static bool generate(struct demo *d, struct error *e)
{
    heading(d, "a made-up world (seed %llu)", (unsigned long long)d->world.options.seed);
    if (!demo_generate(&d->world.options, d->world.registry, d->world.requests, d->world.truth, tick, d, &d->truth, e)) {
        return false;
    }
    progress_end();
    say_count("people in the registry", d->world.options.people);
    say_count("requests", d->truth.requests);
    say_count("of them about a person in the registry", d->truth.registered);
    say_count("of them with an insufficient address, as the generator put them",
              d->truth.insufficient_addresses);
    return true;
}

static bool make_files(struct demo *d, struct error *e)
{
    if (!generate(d, e)) {
        return false;
    }
    heading(d, "done");
    print("  %s\n  %s\n  %s\n", d->world.registry, d->world.requests, d->world.truth);
    return true;
}

static bool make_world(struct demo *d, struct error *e)
{
    if (!generate(d, e)) {
        return false;
    }
    heading(d, "the process of 2025, simulated: five digits in the address field will do");
    if (!demo_simulate_2025(d->world.registry, d->world.requests, d->world.past, tick, d, &d->released, e)) {
        return false;
    }
    progress_end();
    say_count("last known addresses given out", d->released.released);
    say_count("by identifier: the address supplied was never compared", d->released.released_by_identifier);
    say_count("by name and address", d->released.released_by_name_address);
    return true;
}

static bool make_custody(struct demo *d, struct error *e)
{
    struct gate_registry r;
    heading(d, "a custody: keys, people, recipient, agreement, registry");
    if (!world_found(&d->world, &d->c->progress, &r, e)) {
        return false;
    }
    progress_end();
    say_count("people imported", r.persons);
    return true;
}

/* --- looking at the past --- */

static const struct finding_reading *reading_named(const struct finding *f, const char *beginning)
{
    for (unsigned i = 0; i < f->readings; i++) {
        if (strncmp(f->reading[i].name, beginning, strlen(beginning)) == 0) {
            return &f->reading[i];
        }
    }
    return NULL;
}

static bool equal(const char *what, uint64_t found, uint64_t put)
{
    print("  %s: %llu found, %llu put there: %s\n", what, (unsigned long long)found,
          (unsigned long long)put, found == put ? "equal" : "DIFFERENT");
    return found == put;
}

static bool hold_against_truth(const struct demo *d, struct error *e)
{
    const struct finding *f = &d->finding;
    const struct finding_reading *own = reading_named(f, "the custodian"),
                                 *court = reading_named(f, "the court");
    print("\nheld against what the generator knows\n");
    bool ok = equal("releases examined", f->examined, d->released.released);
    ok = equal("insufficient address", own == NULL ? 0 : own->wrong, d->truth.released_insufficient) && ok;
    ok = equal("never compared", court == NULL ? 0 : court->wrong, d->released.released_by_identifier) && ok;
    ok = equal("never compared, and corresponding now", court == NULL ? 0 : court->corresponding,
               d->truth.released_by_identifier_corresponding) && ok;
    return ok || fail(e, ERROR_FAILED, "demo.truth", "the audit found other figures than the generator put there");
}

static bool audit_the_past(struct demo *d, struct error *e)
{
    char csv[PATH_SIZE];
    heading(d, "audit of what was given out in 2025, under each reading");
    struct gate_audit_options o = {
        .requests = d->world.requests, .released = d->world.past, .agreement = "TAX-2025", .csv = csv};
    bool ok = path_format(csv, sizeof csv, e, "%s.audit.csv", d->c->dir) &&
              gate_audit(d->world.g, &o, world_by(&d->world, COUNSEL), &d->finding, e);
    progress_end();
    return ok && show_finding(d->c, &d->finding, "Audit of past releases", e) && hold_against_truth(d, e);
}

/* --- the same requests through the gate --- */

static bool run_the_gate(struct demo *d, struct error *e)
{
    heading(d, "the same requests through the gate, under the statute");
    struct gate_run_options o = {.requests = d->world.requests, .agreement = "TAX-2025"};
    bool ok = gate_run(d->world.g, &o, world_by(&d->world, OPERATOR), &d->run, e);
    progress_end();
    return ok && show_funnel(d->c, &d->run.funnel, e);
}

static bool sign_and_release(struct demo *d, struct error *e)
{
    unsigned count;
    struct signers by = world_by(&d->world, OPERATOR);
    heading(d, "two signatures, release, handover");
    bool ok = gate_approve(d->world.g, d->run.plan, d->world.signer[APPROVER_1], &count, e) &&
              gate_approve(d->world.g, d->run.plan, d->world.signer[APPROVER_2], &count, e) &&
              gate_release(d->world.g, d->run.plan, d->world.out, by, &d->release, e);
    progress_end();
    if (ok) {
        print("  %s\n", d->release.package);
        say_count("rows in the package", d->release.rows);
        say_count("of them answered above none", d->release.released);
        ok = gate_handover(d->world.g, d->release.release, d->world.out, by, &d->release, e);
    }
    if (ok) {
        print("  %s\n", d->release.package);
    }
    return ok;
}

static bool verify_as_a_stranger(struct demo *d, struct error *e)
{
    struct gate_verify v;
    char public_dir[PATH_SIZE];
    heading(d, "verification, from the public files alone");
    if (!path_format(public_dir, sizeof public_dir, e, "%s/public", d->c->dir) ||
        !gate_verify(public_dir, &d->c->progress, &v, e)) {
        return false;
    }
    progress_end();
    say_count("ledger entries", v.size);
    say_count("answers, recounted from their leaves", v.rows);
    print("  root %s\n", v.root);
    return true;
}

static bool write_pages(struct demo *d, struct error *e)
{
    char path[PATH_SIZE];
    struct text page = {0};
    bool ok = path_format(path, sizeof path, e, "%s.funnel.html", d->c->dir) &&
              report_funnel_html(&d->run.funnel, NULL, &page, e) && write_page(path, &page, e);
    text_free(&page);
    return ok;
}

static bool play(struct demo *d, struct error *e)
{
    return make_world(d, e) && make_custody(d, e) && audit_the_past(d, e) && run_the_gate(d, e) &&
           sign_and_release(d, e) && verify_as_a_stranger(d, e) && write_pages(d, e);
}

static void farewell(const struct demo *d)
{
    const char *dir = d->c->dir;
    heading(d, "done");
    print("  proviso -C %s status\n"
          "  proviso -C %s explain %s:1\n"
          "  proviso -C %s lookback\n"
          "  proviso verify %s/public\n"
          "  age -d -i %s %s/%s.identity.age > id; age -d -i id %s/%s.age | head\n"
          "  keys of the made-up people: %s, passphrase file %s\n",
          dir, dir, d->run.batch, dir, dir, d->world.recipient, d->world.out, d->release.release, d->world.out,
          d->release.release, d->world.keys, d->world.passphrase);
}

bool verb_demo(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct demo *d = memory_new(1, sizeof *d, e);
    if (d == NULL) {
        return false;
    }
    d->c = c;
    d->began = clock_ticks();
    d->world.options.mark = c->option[OPTION_MARK];
    d->world.options.threads = c->threads;
    d->world.options.complete = c->option[OPTION_COMPLETE] != NULL;
    bool files = c->option[OPTION_FILES] != NULL;
    if (strcmp(c->dir, ".") == 0) {
        c->dir = "proviso-demo";
    }
    bool ok = cli_number(c, OPTION_PEOPLE, 1000000, &d->world.options.people, e) &&
              cli_number(c, OPTION_REQUESTS, 128000, &d->world.options.requests, e) &&
              cli_number(c, OPTION_SEED, 2025, &d->world.options.seed, e) && world_name(&d->world, c->dir, e);
    if (ok && d->world.options.complete && !files) {
        ok = fail(e, ERROR_USAGE, "demo.complete", "--complete goes with --files");
        error_hint(e, "a demo without insufficient addresses would show nothing of the case");
    }
    if (ok && !files && file_exists(c->dir)) {
        ok = fail(e, ERROR_USAGE, "init.exists", "%s is there already", c->dir);
        error_hint(e, "name a folder that does not exist yet: proviso demo -C DIR");
    }
    ok = ok && (files ? make_files(d, e) : play(d, e));
    if (ok && !files) {
        farewell(d);
    }
    world_close(&d->world);
    memory_free(d);
    return ok;
}
