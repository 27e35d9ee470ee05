/* ledger_testing.h: what the tests of this room share. */
#ifndef ENGINE_LEDGER_LEDGER_TESTING_H
#define ENGINE_LEDGER_LEDGER_TESTING_H

#include "engine/ledger/ledger.h" /* before cmocka.h, which defines fail() as a macro */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEST_NAME "proviso.example/test"

extern const uint8_t test_secret[ED25519_SECRET];

/* Fails the test with the error's text. */
#define DO(call)                                                                               \
    do {                                                                                       \
        struct error e = {0};                                                                  \
        if (!(call)) {                                                                         \
            fail_msg("%s: %s", e.code, e.text);                                                \
        }                                                                                      \
    } while (0)

/* Fails the test unless the call fails with this code. */
#define REFUSED(expected, call)                                                                \
    do {                                                                                       \
        struct error e = {0};                                                                  \
        assert_false(call);                                                                    \
        assert_string_equal(e.code, expected);                                                 \
    } while (0)

/* A folder's name for this process; test_folder removes what is there. */
const char *test_path(unsigned number);
const char *test_folder(unsigned number);

/* Entry i of the test trees: 1 to 70 bytes or so. */
struct span test_entry(uint64_t i, char buffer[128]);

/* The leaf hashes of entries 0 to n - 1, kept for the whole run. */
const struct sha256 *test_leaves(uint64_t n);

/* RFC 6962 section 2.1 word for word, slow: the oracle. */
struct sha256 naive_root(const struct sha256 *leaves, uint64_t n);
size_t naive_path(uint64_t m, const struct sha256 *leaves, uint64_t n, struct sha256 *out);
size_t naive_proof(uint64_t m, const struct sha256 *leaves, uint64_t n, struct sha256 *out);

/* Writes the tree of entries 0 to n - 1 into folder. */
struct checkpoint test_tree(const char *folder, uint64_t n);

/* The vkey of test_secret and TEST_NAME. */
struct span test_vkey(void);

/* Appends entries from..to-1 in one call. */
bool append_range(struct ledger *l, uint64_t from, uint64_t to, struct error *e);

#endif
