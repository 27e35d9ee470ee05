/* rules.h: the proviso language: agreements, clauses, orders, readings and
 * layouts as plain text, parsed into a finite object that decides a vector of
 * facts.
 *
 * Decision (DESIGN section 5). A grant at level g counts only when its
 * condition is true. A `require for L` bites every grant at L or above unless
 * its condition is true; a `forbid L` likewise unless its condition is false.
 * Each counting grant yields the lowest of g and the `otherwise` of every
 * clause that bites at g (for `forbid L` the level below L). The row's level is
 * the highest yield; none without a grant. Conditions are three-valued
 * (Kleene, Introduction to Metamathematics, section 64).
 *
 * A `compel L` raises nothing. Commands stand against it: a forbid of L or less
 * that bites, and a require of L or less that bites and stands in an order.
 * Unless the compel's condition is false, a row whose level is below L is *held*
 * (nothing leaves, and a person decides between the commands)
 *
 *   - at a level above none, when a command stands against the compel;
 *   - at level none, where nothing would leave anyway, when commands alone are in
 *     the way: a grant of L or more counts, and of what bites at it all that
 *     falls below L is a command.
 *
 * When a clause acts. A decision is made for an instant `at` (of the release),
 * with what is known at an instant `known` (of the look). A clause acts when
 *
 *   1. its source was entered at or before `known`;
 *   2. at < until, and either from <= at, or, in hindsight, reach <= at and
 *      from <= known;
 *   3. the reading, if one is given, does not leave it out; a clause that acts
 *      `only in readings` needs a reading that takes it in;
 *   4. it is no order against other agreements only;
 *   5. no suspension that itself acts, by these rules, names it. So in hindsight
 *      a suspension pauses a clause at `at` when it was in force at `at`, or
 *      reaches back to it; not because it came later.
 *
 * A grant acts, besides, only while its agreement is in force at `at` and was
 * entered by `known`. A clause without dates of its own has those of its
 * agreement. With known = at (the gate) the second part of 2 adds nothing. An
 * end is an end: no clause reaches releases at or after its `until`.
 *
 * A verdict names one grant. Of several with the same yield it is that of the
 * highest level granted, and of these the first; so also where the yield is
 * none. The clauses listed behind it are those that bit at that grant, in the
 * order of the sources. Without a counting grant nothing is listed.
 *
 * Invariants: I4. Hiding a fact never raises the level, and a row that is held is
 * held or at level none with fewer facts; adding a require or a forbid never does; the order of clauses
 * decides which are named first and nothing else.
 *
 * Populations. In a text that names one (`population "NAME"`), the phrase
 * `subject is in the population` asks the fact of that name's place, 1 to 4, in
 * the order in which the sources name them; where none is named, or there is no
 * place left, it asks FACT_POPULATION, of which nothing is ever known.
 *
 * The language is described in docs/language.md.
 */
#ifndef ENGINE_RULES_RULES_H
#define ENGINE_RULES_RULES_H

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "record/clause.h"
#include "record/facts.h"
#include "record/layout.h"
#include "record/paragraph.h"
#include "record/request.h"
#include "record/verdict.h"

/* A source text: borrowed for the time of the parse, copied into the rules. */
struct rules_source {
    const char *name;  /* for messages: the file's name */
    struct span text;
    instant entered;   /* when it was entered into the register; INSTANT_MIN: since ever */
};

struct rules;

/* Sources: at most one agreement, any number of orders that go with it (a file
 * may hold several blocks). Errors: ERROR_INPUT "rules.syntax" and others,
 * text "file:line:column: what", hint the fix. Without an agreement orders can
 * still be read, to look at them: the levels are then the standard ones, and
 * names that cannot be resolved are let stand. Limits: 1 MiB a source, 4,096
 * clauses and orders, 256 readings, conditions nested 64 deep. */
must rules_parse(struct rules **out, const struct rules_source *sources, size_t count,
                 struct error *e);

/* The same of a register. stranger: for each source whether it holds an order for whatever agreements there are.
 * Unless it names the agreement, a name that the agreement does not have is then no error: an order about a level
 * that is not there is about every level (doubt withholds), and a suspension of what is not there does nothing. */
must rules_parse_register(struct rules **out, const struct rules_source *sources, const bool *stranger,
                          size_t count, struct error *e);
void rules_free(struct rules *r);

/* The canonical form of the text, appended: reading it again gives the same
 * rules and the same form. */
must rules_format(const struct rules *r, struct text *out, struct error *e);

