#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { ALIGN = 16, DEFAULT_CHUNK = 64 * 1024 };

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    uint8_t at[] __attribute__((aligned(ALIGN)));
};

struct arena {
    struct chunk *first;
    struct chunk *current; /* chunks behind it are empty */
    size_t chunk_size;
    size_t handed_out;
};

bool arena_new(struct arena **out, size_t chunk, struct error *e)
{
    struct arena *arena = memory_new(1, sizeof *arena, e);
    if (arena == NULL) {
        return false;
    }
    arena->chunk_size = chunk == 0 ? DEFAULT_CHUNK : chunk;
    *out = arena;
    return true;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (struct chunk *c = arena->first, *next; c != NULL; c = next) {
        next = c->next;
        memory_wipe(c->at, c->used);
        memory_free(c);
    }
    memory_free(arena);
}

static struct chunk *room_for(struct arena *arena, size_t n, struct error *e)
{
    struct chunk *last = NULL;
    for (struct chunk *c = arena->current; c != NULL; last = c, c = c->next) {
        if (c->size - c->used >= n) {
            arena->current = c;
            return c;
        }
    }
    size_t size = n > arena->chunk_size ? n : arena->chunk_size;
    struct chunk *c = memory_new(1, sizeof *c + size, e);
    if (c == NULL) {
        return NULL;
    }
    c->size = size;
    *(last == NULL ? &arena->first : &last->next) = c;
    arena->current = c;
    return c;
}

void *arena_alloc(struct arena *arena, size_t n, struct error *e)
{
    if (n > SIZE_MAX / 2) {
        (void)!fail(e, ERROR_FAILED, "memory", "out of memory (%zu bytes asked for)", n);
        return NULL;
    }
    n = (n + ALIGN - 1) / ALIGN * ALIGN;
    struct chunk *c = room_for(arena, n, e);
    if (c == NULL) {
        return NULL;
    }
    void *p = c->at + c->used;
    c->used += n;
    arena->handed_out += n;
    return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size, struct error *e)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        bytes = SIZE_MAX;
    }
    return arena_alloc(arena, bytes, e);
}

char *arena_copy(struct arena *arena, struct span s, struct error *e)
{
    char *p = arena_alloc(arena, s.len + 1, e);
    if (p != NULL && s.len > 0) {
        memcpy(p, s.at, s.len);
    }
    return p;
}

void arena_reset(struct arena *arena)
{
    for (struct chunk *c = arena->first; c != NULL; c = c->next) {
        memory_wipe(c->at, c->used);
        c->used = 0;
    }
    arena->current = arena->first;
    arena->handed_out = 0;
}

size_t arena_used(const struct arena *arena)
{
    return arena->handed_out;
}
