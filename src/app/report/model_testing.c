/* model_testing.c: see model_testing.h. */
#include "app/report/model_testing.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* --- samples --- */

static void comparison(struct model_comparison *c, const char *name, unsigned levels,
                       const struct model_level *level)
{
    (void)snprintf(c->name, sizeof c->name, "%s", name);
    c->levels = levels;
    memcpy(c->level, level, levels * sizeof *level);
}

static void comparisons(struct model_report *m)
{
    static const struct model_level surname[] = {
        {"missing", 1200000, 1200000, 0},
        {"same", 912000000, 410000, 1112},
        {"sounds the same", 41000000, 620000, 605},
        {"one letter apart", 30100000, 5400000, 248},
        {"different", 15700000, 992370000, -598},
    };
    static const struct model_level first[] = {
        {"missing", 3000000, 3000000, 0},         {"same", 871000000, 7400000, 688},
        {"nickname", 62000000, 1900000, 503},     {"same initial", 21000000, 68000000, -170},
        {"different", 43000000, 919700000, -442},
    };
    static const struct model_level birth[] = {
        {"missing", 84000000, 84000000, 0},
        {"same", 861000000, 31000, 1476},
        {"day and month swapped", 11000000, 29000, 857},
        {"year only", 31000000, 12700000, 129},
        {"different", 13000000, 903240000, -612},
    };
    static const struct model_level postcode[] = {
        {"missing", 21000000, 21000000, 0},
        {"same", 640000000, 190000, 1172},
        {"same town", 160000000, 9100000, 414},
        {"different", 179000000, 969710000, -244},
    };
    m->comparisons = 4;
    comparison(&m->comparison[0], "surname", 5, surname);
    comparison(&m->comparison[1], "first name", 5, first);
    comparison(&m->comparison[2], "birth date", 5, birth);
    comparison(&m->comparison[3], "postcode", 4, postcode);
    for (unsigned i = 0; i < 7; i++) {
        static const struct model_term terms[] = {
            {1, 11210, 648},   {10, 4127, 792},  {100, 902, 1011}, {1000, 141, 1279},
            {10000, 17, 1584}, {50000, 3, 1834}, {91000, 1, 1993},
        };
        m->comparison[0].term[i] = m->comparison[1].term[i] = terms[i];
        m->comparison[1].term[i].weight -= 310;
    }
    m->comparison[0].terms = 7;
    m->comparison[1].terms = 5;
}

static void thresholds(struct model_report *m)
{
    m->thresholds = 13;
    for (unsigned i = 0; i < m->thresholds; i++) {
        uint32_t wrong = 96000000U >> i, missed = 9000000U * (i + 1) + 1500000U * i * i;
        m->threshold[i] = (struct model_threshold){
            .weight = -200 + 200 * (int32_t)i,
            .found = 9400 - 310 * i,
            .false_matches = (9400 - 310 * i) * (uint64_t)wrong / 1000000,
            .missed = 9000000 * (uint64_t)missed / 1000000000,
            .precision = MODEL_ONE - wrong,
            .precision_low = MODEL_ONE - wrong - wrong / 4 - 200000,
            .precision_high = MODEL_ONE - wrong + wrong / 4,
            .recall = MODEL_ONE - missed,
            .recall_low = MODEL_ONE - missed - 9000000,
            .recall_high = MODEL_ONE - missed + 8000000,
        };
    }
}

void sample_model(struct model_report *m)
{
    *m = (struct model_report){
        .hash = "4d967a30111748b30be11e0d91edbb2fa57c02f7b3ff71bf4e1e8e0ee3b81b3a",
        .persons = 1280000,
        .requests = 12000,
        .share = 713000000,
        .rounds = 14,
        .accept = 1400,
        .margin = 300,
        .false_match_rate = 1000000,
        .unique = 7011,
        .many = 209,
        .none = 4780,
        .decoys = 3,
        .decoy = {{"a relative at the address", 31000000},
                  {"another person there", 12400000},
                  {"a namesake", 870000}},
        .keys = 5,
        .key = {{"surname + birth date", 8100, 9120, 9120, 0, 5000},
                {"first name + birth date", 9900, 48210, 39877, 2, 5000},
                {"surname + postcode", 7402, 30111, 21004, 0, 5000},
                {"surname + first name", 10100, 260113, 241908, 17, 5000},
                {"postcode + birth year", 6020, 71002, 55331, 4, 5000}},
        .causes = 4,
        .cause = {{"no candidate", 1904},
                  {"birth date missing", 1203},
                  {"surname of one letter", 41},
                  {"below the threshold", 1632}},
    };
    comparisons(m);
    thresholds(m);
}

