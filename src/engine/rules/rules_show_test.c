#include <stdio.h>
#include <stdlib.h>

#include "engine/rules/rules_show.h"
#include "engine/rules/rules_testing.h"

/* Plain English, read back. A reader who knows the words of each fact, and how a
 * list is laid out, and nothing of the tree that the English came from, decides
 * what is established; the tree is decided by Kleene's tables. Both agree on
 * every vector of facts tried, for thousands of conditions of a fixed seed, so:
 * `and` and `or` cannot be taken for one another, and two conditions that read
 * alike are alike. */

enum { CONDITIONS = 1000, VECTORS = 20 };

/* --- paragraphs --- */

static struct shown *shown_of(const char *text)
{
    struct error e = {0};
    struct rules *r = rules_of(text);
    struct shown *s = NULL;
    assert_true(rules_show(&s, r, &e));
    rules_free(r); /* what is shown is whole in itself */
    return s;
}

static const struct paragraph *paragraph_of(const struct shown *s, const char *source)
{
    size_t count;
    const struct paragraph *p = shown_paragraphs(s, &count), *found = NULL;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(p[i].number, i + 1);
        if (span_is(p[i].source, source)) {
            assert_null(found);
            found = &p[i];
        }
    }
    assert_non_null(found);
    return found;
}

/* Lines joined by '|', each behind its label. */
static void says(const char *text, const char *source, const char *english)
{
    struct shown *s = shown_of(text);
    const struct paragraph *p = paragraph_of(s, source);
    struct text t = {0};
    struct error e;
    for (size_t i = 0; i < p->count; i++) {
        assert_true(text_addf(&t, &e, "%s%.*s%.*s", i == 0 ? "" : "|", SPAN_ARGS(p->lines[i].label),
                              SPAN_ARGS(p->lines[i].text)));
    }
    if (strcmp(t.at, english) != 0) {
        fail_msg("%s\nis not\n%s", t.at, english);
    }
    text_free(&t);
    shown_free(s);
}

#define CLAUSE(verb, body) AGREEMENT "clause C/1 " verb "\n" body "\ncites \"C\"\n"

static void clauses_in_english(void **state)
{
    (void)state;
    says(CLAUSE("grant match", "when recipient is party and purpose is not civil"), "C/1",
         "This paragraph grants level \"match\" only where it is established that the recipient is "
         "the one named in the agreement and that the purpose of the request is not a civil matter.");
    says(CLAUSE("require for address", "address corresponds otherwise count"), "C/1",
         "Level \"address\" may be given only where it is established that the address stated in "
         "the request corresponds to the address on record. Otherwise a grant of such a level "
         "yields level \"count\" at most.");
    says(CLAUSE("require for match", "name is complete or row is single when quota is open"), "C/1",
         "Unless it is established that the quota of requests is used up, level \"match\" or a "
         "higher one may be given only where at least one of the following is established:|(a)that "
         "the name stated in the request is complete; or|(b)that the request is made only once.");
    says(CLAUSE("require for match",
                "name is complete when quota is open and (row is single or subject is living) "
                "otherwise count"),
         "C/1",
         "Unless at least one of the following is established:|(a)that the quota of requests is "
         "used up; or|(b)that the request is not made only once and that the person found is not "
         "living,|level \"match\" or a higher one may be given only where it is established that "
         "the name stated in the request is complete. Otherwise a grant of such a level yields level "
         "\"count\" at most.");
    says(CLAUSE("forbid count", "when subject is protected or subject is sealed"), "C/1",
         "Level \"count\" or a higher one may not be given unless it is established that the person "
         "found is not a protected person and that the record of the person found is not sealed.");
    says(CLAUSE("forbid match", ""), "C/1",
         "Level \"match\" or a higher one may not be given. A grant of such a level yields level "
         "\"count\" at most.");
    says(CLAUSE("forbid address", "when subject is in the population"), "C/1",
         "Level \"address\" may not be given unless it is established that the person found does "
         "not belong to the population concerned. Otherwise a grant of such a level yields level "
         "\"match\" at most.|Who belongs to this population, and who does not, is never known.");
    says(CLAUSE("forbid count", "when subject is in the population population \"The 40\" only in readings"),
         "C/1",
         "Level \"count\" or a higher one may not be given unless it is established that the person "
         "found does not belong to the population \"The 40\".|This paragraph has effect only where "
         "the past is judged under a reading that takes it in, and never on what is given.");
}

