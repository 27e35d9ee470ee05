#include <stdio.h>

#include "engine/rules/rules_testing.h"

/* Reading rules: what is read, and what is refused, where, with which hint. */

#define GRANT "clause G/1 grant address\n  when recipient is party\n  cites \"C\"\n"

static void reads_an_agreement(void **state)
{
    (void)state;
    struct rules *r =
        rules_of("# a comment\n"
                 "agreement \"TAX-2025\"\n"
                 "  custodian \"C \\\"x\\\" \\\\\"  recipient \"R\"  authority \"26 U.S.C.\"\n"
                 "  purposes criminal, civil\n"
                 "  in force 2025-04-07 to 2026-10-06\n"
                 "  levels none < code < value\n"
                 "  level code gives count and code\n"
                 "  level value gives address\n"
                 "  request states name, birth date, identifier\n"
                 "  officers \"Ann  Person\",\n    \"Jos\xC3\xA9 \xC3\x89tienne\"\n"
                 "  officers \"Bo Person\"\n"
                 "  quota 2000000 rows a batch\n"
                 "  case-load 5000 rows an officer\n"
                 "  cites \"Memorandum\"\n");
    struct agreement_info a;
    struct levels l;
    assert_true(rules_agreement(r, &a));
    assert_true(span_is(a.id, "TAX-2025"));
    assert_true(span_is(a.custodian, "C \"x\" \\"));
    assert_true(span_is(a.recipient, "R"));
    assert_true(span_is(a.authority, "26 U.S.C."));
    assert_int_equal(a.purposes, 1 << PURPOSE_IS_CRIMINAL | 1 << PURPOSE_IS_CIVIL);
    assert_int_equal(a.from, instant_of("2025-04-07"));
    assert_int_equal(a.until, instant_of("2026-10-07"));
    assert_int_equal(a.required.required,
                     ELEMENT_NAME | ELEMENT_BIRTH_DATE | ELEMENT_IDENTIFIER);
    assert_int_equal(a.quota[CAP_BATCH], 2000000);
    assert_int_equal(a.case_load[CAP_BATCH], 5000);
    assert_int_equal(a.officers, 3);
    rules_levels(r, &l);
    assert_int_equal(l.count, 3);
    assert_true(span_is(l.name[2], "value"));
    assert_int_equal(l.content[0], 0);
    assert_int_equal(l.content[1], CONTENT_COUNT | CONTENT_CODE);
    /* a level gives what those below it give, too */
    assert_int_equal(l.content[2], CONTENT_COUNT | CONTENT_CODE | CONTENT_ADDRESS);
    rules_free(r);
}

static void reads_caps_sample_and_safeguards(void **state)
{
    (void)state;
    struct rules *r = rules_of("agreement \"A\" to 2026-12-31 cites \"M\" quota 5 rows a year quota 2 rows a day quota 1 rows a batch "
                                         "quota 9 rows in all quota 3 rows a week quota 4 rows a month "
                                         "case-load 7 rows an officer in force 2025-01-01 "
                                         "case-load 8 rows an officer a month case-load 99 rows an officer in all "
                                         "probing 2 rows a person sample 60 rows stop at 3 wrong safeguards \"IRS Publication 1075\", \"B\" "
                                         "safeguards \"C\" review of safeguards every 6 months");
    struct agreement_info a;
    struct text t = {0};
    struct error e;
    static const uint64_t quota[CAPS] = {1, 2, 3, 4, 5, 9}, load[CAPS] = {7, 0, 0, 8, 0, 99};
    assert_true(rules_agreement(r, &a));
    assert_memory_equal(a.quota, quota, sizeof quota);
    assert_memory_equal(a.case_load, load, sizeof load);
    assert_int_equal(a.probing, 2);
    assert_int_equal(a.sample, 60);
    assert_int_equal(a.sample_stop, 3);
    assert_int_equal(a.safeguards, 3);
    assert_true(span_is(rules_safeguard(r, 2), "C"));
    assert_int_equal(a.review, 6);
    assert_int_equal(a.review_unit, PERIOD_MONTH);
    assert_true(rules_format(r, &t, &e));
    assert_non_null(strstr(t.at, "  quota 1 rows a batch\n  quota 2 rows a day\n  quota 3 rows a week\n"
                                 "  quota 4 rows a month\n  quota 5 rows a year\n  quota 9 rows in all\n"
                                 "  case-load 7 rows an officer\n  case-load 8 rows an officer a month\n"
                                 "  case-load 99 rows an officer in all\n  probing 2 rows a person\n"
                                 "  sample 60 rows stop at 3 wrong\n"
                                 "  safeguards \"IRS Publication 1075\",\n    \"B\",\n    \"C\"\n"
                                 "  review of safeguards every 6 months\n"));
    struct rules *again = rules_of(t.at);
    uint8_t h1[32], h2[32];
    rules_hash(r, h1);
    rules_hash(again, h2);
    assert_memory_equal(h1, h2, sizeof h1);
    rules_free(again);
    text_free(&t);
    rules_free(r);
}

