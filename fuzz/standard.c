/* Fuzzes the parser, the classifiers and the judgement: the input, cut at line ends, fills the fields of a
 * row. Whatever it holds, the row comes out the same twice and in capitals, is admitted exactly when it
 * is judged complete, a complete address has its parts, and every place that is named lies in its field. */

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
    FIELD_NOTE,       FIELD_PHONE,   FIELD_REASON, FIELD_PERIOD,    FIELD_STATUTE,
    FIELD_OFFICER,    FIELD_ATTESTATION, FIELD_IDENTIFIER_KIND, FIELD_IDENTIFIER_LAST4,
};

static void lies_in_its_field(const struct row *row, struct extent x)
{
    require(x.field <= FIELD_COUNT && x.from <= x.to);
    require(x.field == FIELD_COUNT || x.to <= row->value[x.field].len);
}

/* The capitals of a row say what the row says: case proves nothing. */
static void in_capitals(const struct standard *s, const struct row *row, const struct judgement *j,
                        const struct elements *required, struct arena *arena)
{
    struct error e;
    struct row capitals = *row;
    struct person p;
    struct judgement again;
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        char *copy = arena_copy(arena, row->value[f], &e);
        require(copy != NULL);
        for (size_t i = 0; i < row->value[f].len; i++) {
            copy[i] = copy[i] >= 'a' && copy[i] <= 'z' ? (char)(copy[i] - 'a' + 'A') : copy[i];
        }
        capitals.value[f].at = copy;
    }
    require(standard_person_and_judge(s, &capitals, required, arena, &p, &again, &e));
    require(again.sufficiency == j->sufficiency && again.category == j->category &&
            facts_equal(&again.facts, &j->facts));
}

static void check(const struct standard *s, const struct row *row, struct arena *arena)
{
    struct error e;
    struct person p, again;
    struct judgement j, second;
    struct admitted *admitted = NULL;
    struct address_parts parts;
    const struct elements required = {ELEMENT_NAME | ELEMENT_ADDRESS};
    const struct elements all = {ELEMENT_ALL | ELEMENT_IDENTIFIER | ELEMENT_BIRTH_DATE};
    require(standard_person(s, row, arena, &p, &e) &&
            standard_person(s, row, arena, &again, &e));
    require(standard_judge(s, row, &p, &required, &j, &e) &&
            standard_judge(s, row, &again, &required, &second, &e));
    require(j.sufficiency == second.sufficiency && j.category == second.category &&
            facts_equal(&j.facts, &second.facts));
    require(standard_person_and_judge(s, row, &required, arena, &again, &second, &e));
    require(j.sufficiency == second.sufficiency && j.category == second.category &&
            facts_equal(&j.facts, &second.facts));
    lies_in_its_field(row, j.where);
    require(standard_parts(s, row, arena, &parts, &e));
    for (unsigned i = 0; i < ADDRESS_PARTS; i++) {
        lies_in_its_field(row, parts.part[i].where);
        require((parts.part[i].value.len == 0) == (parts.part[i].confidence == CONFIDENCE_NONE));
    }
    require(standard_judge(s, row, &p, &all, &second, &e));
    lies_in_its_field(row, second.where);
    require((second.sufficiency == SUFFICIENCY_COMPLETE) == (second.missing == 0));
    in_capitals(s, row, &second, &all, arena);
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
