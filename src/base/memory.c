#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

static void *out_of_memory(struct error *e, size_t bytes)
{
    (void)!fail(e, ERROR_FAILED, "memory", "out of memory (%zu bytes asked for)", bytes);
    return NULL;
}

void *memory_new(size_t count, size_t size, struct error *e)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return out_of_memory(e, SIZE_MAX);
    }
    void *p = fault_here(FAULT_MEMORY) ? NULL : calloc(bytes == 0 ? 1 : bytes, 1);
    return p != NULL ? p : out_of_memory(e, bytes);
}

void *memory_resize(void *old, size_t count, size_t size, struct error *e)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return out_of_memory(e, SIZE_MAX);
    }
    void *p = fault_here(FAULT_MEMORY) ? NULL : realloc(old, bytes == 0 ? 1 : bytes);
    return p != NULL ? p : out_of_memory(e, bytes);
}

char *memory_string(const char *s, struct error *e)
{
    size_t n = strlen(s) + 1;
    char *copy = memory_new(n, 1, e);
    if (copy != NULL) {
        memcpy(copy, s, n);
    }
    return copy;
}

void memory_free(void *p)
{
    free(p);
}

void memory_wipe(void *p, size_t n)
{
    if (p != NULL) {
        explicit_bzero(p, n);
    }
}

bool memory_grow(void **at, size_t *cap, size_t len, size_t size, struct error *e)
{
    if (len < *cap) {
        return true;
    }
    size_t more = *cap < 8 ? 16 : *cap * 2;
    void *p = memory_resize(*at, more, size, e);
    if (p == NULL) {
        return false;
    }
    *at = p;
    *cap = more;
    return true;
}