static void reads_what_people_are_told(void **state)
{
    (void)state;
    struct rules *r = rules_of("agreement \"A\" in force 2025-01-01 to 2026-12-31 purposes criminal, civil "
                               "notice to the person naming the recipient cites \"N\" "
                               "accounting suspended by oral statement at most 30 days cites \"O\" "
                               "accounting of civil disclosures withheld cites \"W\" "
                               "accounting suspended by written statement cites \"S\" "
                               "accounting to the person for 6 years cites \"P\" cites \"M\"");
    struct agreement_info a;
    struct text t = {0};
    struct error e;
    const struct accounting *to = &a.accounting;
    assert_true(rules_agreement(r, &a));
    assert_true(!to->nobody && to->back == 6 && to->unit == UNIT_YEARS && span_is(to->cites, "P"));
    assert_true(span_is(to->withheld[PURPOSE_IS_CIVIL], "W") && to->withheld[PURPOSE_IS_CRIMINAL].len == 0);
    assert_true(to->suspended[STATEMENT_ORAL].most == 30 && to->suspended[STATEMENT_ORAL].unit == UNIT_DAYS);
    assert_true(span_is(to->suspended[STATEMENT_ORAL].cites, "O"));
    assert_true(to->suspended[STATEMENT_WRITTEN].most == 0 && span_is(to->suspended[STATEMENT_WRITTEN].cites, "S"));
    assert_true(to->naming && span_is(to->notice, "N") && span_is(a.authority, ""));
    assert_true(rules_format(r, &t, &e));
    assert_non_null(strstr(t.at, "  accounting to the person for 6 years cites \"P\"\n"
                                 "  accounting of civil disclosures withheld cites \"W\"\n"
                                 "  accounting suspended by written statement cites \"S\"\n"
                                 "  accounting suspended by oral statement at most 30 days cites \"O\"\n"
                                 "  notice to the person naming the recipient cites \"N\"\n"
                                 "  cites \"M\"\n"));
    struct rules *again = rules_of(t.at), *silent = rules_of(AGREEMENT), *nobody = rules_of(AGREEMENT "accounting to nobody cites \"x\"");
    uint8_t h1[32], h2[32];
    rules_hash(r, h1);
    rules_hash(again, h2);
    assert_memory_equal(h1, h2, sizeof h1);
    assert_true(rules_agreement(silent, &a)); /* who says nothing owes everything */
    assert_true(!to->nobody && to->back == 0 && to->cites.len == 0 && to->suspended[0].cites.len == 0 && !to->naming);
    assert_true(rules_agreement(nobody, &a) && to->nobody);
    rules_free(nobody);
    rules_free(silent);
    rules_free(again);
    text_free(&t);
    rules_free(r);
}

static void finds_officers(void **state)
{
    (void)state;
    struct rules *r =
        rules_of(AGREEMENT "officers \"Ann  Person\", \"Jos\xC3\xA9 \xC3\x89tienne\"");
    static const struct {
        const char *name;
        bool on;
    } cases[] = {
        {"Ann Person", true},
        {" ANN \t PERSON ", true},
        {"JOS\xC3\x89 \xC3\xA9tienne", true},
        {"Jose\xCC\x81 E\xCC\x81tienne", true}, /* the accents apart */
        {"Jose Etienne", false},
        {"Ann", false},
        {"AnnPerson", false},
        {"", false},
        {"  ", false},
        {"\xFF\xFE", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(rules_officer(r, span_of(cases[i].name)), cases[i].on);
    }
    char many[5000];
    memset(many, 'a', sizeof many);
    assert_false(rules_officer(r, (struct span){many, sizeof many}));
    rules_free(r);
}

static void an_agreement_has_defaults(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT);
    struct agreement_info a;
    struct levels l;
    assert_true(rules_agreement(r, &a));
    assert_int_equal(a.required.required, ELEMENT_ALL);
    assert_int_equal(a.purposes, 0);
    assert_int_equal(a.quota[CAP_BATCH], 0);
    assert_int_equal(a.case_load[CAP_BATCH], 0);
    assert_int_equal(a.officers, 0);
    rules_levels(r, &l);
    assert_int_equal(l.count, 4);
    assert_true(span_is(l.name[0], "none"));
    assert_true(span_is(l.name[1], "count"));
    assert_true(span_is(l.name[2], "match"));
    assert_true(span_is(l.name[3], "address"));
    assert_int_equal(l.content[1], CONTENT_COUNT);
    assert_int_equal(l.content[2], CONTENT_COUNT | CONTENT_CODE);
    assert_int_equal(l.content[3], CONTENT_COUNT | CONTENT_CODE | CONTENT_ADDRESS);
    rules_free(r);
}

/* The sketch of the blueprint, word for word, parses. */
static void reads_the_sketch(void **state)
{
    (void)state;
    struct rules *r =
        rules_of("agreement \"TAX-2025\"\n"
                 "  custodian \"Internal Revenue Service\"\n"
                 "  recipient \"Immigration and Customs Enforcement\"\n"
                 "  authority \"26 U.S.C. 6103(i)(2)\"\n"
                 "  in force 2025-04-07 to 2026-10-06\n"
                 "  levels none < count < match < address\n"
                 "\n"
                 "clause AGR/3b grant address\n"
                 "  when recipient is party and purpose is criminal\n"
                 "  cites \"Memorandum of 7 April 2025, section 3(b)\"\n"
                 "\n"
                 "clause SUF/1 require for match\n"
                 "  name is complete and address is complete\n"
                 "  otherwise none\n"
                 "  cites \"26 U.S.C. 6103(i)(2)(B)(i)\"\n"
                 "\n"
                 "clause SUF/4 require for address\n"
                 "  address corresponds\n"
                 "  otherwise none\n"
                 "  in force from 2026-02-27 reaching back to 2025-04-07\n"
                 "  cites \"Opinion of 26 February 2026, p. 9\"\n"
                 "\n"
                 "order ORD/M-1 forbid match\n"
                 "  from 2026-02-05T21:00Z\n"
                 "  document "
                 "sha256:0000000000000000000000000000000000000000000000000000000000000000\n"
                 "  cites \"Order of 5 February 2026, paragraph 2\"\n");
    struct clause_info c;
    assert_int_equal(rules_clauses(r), 4);
    rules_clause(r, 2, &c);
    assert_true(span_is(c.id, "SUF/4"));
    assert_int_equal(c.verb, CLAUSE_REQUIRE);
    assert_int_equal(c.level, 3);
    assert_int_equal(c.otherwise, 0);
    assert_int_equal(c.from, instant_of("2026-02-27"));
    assert_int_equal(c.until, INSTANT_MAX);
    assert_int_equal(c.reach, instant_of("2025-04-07"));
    assert_int_equal(c.line, 17);
    assert_int_equal(c.order.len, 0);
    assert_true(span_is(c.cites, "Opinion of 26 February 2026, p. 9"));
    rules_clause(r, 3, &c);
    assert_int_equal(c.verb, CLAUSE_FORBID);
    assert_int_equal(c.level, 2);
    assert_int_equal(c.otherwise, 1);
    assert_true(span_is(c.order, "ORD/M-1"));
    rules_clause(r, 0, &c); /* without dates of its own: the agreement's */
    assert_int_equal(c.from, instant_of("2025-04-07"));
    assert_int_equal(c.until, instant_of("2026-10-07"));
    assert_int_equal(c.reach, c.from);
    assert_int_equal(rules_clause_find(r, SPAN_LITERAL("SUF/1")), 1);
    assert_int_equal(rules_clause_find(r, SPAN_LITERAL("SUF")), SIZE_MAX);
    rules_free(r);
}