static void a_sample_in_english(void **state)
{
    (void)state;
    struct shown *s = shown_of(AGREEMENT "sample 1200 rows stop at 3 wrong\n");
    size_t count, found = 0;
    const struct paragraph *p = shown_paragraphs(s, &count);
    for (size_t i = 0; i < count; i++) {
        if (span_is(p[i].section, "Before a release")) {
            found++;
            assert_int_equal(p[i].count, 1);
            assert_true(span_is(p[i].lines[0].text,
                                "Before anything of a file of requests is given, a sample of the rows that are to be given, "
                                "1,200 of them or all where there are fewer, is drawn by lot and examined by a person who "
                                "had no part in their making. The number that stops the release is 3, or all of the sample "
                                "where it is smaller: where so many of it turn out wrong or stay in doubt, nothing of the "
                                "file is given."));
        }
    }
    assert_int_equal(found, 1);
    shown_free(s);
}

/* One of the agreement's paragraphs is this, and cites this. */
static void tells(const char *statement, const char *english, const char *cites)
{
    struct text t = {0};
    struct error e;
    size_t count, found = 0;
    assert_true(text_addf(&t, &e, "%s%s", AGREEMENT, statement));
    struct shown *s = shown_of(t.at);
    const struct paragraph *p = shown_paragraphs(s, &count);
    for (size_t i = 0; i < count; i++) {
        found += p[i].count == 1 && span_is(p[i].lines[0].text, english) && span_is(p[i].cites, cites) && p[i].line == 4;
    }
    assert_int_equal(found, 1);
    text_free(&t);
    shown_free(s);
}

static void what_people_are_told_in_english(void **state)
{
    (void)state;
    tells("accounting to nobody cites \"x\"", "Nobody is given an accounting of what was given about them.", "x");
    tells("accounting to the person cites \"x\"",
          "A person who asks for it is given an accounting of what was given about them: of all disclosures that are kept.",
          "x");
    tells("accounting to the person for 6 years cites \"x\"",
          "A person who asks for it is given an accounting of what was given about them in the last 6 years.", "x");
    tells("accounting of criminal disclosures withheld cites \"x\"",
          "An accounting leaves out what was given for a criminal matter.", "x");
    tells("accounting suspended by oral statement at most 1 days cites \"x\"",
          "An accounting leaves out, for a time, what is named in an oral statement that the accounting would impede an "
          "authority: until the instant that the statement gives, and for at most 1 day from the statement.", "x");
    tells("accounting suspended by written statement cites \"x\"",
          "An accounting leaves out, for a time, what is named in a written statement that the accounting would impede an "
          "authority: until the instant that the statement gives.", "x");
    tells("notice to the person cites \"x\"",
          "A person about whom something was given that should not have been is given notice of it. The notice does not "
          "name the recipient.", "x");
}

static void dates_in_english(void **state)
{
    (void)state;
    says(CLAUSE("forbid count", "in force from 2026-02-27 to 2026-03-01 reaching back to 2025-04-07"),
         "C/1",
         "Level \"count\" or a higher one may not be given.|This paragraph has effect from 27 "
         "February 2026, 00:00 UTC, until the end of 1 March 2026, UTC, and reaches back to what was "
         "given on or after 7 April 2025.");
    says(CLAUSE("forbid count", "in force from 2026-02-27T16:00:07-05:00 until 2026-03-01T12:30Z "
                                "reaching back to 2026-02-05T21:00Z"),
         "C/1",
         "Level \"count\" or a higher one may not be given.|This paragraph has effect from 27 "
         "February 2026, 21:00:07 UTC, until 1 March 2026, 12:30 UTC, and reaches back to what was "
         "given at or after 5 February 2026, 21:00 UTC.");
}

#define ORDERED(body) AGREEMENT "order O/1 " body " from 2025-02-01\n" PAPER
#define EFFECT                                                                                    \
    "|This order has effect from 1 February 2025, 00:00 UTC.|The paper of the order is the one "   \
    "with the digest (SHA-256) "                                                                  \
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff."

