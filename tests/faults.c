/* faults.c: an act, with every fault there can be, one after the other (I8). One process that forks: a try takes
 * milliseconds.
 *
 *   faults NAME MODE[/STEP[+FIRST]],... GROWS AGAIN OUT PROVISO-ARGUMENT...
 *
 * The custody is the folder `c`; each try is made on its copy `t`. The arguments name t; what they let leave goes to
 * OUT. MODE is kill, torn, io, fail (any call, allocations among them; fault.h) or full (the disk, byte by byte);
 * every STEP-th point is tried, from FIRST on. After each:
 *
 *   - no sanitizer has complained; the status is one of the program's; a refusal has a word
 *   - status, doctor and verify succeed
 *   - the ledger is the one before, byte for byte, or has GROWS entries more; it has where success was reported
 *   - what is in OUT is named, by its hash, in an entry of the ledger or in its document
 *   - done again, the act succeeds, or is refused with status AGAIN because it is done; then all of this holds once
 *     more, the ledger has GROWS entries more than before (AGAIN "more": or that once more for what was done again;
 *     "+N": N more), and what had left is the same
 *
 * What left everything as it was, byte for byte, needs no look. Prints how many points of each kind were tried, and how
 * many losses there were.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trying.h"

#include "app/cli/cli.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/file.h"

enum { DIED = 137, PATHS = 4096, MOST = 1 << 24, LEFT = 8 };

/* What the looks at one try found; shared with the child that looks. */
struct look {
    int status, doctor, verify; /* exit statuses; -1: not reached */
    long entries;
    bool same;       /* the ledger is byte for byte the one before */
    char unnamed[256]; /* a file in OUT that no entry names; "" when there is none */
    unsigned left;                   /* files in OUT */
    char left_name[LEFT][64], left_hash[LEFT][2 * SHA256_SIZE + 1];
};

struct findings_of_try {
    struct fault_counts counts;
    struct look first, second;
    int again;
};

static struct {
    const char *name, *out;
    char **arguments;
    int count;
    long grows, before;
    int again; /* status when it is done already; -1: it is entered once more, */
    long more; /* with as many entries */
    struct text checkpoint;
    struct findings_of_try *shared;
    unsigned long losses;
    bool fresh; /* t is c */
} run;

/* --- words --- */

__attribute__((format(printf, 2, 3))) static void wrong(const char *point, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)printf("WRONG: %s, %s: ", run.name, point);
    (void)vprintf(format, args);
    (void)putchar('\n');
    va_end(args);
    show("complained");
    show("looked");
    run.losses++;
}

/* Nothing happened at all: nothing is to be looked at, and done again it is done as from c. */
static bool untouched(void)
{
    return !file_exists(run.out) && same_tree("c", "t");
}

static void fresh(void)
{
    if (run.fresh) {
        return;
    }
    struct error e;
    if (!folder_remove("t", &e) || !folder_remove(run.out, &e)) {
        stop("%s", e.text);
    }
    copy_tree("c", "t");
    run.fresh = true;
}

/* --- what the public files say --- */

static bool load_checkpoint(const char *custody, struct text *out, long *entries)
{
    char path[PATHS];
    struct error e;
    (void)snprintf(path, sizeof path, "%s/public/ledger/checkpoint", custody);
    const char *second = NULL;
    if (!file_load(out, path, MOST, &e) || (second = strchr(out->at, '\n')) == NULL) {
        return false;
    }
    *entries = strtol(second + 1, NULL, 10);
    return true;
}

/* The bundles of the first 256 entries, whichever the ledger has last; tests' ledgers are small. */
static bool load_bundle(long entries, struct text *out)
{
    char path[PATHS];
    struct error e;
    (void)snprintf(path, sizeof path, "t/public/ledger/tile/entries/000.p/%ld", entries);
    return file_load(out, path, MOST, &e);
}

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && strcmp(name + n - m, with) == 0;
}

/* Signatures and proofs go with what is named; letters to a recipient hold nothing about people. */
static bool is_left(const char *name)
{
    return name[0] != '.' && !ends(name, ".minisig") && !ends(name, ".tlog-proof") && !ends(name, ".tmp") &&
           !ends(name, ".txt");
}

/* What is the same whenever it leaves: not an entry and its proof, which a later checkpoint covers as well. */
static bool stays(const char *name)
{
    return ends(name, ".age") || ends(name, ".csv") || ends(name, ".pdf");
}

