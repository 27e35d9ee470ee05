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

/* What is left is shared evenly among those that want more than their share; whoever wants less leaves the rest
 * to them, so that it is shared again until nobody does. */
void paper_widths(const struct paper_block *table, const unsigned natural[PAPER_COLUMNS], unsigned room,
                  unsigned least, unsigned out[PAPER_COLUMNS])
{
    unsigned n = table->columns, sum = 0, open = n;
    bool settled[PAPER_COLUMNS] = {false};
    for (unsigned i = 0; i < n; i++) {
        sum += natural[i];
    }
    for (unsigned i = 0; i < n; i++) {
        out[i] = natural[i];
        settled[i] = sum <= room || paper_right(table, i);
        room -= settled[i] ? natural[i] < room ? natural[i] : room : 0;
        open -= settled[i];
    }
    for (bool again = open > 0; again;) {
        again = false;
        for (unsigned i = 0; open > 0 && i < n; i++) {
            if (!settled[i] && natural[i] <= room / open) {
                settled[i] = again = true;
                room -= natural[i];
                open--;
            }
        }
    }
    for (unsigned i = 0; i < n; i++) {
        if (!settled[i]) {
            out[i] = room / open < least ? least : room / open;
        }
    }
}
