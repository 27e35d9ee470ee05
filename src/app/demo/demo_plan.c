#include "app/demo/demo_plan.h"

#include <assert.h>

#include "app/demo/demo_errors.h"

enum {
    CASE_REQUESTS = 1280000,
    CASE_IDENTIFIER = 42695,
    CASE_NAME_ADDRESS = 4594,
    CASE_INSUFFICIENT_LEAST = 2300, /* to 2,364: under 5 % of 47,289 */
    CASE_INSUFFICIENT_SPREAD = 65,
    CASE_OVERUSED = 1017,  /* addresses on more than twenty rows: 780 of 981,671 */
    CASE_HEAVY_ROWS = 600, /* rows on each of the few that are over five hundred */
    LIGHT_ROWS = 28,
    LARGE = 100000, /* from here on seven addresses are heavy, else two */
    REPEATS = 200,  /* one row in so many repeats another */
};

static const struct {
    const char *kind;
    enum releases releases;
    bool registered;
} traits[SEGMENTS] = {
#define TRAITS(symbol, kind, releases, registered)                                             \
    [SEGMENT_##symbol] = {kind, releases, registered},
    DEMO_SEGMENTS(TRAITS)
#undef TRAITS
};

const char *segment_kind(enum segment s)
{
    return traits[s].kind;
}

enum releases segment_releases(enum segment s)
{
    return traits[s].releases;
}

bool segment_registered(enum segment s)
{
    return traits[s].registered;
}

/* n * part / whole, rounded. */
static uint64_t share(uint64_t n, uint64_t part, uint64_t whole)
{
    return (n * part + whole / 2) / whole;
}

static uint64_t at_least(uint64_t n, uint64_t least)
{
    return n < least ? least : n;
}

/* A figure of the case at this many requests. */
static uint64_t scaled(uint64_t requests, uint64_t figure)
{
    return share(requests, figure, CASE_REQUESTS);
}

static void plan_released(struct plan *p, const struct demo_options *o)
{
    struct random r = random_of(o->seed, STREAM_PLAN, 0);
    uint64_t n = at_least(scaled(o->requests, CASE_IDENTIFIER), 3);
    uint64_t bad = CASE_INSUFFICIENT_LEAST + random_below(&r, CASE_INSUFFICIENT_SPREAD);
    p->size[SEGMENT_ID_INSUFFICIENT] = at_least(scaled(o->requests, bad), 1);
    p->size[SEGMENT_ID_SAME] = share(n, 40, 100);
    p->size[SEGMENT_ID_UNIT] = share(n, 4, 100);
    p->size[SEGMENT_ID_DIFFERENT] = share(n, 12, 100);
    p->size[SEGMENT_ID_MOVED] = n - p->size[SEGMENT_ID_SAME] - p->size[SEGMENT_ID_UNIT] -
                                p->size[SEGMENT_ID_DIFFERENT] -
                                p->size[SEGMENT_ID_INSUFFICIENT];
    p->size[SEGMENT_NAME_ADDRESS] = at_least(scaled(o->requests, CASE_NAME_ADDRESS), 3);
}

/* Four rows in a hundred are about registered people; those that were not released. */
static uint64_t plan_lost(struct plan *p, uint64_t requests, uint64_t released)
{
    uint64_t registered = at_least(share(requests, 4, 100), released + 6);
    uint64_t lost = registered - released;
    p->size[SEGMENT_LOST_BLANK] = share(lost, 15, 100);
    p->size[SEGMENT_LOST_IDENTIFIER] = share(lost, 15, 100);
    p->size[SEGMENT_LOST_NAME] = share(lost, 20, 100);
    p->size[SEGMENT_LOST_MOVED] = share(lost, 15, 100);
    p->size[SEGMENT_LOST_TYPO] = share(lost, 15, 100);
    p->size[SEGMENT_LOST_FORMAT] =
        lost - p->size[SEGMENT_LOST_BLANK] - p->size[SEGMENT_LOST_IDENTIFIER] -
        p->size[SEGMENT_LOST_NAME] - p->size[SEGMENT_LOST_MOVED] - p->size[SEGMENT_LOST_TYPO];
    return registered;
}

static void plan_overused(struct plan *p, uint64_t requests)
{
    uint64_t heavies = requests >= LARGE ? 7 : 2;
    p->heavy = at_least(scaled(requests, CASE_HEAVY_ROWS), 5);
    p->light = requests >= LARGE ? LIGHT_ROWS : 3;
    p->size[SEGMENT_HEAVY] = heavies * p->heavy;
    p->size[SEGMENT_LIGHT] = at_least(scaled(requests, CASE_OVERUSED), 1) * p->light;
}

/* Eighteen rows in a hundred have no sufficient address: 54 blank to 26
 * undeliverable to 97 without a unit. The few among registered people count. */
static void plan_deficient(struct plan *p, uint64_t requests)
{
    uint64_t all = share(requests, 18, 100);
    uint64_t undeliverable = share(all, 26, 177);
    uint64_t blank = share(all, 54, 177);
    uint64_t among = p->size[SEGMENT_ID_INSUFFICIENT];
    p->size[SEGMENT_UNDELIVERABLE] = undeliverable > among ? undeliverable - among : 0;
    p->size[SEGMENT_BLANK] = blank - p->size[SEGMENT_LOST_BLANK];
    p->size[SEGMENT_UNIT] = all - undeliverable - blank;
    p->size[SEGMENT_BAD_NAME] = at_least(share(requests, 2, 1000), 1);
}

static bool check_options(const struct demo_options *o, struct error *e)
{
    if (o->requests < DEMO_REQUESTS_LEAST) {
        return fail(e, ERROR_USAGE, "demo.requests", "at least %d requests are needed",
                    DEMO_REQUESTS_LEAST);
    }
    if (o->people < DEMO_PEOPLE_LEAST || o->people < (o->requests + 19) / 20) {
        return fail(e, ERROR_USAGE, "demo.people",
                    "at least %d people are needed, and one for every 20 requests",
                    DEMO_PEOPLE_LEAST);
    }
    if (o->people > DEMO_IDENTIFIERS || o->requests > DEMO_IDENTIFIERS - o->people) {
        return fail(e, ERROR_USAGE, "demo.size", "people and requests together are at most %d",
                    DEMO_IDENTIFIERS);
    }
    size_t mark = o->mark == NULL ? 0 : strlen(o->mark);
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (mark > DEMO_MARK_MOST || (mark > 0 && strspn(o->mark, letters) != mark)) {
        return fail(e, ERROR_USAGE, "demo.mark", "the mark is at most %d letters A to Z",
                    DEMO_MARK_MOST);
    }
    return true;
}

/* Unregistered people who resemble registered ones: a third each. */
static void plan_hard(struct plan *p, uint64_t hard)
{
    p->size[SEGMENT_NAMESAKE] = hard / 3;
    p->size[SEGMENT_STRANGER] = hard / 3;
    p->size[SEGMENT_RELATIVE] = hard - 2 * (hard / 3);
}

static void plan_case(struct plan *p, const struct demo_options *o)
{
    plan_released(p, o);
    uint64_t released = 0;
    for (unsigned s = SEGMENT_ID_SAME; s <= SEGMENT_NAME_ADDRESS; s++) {
        released += p->size[s];
    }
    uint64_t unregistered = o->requests - plan_lost(p, o->requests, released);
    plan_hard(p, share(unregistered, 15, 100));
    plan_overused(p, o->requests);
    plan_deficient(p, o->requests);
}

static void plan_complete(struct plan *p, uint64_t requests)
{
    uint64_t registered = share(requests, 4, 100);
    p->size[SEGMENT_PERSON_MOVED] = share(registered, RATE_MOVED, 10000);
    p->size[SEGMENT_PERSON_UNIT] = share(registered, RATE_OTHER_UNIT, 10000);
    p->size[SEGMENT_PERSON_HOME] =
        registered - p->size[SEGMENT_PERSON_MOVED] - p->size[SEGMENT_PERSON_UNIT];
    plan_hard(p, share(requests, 15, 100));
    p->heavy = 1;
    p->light = 1;
}

bool plan_make(struct plan *out, const struct demo_options *o, struct error *e)
{
    if (!check_options(o, e)) {
        return false;
    }
    struct plan *p = out;
    *p = (struct plan){0};
    p->complete = o->complete;
    if (o->complete) {
        plan_complete(p, o->requests);
    } else {
        plan_case(p, o);
    }
    uint64_t sum = 0;
    for (unsigned s = 0; s < SEGMENT_UNKNOWN; s++) {
        p->first[s] = sum;
        sum += p->size[s];
    }
    assert(sum < o->requests);
    p->first[SEGMENT_UNKNOWN] = sum;
    p->size[SEGMENT_UNKNOWN] = o->requests - sum;
    p->order = shuffle_of(o->requests, o->seed, STREAM_ORDER + 2);
    p->people = shuffle_of(o->people, o->seed, STREAM_ORDER + 3);
    return true;
}

struct place plan_row(const struct plan *p, uint64_t row)
{
    uint64_t at = shuffle_at(&p->order, row);
    unsigned s = SEGMENTS - 1;
    while (at < p->first[s] || p->size[s] == 0) {
        s--;
    }
    uint64_t index = at - p->first[s];
    uint64_t originals = p->size[s] - p->size[s] / REPEATS;
    /* The k-th repeat repeats content 199 k: each another one. */
    uint64_t content = index < originals ? index : (index - originals) * (REPEATS - 1);
    return (struct place){(enum segment)s, index, content};
}