static void orders_in_english(void **state)
{
    (void)state;
    says(ORDERED("forbid count court \"District Court\" docket \"1:26\" against \"A\", \"B\", "
                 "recipient \"R\""),
         "O/1",
         "Order O/1, \"District Court\", docket \"1:26\", about the agreement \"A\", the agreement \"B\" and "
         "the recipient \"R\":|Level \"count\" or a higher one may not be given." EFFECT);
    says(ORDERED("forbid count against recipient \"R\""), "O/1",
         "Order O/1, about the recipient \"R\":|Level \"count\" or a higher one may not be given "
         "unless it is established that the recipient is no other than the one named in the "
         "agreement." EFFECT);
    says(ORDERED("forbid count against recipient \"R\" when row is duplicate"), "O/1",
         "Order O/1, about the recipient \"R\":|Level \"count\" or a higher one may not be given "
         "unless at least one of the following is established:|(a)that the recipient is no other "
         "than the one named in the agreement; or|(b)that the request does not repeat another of the "
         "same file." EFFECT);
    says(ORDERED("compel match when subject is living"), "O/1",
         "Order O/1, about every agreement:|No less than level \"match\" is to be given unless it is "
         "established that the person found is not living.|This grants nothing. But where a request "
         "would be given less, and a prohibition, or a requirement that another order makes, limits "
         "the grants of that level, the request is held: nothing is given for it until a person has "
         "decided which of the two prevails. A request that would be given nothing is held only where "
         "it would be given that level or a higher one if no prohibition and no requirement of an order "
         "limited its grants." EFFECT);
    says(ORDERED("forbid count against \"B\""), "O/1",
         "Order O/1, about the agreement \"B\":|Level \"count\" or a higher one may not be given."
         "|This order has effect from 1 February 2025, 00:00 UTC.|The agreement of this text is not "
         "meant, and the order has no effect on it.|The paper of the order is the one with the "
         "digest (SHA-256) 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.");
    /* the suspended order stands behind the one that suspends it */
    says(AGREEMENT "clause F/1 forbid count cites \"C\"\norder O/1 suspend O/2 from 2025-02-01\n" PAPER
                   "order O/2 forbid count from 2025-02-01\n" PAPER,
         "O/1",
         "Order O/1, about every agreement:|Paragraph 8 (O/2) is suspended: it has no effect while "
         "this order has effect." EFFECT);
    /* without their agreement */
    says("order O/1 forbid street from 2025-02-01\n" PAPER, "O/1",
         "Order O/1, about every agreement:|Level \"street\" or a higher one may not be given. A "
         "grant of such a level yields the level below level \"street\" at most." EFFECT);
    says("order O/1 suspend S/9 from 2025-02-01\n" PAPER, "O/1",
         "Order O/1, about every agreement:|What bears the name S/9, and is not in this text, is "
         "suspended: it has no effect while this order has effect." EFFECT);
}

/* No name can be drawn up to go on as the sentence does. */
static void names_end_where_they_end(void **state)
{
    (void)state;
    says(CLAUSE("forbid address", "when subject is in the population population \"P\\\" or \\\\\""), "C/1",
         "Level \"address\" may not be given unless it is established that the person found does "
         "not belong to the population \"P\\\" or \\\\\". Otherwise a grant of such a level yields level "
         "\"match\" at most.");
    says(ORDERED("forbid address court \"C\\\", about \\\"B\" against \"A\", \"B\\\" and \\\"C\""), "O/1",
         "Order O/1, \"C\\\", about \\\"B\", about the agreement \"A\" and the agreement \"B\\\" and \\\"C\":|Level "
         "\"address\" may not be given. A grant of such a level yields level \"match\" at most." EFFECT);
}

static void readings_in_english(void **state)
{
    (void)state;
    const char *text = AGREEMENT "clause F/1 forbid count cites \"C\"\n"
                                 "clause F/2 forbid match only in readings cites \"C\"\n"
                                 "clause G/1 grant match when recipient is party cites \"C\"\n"
                                 "reading \"r\" without F/1, G/1 with F/2 cites \"x\"\n"
                                 "reading \"s\" without G/1 cites \"x\"\n";
    says(text, "r",
         "Under the reading \"r\" the past is judged without paragraphs 6 (G/1) and 7 (F/1), and "
         "with paragraph 8 (F/2). Of the clauses and orders there remains paragraph 8 (F/2).");
    says(text, "s",
         "Under the reading \"s\" the past is judged without paragraph 6 (G/1). Of the clauses and "
         "orders there remains paragraph 7 (F/1).");
    says("reading \"r\" without F/1 cites \"x\"", "r",
         "Under the reading \"r\" the past is judged without what bears the name F/1 and is not in "
         "this text.");
}

