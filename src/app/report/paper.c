#include "app/report/paper.h"

#include "app/report/rows.h"

bool paper_check(const struct paper *p, struct error *e)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->blocks[i].kind == PAPER_FUNNEL && !funnel_check(p->blocks[i].funnel, e)) {
            return false;
        }
    }
    return true;
}

struct span paper_cell(const struct paper_block *table, unsigned row, unsigned column)
{
    return table->cells[(size_t)row * table->columns + column];
}

bool paper_right(const struct paper_block *table, unsigned column)
{
    return (table->right >> column & 1) != 0;
}

/* What a column gets at a level of equal width. */
static unsigned at_level(const struct paper_widths *want, unsigned column, unsigned level)
{
    unsigned least = want->least[column], most = want->natural[column];
    level = level < least ? least : level;
    return level > most ? most : level;
}

static uint64_t open_sum(const struct paper_block *table, const struct paper_widths *want, unsigned level)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < table->columns; i++) {
        sum += paper_right(table, i) ? 0 : at_level(want, i, level);
    }
    return sum;
}

/* The highest level that fits. */
static unsigned level_of(const struct paper_block *table, const struct paper_widths *want, unsigned room)
{
    unsigned low = 0, high = room;
    while (low < high) {
        unsigned middle = low + (high - low + 1) / 2;
        if (open_sum(table, want, middle) <= room) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

void paper_widths(const struct paper_block *table, const struct paper_widths *want, unsigned room,
                  unsigned out[PAPER_COLUMNS])
{
    uint64_t right = 0;
    for (unsigned i = 0; i < table->columns; i++) {
        right += paper_right(table, i) ? want->natural[i] : 0;
    }
    unsigned rest = right < room ? room - (unsigned)right : 0, level = level_of(table, want, rest);
    uint64_t least = open_sum(table, want, 0);
    for (unsigned i = 0; i < table->columns; i++) {
        unsigned own = at_level(want, i, level);
        own = least > rest ? (unsigned)((uint64_t)own * rest / least) : own;
        out[i] = paper_right(table, i) ? want->natural[i] : own;
    }
}