static void reads_orders(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT GRANT
        "clause P/1 forbid count cites \"C\"\n"
        "order O/1 forbid match against \"B\", \"A\" court \"Court\" docket \"1:25\"\n"
        "  when subject is in the population\n"
        "  from 2026-02-05T21:00Z until 2026-03-01T00:00Z reaching back to 2025-04-07\n" PAPER
        "order O/2 suspend O/1 from 2026-02-10 to 2026-02-11\n" PAPER
        "order O/3 suspend O/2 from 2026-02-11\n" PAPER
        "order O/4 suspend G/1 from 2026-02-11\n" PAPER
        "order O/5 forbid match against \"B\" from 2026-02-11\n" PAPER);
    static const struct {
        const char *id;
        bool lowers, elsewhere;
        const char *until;
        size_t target;
    } want[] = {
        {"O/1", true, false, "2026-03-01", SIZE_MAX},
        {"O/2", false, false, "2026-02-12", 2},
        {"O/3", true, false, NULL, 3},
        {"O/4", true, false, NULL, 0},
        {"O/5", true, true, NULL, SIZE_MAX},
    };
    assert_int_equal(rules_orders(r), 5);
    for (size_t i = 0; i < 5; i++) {
        struct order_info o;
        rules_order(r, i, &o);
        assert_true(span_is(o.id, want[i].id));
        assert_int_equal(o.lowers, want[i].lowers);
        assert_int_equal(o.elsewhere, want[i].elsewhere);
        assert_int_equal(o.until,
                         want[i].until == NULL ? INSTANT_MAX : instant_of(want[i].until));
        assert_int_equal(o.clause, i + 2);
        assert_int_equal(rules_target(r, o.clause), want[i].target);
        assert_int_equal(o.document[1], 0x11);
        assert_true(span_is(o.cites, "O"));
    }
    struct order_info o;
    rules_order(r, 0, &o);
    assert_true(span_is(o.court, "Court"));
    assert_true(span_is(o.docket, "1:25"));
    assert_int_equal(o.from, instant_of("2026-02-05T21:00Z"));
    rules_free(r);
}

/* An order by itself can be looked at: what it cannot know is let stand. */
static void reads_an_order_alone(void **state)
{
    (void)state;
    struct agreement_info a;
    struct order_info o;
    struct rules *r = rules_of("order O/1 forbid disclose from 2026-02-11\n" PAPER
                               "order O/2 suspend SUF/9 from 2026-02-11\n" PAPER);
    assert_false(rules_agreement(r, &a));
    assert_int_equal(rules_orders(r), 2);
    rules_order(r, 1, &o);
    assert_false(o.lowers); /* what it pauses is unknown: two keys */
    rules_free(r);
}

static void reads_readings(void **state)
{
    (void)state;
    struct rules *r =
        rules_of(AGREEMENT GRANT "reading \"one\" without G/1 cites \"L\"\n"
                                 "reading \"two\" without G/1, G/1 cites \"M\"\n");
    assert_int_equal(rules_readings(r), 2);
    assert_true(span_is(rules_reading(r, 1), "two"));
    assert_true(span_is(rules_reading_cites(r, 1), "M"));
    assert_int_equal(rules_reading_find(r, SPAN_LITERAL("two")), 1);
    assert_int_equal(rules_reading_find(r, SPAN_LITERAL("three")), SIZE_MAX);
    rules_free(r);
}

static void condition_is(const char *condition, const char *want)
{
    char source[1000];
    struct error e = {0};
    struct text t = {0};
    (void)snprintf(source, sizeof source,
                   AGREEMENT "clause F/1 forbid count when %s cites \"C\"", condition);
    struct rules *r = rules_of(source);
    assert_true(rules_condition(r, 0, &t, &e));
    assert_string_equal(t.at, want);
    text_free(&t);
    rules_free(r);
}

static void reads_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *source, *canonical;
    } cases[] = {
        {"name is complete", "name is complete"},
        {"linkage by name and address is unique and row is single",
         "linkage by name and address is unique and row is single"},
        {"name is complete or row is single and not quota is open",
         "name is complete or row is single and quota is not open"},
        {"(name is complete or row is single)\n and address differs",
         "(name is complete or row is single) and address differs"},
        {"((name is complete)) and (row is single and address differs)",
         "name is complete and row is single and address differs"},
        {"not (name is complete or row is single)", "not (name is complete or row is single)"},
        {"not not name is complete", "not name is not complete"},
        {"not address corresponds", "not address corresponds"},
        {"safeguards are not in order", "safeguards are not in order"},
        {"address is not residential", "address is not residential"},
        {"not address is not residential", "not address is not residential"},
        {"linkage by identifier is not many", "linkage by identifier is not many"},
        {"address was not compared", "address was not compared"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        condition_is(cases[i].source, cases[i].canonical);
        condition_is(cases[i].canonical, cases[i].canonical);
    }
}

/* Each phrase of the vocabulary, and its negation, is read as itself. */
static void reads_each_phrase(void **state)
{
    (void)state;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; !fact_is_place((enum fact)f) && v <= fact_values((enum fact)f); v++) {
            char negated[200];
            condition_is(fact_phrase((enum fact)f, v), fact_phrase((enum fact)f, v));
            (void)snprintf(negated, sizeof negated, "not %s", fact_phrase((enum fact)f, v));
            char source[1000];
            (void)snprintf(source, sizeof source,
                           AGREEMENT "clause F/1 forbid count when %s cites \"C\"", negated);
            struct rules *r = rules_of(source);
            struct text t = {0};
            struct error e = {0};
            assert_true(rules_condition(r, 0, &t, &e));
            condition_is(t.at, t.at);
            text_free(&t);
            rules_free(r);
        }
    }
}

