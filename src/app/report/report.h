/* report.h: numbers for people: the funnel of a batch, findings under several
 * readings side by side, a trained model, and the line of progress; and rules as
 * paragraphs; and papers: declarations, letters, reports.
 *
 * Everything here formats: structures in, text out, no file and no clock. What
 * is printed balances (invariant I3): a funnel or a finding whose numbers do
 * not add up is refused, not shown. Nothing here can hold personal data (I7):
 * only counts, ids and sentences of the agreement's own making come in. Rules
 * name people, the officers of an agreement; and a letter names whom it is for.
 *
 * Texts are appended to `out`; on failure `out` is as it was before the call.
 * Names and ids are written so that they can do no harm where they are shown:
 * control characters, bidirectional overrides and broken UTF-8 become U+FFFD,
 * and HTML is escaped.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "record/funnel.h"
#include "record/model.h"
#include "record/paper.h"
#include "record/paragraph.h"

/* Where the numbers come from, for the foot of a page. Every text is borrowed
 * and may be NULL: its line is then left out. */
struct report_meta {
    const char *batch;      /* NULL: the funnel's own; another than the funnel's is refused */
    const char *agreement;  /* likewise */
    const char *at;         /* the instant of the report, as text */
    const char *origin;     /* of the ledger: the origin line of its checkpoint */
    uint64_t size;          /* entries under that checkpoint; shown where origin is */
    const char *root;       /* of the ledger, hex */
    const char *rules;      /* hash of the rules in force, hex */
    const char *classifier; /* hash of the classifier, hex */
    const char *generation; /* of the registry */
};

/* --- the funnel of a batch --- */

/* A table for a terminal of 80 columns, at most 96: stages with counts, percent
 * of read and a bar; why rows were not admitted, most frequent first; levels,
 * outcomes, clauses that lowered; the balance. A label too long for its column
 * has a line of its own.
 *
 * ERROR_FAILED "funnel.balance" when a total does not add up (I3 stops);
 * "funnel.size" when the funnel claims more levels or clauses than it holds. */
must report_funnel_text(const struct funnel *f, struct text *out, bool colour, struct error *e);

/* One page of HTML, complete in itself: no script, nothing loaded (its own
 * content security policy says so), light and dark, for print as well, and
 * well-formed XML. A picture of the funnel (SVG with title and description)
 * stands beside a table that holds the same numbers. meta may be NULL.
 *
 * Errors as above, and "report.batch", "report.agreement" when meta is of
 * another batch than the funnel. */
must report_funnel_html(const struct funnel *f, const struct report_meta *meta, struct text *out,
                        struct error *e);

/* --- a finding: what is wrong with past releases, under each reading --- */

enum {
    REPORT_READINGS = 8,
    REPORT_CAUSES = 24,
    REPORT_NOTES = 6,
    REPORT_NAME = 96,
    REPORT_SENTENCE = 512
};

/* A clause, and how many wrong releases it is the reason for. A release can
 * have several causes, so that causes need not add up to the wrong ones. */
struct report_cause {
    char clause[FUNNEL_NAME];
    uint64_t count;
};

/* A count of its own among the wrong releases: "of these correspond now". */
struct report_note {
    char text[REPORT_NAME];
    uint64_t count;
};

struct report_reading {
    char name[REPORT_NAME];
    char definition[REPORT_SENTENCE]; /* a sentence: what is wrong under this reading */
    uint64_t suspect;                 /* releases that are wrong under it */
    uint64_t kept;                    /* releases that are still right */
    uint64_t lowered;                 /* of the wrong: to a lower level; the others wait for a person */
    uint64_t raised;                  /* of the right: more could be given */
    size_t causes;
    struct report_cause cause[REPORT_CAUSES];
    size_t notes;
    struct report_note note[REPORT_NOTES];
};

struct report_readings {
    char title[REPORT_NAME];          /* "Finding F-3"; empty: "Finding" */
    char definition[REPORT_SENTENCE]; /* a sentence: which releases were examined */
    uint64_t releases;                /* examined, the same for every reading */
    size_t count;
    struct report_reading reading[REPORT_READINGS];
};

/* ERROR_FAILED "readings.balance" when suspect + kept is not releases for some
 * reading, or a cause or note counts more than are wrong; "readings.definition"
 * when a number would stand without its sentence; "readings.size" when more is
 * claimed than fits. */
must report_readings_text(const struct report_readings *r, struct text *out, bool colour,
                          struct error *e);

/* As report_funnel_html: a table and a bar chart, then each reading's causes.
 * meta may be NULL. */
must report_readings_html(const struct report_readings *r, const struct report_meta *meta,
                          struct text *out, struct error *e);