/* The document of an entry holds this hash. */
static bool in_document(const struct text *bundle, const struct text *hex)
{
    bool named = false;
    DIR *dir = opendir("t/documents");
    for (struct dirent *d; !named && dir != NULL && (d = readdir(dir)) != NULL;) {
        char path[PATHS];
        struct text t = {0}, name = {0};
        struct sha256 hash;
        struct error e;
        (void)snprintf(path, sizeof path, "t/documents/%s", d->d_name);
        if (d->d_name[0] != '.' && file_load(&t, path, MOST, &e) && strstr(t.at, hex->at) != NULL &&
            crypto_sha256(text_span(&t), &hash, &e) && text_add_hex(&name, hash.at, sizeof hash.at, &e)) {
            named = memmem(bundle->at, bundle->len, name.at, name.len) != NULL;
        }
        text_free(&t);
        text_free(&name);
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return named;
}

/* By its hash; an entry of the ledger that leaves, with its proof, by its bytes. */
static bool is_named(const char *name, const char *path, const struct text *hex, const struct text *bundle)
{
    struct text bytes = {0};
    struct error e;
    bool named = memmem(bundle->at, bundle->len, hex->at, hex->len) != NULL || in_document(bundle, hex) ||
                 ((ends(name, ".entry") || ends(name, ".entry.json")) && file_load(&bytes, path, MOST, &e) &&
                  bytes.len > 0 && memmem(bundle->at, bundle->len, bytes.at, bytes.len) != NULL);
    text_free(&bytes);
    return named;
}

/* Everything in OUT is named by an entry. */
static void look_at_out(struct look *l)
{
    struct text bundle = {0};
    DIR *dir = opendir(run.out);
    for (struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;) {
        char path[PATHS];
        struct sha256 hash;
        struct text hex = {0};
        struct error e;
        if (!is_left(d->d_name) || d->d_type == DT_DIR) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", run.out, d->d_name);
        if (!crypto_sha256_file(path, &hash, &e) || !text_add_hex(&hex, hash.at, sizeof hash.at, &e) ||
            (bundle.len == 0 && !load_bundle(l->entries, &bundle)) ||
            !is_named(d->d_name, path, &hex, &bundle)) {
            (void)snprintf(l->unnamed, sizeof l->unnamed, "%s", d->d_name);
        }
        if (stays(d->d_name) && l->left < LEFT && hex.len == 2 * SHA256_SIZE) {
            (void)snprintf(l->left_name[l->left], sizeof l->left_name[0], "%.63s", d->d_name);
            memcpy(l->left_hash[l->left++], hex.at, sizeof l->left_hash[0]);
        }
        text_free(&hex);
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    text_free(&bundle);
}

/* --- children --- */

static int proviso_words(const char *a, const char *b, const char *c)
{
    char *argv[] = {(char *)(uintptr_t)a, (char *)(uintptr_t)b, (char *)(uintptr_t)c};
    return proviso(c == NULL ? 2 : 3, argv);
}

static void take_look(struct look *l)
{
    struct text now = {0};
    *l = (struct look){.status = -1, .doctor = -1, .verify = -1, .entries = -1};
    if (load_checkpoint("t", &now, &l->entries)) {
        l->same = now.len == run.checkpoint.len && memcmp(now.at, run.checkpoint.at, now.len) == 0;
        look_at_out(l);
    }
    text_free(&now);
    l->doctor = proviso_words("-C", "t", "doctor");
    l->verify = proviso_words("verify", "t", NULL);
    l->status = proviso_words("-C", "t", "status");
}

static int act(const char *plan)
{
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        say_to("said", "complained");
        fault_plan(plan);
        int status = proviso(run.count, run.arguments);
        run.shared->counts = fault_counted();
        fault_plan(NULL);
        exit(status); /* leaks are looked for */
    }
    return wait_for(child);
}

static int look_and_do_again(void)
{
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct findings_of_try *f = run.shared;
        say_to("/dev/null", "looked");
        fault_plan(NULL);
        f->again = -1;
        take_look(&f->first);
        f->again = proviso(run.count, run.arguments);
        take_look(&f->second);
        (void)fflush(NULL);
        _exit(0);
    }
    return wait_for(child);
}

/* --- one try --- */

static bool complained(const char *word)
{
    struct text t = {0};
    struct error e;
    bool found = file_load(&t, "complained", MOST, &e) && (word == NULL ? t.len > 0 : strstr(t.at, word) != NULL);
    text_free(&t);
    return found;
}

static bool whole(const struct look *l)
{
    return l->status == 0 && l->doctor == 0 && l->verify == 0;
}

static void judge_act(const char *point, int status)
{
    if (status == CRASHED || complained("ERROR: ") || complained("runtime error")) {
        wrong(point, "the program crashed, or a sanitizer complained");
    } else if (status != DIED && status > 7) {
        wrong(point, "status %d", status);
    } else if (status != DIED && status != 0 && !complained(NULL)) {
        wrong(point, "status %d and not a word", status);
    }
}

/* What had left is there as it was. */
static bool left_again(const struct look *a, const struct look *b)
{
    unsigned found = 0;
    for (unsigned i = 0; i < a->left; i++) {
        for (unsigned k = 0; k < b->left; k++) {
            found += strcmp(a->left_name[i], b->left_name[k]) == 0 && strcmp(a->left_hash[i], b->left_hash[k]) == 0;
        }
    }
    return found == a->left;
}