static void a_requirement_with_when_reads_as_one_condition(void **state)
{
    (void)state;
    struct error e = {0};
    struct text t = {0};
    struct rules *r = rules_of(AGREEMENT "clause S/1 require for match\n  address corresponds\n"
                                         "  when address is complete or row is single\n"
                                         "  cites \"C\"");
    assert_true(rules_condition(r, 0, &t, &e));
    assert_string_equal(t.at,
                        "not (address is complete or row is single) or address corresponds");
    text_free(&t);
    rules_free(r);
}

/* --- what is refused --- */

#define HEAD "agreement \"A\"\n in force 2025-01-01 to 2026-12-31 cites \"M\"\n" /* 2 lines */

static void refuses_with_place_and_hint(void **state)
{
    (void)state;
    static const struct {
        const char *source, *code, *text, *hint;
    } cases[] = {
        /* bytes */
        {"agreement \"A\xFF\"", "rules.utf8", "t:1:13: this is not UTF-8", "UTF-8"},
        {"# \xC0\x80", "rules.utf8", "t:1:3: this is not UTF-8", "UTF-8"},
        {"a\x01", "rules.character",
         "t:1:2: the character U+0001 does not show and may not stand here", "remove"},
        {"# x\n# ab\xE2\x80\xAE"
         "cd",
         "rules.character", "t:2:5: the character U+202E does not show and may not stand here",
         "remove"},
        {"agr\xC3\xA9"
         "ement",
         "rules.character", "t:1:4: this character may stand in quotes only", "double quotes"},
        {"agreement \xE2\x80\x9C"
         "A\xE2\x80\x9D",
         "rules.character", "t:1:11: this character may stand in quotes only", "plain double quote"},
        {"clause A\xE2\x80\x93" "1", "rules.character", "t:1:9: this character may stand in quotes only", "write -"},
        {"clause\xC2\xA0" "A", "rules.character", "t:1:7: this character may stand in quotes only", "plain blank"},
        {"# hidden\rclause A forbid count\n", "rules.character",
         "t:1:9: a line ends with a carriage return alone", "line feed"},
        {"agreement \"A\rB\"", "rules.character", "t:1:13: a line ends with a carriage return alone", "line feed"},
        {"agreement\r\r\n", "rules.character", "t:1:10: a line ends with a carriage return alone", "line feed"},
        {"agreement \"A\n", "rules.quote", "t:1:13: a text in quotes does not end in its line",
         "close it"},
        {"agreement \"A\\n\"", "rules.escape", "t:1:13: a backslash stands alone in a text",
         "\\\\"},
        /* blocks and statements */
        {"agreemnt \"A\"", "rules.syntax",
         "t:1:1: expected 'agreement', 'clause', 'order', 'reading' or 'invariant', found 'agreemnt'",
         "docs/"},
        {"layout \"A\"", "rules.syntax",
         "t:1:1: expected 'agreement', 'clause', 'order', 'reading' or 'invariant', found 'layout'",
         "file of its own"},
        {"agreement A", "rules.syntax", "t:1:11: expected a text in double quotes, found 'A'",
         "double quotes"},
        {"agreement \" \"", "rules.empty", "t:1:11: the text in quotes is empty", ""},
        {"agreement \"A\"\n  custodain \"C\"", "rules.syntax",
         "t:2:3: expected a statement of an agreement, found 'custodain'", "\"custodian\""},
        {"agreement \"A\"\n  cites \"Ann Person\" \"Bo\"", "rules.syntax",
         "t:2:22: expected a statement of an agreement, found a text in quotes", "docs/"},
        {HEAD "cites \"N\"", "rules.twice", "t:3:1: 'cites' is stated twice in an agreement",
         "keep one"},
        {HEAD HEAD, "rules.agreement", "t:3:1: there is another agreement already",
         "one agreement"},
        {"agreement \"A\" cites \"M\"", "rules.dates",
         "t:1:1: the agreement does not say when it is in force", "in force 2025"},
        {"agreement \"A\" in force 2025-01-01 cites \"M\"", "rules.dates",
         "t:1:1: the agreement does not say when it is in force", "in force 2025"},
        {"agreement \"A\" in force 2025-01-01 to 2024-12-30 cites \"M\"", "rules.dates",
         "t:1:1: the agreement ends before it begins", "order"},
        {"agreement \"A\" in force 2025-01-01 to 2026-12-31", "rules.cites",
         "t:1:1: the agreement cites nothing that it rests on", "cites"},
        {"agreement \"A\" in force 2025-02-30 to 2026-12-31", "rules.syntax",
         "t:1:24: expected a date or an instant, found '2025-02-30'", "2026-02-05"},
        {HEAD "purposes criminl", "rules.syntax", "t:3:10: expected a purpose, found 'criminl'",
         "\"criminal\""},
        {HEAD "request states name, adress", "rules.syntax",
         "t:3:22: expected an element of a request, found 'adress'", "birth date"},
        {HEAD "request states birth place", "rules.syntax",
         "t:3:22: expected 'date', found 'place'", ""},
        {HEAD "quota 0 rows a batch", "rules.syntax",
         "t:3:7: expected a number, found '0'", "digits"},
        {HEAD "quota 5 rows a fortnight", "rules.syntax", "t:3:16: expected a period, found 'fortnight'", "month"},
        {HEAD "quota 5 rows in force", "rules.syntax", "t:3:17: expected 'all', found 'force'", ""},
        {HEAD "quota 5 rows", "rules.syntax", "t:3:13: expected 'a' or 'in', but the file ends", "a month"},
        {HEAD "quota 5 rows a day\nquota 6 rows a day", "rules.twice",
         "t:4:7: there is another cap on the rows a day", "keep one"},
        {HEAD "case-load 5 rows an officer\ncase-load 6 rows an officer a batch", "rules.twice",
         "t:4:11: there is another cap on the rows a batch", "keep one"},
        {HEAD "probing 5 rows a day", "rules.syntax", "t:3:18: expected 'person', found 'day'", ""},
        {HEAD "sample 60 rows", "rules.syntax", "t:3:15: expected 'stop', but the file ends", "sample 60 rows stop at 2 wrong"},
        {HEAD "sample 60 rows stop at 0 wrong", "rules.syntax", "t:3:24: expected a number, found '0'", "above zero"},
        {HEAD "sample 5 rows stop at 6 wrong", "rules.sample",
         "t:3:23: a sample of 5 rows never has so many wrong ones", "at most"},
        {HEAD "sample 5 rows stop at 1 wrong sample 6 rows stop at 1 wrong", "rules.twice",
         "t:3:31: 'sample' is stated twice in an agreement", ""},
        {HEAD "safeguards are good", "rules.syntax", "t:3:12: expected a text in double quotes, found 'are'", ""},
        {HEAD "review of safeguards every 0 months", "rules.syntax",
         "t:3:28: expected a number from 1 to 9999, found '0'", "12 months"},
        {HEAD "review of safeguards every 6 weeks", "rules.syntax",
         "t:3:30: expected 'days', 'months' or 'years', found 'weeks'", ""},
        {HEAD "accounting", "rules.syntax", "t:3:11: expected 'to', 'of' or 'suspended', but the file ends", "withheld"},
        {HEAD "accounting to the person", "rules.syntax", "t:3:25: expected 'cites', but the file ends", "rests on a law"},
        {HEAD "accounting to everybody", "rules.syntax", "t:3:15: expected 'the', found 'everybody'", ""},
        {HEAD "accounting to the person for 0 years cites \"x\"", "rules.syntax",
         "t:3:30: expected a number from 1 to 9999, found '0'", "6 years"},
        {HEAD "accounting to nobody for 6 years cites \"x\"", "rules.syntax", "t:3:22: expected 'cites', found 'for'", ""},
        {HEAD "accounting to nobody cites \"x\"\naccounting to the person cites \"y\"", "rules.twice",
         "t:4:12: this is stated twice in an agreement", "keep one"},
        {HEAD "accounting of secret disclosures withheld cites \"x\"", "rules.syntax",
         "t:3:15: expected a purpose, found 'secret'", "criminal"},
        {HEAD "purposes civil accounting of criminal disclosures withheld cites \"x\"", "rules.purpose",
         "t:3:27: the agreement is made for no criminal purpose", "one of its purposes"},
        {HEAD "accounting suspended by statement cites \"x\"", "rules.syntax",
         "t:3:25: expected 'written' or 'oral', found 'statement'", ""},
        {HEAD "accounting suspended by oral statement at least 3 days cites \"x\"", "rules.syntax",
         "t:3:43: expected 'most', found 'least'", ""},
        {HEAD "accounting suspended by oral statement at most 3 weeks cites \"x\"", "rules.syntax",
         "t:3:50: expected 'days', 'months' or 'years', found 'weeks'", ""},
        {HEAD "notice to the person naming names cites \"x\"", "rules.syntax", "t:3:29: expected 'the', found 'names'", ""},
        {HEAD "notice to the person cites \"x\" notice to the person cites \"y\"", "rules.twice",
         "t:3:32: 'notice' is stated twice in an agreement", "keep one"},
        {HEAD "quota 2,000 rows a batch", "rules.syntax", "t:3:8: expected 'rows', found ','",
         ""},
        /* levels */
        {HEAD "levels count < match", "rules.levels", "t:3:8: the first level is not 'none'",
         "begin with none"},
        {HEAD "levels none < a < a", "rules.levels", "t:3:19: level 'a' is listed twice", ""},
        {HEAD "levels none < a < b < c < d < e < f < g < h", "rules.levels",
         "t:3:43: there are more than 8 levels", ""},
        {HEAD "levels none < disclose", "rules.levels",
         "t:3:15: nothing says what level 'disclose' gives", "level disclose gives"},
        {HEAD "level mtach gives code", "rules.level", "t:3:7: there is no level 'mtach'",
         "\"match\""},
        {HEAD "level none gives code", "rules.levels", "t:3:7: level 'none' gives nothing", ""},
        {HEAD "level match gives name", "rules.syntax",
         "t:3:19: expected 'count', 'code' or 'address', each once, found 'name'", ""},
        /* clauses */
        {"clause G/1 grant match when recipient is party cites \"C\"", "rules.agreement",
         "t:1:8: G/1 belongs to no agreement", "order"},
        {HEAD "clause G:1 grant match", "rules.syntax",
         "t:3:8: expected a name such as AGR/1, found 'G:1'", "letters"},
        {HEAD "clause G/1 allow match", "rules.syntax",
         "t:3:12: expected 'grant', 'require for' or 'forbid', found 'allow'", ""},
        {HEAD "clause G/1 suspend X", "rules.syntax",
         "t:3:12: expected 'grant', 'require for' or 'forbid', found 'suspend'",
         "only an order"},
        {HEAD "clause G/1 grant matches when row is single cites \"C\"", "rules.level",
         "t:3:18: there is no level 'matches'", "\"match\""},
        {HEAD "clause G/1 grant none when row is single cites \"C\"", "rules.level",
         "t:3:18: level 'none' cannot be granted, required for, forbidden or compelled", "lowest"},
        {HEAD "clause G/1 grant match when row is single", "rules.cites",
         "t:3:8: G/1 cites nothing", "cites"},
        {HEAD "clause G/1 grant match cites \"C\"", "rules.when",
         "t:3:8: G/1 grants without a condition", "when"},
        {HEAD "clause G/1 grant match\n when\n cites \"C\"", "rules.phrase",
         "t:5:2: no fact is called 'cites'", "docs/"},
        {HEAD "clause G/1 grant match when", "rules.syntax",
         "t:3:28: expected a condition, but the file ends", "docs/"},
        {HEAD "clause G/1 grant match\n when adress is complete", "rules.phrase",
         "t:4:7: no fact is called 'adress is complete'", "\"address is complete\""},
        {HEAD "clause G/1 grant match\n when linkage by name and adress is unique",
         "rules.phrase", "t:4:7: no fact is called 'linkage by name'",
         "\"linkage by name and address is unique\""},
        {HEAD "clause G/1 grant match\n when (row is single\n cites \"C\"", "rules.syntax",
         "t:5:2: expected ')', 'and' or 'or', found 'cites'", "parenthesis"},
        {HEAD "clause G/1 grant match when row is single) cites \"C\"", "rules.syntax",
         "t:3:42: expected a statement of a clause, found ')'", "no parenthesis is open"},
        {HEAD "clause G/1 grant match when row is single and cites \"C\"", "rules.phrase",
         "t:3:47: no fact is called 'cites'", ""},
        {HEAD "clause S/1 require for match cites \"C\"", "rules.condition",
         "t:3:8: S/1 requires nothing", "condition"},
        {HEAD "clause S/1 require match", "rules.syntax",
         "t:3:20: expected 'for', found 'match'", ""},
        {HEAD "clause S/1 require for match row is single otherwise match cites \"C\"",
         "rules.otherwise",
         "t:3:54: the level after 'otherwise' is not below the level required for", "lower"},
        {HEAD "clause S/1 require for match row is single otherwise nothing cites \"C\"",
         "rules.level", "t:3:54: there is no level 'nothing'", "levels none"},
        {HEAD "clause P/1 forbid match otherwise none cites \"C\"", "rules.otherwise",
         "t:3:25: only a requirement has an 'otherwise'", "remove"},
        {HEAD "clause P/1 forbid match in force 2026-01-01 cites \"C\"", "rules.syntax",
         "t:3:34: expected 'from', found '2026-01-01'", ""},
        {HEAD "clause P/1 forbid match to 2026-01-01 cites \"C\"", "rules.dates",
         "t:3:8: P/1 has an end or a reach but no beginning", "in force from"},
        {HEAD "clause P/1 forbid match in force from 2026-01-02 to 2026-01-01 cites \"C\"",
         "rules.dates", "t:3:8: P/1 ends before it begins", "order"},
        {HEAD
         "clause P/1 forbid match from 2026-01-02 to 2026-02-01 until 2026-03-01 cites \"C\"",
         "rules.twice", "t:3:55: the end is stated twice", ""},
        {HEAD "clause P/1 forbid match in force from 2026-01-02 reaching back to 2026-01-03 "
              "cites \"C\"",
         "rules.dates", "t:3:8: P/1 reaches back to after its beginning", "order"},
        {HEAD "clause P/1 forbid match cites \"C\"\nclause P/1 forbid count cites \"C\"",
         "rules.name", "t:4:8: the name P/1 is taken by line 3", "another name"},
        /* orders */
        {HEAD "clause G/1 compel match", "rules.syntax",
         "t:3:12: expected 'grant', 'require for' or 'forbid', found 'compel'", "order"},
        {HEAD "clause P/1 forbid match population \"X\" when row is single cites \"C\"", "rules.population",
         "t:3:8: P/1 names a population, but no condition of it asks for it", "in the population"},
        {HEAD "order O/1 suspend P/1 population \"X\" from 2026-01-01\n" PAPER, "rules.population",
         "t:3:7: O/1 names a population, but no condition of it asks for it", ""},
        {HEAD "order O/1 forbid match only in readings", "rules.syntax",
         "t:3:24: expected a statement of an order, found 'only'", ""},
        {HEAD "clause P/1 forbid match cites \"C\"\nreading \"r\" with P/1 cites \"C\"", "rules.reading",
         "t:4:1: the reading takes in P/1, which acts anyway", "only in readings"},
        {HEAD "clause P/1 forbid match cites \"C\"\nreading \"r\" with P/2 cites \"C\"", "rules.clause",
         "t:4:18: there is no clause or order P/2", "P/1"},
        {HEAD "retention 5 weeks", "rules.syntax",
         "t:3:13: expected 'days', 'months' or 'years', found 'weeks'", ""},
        {HEAD "document sha256:00", "rules.syntax",
         "t:3:10: expected sha256: and 64 hexadecimal digits, found 'sha256:00'", "sha256sum"},
        {HEAD "order O/1 grant match", "rules.syntax",
         "t:3:11: expected 'forbid', 'require for', 'compel' or 'suspend', found 'grant'", "lowers"},
        {HEAD "order O/1 forbid match\n" PAPER, "rules.dates",
         "t:3:7: O/1 does not say from when it binds", "from 2026"},
        {HEAD "order O/1 forbid match from 2026-01-01 cites \"C\"", "rules.document",
         "t:3:7: O/1 does not name its paper", "sha256"},
        {HEAD "order O/1 forbid match from 2026-01-01 document sha256:00", "rules.syntax",
         "t:3:49: expected sha256: and 64 hexadecimal digits, found 'sha256:00'", "sha256sum"},
        {HEAD "order O/1 suspend P/1 from 2026-01-01\n" PAPER, "rules.clause",
         "t:3:19: there is no clause or order P/1", ""},
        {HEAD "order O/1 suspend O/1 from 2026-01-01\n" PAPER, "rules.circle",
         "t:3:7: O/1 suspends itself, through others", "circle"},
        {HEAD "order O/1 suspend O/2 from 2026-01-01\n" PAPER
              "order O/2 suspend O/1 from 2026-01-01\n" PAPER,
         "rules.circle", "t:3:7: O/1 suspends itself, through others", "circle"},
        {HEAD "order O/1 suspend O/1 when row is single", "rules.when",
         "t:3:23: a suspension has no 'when': it pauses the clause for every row", "remove"},
        {HEAD "order O/1 forbid disclose from 2026-01-01\n" PAPER, "rules.level",
         "t:3:18: there is no level 'disclose'", "levels none"},
        /* readings */
        {HEAD "reading \"r\" cites \"C\"", "rules.reading",
         "t:3:1: the reading leaves no clause out and takes none in", "without"},
        {HEAD GRANT "reading \"r\" without G/1", "rules.cites",
         "t:6:1: the reading cites nothing", "cites"},
        {HEAD GRANT "reading \"r\" without G/2 cites \"C\"", "rules.clause",
         "t:6:21: there is no clause or order G/2", "\"G/1\""},
        {HEAD GRANT
         "reading \"r\" without G/1 cites \"C\"\nreading \"r\" without G/1 cites \"C\"",
         "rules.name", "t:7:1: there is another reading of this name", "another name"},
        {HEAD GRANT "reading \"all clauses\" without G/1 cites \"C\"", "rules.name",
         "t:6:1: no reading can be called \"all clauses\"", "another name"},
        {HEAD "quota 5,000 rows a day", "rules.syntax", "t:3:8: expected 'rows', found ','",
         "without marks"},
        {HEAD "quota 5 row a day", "rules.syntax", "t:3:9: expected 'rows', found 'row'", "quota 2000 rows a month"},
        {HEAD "retention 1 year", "rules.syntax", "t:3:13: expected 'days', 'months' or 'years', found 'year'", "plural"},
        {HEAD "purposes civil and medical", "rules.syntax",
         "t:3:16: expected a statement of an agreement, found 'and'", "commas"},
        {HEAD "levels none, count", "rules.syntax", "t:3:12: expected a statement of an agreement, found ','", "<"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused(cases[i].source, cases[i].code, cases[i].text, cases[i].hint);
    }
}

static void refuses_a_nul(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"t", SPAN_LITERAL("# x\0y"), INSTANT_MIN};
    assert_false(rules_parse(&r, &source, 1, &e));
    assert_string_equal(e.text,
                        "t:1:4: the character U+0000 does not show and may not stand here");
}

