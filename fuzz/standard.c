/* Fuzzes the standardiser: the input, cut at line ends, fills the fields of a
 * row. Whatever it holds, the row comes out the same twice, is admitted exactly
 * when it is judged complete, and a complete address has its parts. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/standard/standard.h"
#include "record/linkage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* The fields in the order of the corpus's lines. */
static const enum field order[] = {
    FIELD_ADDRESS,    FIELD_CITY,    FIELD_STATE,  FIELD_ZIP,       FIELD_GIVEN_NAME,
    FIELD_SURNAME,    FIELD_SUFFIX,  FIELD_UNIT,   FIELD_FULL_NAME, FIELD_BIRTH_DATE,
    FIELD_IDENTIFIER, FIELD_COUNTRY, FIELD_HOUSE,  FIELD_STREET,    FIELD_MIDDLE_NAME,
    FIELD_NOTE,       FIELD_PHONE,   FIELD_REASON,
};

static void check(const struct standard *s, const struct row *row, struct arena *arena)
{
    struct error e;
    struct person p, again;
    struct judgement j, second;
    struct admitted *admitted = NULL;
    const struct elements required = {ELEMENT_NAME | ELEMENT_ADDRESS};
    require(standard_person(s, row, arena, &p, &e) &&
            standard_person(s, row, arena, &again, &e));
    require(standard_judge(s, row, &p, &required, &j, &e) &&
            standard_judge(s, row, &again, &required, &second, &e));
    require(j.sufficiency == second.sufficiency && j.category == second.category &&
            facts_equal(&j.facts, &second.facts));
    require(standard_person_and_judge(s, row, &required, arena, &again, &second, &e));
    require(j.sufficiency == second.sufficiency && j.category == second.category &&
            facts_equal(&j.facts, &second.facts));
    require(standard_admit(s, row, &p, 1, &required, arena, &admitted, &e));
    require((admitted_count(admitted) == 1) == (j.sufficiency == SUFFICIENCY_COMPLETE));
    if (j.sufficiency == SUFFICIENCY_COMPLETE) {
        require(p.name.given.len > 1 && p.name.surname.len > 1);
        require(p.address.zip != ZIP_NONE && p.address.state[0] != '\0' &&
                p.address.city.len > 0);
        require(p.address.box.len > 0 || (p.address.house.len > 0 && p.address.street.len > 0));
        require(standard_address_key(&p.address) != 0);
        require(standard_correspondence(&p.address, &again.address) ==
                CORRESPONDENCE_LEVEL_SAME_POINT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct standard *s;
    static struct arena *arena;
    struct error e;
    if (s == NULL) {
        require(standard_new(&s, NULL, &e) && arena_new(&arena, 0, &e));
    }
    struct row row = {.number = 1, .line = 2};
    struct span rest = {(const char *)data, size}, part;
    for (size_t i = 0; i < sizeof order / sizeof *order && span_cut(&rest, '\n', &part); i++) {
        row.value[order[i]] = part;
    }
    arena_reset(arena);
    check(s, &row, arena);
    return 0;
}