/* SHA-256 of the canonical form. Instants of entry and file names do not count. */
void rules_hash(const struct rules *r, uint8_t out[32]);

/* --- the agreement --- */

/* How long what was given may be kept, on both sides. */
enum retention_unit { UNIT_DAYS, UNIT_MONTHS, UNIT_YEARS };
struct retention {
    uint64_t count;               /* of units; 0: not stated */
    enum retention_unit unit;
    bool or_life;                 /* or the life of the record, whichever is longer */
};

/* As it stands in the language, appended: "5 years or the life of the record"; nothing where it is not stated. */
must rules_retention(const struct retention *r, struct text *out, struct error *e);
/* What the persons concerned are told (rules_parse_accounting.c). Where the agreement is silent they are given an
 * accounting of all that is kept, nothing is withheld or suspended, and a notice does not name the recipient. */
enum statement_form { STATEMENT_WRITTEN, STATEMENT_ORAL, STATEMENT_FORMS };

/* "written", "oral" */
const char *statement_form_name(enum statement_form form);

enum { PURPOSES_MOST = 16 };

struct accounting {
    bool nobody;                         /* nobody is given one */
    uint64_t back;                       /* of the last so many units; 0: of all that is kept */
    enum retention_unit unit;
    struct span cites;                   /* empty: not stated, and so for the others below */
    struct span withheld[PURPOSES_MOST]; /* of disclosures for the purpose v, PURPOSE_IS_...: none */
    struct {
        uint64_t most;                   /* units from the statement; 0: as long as it says */
        enum retention_unit unit;
        struct span cites;               /* empty: no such statement suspends it */
    } suspended[STATEMENT_FORMS];
    bool naming;                         /* a notice names the recipient */
    struct span notice;
};

/* "a criminal matter": PURPOSE_IS_... in words. */
const char *rules_purpose_words(unsigned purpose);

/* "years" */
const char *retention_unit_name(enum retention_unit unit);

/* n units, at most 9,999, after an instant. */
instant retention_later(instant from, enum retention_unit unit, uint64_t n);

/* What a cap counts over: one batch; the day, week, month or year (calendar, UTC) that the instant of decision
 * lies in; or all since the agreement began. */
enum cap { CAP_BATCH, CAP_DAY, CAP_WEEK, CAP_MONTH, CAP_YEAR, CAP_ALL, CAPS };

/* "a batch", ..., "in all": as it stands in the language. */
const char *cap_words(enum cap cap);

/* The calendar's period of a cap; false for a batch and for all. */
bool cap_period(enum cap cap, enum period *out);

struct agreement_info {
    struct span id;               /* "TAX-2025" */
    struct span custodian, recipient, authority;
    instant from, until;          /* in force: from <= t < until */
    uint32_t purposes;            /* bit 1 << PURPOSE_IS_... for each permitted purpose; 0: none declared */
    struct elements required;     /* elements of a request; ELEMENT_ALL where the text is silent */
    uint64_t quota[CAPS];         /* most rows; 0: no cap */
    uint64_t case_load[CAPS];     /* most rows of one officer; 0: no cap */
    uint64_t probing;             /* most different rows about one person; 0: no cap */
    unsigned officers;            /* how many are on the list; 0: no list declared */
    bool papered;                 /* `document` is stated */
    uint8_t document[32];         /* SHA-256 of the paper that was signed */
    struct retention retention;
    uint64_t sample, sample_stop; /* rows that are examined before a release, and how many wrong ones stop it; 0: none */
    struct accounting accounting;
    unsigned safeguards;          /* how many standards are named: rules_safeguard */
    unsigned review;              /* safeguards are reviewed every so many ...; 0: not stated */
    enum period review_unit;      /* ... days, months or years */
};

/* False when the sources hold no agreement. */
bool rules_agreement(const struct rules *r, struct agreement_info *out);

/* True when the name (compared without case and double blanks) is on the agreement's list of officers. */
bool rules_officer(const struct rules *r, struct span name);

/* The name of a standard that the recipient's safeguards follow, for people; index < info.safeguards. */
struct span rules_safeguard(const struct rules *r, unsigned index);

void rules_levels(const struct rules *r, struct levels *out);

size_t rules_clauses(const struct rules *r);
void rules_clause(const struct rules *r, size_t index, struct clause_info *out);
size_t rules_clause_find(const struct rules *r, struct span id); /* SIZE_MAX: none */

/* The clause that a suspension pauses; SIZE_MAX for other verbs, and where it
 * is in none of the sources. */
size_t rules_target(const struct rules *r, size_t index);