/* As editors on other systems write it: a byte order mark, CR LF, tabs. */
static void reads_other_line_ends(void **state)
{
    (void)state;
    struct rules *r = rules_of("\xEF\xBB\xBF" "agreement \"A\"\r\n\tin force 2025-01-01 to 2026-12-31\r\n"
                               "cites \"M\"\r\nclause F/1 forbid count\r\n cites \"C\"\r\n");
    struct clause_info c;
    rules_clause(r, 0, &c);
    assert_int_equal(c.line, 4);
    rules_free(r);
    refused("# a\n\xEF\xBB\xBF", "rules.character",
            "t:2:1: the character U+FEFF does not show and may not stand here", "remove");
    /* columns count characters, not bytes */
    refused("agreement \"\xC3\xA9\xE2\x82\xAC\" x", "rules.syntax",
            "t:1:16: expected a statement of an agreement, found 'x'", "docs/");
}

static void no_source_is_no_rule(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = NULL;
    struct agreement_info a;
    assert_true(rules_parse(&r, NULL, 0, &e));
    assert_false(rules_agreement(r, &a));
    assert_int_equal(rules_clauses(r), 0);
    struct facts facts = {.value = {[FACT_RECIPIENT] = RECIPIENT_IS_PARTY}};
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &facts), "none");
    rules_free(r);
}

