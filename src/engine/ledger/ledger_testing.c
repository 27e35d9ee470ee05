#include "ledger_testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

const uint8_t test_secret[ED25519_SECRET] = {7, 1, 1, 2, 3, 5, 8, 13, 21, 34};

const char *test_path(unsigned number)
{
    static char names[64][PATH_SIZE];
    const char *top = access("/dev/shm", W_OK) == 0
                          ? "/dev/shm" /* where a sync costs nothing */
                      : getenv("TMPDIR") != NULL ? getenv("TMPDIR")
                                                 : "/tmp";
    char *name = names[number % 64];
    (void)snprintf(name, PATH_SIZE, "%s/ledger-test-%d-%u", top, (int)getpid(), number);
    return name;
}

const char *test_folder(unsigned number)
{
    const char *name = test_path(number);
    DO(folder_remove(name, &e));
    return name;
}

struct span test_entry(uint64_t i, char buffer[128])
{
    int n = snprintf(buffer, 128, "entry %llu %.*s", (unsigned long long)i, (int)(i * 7 % 53),
                     "=====================================================");
    return (struct span){buffer, (size_t)n};
}

const struct sha256 *test_leaves(uint64_t n)
{
    static struct sha256 leaves[66000];
    static uint64_t have;
    char buffer[128];
    assert_true(n <= sizeof leaves / sizeof *leaves);
    for (; have < n; have++) {
        DO(merkle_leaf(test_entry(have, buffer), &leaves[have], &e));
    }
    return leaves;
}

/* The largest power of two smaller than n. */
static uint64_t split(uint64_t n)
{
    uint64_t k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    return k;
}

struct sha256 naive_root(const struct sha256 *leaves, uint64_t n)
{
    struct sha256 out;
    if (n == 0) {
        DO(merkle_empty(&out, &e));
        return out;
    }
    if (n == 1) {
        return leaves[0];
    }
    uint64_t k = split(n);
    struct sha256 left = naive_root(leaves, k), right = naive_root(leaves + k, n - k);
    DO(merkle_node(&left, &right, &out, &e));
    return out;
}

size_t naive_path(uint64_t m, const struct sha256 *leaves, uint64_t n, struct sha256 *out)
{
    if (n == 1) {
        return 0;
    }
    uint64_t k = split(n);
    size_t count =
        m < k ? naive_path(m, leaves, k, out) : naive_path(m - k, leaves + k, n - k, out);
    out[count] = m < k ? naive_root(leaves + k, n - k) : naive_root(leaves, k);
    return count + 1;
}

static size_t subproof(uint64_t m, const struct sha256 *leaves, uint64_t n, bool b,
                       struct sha256 *out)
{
    if (m == n) {
        if (!b) {
            out[0] = naive_root(leaves, n);
        }
        return b ? 0 : 1;
    }
    uint64_t k = split(n);
    size_t count = m <= k ? subproof(m, leaves, k, b, out)
                          : subproof(m - k, leaves + k, n - k, false, out);
    out[count] = m <= k ? naive_root(leaves + k, n - k) : naive_root(leaves, k);
    return count + 1;
}

size_t naive_proof(uint64_t m, const struct sha256 *leaves, uint64_t n, struct sha256 *out)
{
    return m == 0 ? 0 : subproof(m, leaves, n, true, out);
}

struct source {
    uint64_t at, n;
    char buffer[128];
};

static bool next_entry(void *ctx, struct span *entry, bool *more, struct error *e)
{
    struct source *s = ctx;
    (void)e;
    *more = s->at < s->n;
    if (*more) {
        *entry = test_entry(s->at++, s->buffer);
    }
    return true;
}

struct checkpoint test_tree(const char *folder, uint64_t n)
{
    struct source source = {.n = n};
    struct checkpoint c;
    DO(tree_write(folder, TEST_NAME, test_secret, next_entry, &source, &c, &e));
    return c;
}

struct span test_vkey(void)
{
    static struct text vkey;
    uint8_t public_key[ED25519_PUBLIC];
    text_free(&vkey);
    DO(ed25519_public(test_secret, public_key, &e));
    DO(note_vkey(&vkey, TEST_NAME, public_key, &e));
    return text_span(&vkey);
}

bool append_range(struct ledger *l, uint64_t from, uint64_t to, struct error *e)
{
    size_t n = (size_t)(to - from);
    char(*buffers)[128] = memory_new(n, sizeof *buffers, e);
    struct span *entries = memory_new(n, sizeof *entries, e);
    uint64_t first = UINT64_MAX;
    bool ok = buffers != NULL && entries != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        entries[i] = test_entry(from + i, buffers[i]);
    }
    uint64_t before = ledger_checkpoint(l)->size;
    ok = ok && ledger_append(l, entries, n, &first, e);
    if (ok) {
        assert_int_equal(first, before);
    }
    memory_free(buffers);
    memory_free(entries);
    return ok;
}
