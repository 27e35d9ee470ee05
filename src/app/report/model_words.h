/* model_words.h: the numbers of a model in words, the same for text and page. */
#ifndef REPORT_MODEL_WORDS_H
#define REPORT_MODEL_WORDS_H

#include <stdint.h>

enum { WORD_TEXT = 40 }; /* the widest number or interval, with its zero */

/* "+12.34", "-0.50", "0.00": hundredths of a bit. */
void word_weight(int64_t hundredths, char out[WORD_TEXT]);

/* Whole bits for a scale: "-5", "20M". */
void word_bits(int64_t bits, char out[WORD_TEXT]);

/* Parts per billion as percent, three digits that count: "96.3 %", "0.0427 %";
 * from 99 % on two digits that count of what is lacking: "99.966 %". Only all is
 * "100 %" and only nothing "0 %". */
void word_part(uint32_t parts, char out[WORD_TEXT]);

/* "98.1 to 99.2 %". */
void word_interval(uint32_t low, uint32_t high, char out[WORD_TEXT]);

/* 1,280,000. */
void word_count(uint64_t n, char out[WORD_TEXT]);

/* Thousandths: "0.412", from 10 on in tenths, rounded half up: "1,017.5". */
void word_thousandths(uint64_t n, char out[WORD_TEXT]);

/* log2(n) in 1/1024, rounded down, n > 0. */
int64_t log2_of(uint64_t n);

#endif
