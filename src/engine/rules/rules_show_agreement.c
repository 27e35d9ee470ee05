/* rules_show_agreement.c: the statements of an agreement in plain English. */
#include "engine/rules/rules_show.h"

/* The line of the first statement of this word; of the block where it is left out. */
static size_t line_of(const struct agreement *a, const char *word)
{
    for (size_t i = 0; i < STATEMENTS_MOST; i++) {
        if (a->stated[i].word != NULL && strcmp(a->stated[i].word, word) == 0) {
            return a->stated[i].line;
        }
    }
    return a->id.place.line;
}

/* `word`: of the statement that the paragraph renders; NULL: of the block. */
static bool end_statement(struct show_writer *w, const char *section, const char *word)
{
    const struct agreement *a = &w->rules->agreement;
    bool authority = word != NULL && strcmp(word, "authority") == 0;
    const struct paragraph p = {
        .kind = PARAGRAPH_AGREEMENT,
        .section = span_of(section),
        .source = a->info.id,
        .file = w->rules->file[a->id.place.file],
        .line = word == NULL ? a->id.place.line : line_of(a, word),
        .cites = authority ? a->cites : (struct span){0}, /* once for all */
    };
    return show_paragraph(w, &p);
}

/* An item of a list of `count`, its text already said. */
static bool end_item(struct show_writer *w, size_t index, size_t count, const char *joint)
{
    char label[LABEL_SIZE];
    show_label(1, index, label);
    const char *stop = index + 1 == count ? "." : index + 2 == count ? joint : ";";
    return show_say(w, "%s", stop) && show_line(w, 1, label);
}

/* --- parties, authority, purposes, term --- */

static bool show_parties(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    size_t count = (size_t)(a->custodian.len > 0) + (a->recipient.len > 0), at = 0;
    const char *names = count == 0   ? "names no parties."
                        : count == 1 ? "names one party:"
                                     : "is made between:";
    if (!show_say(w, "The agreement ") || !show_quoted(w, a->id) || !show_say(w, " %s", names) ||
        !show_line(w, 0, NULL)) {
        return false;
    }
    if (a->custodian.len > 0 &&
        (!show_say(w, "the custodian, who holds the records: %.*s", SPAN_ARGS(a->custodian)) ||
         !end_item(w, at++, count, "; and"))) {
        return false;
    }
    if (a->recipient.len > 0 &&
        (!show_say(w, "the recipient, who makes requests: %.*s", SPAN_ARGS(a->recipient)) ||
         !end_item(w, at++, count, "; and"))) {
        return false;
    }
    return end_statement(w, "Parties and authority", NULL);
}

static bool show_authority(struct show_writer *w)
{
    const struct agreement *a = &w->rules->agreement;
    bool said = a->info.authority.len > 0
                    ? show_say(w, "The authority for the agreement is ") &&
                          show_quoted(w, a->info.authority) && show_say(w, ".")
                    : show_say(w, "The agreement rests on the paper that is cited here.");
    return said && show_line(w, 0, NULL) && end_statement(w, "Parties and authority", "authority");
}

const char *rules_purpose_words(unsigned purpose)
{
    static const char *const words[] = {
        [PURPOSE_IS_CRIMINAL] = "a criminal matter",
        [PURPOSE_IS_CIVIL] = "a civil matter",
        [PURPOSE_IS_ADMINISTRATIVE] = "an administrative matter",
        [PURPOSE_IS_STATISTICAL] = "a statistical purpose",
        [PURPOSE_IS_MEDICAL] = "a medical purpose",
        [PURPOSE_IS_OTHER] = "a purpose of another kind",
    };
    bool known = purpose < sizeof words / sizeof *words && words[purpose] != NULL;
    return known ? words[purpose] : fact_value_name(FACT_PURPOSE, purpose);
}

static bool show_purposes(struct show_writer *w)
{
    uint32_t purposes = w->rules->agreement.info.purposes;
    size_t count = 0, at = 0;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        count += purposes >> v & 1;
    }
    if (count == 0) {
        return true;
    }
    if (!show_say(w, "The agreement is made for%s", count == 1 ? " " : " each of the following:") ||
        (count > 1 && !show_line(w, 0, NULL))) {
        return false;
    }
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if ((purposes >> v & 1) != 0 &&
            (!show_say(w, "%s", rules_purpose_words(v)) ||
             !(count == 1 ? show_say(w, ".") && show_line(w, 0, NULL)
                          : end_item(w, at++, count, "; and")))) {
            return false;
        }
    }
    return end_statement(w, "Parties and authority", "purposes");
}

static bool show_term(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    return show_say(w, "The agreement is in force from ") && show_from(w, a->from) &&
           show_say(w, ", until ") && show_until(w, a->until) &&
           show_say(w, ". Before and after that nothing is given under it.") &&
           show_line(w, 0, NULL) && end_statement(w, "Term", "in");
}

/* --- levels --- */

