/* error.h: how every part of Proviso says that something did not work.
 *
 * A function that can fail returns `must` (true: done, false: failed), which
 * the compiler does not let the caller ignore, and takes a `struct error *` as
 * its last argument, which it fills exactly when it returns false. A bug is an
 * assert; bad input is an error; any error withholds.
 *
 * Texts never hold personal data (invariant I7): they name rows, columns,
 * files and codes, never values.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

/* The return type of everything that can fail: `must file_save(...)`. */
#define must MUST_USE bool

enum error_category {
    ERROR_NONE,
    ERROR_FAILED,      /* an operation did not work: I/O, memory, a broken file */
    ERROR_USAGE,       /* the command or the call was wrong */
    ERROR_INPUT,       /* what was handed in cannot be used; says where and what to do */
    ERROR_HELD,        /* another process holds it, or a clock runs behind */
    ERROR_SIGNATURE,   /* a signature is missing */
    ERROR_VERIFY,      /* verification failed: something was altered or is not proved */
    ERROR_STALE,       /* an order, a rule or a registry came between */
    ERROR_INTERRUPTED, /* SIGINT or SIGTERM */
    ERROR_CATEGORIES
};

struct error {
    enum error_category category;
    char code[40];  /* stable, dotted, for programs: "csv.quote" */
    char text[512]; /* one line for a person: where, what */
    char hint[256]; /* what to do next; may be empty */
};

/* Fills e and returns false, so that a body can say `return fail(e, ...)`. */
MUST_USE bool fail(struct error *e, enum error_category category, const char *code,
                   const char *format, ...) PRINTF_LIKE(4, 5);

/* The same for a failed system call: adds strerror(errno). */
MUST_USE bool fail_errno(struct error *e, const char *code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Adds what to do next to an error that is already filled. */
void error_hint(struct error *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "context: " before the text of an error that is already filled. */
void error_context(struct error *e, const char *format, ...) PRINTF_LIKE(2, 3);

void error_clear(struct error *e);

/* DESIGN section 9: 0 done, 1 failed, 2 usage, 4 held, 5 signature missing,
 * 6 verification failed, 7 stale, 130 interrupted. */
int error_exit_status(enum error_category category);

/* The category's name for programs ("input", "stale"); never NULL. */
const char *error_category_name(enum error_category category);

#endif
