/* gate_tin.c: the code of the IRS TIN-matching programme for a row.
 *
 *   0  name and number match                5  the row is a duplicate of an earlier one
 *   1  the number is missing or no nine     6  they match, and the request did not say what
 *      digits                                  kind of number it is
 *   2  the number was never issued          7, 8  never given, see below
 *   3  they do not match
 *   4  the request cannot be answered
 *
 * A row that an earlier release answered is a duplicate too (5), where a clause asks for that.
 * A number whose kind is none is 4 and not 1: which ranges it may lie in depends on its kind.
 * 3 is said of everybody who is not answered about, whether nobody fits, several do, or the
 * answer is withheld: the recipient cannot tell which. 7 (an EIN matches) and 8 (both kinds do)
 * are never given: registries of people hold no EINs, and a number that fits two records is a
 * doubt and withheld.
 */
#include "app/gate/gate_internal.h"

enum kind { KIND_NONE, KIND_SAID, KIND_OPEN };

static enum kind kind_of(struct span kind)
{
    static const char *const said[] = {"1", "2", "ein", "ssn", "itin"};
    kind = span_trim(kind);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (span_equal_nocase(kind, span_of(said[i]))) {
            return KIND_SAID;
        }
    }
    bool open = kind.len == 0 || span_is(kind, "3") || span_equal_nocase(kind, span_of("tin"));
    return open ? KIND_OPEN : KIND_NONE;
}

unsigned tin_code(const struct row_record *r, struct span identifier_kind)
{
    uint8_t identifier = r->facts.value[FACT_IDENTIFIER];
    enum kind kind = kind_of(identifier_kind);
    if (r->outcome == OUTCOME_REJECTED) {
        return 4;
    }
    bool malformed = identifier == IDENTIFIER_IS_MALFORMED && kind != KIND_NONE &&
                     r->category != CATEGORY_IDENTIFIER_NOT_ISSUED;
    if (identifier == IDENTIFIER_IS_MISSING || malformed) {
        return 1;
    }
    if (r->category == CATEGORY_IDENTIFIER_NOT_ISSUED) {
        return 2;
    }
    uint8_t duplicate = r->facts.value[FACT_DUPLICATE];
    if (duplicate == DUPLICATE_IS_DUPLICATE || duplicate == DUPLICATE_IS_REPEATED) {
        return 5;
    }
    if (r->sufficiency == SUFFICIENCY_INSUFFICIENT || kind == KIND_NONE) {
        return 4;
    }
    if (r->outcome == OUTCOME_RELEASED) {
        return kind == KIND_SAID ? 0 : 6;
    }
    return 3;
}