static void names_the_end_of_a_long_path(void **state)
{
    (void)state;
    char name[1000];
    memset(name, 'p', sizeof name);
    memcpy(name + sizeof name - 12, "end.proviso", 12);
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {name, SPAN_LITERAL("x"), INSTANT_MIN};
    assert_false(rules_parse(&r, &source, 1, &e));
    assert_non_null(strstr(e.text, "end.proviso:1:1: expected"));
}

/* --- limits --- */

static void repeat(struct text *t, const char *s, size_t n)
{
    struct error e;
    for (size_t i = 0; i < n; i++) {
        assert_true(text_adds(t, s, &e));
    }
}

static bool parses(const struct text *t, struct error *e)
{
    struct rules *r = NULL;
    struct rules_source source = {"t", text_span(t), INSTANT_MIN};
    bool done = rules_parse(&r, &source, 1, e);
    rules_free(r);
    return done;
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    struct error e = {0};
    struct text t = {0};

    for (size_t deep = 64; deep <= 65; deep++) {
        text_clear(&t);
        repeat(&t, AGREEMENT "clause F/1 forbid count when ", 1);
        repeat(&t, "(", deep);
        repeat(&t, "row is single", 1);
        repeat(&t, ")", deep);
        repeat(&t, " cites \"C\"", 1);
        assert_int_equal(parses(&t, &e), deep == 64);
    }
    assert_string_equal(e.code, "rules.nesting");
    assert_string_equal(e.text, "t:4:94: conditions are nested more than 64 deep");

    for (size_t count = 4096; count <= 4097; count++) {
        text_clear(&t);
        repeat(&t, AGREEMENT, 1);
        for (size_t i = 0; i < count; i++) {
            assert_true(text_addf(&t, &e, "clause F/%zu forbid count cites \"C\"\n", i));
        }
        assert_int_equal(parses(&t, &e), count == 4096);
    }
    assert_string_equal(e.code, "rules.many");
    assert_string_equal(e.text, "t:4100:1: there are more than 4096 clauses");

    for (size_t count = 256; count <= 257; count++) {
        text_clear(&t);
        repeat(&t, AGREEMENT GRANT, 1);
        for (size_t i = 0; i < count; i++) {
            assert_true(text_addf(&t, &e, "reading \"%zu\" without G/1 cites \"C\"\n", i));
        }
        assert_int_equal(parses(&t, &e), count == 256);
    }
    assert_string_equal(e.text, "t:263:1: there are more than 256 readings");

    text_clear(&t); /* a chain of 50,000 is no deep tree */
    repeat(&t, AGREEMENT "clause F/1 forbid count when row is single", 1);
    repeat(&t, " or row is single", 50000);
    repeat(&t, " cites \"C\"", 1);
    assert_true(parses(&t, &e));

    text_clear(&t);
    repeat(&t, AGREEMENT, 1);
    repeat(&t, "#", (1 << 20) - t.len);
    assert_true(parses(&t, &e));
    repeat(&t, "#", 1);
    assert_false(parses(&t, &e));
    assert_string_equal(e.text, "t:1:1: the file is larger than 1 MiB");
    text_free(&t);
}

