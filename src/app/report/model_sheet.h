/* model_sheet.h: what is shown of a model, as rows of words and bars. Text, table
 * and picture are all made of these, so that they cannot differ. */
#ifndef REPORT_MODEL_SHEET_H
#define REPORT_MODEL_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "app/report/model_words.h"
#include "app/report/pen.h"
#include "record/model.h"

enum {
    SHEET_ROWS = MODEL_THRESHOLDS,
    SHEET_CELLS = 6,
    SHEET_LABEL = MODEL_NAME + 16,
    SHEET_WIDE = 36
};

struct sheet_row {
    char label[SHEET_LABEL];
    char under[SHEET_LABEL]; /* a second line; may be "" */
    char cell[SHEET_CELLS][WORD_TEXT];
    int64_t from, to; /* its bar, within low and high of the sheet */
    bool marked;      /* stands out: the threshold in force, a total */
};

struct sheet {
    const char *label;             /* heads the labels */
    const char *head[SHEET_CELLS]; /* heads the cells */
    size_t cells, rows;
    size_t shown;        /* the cell that stands beside a bar */
    size_t width;        /* columns of the labels on a terminal */
    bool barred, behind; /* has bars; what comes before a bar is part of it */
    bool weights;        /* the scale is in hundredths of a bit, not in parts of a whole */
    int64_t low, high;   /* the ends of the scale, low <= 0 <= high, low < high */
    struct sheet_row row[SHEET_ROWS];
};

/* Of a model that model_check found sound. */
void sheet_summary(const struct model_report *m, struct sheet *s);
void sheet_outcomes(const struct model_report *m, struct sheet *s);
void sheet_levels(const struct model_report *m, unsigned comparison, struct sheet *s);
void sheet_terms(const struct model_report *m, unsigned comparison, struct sheet *s);
void sheet_decoys(const struct model_report *m, struct sheet *s);
void sheet_keys(const struct model_report *m, struct sheet *s);
void sheet_thresholds(const struct model_report *m, struct sheet *s);
void sheet_expected(const struct model_report *m, struct sheet *s);
void sheet_causes(const struct model_report *m, struct sheet *s);

/* Of a pair that waterfall_check found sound. */
void sheet_steps(const struct waterfall *w, struct sheet *s);

/* The model is shown in these sections, in this order. */
enum model_section {
    MODEL_SUMMARY,
    MODEL_OUTCOMES,
    MODEL_WEIGHTS,     /* a sheet for each comparison */
    MODEL_FREQUENCIES, /* a sheet for each comparison with terms */
    MODEL_LOOKALIKES,
    MODEL_BLOCKING,
    MODEL_CURVES,
    MODEL_EXPECTED,
    MODEL_UNLINKABLE,
    MODEL_SECTIONS
};

struct model_words {
    const char *id, *title, *meaning, *caption;
    const char *missing; /* a sentence instead of the section; "" leaves it out */
};

extern const struct model_words model_words[MODEL_SECTIONS];

/* The section has anything to show. */
bool model_shows(const struct model_report *m, enum model_section section);

/* The sentence that a run balances. */
enum { MODEL_BALANCE = 256 };
void model_balance(const struct model_report *m, char out[MODEL_BALANCE]);

#endif