/* The condition of a clause as text in the language, appended: what makes a
 * grant count, what a require asks for, where a forbid bites (nothing:
 * everywhere). */
must rules_condition(const struct rules *r, size_t index, struct text *out, struct error *e);

/* True when a clause that forbids, requires or compels does so whatever the facts are. */
bool rules_unconditional(const struct rules *r, size_t index);

/* Readings: named sets of clauses left out and taken in, for looking back only;
 * the gate always decides by all clauses but those that act only in readings. */
size_t rules_readings(const struct rules *r);
struct span rules_reading(const struct rules *r, size_t index);
struct span rules_reading_cites(const struct rules *r, size_t index);
size_t rules_reading_find(const struct rules *r, struct span name); /* SIZE_MAX: none */

/* Orders of the sources. */
struct order_info {
    struct span id, cites;
    struct span court, docket; /* empty where not stated */
    instant from, until;
    uint8_t document[32];  /* SHA-256 of the paper */
    size_t clause;         /* index of its clause */
    bool lowers;           /* forbid, require or compel, or suspends a grant (or what raises): one
                              key; else it raises: two keys. A suspension of an unknown clause raises. */
    bool elsewhere;        /* against other agreements than the one of the sources: never acts here */
};
size_t rules_orders(const struct rules *r);
void rules_order(const struct rules *r, size_t index, struct order_info *out);

/* The k-th agreement or recipient that an order stands against; false: there is none such (none at all:
 * it stands against every agreement). */
bool rules_order_against(const struct rules *r, size_t index, size_t k, struct span *name, bool *recipient);

/* What stands behind the verb: the name of a level, or of what is suspended. */
struct span rules_object(const struct rules *r, size_t index);

/* The name of a population's place, 0 to POPULATIONS - 1 (FACT_POPULATION_1 + place); empty: none. */
enum { POPULATIONS = 4 };
struct span rules_population(const struct rules *r, unsigned place);

/* The population that the clause names; empty where it names none. */
struct span rules_clause_population(const struct rules *r, size_t index);

/* Invariants: what must never be, for rules_prove(); they decide nothing. */
struct invariant_info {
    struct span name, cites;
    struct span during; /* the clause or order after `while`, or empty */
    unsigned level;     /* what must not be reached */
    size_t clause;      /* index of that clause; SIZE_MAX: none is named, or none of the sources */
};
size_t rules_invariants(const struct rules *r);
void rules_invariant(const struct rules *r, size_t index, struct invariant_info *out);

/* --- decision --- */

/* For each clause whether it acts, at an instant and with what is known at another, by all clauses:
 * acts[rules_clauses(r)]. */
must rules_acts(const struct rules *r, instant at, instant known, bool *acts, struct error *e);

/* The clauses that act at one instant, compiled; immutable, shared by threads. */
struct moment;

/* at: the instant of the release (now for the gate). known: the instant of the
 * look: with known > at this is hindsight (see the head of this file). reading:
 * SIZE_MAX for all clauses (the only one that a gate may use), or the index of
 * one; ERROR_USAGE where there is none such. The moment does not need the rules
 * any more, but its verdicts' indexes are theirs. */
must rules_moment(struct moment **out, const struct rules *r, instant at, instant known,
                  size_t reading, struct error *e);

/* The same, and every require and forbid is taken to reach back to `reach` where
 * that is earlier than its own reach: a question that hindsight may ask ("and if
 * this had been the law since then?"). Nothing else moves: what begins after
 * `known` does not act, an end is an end. INSTANT_MAX: rules_moment. */
must rules_moment_reaching(struct moment **out, const struct rules *r, instant at, instant known,
                           size_t reading, instant reach, struct error *e);
void moment_free(struct moment *m);

/* True when a moment made for `at` instead, with the same `known`, reading and reach,
 * would be the same: in looking back, one moment serves many releases. */
bool moment_holds(const struct moment *m, instant at);
void moment_decide(const struct moment *m, const struct facts *facts, struct verdict *out);

/* No facts get more than this level in this moment: what its unconditional clauses leave. */
unsigned moment_most(const struct moment *m);

/* Facts that a clause acting in this moment tests. A verdict depends on these
 * alone: a caller may keep verdicts by their values. */
bool moment_tests(const struct moment *m, enum fact fact);

/* Bit v is set when an acting clause names the value: it has the phrase of `fact is v`. */
uint16_t moment_named(const struct moment *m, enum fact fact);

/* --- for people --- */