/* Several on one page, each under its title: figures that do not add up to one another. */
must report_findings_html(const struct report_readings *r, size_t count,
                          const struct report_meta *meta, struct text *out, struct error *e);

/* --- a trained model, and one pair weighed by it; docs/model.md says how to read them --- */

/* Tables with bars for a terminal of 80 columns, never wider: summary, outcomes,
 * m, u and weight of each comparison level, weight by frequency, look-alikes,
 * candidate pairs by blocking key, precision and recall and what is expected to
 * be wrong at each threshold, and why requests cannot be linked. What the model
 * does not hold is left out, with a sentence where it would be missed.
 *
 * ERROR_FAILED "model.balance" when more is claimed than an array holds; when
 * unique + many + none are not the requests (unless all are 0) or causes are not
 * the none; when a key finds more fresh pairs than pairs, or is read for more
 * requests than there are; when thresholds or ranks do not rise, or more is
 * found at a higher threshold than at a lower one; when a probability exceeds
 * one or stands outside its interval. */
must report_model_text(const struct model_report *m, struct text *out, bool colour,
                       struct error *e);

/* The same as one page, as report_funnel_html: each picture beside a table of
 * its numbers. meta may be NULL. */
must report_model_html(const struct model_report *m, const struct report_meta *meta,
                       struct text *out, struct error *e);

/* One pair: the running sum from 0, step by step, to its total. ERROR_FAILED
 * "model.balance" when the steps do not add up to it. */
must report_waterfall_text(const struct waterfall *w, struct text *out, bool colour,
                           struct error *e);

/* `count` pairs as one page; w may be NULL where count is 0, meta as well. */
must report_waterfalls_html(const struct waterfall *w, size_t count,
                            const struct report_meta *meta, struct text *out, struct error *e);

/* --- rules in plain English --- */

/* Numbered paragraphs under headings, 90 columns wide, items of lists hanging
 * behind their labels, at the end of each paragraph in brackets where it comes
 * from. */
enum { REPORT_PARAGRAPH_COLUMNS = 90 };
must report_paragraphs_text(const struct paragraph *p, size_t count, struct text *out, bool colour,
                            struct error *e);

/* One paragraph, without its heading, and below it the source in canonical form. */
must report_paragraph_text(const struct paragraph *p, struct text *out, bool colour,
                           struct error *e);

/* The same as one page, as report_funnel_html, with links from each paragraph to
 * its source and back. `title`: what the rules are called. */
must report_paragraphs_html(const struct paragraph *p, size_t count, struct span title,
                            struct text *out, struct error *e);

/* --- papers: declarations, letters, reports (record/paper.h) --- */

/* What these may hold is the paper's: a letter holds personal data. Texts are made harmless as everywhere; line
 * ends of running text are kept. ERROR_FAILED "funnel.balance" and "funnel.size" as above. */

/* 78 columns; a page that is to begin begins with a form feed. */
must report_paper_text(const struct paper *p, struct text *out, struct error *e);

/* One page of HTML, as report_funnel_html, headed by the paper's title and by nothing of the program's. */
must report_paper_html(const struct paper *p, struct text *out, struct error *e);

/* Sheets of paper: one-inch margins; a heading keeps with what follows it, a line to sign on with what it is under; a
 * paragraph leaves no single line behind or ahead; a table that goes on has its heads again; on each page the foot, and
 * which page of how many it is. The text can be selected and searched. The same paper gives the same bytes, on one
 * machine: fonts are the machine's. A character that no font of it has is ERROR_FAILED "paper.font": nothing is
 * printed without it. */
must report_paper_pdf(const struct paper *p, struct text *out, struct error *e);

/* Several in one file, each counting its own pages. */
must report_papers_pdf(const struct paper *const *p, size_t count, struct text *out, struct error *e);

/* The same in a stream, one paper in memory at a time: `write` is given the bytes in order, most of them before the
 * end. After an error nothing but report_book_close follows. */
struct report_book;
must report_book_open(struct report_book **out, must (*write)(void *ctx, struct span bytes, struct error *e), void *ctx,
                      struct error *e);
must report_book_add(struct report_book *b, const struct paper *p, struct error *e);

/* Writes the rest and is gone, whatever the answer, which is true when `ok` is and all went well. b NULL: ok. */
must report_book_close(struct report_book *b, bool ok, struct error *e);

/* --- progress --- */

/* One line without its end, at most `width` columns wide: stage, bar, percent,
 * done of total, rate, time left. What does not fit is left out, the stage last
 * of all. total 0: not known, so no bar and no time left. "100 %" stands only
 * when all is done. seconds: since the stage began; a value that is no positive
 * finite number leaves rate and time out. */
must report_progress_line(struct text *out, const char *stage, uint64_t done, uint64_t total,
                          double seconds, unsigned width, struct error *e);

#endif