static void invariants_in_english(void **state)
{
    (void)state;
    says(AGREEMENT "invariant \"i\" never address unless address corresponds cites \"C\"", "i",
         "It must hold at all times (\"i\") that level \"address\" is never given unless it is "
         "established that the address stated in the request corresponds to the address on record.");
    says(AGREEMENT "clause F/1 forbid match cites \"C\"\n"
                   "invariant \"i\" never match when subject is protected unless row is single and "
                   "quota is open while F/1 acts cites \"C\"",
         "i",
         "It must hold at all times (\"i\") that while paragraph 6 (F/1) has effect, level \"match\" or "
         "a higher one is never given unless at least one of the following is established:|(a)that the "
         "person found is not a protected person; or|(b)that the request is made only once and that "
         "the quota of requests is not used up.");
    says(AGREEMENT "invariant \"i\" never count while ORD/9 acts cites \"C\"", "i",
         "It must hold at all times (\"i\") that while what bears the name ORD/9, and is not in this "
         "text, has effect, level \"count\" or a higher one is never given.");
#define ASKS(name) "invariant \"i\" never address unless subject is outside the population " name " cites \"C\""
#define ASKED(population)                                                                                     \
    "It must hold at all times (\"i\") that level \"address\" is never given unless it is established that the " \
    "person found is outside the population " population "."
#define UNKNOWN "|Who belongs to this population, and who does not, is never known."
    says(AGREEMENT "clause F/1 forbid match when subject is in the population population \"The 40\" cites \"C\"\n"
                   ASKS("population \"The 40\""),
         "i", ASKED("\"The 40\""));
    says(AGREEMENT ASKS("population \"The 50\""), "i", ASKED("\"The 50\"") UNKNOWN);
    says(AGREEMENT ASKS(""), "i", ASKED("concerned") UNKNOWN);
}

/* --- words --- */

static bool may_be_read(const char *s)
{
    static const char *const joints[] = {" and that ", " or that ", ";", ":", "\"", "established"};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        if (strstr(s, joints[i]) != NULL) {
            return false;
        }
    }
    return s[strlen(s) - 1] != '.' && s[strlen(s) - 1] != ',';
}

static void every_fact_has_words(void **state)
{
    (void)state;
    const char *all[2 * FACT_COUNT * FACT_MOST_VALUES];
    size_t count = 0;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; v <= fact_values((enum fact)f) && !fact_is_place((enum fact)f); v++) {
            for (unsigned negated = 0; negated < 2; negated++) {
                const char *s = show_words((enum fact)f, v, negated != 0);
                if (s[0] == '\0' || !may_be_read(s)) {
                    fail_msg("no words, or none that can stand in a sentence, for \"%s\"",
                             fact_phrase((enum fact)f, v));
                }
                for (size_t i = 0; i < count; i++) {
                    assert_string_not_equal(all[i], s);
                }
                all[count++] = s;
            }
        }
    }
}