/* --- the canonical form --- */

static void formats_to_the_same_rules(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        "clause F/1 forbid a cites \"a \\\"b\\\" \\\\\" from 2025-02-01T12:30:00.250+01:00\n"
        "  until 2025-03-01T00:00:00.001Z reaching back to 2024-01-01\n"
        "agreement \"A\" in force 2025-01-01 to 2026-12-31T12:00Z authority \"M\"\n"
        "  levels none < a < b level a gives code level b gives address and count\n"
        "  officers \"X Y\", \"Z\" purposes other request states birth date, name\n"
        "  quota 5 rows a batch case-load 7 rows an officer retention 30 days custodian \"c\" recipient \"r\"\n"
        "  document sha256:0000000000000000000000000000000000000000000000000000000000000001\n"
        "order O/1 require for b from 2025-02-01 to 2025-02-28 against \"A\", \"B\"\n"
        "  when not (row is single or name is not complete)\n"
        "  address corresponds otherwise a court \"c\" docket \"d\"\n" PAPER
        "reading \"r\" without F/1, O/1 without F/1 cites \"x\"\n"
        "order O/2 suspend O/1 from 2025-02-01\n" PAPER
        "clause F/2 forbid b only in readings population \"p q\" cites \"x\"\n"
        "  when subject is in the population and row is single\n"
        "order O/3 compel b against recipient \"s\", \"A\" from 2025-02-01\n" PAPER
        "reading \"s\" with F/2 cites \"x\"\n");
    struct error e = {0};
    struct text once = {0}, twice = {0};
    uint8_t a[32], b[32];
    assert_true(rules_format(r, &once, &e));
    assert_string_equal(once.at, "agreement \"A\"\n"
                                 "  custodian \"c\"\n"
                                 "  recipient \"r\"\n"
                                 "  authority \"M\"\n"
                                 "  purposes other\n"
                                 "  in force 2025-01-01 to 2026-12-31T12:00:00Z\n"
                                 "  levels none < a < b\n"
                                 "  level a gives code\n"
                                 "  level b gives count and code and address\n"
                                 "  request states name, birth date\n"
                                 "  officers \"X Y\",\n"
                                 "    \"Z\"\n"
                                 "  quota 5 rows a batch\n"
                                 "  case-load 7 rows an officer\n"
                                 "  retention 30 days\n"
                                 "  document sha256:00000000000000000000000000000000000000000000000000000000"
                                 "00000001\n"
                                 "\n"
                                 "clause F/1 forbid a\n"
                                 "  in force from 2025-02-01T11:30:00.250Z until "
                                 "2025-03-01T00:00:00.001Z reaching back to 2024-01-01\n"
                                 "  cites \"a \\\"b\\\" \\\\\"\n"
                                 "\n"
                                 "order O/1 require for b\n"
                                 "  against \"A\", \"B\"\n"
                                 "  court \"c\"\n"
                                 "  docket \"d\"\n"
                                 "  address corresponds\n"
                                 "  when not (row is single or name is not complete)\n"
                                 "  otherwise a\n"
                                 "  from 2025-02-01 to 2025-02-28\n" PAPER "\n"
                                 "order O/2 suspend O/1\n"
                                 "  from 2025-02-01\n" PAPER "\n"
                                 "clause F/2 forbid b\n"
                                 "  when subject is in the population and row is single\n"
                                 "  population \"p q\"\n"
                                 "  only in readings\n"
                                 "  cites \"x\"\n"
                                 "\n"
                                 "order O/3 compel b\n"
                                 "  against recipient \"s\", \"A\"\n"
                                 "  from 2025-02-01\n" PAPER "\n"
                                 "reading \"r\"\n"
                                 "  without F/1, O/1, F/1\n"
                                 "  cites \"x\"\n"
                                 "\n"
                                 "reading \"s\"\n"
                                 "  with F/2\n"
                                 "  cites \"x\"\n");
    struct rules *again = rules_of(once.at);
    assert_true(rules_format(again, &twice, &e));
    assert_string_equal(once.at, twice.at);
    rules_hash(r, a);
    rules_hash(again, b);
    assert_memory_equal(a, b, 32);
    text_free(&once);
    text_free(&twice);
    rules_free(again);
    rules_free(r);
}

