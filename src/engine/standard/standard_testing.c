#include "engine/standard/standard_testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

struct standard *testing_standard;
struct arena *testing_arena;

int testing_setup(void **state)
{
    struct error e;
    (void)state;
    return standard_new(&testing_standard, NULL, &e) && arena_new(&testing_arena, 0, &e) ? 0
                                                                                         : -1;
}

int testing_teardown(void **state)
{
    (void)state;
    standard_free(testing_standard);
    arena_free(testing_arena);
    return 0;
}

struct row testing_row(const char *address, const char *city, const char *state,
                       const char *zip)
{
    struct row row = {.number = 1, .line = 2};
    row.value[FIELD_CONTROL] = SPAN_LITERAL("C1");
    row.value[FIELD_GIVEN_NAME] = SPAN_LITERAL("Maria");
    row.value[FIELD_SURNAME] = SPAN_LITERAL("Quackenbush");
    row.value[FIELD_PERIOD] = SPAN_LITERAL("2019-2023");
    row.value[FIELD_STATUTE] = SPAN_LITERAL("8 U.S.C. 1253");
    row.value[FIELD_REASON] = SPAN_LITERAL("final order of removal");
    row.value[FIELD_OFFICER] = SPAN_LITERAL("J. Officer");
    row.value[FIELD_ATTESTATION] = SPAN_LITERAL("YES");
    row.value[FIELD_ADDRESS] = span_of(address);
    row.value[FIELD_CITY] = span_of(city);
    row.value[FIELD_STATE] = span_of(state);
    row.value[FIELD_ZIP] = span_of(zip);
    return row;
}

struct person testing_person(const struct row *row)
{
    struct person p;
    struct error e;
    if (!standard_person(testing_standard, row, testing_arena, &p, &e)) {
        abort();
    }
    return p;
}

struct judgement testing_judge(const struct row *row, uint32_t required)
{
    struct judgement j;
    struct error e;
    struct person p = testing_person(row);
    if (!standard_judge(testing_standard, row, &p, &(struct elements){required}, &j, &e)) {
        abort();
    }
    return j;
}

const char *testing_address(const char *address, const char *city, const char *state,
                            const char *zip)
{
    struct row row = testing_row(address, city, state, zip);
    return category_name(testing_judge(&row, ELEMENT_ALL).category);
}

const char *testing_shared(const char *name)
{
    static char path[512];
    const char *top = getenv("SHARED");
    if (top != NULL) {
        snprintf(path, sizeof path, "%s/%s", top, name);
    }
    if (top == NULL || !file_exists(path)) {
        printf("skipped: %s is not there\n", name);
        return NULL;
    }
    return path;
}