static void labels(void **state)
{
    (void)state;
    static const struct {
        unsigned depth;
        size_t index;
        const char *label;
    } wanted[] = {{1, 0, "(a)"},  {1, 25, "(z)"},  {1, 26, "(aa)"}, {1, 701, "(zz)"}, {1, 702, "(aaa)"},
                  {2, 0, "(i)"},  {2, 8, "(ix)"},  {2, 48, "(xlix)"}, {3, 1, "(B)"}, {4, 9, "(10)"},
                  {5, 2, "(c)"},  {2, 3887, "(mmmdccclxxxviii)"}, {2, 3999, "(ewv)"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char label[LABEL_SIZE];
        show_label(wanted[i].depth, wanted[i].index, label);
        assert_string_equal(label, wanted[i].label);
    }
}

/* --- the tree: written as text, and decided by Kleene's tables --- */

enum truth { NO, MAYBE, YES };

struct tree {
    char kind; /* '=' '!' '&' '|' */
    enum fact fact;
    unsigned value;
    int part[4], parts;
};

struct forest {
    struct tree tree[4096];
    int trees;
};

static int grow(struct forest *f, uint64_t *seed, int depth)
{
    assert_true(f->trees < (int)(sizeof f->tree / sizeof *f->tree));
    int at = f->trees++;
    unsigned kind = depth == 0 ? 0 : random_below(seed, 6);
    struct tree t = {.kind = "==!&&|"[kind]};
    if (t.kind == '=') {
        do {
            t.fact = (enum fact)random_below(seed, FACT_COUNT);
        } while (fact_is_place(t.fact));
        t.value = 1 + random_below(seed, fact_values(t.fact));
    } else {
        t.kind = t.kind == '&' && random_below(seed, 2) == 0 ? '|' : t.kind;
        t.parts = t.kind == '!' ? 1 : 2 + (int)random_below(seed, 3);
        for (int i = 0; i < t.parts; i++) {
            t.part[i] = grow(f, seed, depth - 1);
        }
    }
    f->tree[at] = t;
    return at;
}

static void write_tree(const struct forest *f, int at, struct text *out)
{
    const struct tree *t = &f->tree[at];
    struct error e;
    if (t->kind == '=') {
        assert_true(text_adds(out, fact_phrase(t->fact, t->value), &e));
        return;
    }
    for (int i = 0; i < t->parts; i++) {
        assert_true(text_adds(out, t->kind == '!' ? "not (" : i == 0 ? "(" : t->kind == '&' ? " and (" : " or (", &e));
        write_tree(f, t->part[i], out);
        assert_true(text_addc(out, ')', &e));
    }
}

static enum truth decide(const struct forest *f, int at, const struct facts *facts)
{
    const struct tree *t = &f->tree[at];
    if (t->kind == '=') {
        unsigned v = facts->value[t->fact];
        return v == 0 ? MAYBE : v == t->value ? YES : NO;
    }
    enum truth all = decide(f, t->part[0], facts);
    if (t->kind == '!') {
        return (enum truth)(YES - all);
    }
    for (int i = 1; i < t->parts; i++) {
        enum truth one = decide(f, t->part[i], facts);
        all = (t->kind == '&') == (one < all) ? one : all;
    }
    return all;
}

/* --- the reader --- */

struct reader {
    const struct paragraph_line *line; /* the one being read */
    size_t left;                       /* lines, this one included */
    const struct facts *facts;
};

static bool takes(const char **s, const char *words)
{
    size_t n = strlen(words);
    bool found = strncmp(*s, words, n) == 0;
    *s += found ? n : 0;
    return found;
}

static void next_line(struct reader *r)
{
    assert_true(r->left > 0);
    r->line++;
    r->left--;
}

/* "that A", A being the longest of the clauses of all facts that stands here. */
static bool read_fact(const struct reader *r, const char **s)
{
    size_t longest = 0;
    bool holds = false;
    assert_true(takes(s, "that "));
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; v <= fact_values((enum fact)f); v++) {
            for (unsigned negated = 0; negated < 2; negated++) {
                const char *words = show_words((enum fact)f, v, negated != 0);
                size_t n = strlen(words);
                if (n > longest && strncmp(*s, words, n) == 0) {
                    unsigned is = r->facts->value[f];
                    longest = n;
                    holds = is != 0 && (is == v) == (negated == 0);
                }
            }
        }
    }
    if (longest == 0) {
        fail_msg("not the words of a fact: %s", *s);
    }
    *s += longest;
    return holds;
}

static bool read_sentence(const struct reader *r, const char **s)
{
    bool all = read_fact(r, s);
    while (takes(s, " and ")) {
        bool one = read_fact(r, s);
        all = all && one;
    }
    return all;
}

/* The items at this depth; each but the last ends with what joins them. */
static bool read_list(struct reader *r, unsigned depth, bool every, const char *end)
{
    bool all = true, any = false;
    size_t count = 0;
    for (size_t i = 0; i < r->left && r->line[i].depth >= depth; i++) {
        count += r->line[i].depth == depth;
    }
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++) {
        char label[LABEL_SIZE];
        const char *s = r->line->text.at;
        const char *stop = i + 1 == count ? end : i + 2 < count ? ";" : every ? "; and" : "; or";
        bool one;
        assert_int_equal(r->line->depth, depth);
        show_label(depth, i, label);
        assert_string_equal(r->line->label.at, label);
        if (takes(&s, "each of the following:") || takes(&s, "at least one of the following:")) {
            bool inner = r->line->text.at[0] == 'e';
            assert_true(inner != every && *s == '\0'); /* else it were no list of its own */
            next_line(r);
            one = read_list(r, depth + 1, inner, stop);
        } else {
            one = read_sentence(r, &s);
            assert_string_equal(s, stop);
            next_line(r);
        }
        all = all && one;
        any = any || one;
    }
    return every ? all : any;
}