static bool say_contents(struct show_writer *w, uint32_t content)
{
    static const char *const words[] = {
        "the request is counted in the totals of the answer",
        "a code is given in answer to the request",
        "the last known address of the person found is given",
    };
    const char *before = "";
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if ((content >> i & 1) != 0) {
            if (!show_say(w, "%s%s", before, words[i])) {
                return false;
            }
            before = ", and ";
        }
    }
    return before[0] != '\0' || show_say(w, "nothing more than at the level before it");
}

static bool show_levels(struct show_writer *w)
{
    const struct levels *l = &w->rules->levels;
    if (!show_say(w, "What a request is given is one of the following levels, from the lowest to "
                     "the highest; each includes what the levels before it give:") ||
        !show_line(w, 0, NULL)) {
        return false;
    }
    for (unsigned i = 0; i < l->count; i++) {
        if (!show_say(w, "level \"%.*s\": ", SPAN_ARGS(l->name[i])) ||
            !(i == 0 ? show_say(w, "nothing is given")
                     : say_contents(w, l->content[i] & ~l->content[i - 1])) ||
            !end_item(w, i, l->count, "; and")) {
            return false;
        }
    }
    return end_statement(w, "What may be given", "levels");
}

/* --- what a request states; who may ask; limits --- */

static const char *element_words(enum element element)
{
    switch (element) {
    case ELEMENT_NAME:
        return "the name of the person";
    case ELEMENT_ADDRESS:
        return "the address of the person";
    case ELEMENT_PERIOD:
        return "the period that it concerns";
    case ELEMENT_AUTHORITY:
        return "the authority that it rests on";
    case ELEMENT_REASON:
        return "the reason why it is made";
    case ELEMENT_OFFICER:
        return "the officer for whom it is made";
    case ELEMENT_ATTESTATION:
        return "the attestation";
    case ELEMENT_IDENTIFIER:
        return "the identifier of the person";
    case ELEMENT_BIRTH_DATE:
        return "the date of birth of the person";
    case ELEMENT_ALL:
        break;
    }
    return element_name(element);
}

static bool show_elements(struct show_writer *w)
{
    uint32_t required = w->rules->agreement.info.required.required;
    size_t count = 0, at = 0;
    for (uint32_t bit = 1; bit <= ELEMENT_BIRTH_DATE; bit <<= 1) {
        count += (required & bit) != 0;
    }
    if (!show_say(w, "Each request asks about one person and states:") || !show_line(w, 0, NULL)) {
        return false;
    }
    for (uint32_t bit = 1; bit <= ELEMENT_BIRTH_DATE; bit <<= 1) {
        if ((required & bit) != 0 && (!show_say(w, "%s", element_words((enum element)bit)) ||
                                      !end_item(w, at++, count, "; and"))) {
            return false;
        }
    }
    return show_say(w, "A request that does not state all of this sufficiently is compared with no "
                       "record; it is answered only with what is wrong with it.") &&
           show_line(w, 0, NULL) && end_statement(w, "What each request states", "request");
}

static bool show_officers(struct show_writer *w)
{
    const struct agreement *a = &w->rules->agreement;
    if (a->officers_count == 0) {
        return true;
    }
    if (!show_say(w, "The list of officers for whom requests may be made is:") ||
        !show_line(w, 0, NULL)) {
        return false;
    }
    for (size_t i = 0; i < a->officers_count; i++) {
        if (!show_say(w, "%.*s", SPAN_ARGS(a->officers[i])) ||
            !end_item(w, i, a->officers_count, "; and")) {
            return false;
        }
    }
    return end_statement(w, "Who may ask", "officers");
}

/* What a cap counts: "The files of requests answered in one calendar month, ... may hold at most N requests" */
static bool show_counted(struct show_writer *w, enum cap cap, uint64_t most)
{
    static const char *const over[CAPS] = {
        [CAP_BATCH] = "A file of requests",
        [CAP_DAY] = "The files of requests answered on one day, UTC, together with the file at hand",
        [CAP_WEEK] = "The files of requests answered in one week, UTC, from Monday, together with the file at hand",
        [CAP_MONTH] = "The files of requests answered in one calendar month, UTC, together with the file at hand",
        [CAP_YEAR] = "The files of requests answered in one calendar year, UTC, together with the file at hand",
        [CAP_ALL] = "All files of requests answered under the agreement, together with the file at hand",
    };
    return show_say(w, "%s may hold at most ", over[cap]) && text_add_count(&w->t, most, w->e);
}

static bool show_quotas(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    for (unsigned c = 0; c < CAPS; c++) {
        if (a->quota[c] != 0 &&
            (!show_counted(w, (enum cap)c, a->quota[c]) ||
             !show_say(w, " requests. Where there are more, the quota of requests is used up.") ||
             !show_line(w, 0, NULL) || !end_statement(w, "Limits of number", "quota"))) {
            return false;
        }
    }
    return true;
}