static void wide(char name[MODEL_NAME], unsigned number)
{
    memset(name, 'W', MODEL_NAME); /* no zero at its end */
    int n = snprintf(name, MODEL_NAME, "<%u&\"'\x1b\xff\xE2\x80\xAE", number);
    name[n] = 'W';
}

static void extreme_comparisons(struct model_report *m)
{
    m->comparisons = MODEL_COMPARISONS;
    for (unsigned i = 0; i < MODEL_COMPARISONS; i++) {
        struct model_comparison *c = &m->comparison[i];
        wide(c->name, i);
        c->levels = MODEL_LEVELS;
        for (unsigned k = 0; k < MODEL_LEVELS; k++) {
            wide(c->level[k].name, k);
            c->level[k].m = k == 0 ? MODEL_ONE : k;
            c->level[k].u = k == 0 ? 0 : MODEL_ONE - k;
            c->level[k].weight = k == 0 ? INT32_MAX : k == 1 ? INT32_MIN : -(int32_t)k;
        }
        c->terms = MODEL_TERMS;
        for (unsigned k = 0; k < MODEL_TERMS; k++) {
            c->term[k] =
                (struct model_term){k + 1 == MODEL_TERMS ? UINT64_MAX : (uint64_t)k + 1,
                                    (uint64_t)1 << (63 - k), k == 0 ? INT32_MIN : INT32_MAX};
        }
    }
}

void sample_extreme(struct model_report *m)
{
    uint64_t most = (uint64_t)1 << 63;
    *m = (struct model_report){.persons = UINT64_MAX,
                               .requests = most,
                               .share = MODEL_ONE,
                               .rounds = 4294967295U,
                               .accept = INT32_MIN,
                               .margin = INT32_MAX,
                               .unique = most - 2,
                               .many = 1,
                               .none = 1};
    extreme_comparisons(m);
    memset(m->hash, '<', sizeof m->hash);
    m->decoys = MODEL_DECOYS;
    m->keys = MODEL_KEYS;
    m->causes = MODEL_CAUSES;
    for (unsigned i = 0; i < MODEL_DECOYS; i++) {
        wide(m->decoy[i].name, i);
    }
    for (unsigned i = 0; i < MODEL_KEYS; i++) {
        wide(m->key[i].name, i);
        m->key[i].requests = m->key[i].pairs = most;
        m->key[i].fresh = i == 0 ? most : 1;
        m->key[i].oversized = UINT64_MAX;
        m->key[i].limit = UINT32_MAX;
    }
    for (unsigned i = 0; i < MODEL_CAUSES; i++) {
        wide(m->cause[i].name, i);
    }
    m->cause[0].requests = 1;
    m->thresholds = MODEL_THRESHOLDS;
    for (unsigned i = 0; i < MODEL_THRESHOLDS; i++) {
        m->threshold[i] = (struct model_threshold){
            .weight = i == 0 ? INT32_MIN : INT32_MAX - (int32_t)(MODEL_THRESHOLDS - i),
            .found = most,
            .false_matches = i % 2 == 0 ? UINT64_MAX : 0,
            .missed = UINT64_MAX,
            .precision = 1 + i,
            .precision_high = MODEL_ONE - 1,
            .recall = MODEL_ONE,
            .recall_low = 0,
            .recall_high = MODEL_ONE};
    }
}

void sample_waterfall(struct waterfall *w)
{
    *w = (struct waterfall){.title = "request 17, candidate 1",
                            .count = 6,
                            .step = {{"prior", "one in 1,280,000", -2029},
                                     {"surname", "same, 902 bear it", 1011},
                                     {"first name", "nickname", 503},
                                     {"birth date", "day and month swapped", 857},
                                     {"postcode", "same", 1172},
                                     {"sex", "missing", 0}},
                            .total = 1514};
}

/* --- XML --- */

enum { DEPTH = 64, NAME = 32, ATTRIBUTES = 24 };