/* `proviso rules table FILE --at`: one column for each fact that the file tests
 * (its values in the classes that the file distinguishes, joined by "|", plus
 * "unknown"), then level,clauses (ids joined by a blank, "..." where a verdict
 * holds no more). Values are of one class when no atom of an acting clause
 * names any of them, or alone. Classes in the order of their first value,
 * unknown last; rows in the order of the classes. The clauses of a held row end
 * with "!held", which no clause can be called. Calls `line` for each CSV
 * line, the header first, without a line end. Above a million rows ERROR_USAGE
 * "rules.table.large". */
must rules_table(const struct rules *r, instant at, size_t reading,
                 must (*line)(void *ctx, struct span line, struct error *e), void *ctx,
                 struct error *e);

/* A layout file: one layout block. Column names lose the blanks at both ends. */
must rules_parse_layout(struct layout *out, const struct rules_source *source, struct error *e);

/* --- plain English --- */

/* The rules as numbered paragraphs for signature: the agreement's statements,
 * grants, requirements, prohibitions, orders, readings, invariants, how such a
 * text decides, and the digest. Each clause, order, reading and invariant is the
 * source of exactly one paragraph. What has to be known for a clause to act or not to act is said of
 * each fact apart ("it is established that ..."), which is Kleene's logic: two
 * conditions read alike only where they are so on every vector of facts.
 *
 * Owned by the caller and whole in itself: the rules may go. */
struct shown;
must rules_show(struct shown **out, const struct rules *r, struct error *e);
void shown_free(struct shown *s); /* wipes: officers are people */
const struct paragraph *shown_paragraphs(const struct shown *s, size_t *count);

/* --- proof ---
 *
 * By cases, and without a limit to their number: what the table would say if it
 * could be written. Combinations are those of the classes of rules_table(),
 * unknown included; counts are exact. Above a million branches of the diagram
 * that holds the cases all of these fail with ERROR_INPUT "rules.prove.large": an
 * agreement with its orders has hundreds, hundreds of clauses at random as many
 * as there may be. Lists live as long as the result. */

/* Combinations of facts: of each fact the values that it may have, bit v for
 * value v and bit 0 for unknown; 0: whatever it is. */
struct cube {
    uint16_t mask[FACT_COUNT];
};

/* A set of values in the phrases of the language, appended: "not name is
 * complete" is of known values alone; "not known: name is complete" of any
 * other, or of unknown. A population has its name behind its phrase. */
must rules_values_text(const struct rules *r, enum fact fact, uint16_t mask, struct text *out,
                       struct error *e);
must rules_cube_text(const struct rules *r, const struct cube *cube, const char *between,
                     struct text *out, struct error *e);

/* A set of combinations: how many, and cubes that make it up and share none. */
struct cube_list {
    uint64_t combinations;
    uint64_t cubes; /* that there are */
    size_t count;   /* that are listed */
    struct cube *cube;
};

struct level_proof {
    struct cube_list rows; /* that are given this level */
    size_t grants;         /* clauses that can yield it to such a row; none for level 0 */
    size_t *grant;
};

/* Whether a release is possible; if not, why. */
enum release_proof {
    RELEASE_POSSIBLE,
    RELEASE_NO_AGREEMENT, /* the sources hold none */
    RELEASE_OUT_OF_FORCE, /* it is not in force */
    RELEASE_NO_GRANT,     /* none of its grants acts */
    RELEASE_NO_CONDITION, /* no condition of an acting grant can be true */
    RELEASE_LOWERED,      /* clauses bring everything to none */
    RELEASE_HELD,         /* every row that would be given something is held */
};

/* Why a clause is without effect. */
enum clause_effect {
    EFFECT_SOME,         /* without it, some combination would be given another level, or be held
                            or not */
    EFFECT_ELSEWHERE,    /* an order against other agreements */
    EFFECT_NOT_ENTERED,  /* its source is not yet known */
    EFFECT_NOT_YET,      /* not yet in force */
    EFFECT_OVER,         /* no longer in force */
    EFFECT_OUT_OF_FORCE, /* a grant of an agreement that is not in force */
    EFFECT_LEFT_OUT,     /* by the reading */
    EFFECT_SUSPENDED,    /* by another clause */
    EFFECT_NEVER_TRUE,   /* a grant whose condition cannot be true */
    EFFECT_NEVER_BITES,  /* cannot bite or compel: whatever the facts, what it asks for holds */
    EFFECT_NO_GRANT,     /* no grant acts that it would lower */
    EFFECT_NO_CONFLICT,  /* a compel that no other command ever stands against */
    EFFECT_ONLY_READ,    /* acts under readings that take it in alone */
    EFFECT_NO_TARGET,    /* what it suspends is in none of the sources */
    EFFECT_OTHERS,       /* other clauses always do as much; of a suspension: what it pauses would
                            change nothing */
};

