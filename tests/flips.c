/* flips.c: every bit of a file, turned over: noticed, or mended.
 *
 *   flips NAME STEP [--mend] FILES [PROVISO-ARGUMENT...]
 *
 * FILES are paths in the custody `c`, parted by blanks; each try turns one bit of one of them over in the copy `t`,
 * every STEP-th bit. Then it is looked for: by `verify`, where the file is public; by `doctor`; where an act is given,
 * by that, in a process of its own. Whoever refuses has noticed; nobody may crash. What nobody notices is a loss.
 *
 * --mend: the file is the store. The act is done in any case; who refuses has to be mended by `doctor --repair`, and in
 * the end the act is done and the doctor content.
 */
#include "trying.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "base/file.h"

enum { PATHS = 4096 };

static struct {
    const char *name;
    char **arguments;
    int count;
    bool mend;
    unsigned long mended, refused;
    struct text healthy; /* what the doctor says without a flip */
    unsigned long tried, losses, by_verify, by_doctor, by_act;
} run;

static void fresh(void)
{
    struct error e;
    if (!folder_remove("t", &e) || !folder_remove("t.out", &e)) {
        stop("%s", e.text);
    }
    copy_tree("c", "t");
}

static void flip(const char *path, unsigned long bit)
{
    unsigned char byte;
    int fd = open(path, O_RDWR);
    if (fd < 0 || pread(fd, &byte, 1, (off_t)(bit / 8)) != 1) {
        stop("%s cannot be read", path);
    }
    byte ^= (unsigned char)(1u << bit % 8);
    if (pwrite(fd, &byte, 1, (off_t)(bit / 8)) != 1 || close(fd) != 0) {
        stop("%s cannot be written", path);
    }
}

static bool verify_refuses(void)
{
    struct gate_verify v;
    struct error e;
    return !gate_verify("t", NULL, &v, &e);
}

/* Refuses, or says something else than he does when all is well. */
static bool doctor_refuses(void)
{
    struct text t = {0};
    struct error e;
    bool healthy = false;
    bool well = gate_doctor("t", false, NULL, &t, &healthy, &e) && healthy && text_adds(&t, "", &e);
    if (well && run.healthy.len == 0) {
        well = text_adds(&run.healthy, t.at, &e) && text_adds(&run.healthy, "", &e);
    }
    well = well && strcmp(t.at, run.healthy.at) == 0;
    text_free(&t);
    return !well;
}

/* True when it refused; what it did is undone. */
static bool act_refuses(const char *path, unsigned long bit)
{
    if (run.count == 0) {
        return false;
    }
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        say_to("said", "complained");
        exit(proviso(run.count, run.arguments));
    }
    int status = wait_for(child);
    if (status > 7) {
        (void)printf("WRONG: %s, bit %lu of %s: the act ended with %d\n", run.name, bit, path, status);
        show("complained");
        run.losses++;
    }
    fresh();
    return status != 0;
}

enum { AS_EVER = 0, MENDED = 8, LOST = 9, NOTICED = 10 };

/* A store that says it saw a longer ledger is not mended: it may be right, and the ledger rolled back. */
static bool says_shrank(void)
{
    char line[512];
    bool shrank = false;
    FILE *f = fopen("complained", "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        shrank = shrank || strstr(line, "the ledger holds fewer entries") != NULL;
    }
    if (f != NULL) {
        (void)fclose(f);
    }
    return shrank;
}

static int do_and_mend(void)
{
    char *doctor[] = {(char *)(uintptr_t)"-C", (char *)(uintptr_t)"t", (char *)(uintptr_t)"doctor",
                      (char *)(uintptr_t)"--repair"};
    bool repaired = false;
    int status = proviso(run.count, run.arguments);
    if (status != 0) {
        repaired = true;
        status = proviso(4, doctor) == 0 ? proviso(run.count, run.arguments) : 1;
    }
    if (status == 0 && proviso(3, doctor) != 0) {
        repaired = true;
        status = proviso(4, doctor);
    }
    (void)fflush(NULL);
    return status != 0 ? (says_shrank() ? NOTICED : LOST) : repaired ? MENDED : AS_EVER;
}

