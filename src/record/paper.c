#include "record/paper.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

bool paper_new(struct paper **out, struct error *e)
{
    struct paper *p = memory_new(1, sizeof *p, e);
    if (p == NULL || !arena_new(&p->arena, 0, e)) {
        memory_free(p);
        return false;
    }
    *out = p;
    return true;
}

void paper_free(struct paper *p)
{
    if (p != NULL) {
        arena_free(p->arena);
        memory_free(p->blocks);
        memory_free(p);
    }
}

static bool keep(struct paper *p, struct span text, struct span *out, struct error *e)
{
    const char *at = arena_copy(p->arena, text, e);
    *out = (struct span){at, text.len};
    return at != NULL;
}

/* A new block at the end, zeroed; NULL with e filled. Good until the next one. */
static struct paper_block *append(struct paper *p, enum paper_kind kind, struct error *e)
{
    if (!memory_grow((void **)&p->blocks, &p->cap, p->count, sizeof *p->blocks, e)) {
        return NULL;
    }
    struct paper_block *b = &p->blocks[p->count];
    *b = (struct paper_block){.kind = kind};
    return b;
}

bool paper_add(struct paper *p, enum paper_kind kind, struct span text, struct error *e)
{
    struct paper_block *b = append(p, kind, e);
    if (b == NULL || !keep(p, text, &b->text, e)) {
        return false;
    }
    if (kind == PAPER_PARAGRAPH) {
        b->number = ++p->paragraphs;
    }
    p->count++;
    return true;
}

bool paper_addf(struct paper *p, struct error *e, enum paper_kind kind, const char *format, ...)
{
    struct text t = {0};
    va_list args;
    va_start(args, format);
    bool ok = text_addv(&t, e, format, args) && paper_add(p, kind, text_span(&t), e);
    va_end(args);
    text_free(&t);
    return ok;
}

bool paper_foot(struct paper *p, struct span text, struct error *e)
{
    return keep(p, text, &p->foot, e);
}

/* --- tables: room for 1, 2, 4, 8, ... rows --- */

static bool add_row(struct paper *p, struct paper_block *b, const struct span *cells, struct error *e)
{
    bool full = (b->rows & (b->rows - 1)) == 0; /* 0 and the powers of two */
    struct span *room = (struct span *)(uintptr_t)b->cells;
    if (full) {
        unsigned rows = b->rows == 0 ? 1 : 2 * b->rows;
        room = arena_array(p->arena, (size_t)rows * b->columns, sizeof *room, e);
        if (room == NULL) {
            return false;
        }
        if (b->rows > 0) {
            memcpy(room, b->cells, (size_t)b->rows * b->columns * sizeof *room);
        }
        b->cells = room;
    }
    for (unsigned i = 0; i < b->columns; i++) {
        if (!keep(p, cells[i], &room[(size_t)b->rows * b->columns + i], e)) {
            return false;
        }
    }
    b->rows++;
    return true;
}

bool paper_table(struct paper *p, const struct span *heads, unsigned columns, uint32_t right,
                 struct error *e)
{
    struct paper_block *b = append(p, PAPER_TABLE, e);
    assert(columns > 0 && columns <= 32);
    if (b == NULL) {
        return false;
    }
    b->columns = columns;
    b->right = right;
    if (!add_row(p, b, heads, e)) {
        return false;
    }
    p->count++;
    return true;
}

bool paper_row(struct paper *p, const struct span *cells, struct error *e)
{
    assert(p->count > 0 && p->blocks[p->count - 1].kind == PAPER_TABLE);
    return add_row(p, &p->blocks[p->count - 1], cells, e);
}

bool paper_funnel(struct paper *p, const struct funnel *f, struct error *e)
{
    struct paper_block *b = append(p, PAPER_FUNNEL, e);
    struct funnel *copy = b == NULL ? NULL : arena_alloc(p->arena, sizeof *copy, e);
    if (copy == NULL) {
        return false;
    }
    *copy = *f;
    b->funnel = copy;
    p->count++;
    return true;
}