static bool show_case_loads(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    for (unsigned c = 0; c < CAPS; c++) {
        if (a->case_load[c] != 0 &&
            (!show_counted(w, (enum cap)c, a->case_load[c]) ||
             !show_say(w, " requests made for one officer. Where there are more, the number of requests made for "
                          "the officer is not plausible.") ||
             !show_line(w, 0, NULL) || !end_statement(w, "Limits of number", "case-load"))) {
            return false;
        }
    }
    return true;
}

static bool show_probing(struct show_writer *w)
{
    uint64_t most = w->rules->agreement.info.probing;
    return most == 0 ||
           (show_say(w, "About one person at most ") && text_add_count(&w->t, most, w->e) &&
            show_say(w, " different requests may be made, in all files of requests answered under the agreement "
                        "together with the file at hand. Where there are more, probing for the person is suspected.") &&
            show_line(w, 0, NULL) && end_statement(w, "Limits of number", "probing"));
}

static bool show_limits(struct show_writer *w)
{
    return show_quotas(w) && show_case_loads(w) && show_probing(w);
}

/* --- the sample before a release --- */

static bool show_sample(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    return a->sample == 0 ||
           (show_say(w, "Before anything of a file of requests is given, a sample of the rows that are to be given, ") &&
            text_add_count(&w->t, a->sample, w->e) &&
            show_say(w, " of them or all where there are fewer, is drawn by lot and examined by a person who had no part "
                        "in their making. The number that stops the release is ") &&
            text_add_count(&w->t, a->sample_stop, w->e) &&
            show_say(w, ", or all of the sample where it is smaller: where so many of it turn out wrong or stay in doubt, "
                        "nothing of the file is given.") &&
            show_line(w, 0, NULL) && end_statement(w, "Before a release", "sample"));
}

/* --- safeguards --- */

static bool show_safeguards(struct show_writer *w)
{
    unsigned count = w->rules->agreement.info.safeguards;
    if (count == 0) {
        return true;
    }
    if (!show_say(w, "The recipient keeps what it is given under the safeguards of:") || !show_line(w, 0, NULL)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!show_say(w, "%.*s", SPAN_ARGS(rules_safeguard(w->rules, i))) || !end_item(w, i, count, "; and")) {
            return false;
        }
    }
    return end_statement(w, "Safeguards", "safeguards");
}

static bool show_review(struct show_writer *w)
{
    static const char *const units[][2] = {[PERIOD_DAY] = {"day", "days"},
                                           [PERIOD_MONTH] = {"month", "months"},
                                           [PERIOD_YEAR] = {"year", "years"}};
    const struct agreement_info *a = &w->rules->agreement.info;
    if (a->review == 0) {
        return true;
    }
    return show_say(w, "The safeguards of the recipient are reviewed at least once in every ") &&
           (a->review == 1 || (text_add_count(&w->t, a->review, w->e) && show_say(w, " "))) &&
           show_say(w, "%s. Where the last one is older they are overdue; the closing of a finding against them is "
                       "a review, and so is the recipient's registration.",
                    units[a->review_unit][a->review > 1]) &&
           show_line(w, 0, NULL) && end_statement(w, "Safeguards", "review");
}

/* --- keeping; the paper --- */

static bool show_retention(struct show_writer *w)
{
    static const char *const units[][2] = {[UNIT_DAYS] = {"day", "days"},
                                           [UNIT_MONTHS] = {"month", "months"},
                                           [UNIT_YEARS] = {"year", "years"}};
    const struct retention *r = &w->rules->agreement.info.retention;
    return r->count == 0 ||
           (show_say(w, "The recipient may keep what it is given for ") &&
            text_add_count(&w->t, r->count, w->e) &&
            show_say(w, " %s%s.", units[r->unit][r->count > 1],
                     r->or_life ? ", or for the life of the record where that is longer" : "") &&
            show_line(w, 0, NULL) && end_statement(w, "How long it may be kept", "retention"));
}

static bool show_paper(struct show_writer *w)
{
    const struct agreement_info *a = &w->rules->agreement.info;
    return !a->papered ||
           (show_say(w, "The paper of the agreement is the one with the digest (SHA-256) ") &&
            text_add_hex(&w->t, a->document, sizeof a->document, w->e) && show_say(w, ".") &&
            show_line(w, 0, NULL) && end_statement(w, "Parties and authority", "document"));
}

/* Each carries the canonical form of the whole agreement. */
static bool add_form(struct show_writer *w)
{
    bool done = rules_format_agreement(w->rules, &w->t, w->e);
    struct span form = span_trim(text_span(&w->t));
    form.at = done ? arena_copy(w->shown->arena, form, w->e) : NULL;
    w->t.len = 0;
    for (size_t i = 0; i < w->paragraphs; i++) {
        w->paragraph[i].form = form;
    }
    return form.at != NULL;
}

bool show_agreement(struct show_writer *w)
{
    static bool (*const statements[])(struct show_writer *) = {
        show_parties, show_authority, show_paper,    show_purposes, show_term,
        show_levels,  show_elements,  show_officers, show_limits,   show_sample,
        show_safeguards, show_review, show_retention, show_accounting,
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (!statements[i](w)) {
            return false;
        }
    }
    return add_form(w);
}