static void try_store(const char *path, unsigned long bit)
{
    char in_t[PATHS];
    (void)snprintf(in_t, sizeof in_t, "t/%s", path);
    flip(in_t, bit);
    run.tried++;
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        say_to("said", "complained");
        exit(do_and_mend());
    }
    int status = wait_for(child);
    run.mended += status == MENDED;
    run.refused += status == NOTICED;
    if (status != AS_EVER && status != MENDED && status != NOTICED) {
        (void)printf("WRONG: %s, bit %lu of byte %lu of %s: status %d\n", run.name, bit % 8, bit / 8, path, status);
        show("complained");
        run.losses++;
    }
    fresh();
}

static void try_bit(const char *path, unsigned long bit)
{
    char in_t[PATHS];
    (void)snprintf(in_t, sizeof in_t, "t/%s", path);
    flip(in_t, bit);
    run.tried++;
    if (strncmp(path, "public/", 7) == 0 && verify_refuses()) {
        run.by_verify++;
        flip(in_t, bit);
    } else if (doctor_refuses()) {
        run.by_doctor++;
        flip(in_t, bit);
    } else if (act_refuses(path, bit)) {
        run.by_act++;
    } else {
        (void)printf("WRONG: %s, bit %lu of byte %lu of %s: nobody noticed\n", run.name, bit % 8, bit / 8, path);
        run.losses++;
        fresh();
    }
}

/* Of the 32 bytes of an X25519 key, here in hexadecimal, the three lowest bits and the highest are not looked at
 * (RFC 7748, section 5). */
static bool has_no_meaning(const char *path, unsigned long bit)
{
    return strcmp(path, "keys/seal") == 0 && ((bit / 8 == 1 && bit % 8 < 3) || (bit / 8 == 62 && bit % 8 == 3));
}

static void try_file(const char *path, unsigned long step)
{
    struct stat st;
    char in_c[PATHS];
    (void)snprintf(in_c, sizeof in_c, "c/%s", path);
    if (lstat(in_c, &st) != 0 || !S_ISREG(st.st_mode)) {
        stop("%s is no file", in_c);
    }
    for (unsigned long bit = 0; bit < 8ul * (unsigned long)st.st_size; bit += step) {
        if (!has_no_meaning(path, bit)) {
            (run.mend ? try_store : try_bit)(path, bit);
        }
    }
}

int main(int argc, char **argv)
{
    run.mend = argc > 3 && strcmp(argv[3], "--mend") == 0;
    argv += run.mend;
    argc -= run.mend;
    if (argc < 4 || argc - 4 > ARGUMENTS) {
        stop("usage: flips NAME STEP [--mend] FILES [PROVISO-ARGUMENT...]");
    }
    unsigned long step = strtoul(argv[2 - run.mend], NULL, 10), files = 0;
    run.name = argv[1 - run.mend];
    run.arguments = argv + 4;
    run.count = argc - 4;
    fresh();
    if (step == 0 || verify_refuses() || doctor_refuses()) {
        stop("%s: all is not well without a flip", run.name);
    }
    for (char *rest = argv[3], *path; (path = strsep(&rest, " \n")) != NULL;) {
        if (*path != '\0') {
            try_file(path, step);
            files++;
        }
    }
    if (run.mend) {
        (void)printf("%s: %lu bits: %lu mended, %lu refused, %lu without effect: %lu losses\n", run.name, run.tried,
                     run.mended, run.refused, run.tried - run.mended - run.refused - run.losses, run.losses);
        return run.losses == 0 ? 0 : 1;
    }
    (void)printf("%s: %lu bits of %lu files: noticed %lu by verify, %lu by doctor, %lu by the act: %lu losses\n",
                 run.name, run.tried, files, run.by_verify, run.by_doctor, run.by_act, run.losses);
    return run.losses == 0 ? 0 : 1;
}
