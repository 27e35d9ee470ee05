/* rows.c: which numbers a funnel shows, in which order, under which words.
 *
 * 1. Nothing is shown of a funnel that does not balance (I3).
 * 2. Every row's count is at most the rows read.
 */
#include "app/report/rows.h"

#include "app/report/pen.h"
#include "record/linkage.h"

static void add(struct rows *rows, struct span label, const char *meaning, unsigned depth,
                uint64_t count)
{
    rows->at[rows->count++] = (struct row){label, meaning, depth, count};
}

static void adds(struct rows *rows, const char *label, const char *meaning, unsigned depth,
                 uint64_t count)
{
    add(rows, span_of(label), meaning, depth, count);
}

/* Stable, most frequent first. */
static void sort(struct rows *rows)
{
    for (size_t i = 1; i < rows->count; i++) {
        struct row moved = rows->at[i];
        size_t k = i;
        for (; k > 0 && rows->at[k - 1].count < moved.count; k--) {
            rows->at[k] = rows->at[k - 1];
        }
        rows->at[k] = moved;
    }
}

static void stages(const struct funnel *f, struct rows *rows)
{
    adds(rows, "Read", "Rows in the request file.", 0, f->read);
    adds(rows, "Rejected at intake", "Could not be read as a request.", 1, f->rejected);
    adds(rows, "Insufficient", "Withheld on the request alone; no record was touched.", 1,
         f->insufficient);
    adds(rows, "In review for sufficiency",
         "A person decides whether the request suffices; no record was touched.", 1,
         f->sufficiency_review);
    adds(rows, "Admitted to the registry", "Sufficient, and compared with the registry.", 1,
         f->admitted);
    adds(rows, "Linked to one person", "Exactly one person fits.", 2, f->linked[LINK_UNIQUE]);
    adds(rows, "Address corresponds", "The address supplied is that person's.", 3, f->corresponds);
    adds(rows, "Address differs", "The address supplied is another.", 3, f->differs);
    adds(rows, "Address not comparable", "One side lacks what a comparison needs.", 3,
         f->not_comparable);
    adds(rows, "Linked to many", "Several people fit and cannot be told apart.", 2,
         f->linked[LINK_MANY]);
    adds(rows, "Linked to none", "Nobody in the registry fits.", 2, f->linked[LINK_NONE]);
    if (f->linked[LINK_NOT_TRIED] > 0) {
        adds(rows, "Linkage not tried", "The request lacks what a linkage needs.", 2,
             f->linked[LINK_NOT_TRIED]);
    }
}

_Static_assert((int)CATEGORY_COUNT <= (int)ROWS_MOST, "every category fits into the rows");

static void reasons(const struct funnel *f, struct rows *rows)
{
    for (unsigned i = CATEGORY_NONE + 1; i < CATEGORY_COUNT; i++) {
        if (f->category[i] > 0) {
            adds(rows, category_name((enum category)i), category_sentence((enum category)i), 0,
                 f->category[i]);
        }
    }
    sort(rows);
}

static void levels(const struct funnel *f, struct rows *rows)
{
    for (unsigned i = 0; i < f->levels; i++) {
        add(rows, SPAN_ARRAY(f->level_name[i]), "", 0, f->level[i]);
    }
}

static void outcomes(const struct funnel *f, struct rows *rows)
{
    static const struct {
        const char *label, *meaning;
    } words[OUTCOME_COUNT] = {
        [OUTCOME_RELEASED] = {"Released", "Planned for release at a level above none."},
        [OUTCOME_WITHHELD] = {"Withheld", "Nothing is given out."},
        [OUTCOME_REVIEW] = {"In review", "Waits for a person; nothing is given out."},
        [OUTCOME_REJECTED] = {"Rejected", "Could not be read as a request."},
    };
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        adds(rows, words[i].label, words[i].meaning, 0, f->outcome[i]);
    }
}

static void clauses(const struct funnel *f, struct rows *rows)
{
    for (unsigned i = 0; i < f->clauses; i++) {
        if (f->clause[i] > 0) {
            add(rows, SPAN_ARRAY(f->clause_id[i]), "", 0, f->clause[i]);
        }
    }
    sort(rows);
}

static const struct {
    const char *title, *meaning;
    void (*fill)(const struct funnel *f, struct rows *rows);
} sections[SECTION_COUNT] = {
    [SECTION_STAGES] = {"Stages", "", stages},
    [SECTION_REASONS] = {"Deficiencies found in requests",
                         "Each request counts once, under its first deficiency.", reasons},
    [SECTION_LEVELS] = {"Level decided", "Of the rows admitted to the registry.", levels},
    [SECTION_OUTCOMES] = {"Outcome", "Each row read has exactly one outcome.", outcomes},
    [SECTION_CLAUSES] = {"Clauses that lowered", "A row can be lowered by several clauses.",
                         clauses},
};

const char *section_title(enum section section)
{
    return sections[section].title;
}

const char *section_meaning(enum section section)
{
    return sections[section].meaning;
}

void rows_of(const struct funnel *f, enum section section, struct rows *out)
{
    out->count = 0;
    sections[section].fill(f, out);
}

static bool unnamed_level(const struct funnel *f)
{
    for (unsigned i = f->levels; i < FUNNEL_LEVELS; i++) {
        if (f->level[i] > 0) {
            return true;
        }
    }
    return false;
}

bool funnel_check(const struct funnel *f, struct error *e)
{
    if (f->levels > FUNNEL_LEVELS || f->clauses > FUNNEL_CLAUSES) {
        return fail(e, ERROR_FAILED, "funnel.size", "the funnel claims more than it can hold");
    }
    const char *broken = funnel_imbalance(f);
    if (broken == NULL && unnamed_level(f)) {
        broken = "rows stand at a level without a name";
    }
    struct rows rows;
    for (unsigned s = 0; s < SECTION_COUNT; s++) {
        rows_of(f, (enum section)s, &rows);
        for (size_t i = 0; i < rows.count && broken == NULL; i++) {
            broken = rows.at[i].count > f->read ? "a count exceeds the rows read" : NULL;
        }
    }
    if (broken != NULL) {
        return fail(e, ERROR_FAILED, "funnel.balance", "the batch does not balance: %s", broken);
    }
    return true;
}
