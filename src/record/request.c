#include "record/request.h"

#include <assert.h>

const char *element_name(enum element element)
{
    switch (element) {
    case ELEMENT_NAME:
        return "name";
    case ELEMENT_ADDRESS:
        return "address";
    case ELEMENT_PERIOD:
        return "period";
    case ELEMENT_AUTHORITY:
        return "authority";
    case ELEMENT_REASON:
        return "reason";
    case ELEMENT_OFFICER:
        return "officer";
    case ELEMENT_ATTESTATION:
        return "attestation";
    case ELEMENT_IDENTIFIER:
        return "identifier";
    case ELEMENT_BIRTH_DATE:
        return "birth date";
    case ELEMENT_ALL:
        break;
    }
    return "";
}

const char *sufficiency_name(enum sufficiency sufficiency)
{
    static const char *const names[] = {"complete", "review", "insufficient"};
    assert(sufficiency <= SUFFICIENCY_INSUFFICIENT);
    return names[sufficiency];
}

static const struct {
    const char *name;
    const char *sentence;
} categories[CATEGORY_COUNT] = {
#define CATEGORY(symbol, name, sentence) [CATEGORY_##symbol] = {name, sentence},
    RECORD_CATEGORIES(CATEGORY)
#undef CATEGORY
};

const char *category_name(enum category category)
{
    assert(category < CATEGORY_COUNT);
    return categories[category].name;
}

const char *category_sentence(enum category category)
{
    assert(category < CATEGORY_COUNT);
    return categories[category].sentence;
}
