/* arena.h: memory that is dropped whole.
 *
 * A slice of a batch owns an arena; everything made for the slice lives there
 * and is gone, wiped, with one call. Not thread-safe: one arena a thread.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/error.h"
#include "base/span.h"

struct arena;

/* A new empty arena, owned by the caller. chunk: bytes taken from the system at
 * a time (0: 64 KiB). */
must arena_new(struct arena **out, size_t chunk, struct error *e);
void arena_free(struct arena *arena); /* wipes */

/* n zeroed bytes aligned to 16, or NULL with e filled. Lives as long as the arena. */
MUST_USE void *arena_alloc(struct arena *arena, size_t n, struct error *e);

/* count * size zeroed bytes; overflow is an error. */
MUST_USE void *arena_array(struct arena *arena, size_t count, size_t size, struct error *e);

/* A copy of the bytes, zero-terminated behind. */
MUST_USE char *arena_copy(struct arena *arena, struct span s, struct error *e);

/* Wipes what was used and starts again, keeping the memory. */
void arena_reset(struct arena *arena);

/* Bytes handed out since new or reset. */
size_t arena_used(const struct arena *arena);

#endif