/* What stands behind "where" or "unless"; *s goes on behind it, maybe in another line. */
static bool read_condition(struct reader *r, const char **s, const char *end)
{
    if (takes(s, "it is established ")) {
        bool holds = read_sentence(r, s);
        assert_true(takes(s, end));
        return holds;
    }
    bool every = takes(s, "each of the following is established:");
    assert_true(every || takes(s, "at least one of the following is established:"));
    assert_int_equal(**s, '\0');
    next_line(r);
    bool holds = read_list(r, 1, every, end);
    *s = r->left > 0 ? r->line->text.at : "";
    return holds;
}

/* Whether a grant counts, or a clause bites, by what the paragraph says. */
static bool read_paragraph(const struct paragraph *p, const struct facts *facts)
{
    struct reader r = {p->lines, p->count, facts};
    const char *s = p->lines[0].text.at;
    bool about = true;
    if (takes(&s, "This paragraph grants level \"match\" only where ")) {
        return read_condition(&r, &s, ".");
    }
    if (takes(&s, "Unless ")) {
        about = !read_condition(&r, &s, ",");
        (void)takes(&s, " ");
        assert_true(takes(&s, "level"));
    } else {
        assert_true(takes(&s, "Level"));
    }
    assert_true(takes(&s, " \"match\" or a higher one may "));
    if (takes(&s, "not be given unless ")) {
        return about && !read_condition(&r, &s, ".");
    }
    assert_true(takes(&s, "be given only where "));
    return about && !read_condition(&r, &s, ".");
}

/* --- both --- */

static void any_facts(struct facts *out, uint64_t *seed)
{
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        out->value[f] = (uint8_t)random_below(seed, fact_values((enum fact)f) + 1);
    }
}

static void english_and_condition_agree(void **state)
{
    (void)state;
    struct forest *f = calloc(1, sizeof *f);
    uint64_t seed = 20251127;
    struct error e;
    assert_non_null(f);
    for (unsigned n = 0; n < CONDITIONS; n++) {
        struct text t = {0};
        unsigned kind = n % 4;
        static const char *const heads[] = {"grant match when ", "require for match ",
                                            "forbid match when ", "require for match "};
        f->trees = 0;
        int one = grow(f, &seed, (int)(n % 5)), when = grow(f, &seed, (int)(n % 3));
        assert_true(text_adds(&t, AGREEMENT "clause C/1 ", &e) && text_adds(&t, heads[kind], &e));
        write_tree(f, one, &t);
        if (kind == 3) {
            assert_true(text_adds(&t, " when ", &e));
            write_tree(f, when, &t);
        }
        assert_true(text_adds(&t, " cites \"C\"\n", &e));
        struct shown *s = shown_of(t.at);
        const struct paragraph *p = paragraph_of(s, "C/1");
        for (unsigned k = 0; k < VECTORS; k++) {
            struct facts facts;
            any_facts(&facts, &seed);
            enum truth is = decide(f, one, &facts);
            bool wanted = kind == 0   ? is == YES
                          : kind == 2 ? is != NO
                                      : is != YES && (kind == 1 || decide(f, when, &facts) != NO);
            if (read_paragraph(p, &facts) != wanted) {
                fail_msg("the English says something else:\n%s", t.at);
            }
        }
        shown_free(s);
        text_free(&t);
    }
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clauses_in_english),    cmocka_unit_test(a_sample_in_english),
        cmocka_unit_test(what_people_are_told_in_english),
        cmocka_unit_test(dates_in_english),
        cmocka_unit_test(orders_in_english),     cmocka_unit_test(readings_in_english),
        cmocka_unit_test(names_end_where_they_end),
        cmocka_unit_test(invariants_in_english), cmocka_unit_test(every_fact_has_words),  cmocka_unit_test(labels),
        cmocka_unit_test(english_and_condition_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