struct xml {
    const char *at;
    const char *why;
    char open[DEPTH][NAME];
    unsigned depth, roots;
};

static bool wrong(struct xml *x, const char *why)
{
    x->why = why;
    return false;
}

static bool xml_name(struct xml *x, char out[NAME])
{
    size_t n = 0;
    while (isalnum((unsigned char)*x->at) ||
           (*x->at != '\0' && strchr("-_:.", *x->at) != NULL)) {
        if (n + 1 >= NAME) {
            return wrong(x, "a name is too long");
        }
        out[n++] = *x->at++;
    }
    out[n] = '\0';
    return n > 0 || wrong(x, "a name is missing");
}

static bool xml_entity(struct xml *x)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < 5; i++) {
        if (strncmp(x->at, known[i], strlen(known[i])) == 0) {
            x->at += strlen(known[i]);
            return true;
        }
    }
    if (x->at[1] != '#') {
        return wrong(x, "an entity is not known");
    }
    size_t n = strspn(x->at + 2, "0123456789");
    if (n == 0 || x->at[2 + n] != ';') {
        return wrong(x, "a number of a character is broken");
    }
    x->at += 3 + n;
    return true;
}

/* Text up to `end`, which is left. */
static bool xml_text(struct xml *x, char end)
{
    while (*x->at != end && *x->at != '\0') {
        unsigned char c = (unsigned char)*x->at;
        if (c == '&') {
            if (!xml_entity(x)) {
                return false;
            }
            continue;
        }
        if (c == '<' || (c < 32 && c != '\n') || c == 127) {
            return wrong(x, "a character may not stand there");
        }
        x->at++;
    }
    return true;
}

static bool xml_attributes(struct xml *x)
{
    char seen[ATTRIBUTES][NAME];
    for (size_t n = 0; *x->at == ' '; n++) {
        x->at++;
        if (n == ATTRIBUTES || !xml_name(x, seen[n])) {
            return wrong(x, "an attribute has no name");
        }
        for (size_t i = 0; i < n; i++) {
            if (strcmp(seen[i], seen[n]) == 0) {
                return wrong(x, "an attribute stands twice");
            }
        }
        if (strncmp(x->at, "=\"", 2) != 0) {
            return wrong(x, "an attribute is not quoted");
        }
        x->at += 2;
        if (!xml_text(x, '"')) {
            return false;
        }
        x->at += *x->at == '"';
    }
    return true;
}

static bool xml_tag(struct xml *x)
{
    char name[NAME];
    if (x->at[1] == '/') {
        x->at += 2;
        if (!xml_name(x, name) || x->depth == 0 || strcmp(name, x->open[--x->depth]) != 0) {
            return wrong(x, "a tag closes another");
        }
        return *x->at++ == '>' || wrong(x, "a tag does not end");
    }
    x->at++;
    if (!xml_name(x, name) || !xml_attributes(x)) {
        return false;
    }
    x->roots += x->depth == 0;
    if (strncmp(x->at, "/>", 2) == 0) {
        x->at += 2;
        return true;
    }
    if (*x->at++ != '>' || x->depth == DEPTH) {
        return wrong(x, "a tag does not end");
    }
    memcpy(x->open[x->depth++], name, sizeof name);
    return true;
}

bool xml_sound(const char *text, const char **why)
{
    static const char doctype[] = "<!DOCTYPE html>\n";
    struct xml x = {.at = text, .why = "it does not begin as a page"};
    bool sound = strncmp(text, doctype, sizeof doctype - 1) == 0 && utf8_valid(span_of(text));
    x.at += sound ? sizeof doctype - 1 : 0;
    while (sound && *x.at != '\0') {
        sound = *x.at == '<' ? xml_tag(&x) : xml_text(&x, '<');
    }
    if (sound && (x.depth != 0 || x.roots != 1)) {
        sound = wrong(&x, "it has not one root");
    }
    *why = sound ? "" : x.why;
    return sound;
}

unsigned widest_line(const char *text)
{
    unsigned widest = 0, own = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\033') {
            c += strcspn(c, "m");
            continue;
        }
        own += ((unsigned char)*c & 0xC0) != 0x80;
        if (*c == '\n') {
            widest = own - 1 > widest ? own - 1 : widest;
            own = 0;
        }
    }
    return widest > own ? widest : own;
}