static void judge(const char *point, int status)
{
    const struct findings_of_try *f = run.shared;
    const struct look *a = &f->first, *b = &f->second;
    long once = run.before + run.grows;
    bool done = a->entries == once;
    if (!whole(a)) {
        wrong(point, "doctor, verify and status say %d, %d, %d", a->doctor, a->verify, a->status);
    } else if (!a->same && !done) {
        wrong(point, "neither the ledger before nor that after: %ld entries", a->entries);
    } else if (status == 0 && !done && run.grows > 0) {
        wrong(point, "success was reported, and nothing was entered");
    } else if (a->unnamed[0] != '\0') {
        wrong(point, "%s left, and no entry names it (I2)", a->unnamed);
    } else if (f->again != 0 && !(done && f->again == run.again)) {
        wrong(point, "done again: status %d", f->again);
    } else if (!whole(b)) {
        wrong(point, "done again, doctor, verify and status say %d, %d, %d", b->doctor, b->verify, b->status);
    } else if (b->entries != once && !(done && run.again < 0 && b->entries == once + run.more)) {
        wrong(point, "done again: %ld entries, %ld before all", b->entries, run.before);
    } else if (b->unnamed[0] != '\0') {
        wrong(point, "done again, %s left, and no entry names it (I2)", b->unnamed);
    } else if (run.again >= 0 && !left_again(a, b)) {
        wrong(point, "done again, something else left");
    }
}

static void try_at(const char *mode, unsigned long at, unsigned long *tried)
{
    char point[64];
    (void)snprintf(point, sizeof point, "%s:%lu", mode, at);
    fresh();
    *run.shared = (struct findings_of_try){0};
    int status = act(point);
    if (status == 0 && (strcmp(mode, "torn") == 0 || strcmp(mode, "kill") == 0)) {
        run.fresh = false;
        return; /* that change is no write */
    }
    ++*tried;
    judge_act(point, status);
    run.fresh = untouched();
    if (run.fresh && (status != 0 || run.grows == 0)) {
        return;
    }
    run.fresh = false;
    if (look_and_do_again() != 0) {
        wrong(point, "looking, or doing it again, crashed");
    } else {
        judge(point, status);
    }
}

/* --- all of them --- */

static const char *word_for(const char *mode)
{
    return strcmp(mode, "kill") == 0   ? "kills"
           : strcmp(mode, "torn") == 0 ? "torn"
           : strcmp(mode, "io") == 0   ? "failing calls"
           : strcmp(mode, "full") == 0 ? "full disks"
                                       : "failing calls or allocations";
}

static void sweep(char *modes, const struct fault_counts *points)
{
    (void)printf("%s:", run.name);
    for (char *rest = modes, *mode; (mode = strsep(&rest, ",")) != NULL;) {
        char *slash = strchr(mode, '/');
        unsigned long tried = 0, step = 1, first = 1;
        if (slash != NULL) {
            char *end;
            *slash = '\0';
            step = strtoul(slash + 1, &end, 10);
            first = *end == '+' ? strtoul(end + 1, NULL, 10) : first;
        }
        unsigned long most = strcmp(mode, "fail") == 0   ? points->calls
                             : strcmp(mode, "full") == 0 ? points->bytes
                                                         : points->changes;
        for (unsigned long at = first; at <= most; at += step) {
            try_at(mode, at, &tried);
        }
        (void)printf(" %lu %s%s", tried, word_for(mode), rest == NULL ? ":" : ",");
    }
    (void)printf(" %lu losses\n", run.losses);
}

/* Without a fault: how many points there are. */
static struct fault_counts count_points(void)
{
    fresh();
    int status = act(NULL);
    run.fresh = false;
    if (status != 0) {
        show("complained");
        stop("%s: status %d without a fault", run.name, status);
    }
    return run.shared->counts;
}

int main(int argc, char **argv)
{
    if (argc < 7 || argc - 6 > ARGUMENTS) {
        stop("usage: faults NAME MODE[/STEP[+FIRST]],... GROWS AGAIN OUT PROVISO-ARGUMENT...");
    }
    run.name = argv[1];
    run.grows = strtol(argv[3], NULL, 10);
    run.again = strcmp(argv[4], "more") == 0 || argv[4][0] == '+' ? -1 : (int)strtol(argv[4], NULL, 10);
    run.more = argv[4][0] == '+' ? strtol(argv[4] + 1, NULL, 10) : run.grows;
    run.out = argv[5];
    run.arguments = argv + 6;
    run.count = argc - 6;
    run.shared = mmap(NULL, sizeof *run.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run.shared == MAP_FAILED || !load_checkpoint("c", &run.checkpoint, &run.before)) {
        stop("there is no custody c");
    }
    struct fault_counts points = count_points();
    sweep(argv[2], &points);
    return run.losses == 0 ? 0 : 1;
}