static void the_hash_tells_rules_apart(void **state)
{
    (void)state;
    static const char *const same[] = {
        AGREEMENT GRANT,
        AGREEMENT "# said\n" GRANT,
        AGREEMENT "clause   G/1 grant address cites \"C\" when (recipient is party)",
        GRANT AGREEMENT,
    };
    static const char *const other[] = {
        AGREEMENT,
        AGREEMENT "clause G/1 grant match when recipient is party cites \"C\"",
        AGREEMENT "clause G/1 grant address when recipient is party cites \"D\"",
        AGREEMENT "clause G/1 grant address when recipient is not party cites \"C\"",
        AGREEMENT
        "clause G/1 grant address when recipient is party cites \"C\" from 2025-01-01",
    };
    uint8_t first[32], hash[32];
    struct rules *r = rules_of(same[0]);
    rules_hash(r, first);
    rules_free(r);
    for (size_t i = 0; i < 9; i++) {
        r = rules_of(i < 4 ? same[i] : other[i - 4]);
        rules_hash(r, hash);
        assert_int_equal(memcmp(first, hash, 32) == 0, i < 4);
        rules_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_an_agreement),
        cmocka_unit_test(reads_caps_sample_and_safeguards),
        cmocka_unit_test(reads_what_people_are_told),
        cmocka_unit_test(finds_officers),
        cmocka_unit_test(an_agreement_has_defaults),
        cmocka_unit_test(reads_the_sketch),
        cmocka_unit_test(reads_orders),
        cmocka_unit_test(reads_an_order_alone),
        cmocka_unit_test(reads_readings),
        cmocka_unit_test(reads_conditions),
        cmocka_unit_test(reads_each_phrase),
        cmocka_unit_test(a_requirement_with_when_reads_as_one_condition),
        cmocka_unit_test(refuses_with_place_and_hint),
        cmocka_unit_test(refuses_a_nul),
        cmocka_unit_test(reads_other_line_ends),
        cmocka_unit_test(no_source_is_no_rule),
        cmocka_unit_test(names_the_end_of_a_long_path),
        cmocka_unit_test(keeps_to_its_limits),
        cmocka_unit_test(formats_to_the_same_rules),
        cmocka_unit_test(the_hash_tells_rules_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