struct clause_proof {
    enum clause_effect effect;
    size_t by; /* the clause that suspends it; else SIZE_MAX */
};

enum invariant_state {
    INVARIANT_PROVED,
    INVARIANT_ABSENT, /* vacuous: the clause after `while` is in none of the sources */
    INVARIANT_IDLE,   /* vacuous: that clause never acts */
    INVARIANT_EMPTY,  /* vacuous: no combination falls under its conditions */
    INVARIANT_REFUTED,
};

/* An invariant doubts: it is violated by a combination that is given its level
 * or more (held or not: a person may let it go) while its `when` is not false and its `unless` not true, at any instant
 * at which the clause after `while` acts (none named: at any instant at all).
 * Each instant is tried as the gate decides at it, and in hindsight with all
 * that the sources say, by all clauses or by the reading. */
struct invariant_proof {
    enum invariant_state state;
    /* of a refutation: */
    instant at, until;     /* it is so from `at` to `until`; INSTANT_MIN: since ever */
    bool hindsight;        /* not when it was decided, but when it is looked back at */
    struct facts facts;    /* a combination */
    struct cube asked;     /* the same, of those facts alone that matter */
    struct verdict verdict;
};

struct proof {
    struct arena *arena; /* of the lists */
    instant at;
    unsigned levels;
    uint64_t combinations;
    struct level_proof level[LEVEL_MOST]; /* of rows that are not held */
    struct cube_list held;
    enum release_proof release;
    size_t lowering;     /* RELEASE_LOWERED: the clauses that do it */
    size_t *lowers;
    bool alone;          /* each of them alone; else they together, and no part of them would */
    size_t clauses;
    struct clause_proof *clause;
    size_t invariants;
    struct invariant_proof *invariant;
    size_t refuted;      /* invariants */
};

/* At an instant, as the gate decides; reading as rules_moment(). At most `cubes`
 * of each list are listed. Free with proof_free. */
must rules_prove(struct proof **out, const struct rules *r, instant at, size_t reading,
                 size_t cubes, struct error *e);
void proof_free(struct proof *p);

/* Commands that conflict: a row is held by both. */
struct conflict {
    size_t compel, against; /* clauses */
    instant at;             /* the first instant at which it is so */
    struct facts facts;     /* such a row */
};

/* Each pair that conflicts as the gate decides, at the instant `from` or later; *count: how many there are, of
 * which at most `most` are written, in the order of their instants, then of the sources. */
must rules_conflicts(const struct rules *r, instant from, struct conflict *out, size_t most,
                     size_t *count, struct error *e);

/* What is decided otherwise by two rules at an instant. Levels are compared by
 * name; ERROR_INPUT "rules.diff.levels" when b lacks one of a. So are populations: those of a have its
 * places, and what b alone names the next free ones; ERROR_INPUT "rules.diff.populations" when there is none. A row that is
 * held is given nothing by itself: that is more than none and less than a level. */
enum { LEVEL_HELD = LEVEL_MOST };

struct level_change {
    unsigned from, to; /* levels of a, and of b; or LEVEL_HELD */
    bool raised;
    struct cube_list rows;
};

struct difference {
    struct arena *arena;
    uint64_t combinations; /* of what either tests */
    uint64_t raised, lowered;
    struct span population[POPULATIONS]; /* the names of the places, or empty */
    size_t count;
    struct level_change change[(LEVEL_MOST + 1) * (LEVEL_MOST + 1)];
};

must rules_diff(struct difference **out, const struct rules *a, const struct rules *b, instant at,
                size_t cubes, struct error *e);
void difference_free(struct difference *d);

/* As rules_cube_text(), with the populations of both. */
must difference_cube_text(const struct difference *d, const struct cube *cube, const char *between,
                          struct text *out, struct error *e);

/* What would have to be different for a row to be given more (a row that is held
 * is given nothing): of each higher level the fewest facts, and what they would have to be. A level that takes
 * more than a level above it is left out; so is what cannot be. Of equal ways
 * that which keeps the earlier facts of the vocabulary. */
struct would {
    unsigned count;
    struct {
        unsigned level, facts; /* facts: how many would have to be different */
        struct cube need;      /* those, and what they would have to be */
    } higher[LEVEL_MOST];
};

must rules_would(struct would *out, const struct rules *r, instant at, instant known,
                 size_t reading, const struct facts *facts, struct error *e);

#endif
