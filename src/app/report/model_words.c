/* model_words.c: numbers of a model, by integers alone. */
#include "app/report/model_words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "record/model.h"

void word_weight(int64_t hundredths, char out[WORD_TEXT])
{
    uint64_t size = hundredths < 0 ? (uint64_t)-hundredths : (uint64_t)hundredths;
    const char *sign = hundredths < 0 ? "-" : hundredths > 0 ? "+" : "";
    (void)snprintf(out, WORD_TEXT, "%s%" PRIu64 ".%02u", sign, size / 100,
                   (unsigned)(size % 100));
}

void word_bits(int64_t bits, char out[WORD_TEXT])
{
    bool mega = bits != 0 && bits % 1000000 == 0, kilo = bits != 0 && bits % 1000 == 0;
    (void)snprintf(out, WORD_TEXT, "%" PRId64 "%s",
                   bits / (mega   ? 1000000
                           : kilo ? 1000
                                  : 1),
                   mega   ? "M"
                   : kilo ? "k"
                          : "");
}

/* --- probabilities --- */

enum { PERCENT = MODEL_ONE / 100, DECIMALS_MOST = 7 };

/* Decimals that show `digits` digits of so many parts per billion. */
static unsigned decimals(uint32_t parts, unsigned digits)
{
    unsigned places = digits - 1; /* as for one percent */
    for (uint32_t unit = PERCENT; parts < unit && unit > 1; unit /= 10) {
        places++;
    }
    for (uint32_t unit = PERCENT; parts / 10 >= unit && places > 1; unit *= 10) {
        places--;
    }
    return places > DECIMALS_MOST ? DECIMALS_MOST : places;
}

/* Without the sign. */
static void percent(uint32_t parts, char out[WORD_TEXT])
{
    if (parts == 0 || parts == MODEL_ONE) {
        (void)snprintf(out, WORD_TEXT, "%s", parts == 0 ? "0" : "100");
        return;
    }
    bool most = parts >= 99 * (uint32_t)PERCENT;
    unsigned places = most ? decimals(MODEL_ONE - parts, 2) : decimals(parts, 3);
    uint64_t unit = 1;
    for (unsigned i = places; i < DECIMALS_MOST; i++) {
        unit *= 10;
    }
    uint64_t rounded = (parts + unit / 2) / unit, one = PERCENT / unit;
    (void)snprintf(out, WORD_TEXT, "%" PRIu64 ".%0*" PRIu64, rounded / one, (int)places,
                   rounded % one);
}

void word_part(uint32_t parts, char out[WORD_TEXT])
{
    char number[WORD_TEXT];
    percent(parts, number);
    (void)snprintf(out, WORD_TEXT, "%.12s %%", number);
}

void word_interval(uint32_t low, uint32_t high, char out[WORD_TEXT])
{
    char from[WORD_TEXT], to[WORD_TEXT];
    percent(low, from);
    percent(high, to);
    (void)snprintf(out, WORD_TEXT, "%.12s to %.12s %%", from, to);
}

/* --- counts --- */

void word_count(uint64_t n, char out[WORD_TEXT])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n), k = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out[k++] = ',';
        }
        out[k++] = digits[i];
    }
    out[k] = '\0';
}

void word_thousandths(uint64_t n, char out[WORD_TEXT])
{
    bool small = n < 10000;
    uint64_t tenths = n / 100 + (n % 100 >= 50);
    word_count(small ? n / 1000 : tenths / 10, out);
    size_t len = strlen(out);
    (void)snprintf(out + len, WORD_TEXT - len, small ? ".%03u" : ".%u",
                   (unsigned)(small ? n % 1000 : tenths % 10));
}

int64_t log2_of(uint64_t n)
{
    int whole = 63 - __builtin_clzll(n);
    uint64_t x = n << (63 - whole) >> 33; /* 1 to 2, in 1/2^30 */
    int64_t log = whole;
    for (unsigned bit = 0; bit < 10; bit++) {
        x = x * x >> 30;
        log = log * 2 + (x >> 31 != 0);
        x >>= x >> 31 != 0;
    }
    return log;
}
