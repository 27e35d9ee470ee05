#include "engine/match/match_kernel_testing.h"

unsigned textbook_edits(struct span a, struct span b, bool exchanges)
{
    unsigned d[TEXTBOOK_LONGEST + 1][TEXTBOOK_LONGEST + 1];
    for (size_t i = 0; i <= a.len; i++) {
        for (size_t j = 0; j <= b.len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned cost = a.at[i - 1] != b.at[j - 1], best = d[i - 1][j - 1] + cost;
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (exchanges && i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
                a.at[i - 2] == b.at[j - 1] && d[i - 2][j - 2] + 1 < best) {
                best = d[i - 2][j - 2] + 1;
            }
            d[i][j] = best;
        }
    }
    return d[a.len][b.len];
}

double textbook_jaro(struct span a, struct span b)
{
    bool taken_a[TEXTBOOK_LONGEST] = {0}, taken_b[TEXTBOOK_LONGEST] = {0};
    long longer = (long)(a.len > b.len ? a.len : b.len), reach = longer / 2 - 1;
    double m = 0, moved = 0;
    if (a.len == 0 && b.len == 0) {
        return 1;
    }
    for (long i = 0; i < (long)a.len; i++) {
        for (long j = 0; j < (long)b.len; j++) {
            long apart = i > j ? i - j : j - i;
            if (!taken_b[j] && a.at[i] == b.at[j] && apart <= (reach < 0 ? 0 : reach)) {
                taken_a[i] = taken_b[j] = true;
                m++;
                break;
            }
        }
    }
    if (m == 0) {
        return 0;
    }
    for (size_t i = 0, j = 0; i < a.len; i++) {
        if (taken_a[i]) {
            while (!taken_b[j]) {
                j++;
            }
            moved += a.at[i] != b.at[j++];
        }
    }
    double t = (double)((long)moved / 2);
    return (m / (double)a.len + m / (double)b.len + (m - t) / m) / 3;
}
