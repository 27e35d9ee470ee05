/* report_testing.c: see report_testing.h. The totals of the readings are those
 * of the public case; everything else is made up, and adds up. */
#include "app/report/report_testing.h"

#include "record/linkage.h"

const struct report_meta sample_meta = {
    .at = "2026-03-01T09:30Z",
    .origin = "ledger.custodian.example",
    .size = 4711,
    .root = "4d967a30111748b30be11e0d91edbb2fa57c02f7b3ff71bf4e1e8e0ee3b81b3a",
    .rules = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    .classifier = "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
    .generation = "17",
};

void sample_funnel(struct funnel *out)
{
    *out = (struct funnel){
        .batch = "B-2025-06-1",
        .agreement = "TAX-2025",
        .read = 1280000,
        .rejected = 12,
        .insufficient = 1016488,
        .sufficiency_review = 3500,
        .admitted = 260000,
        .corresponds = 47000,
        .differs = 4300,
        .not_comparable = 700,
        .levels = 4,
        .level_name = {"none", "count", "match", "address"},
        .level = {212700, 0, 300, 47000},
        .clauses = 3,
        .clause_id = {"SUF/4", "ORD/M-1", "SUF/1"},
        .clause = {5000, 0, 9000},
    };
    out->category[CATEGORY_NONE] = 260000;
    out->category[CATEGORY_ADDRESS_PLACEHOLDER] = 600000;
    out->category[CATEGORY_ADDRESS_BLANK] = 400000;
    out->category[CATEGORY_ADDRESS_ZIP_ONLY] = 16488;
    out->category[CATEGORY_ADDRESS_CONTAMINATED] = 3500;
    out->linked[LINK_UNIQUE] = 52000;
    out->linked[LINK_MANY] = 8000;
    out->linked[LINK_NONE] = 200000;
    out->outcome[OUTCOME_RELEASED] = 47300;
    out->outcome[OUTCOME_WITHHELD] = 1221188;
    out->outcome[OUTCOME_REVIEW] = 11500;
    out->outcome[OUTCOME_REJECTED] = 12;
}

void sample_readings(struct report_readings *out)
{
    *out = (struct report_readings){
        .title = "Finding F-3",
        .definition = "Releases of agreement TAX-2025 made on 7 August 2025 that gave out an address.",
        .releases = 47289,
        .count = 2,
        .reading =
            {
                {
                    .name = "custodian",
                    .definition = "A release is wrong when the address supplied was incomplete or "
                                  "insufficiently populated.",
                    .suspect = 2364,
                    .kept = 44925,
                    .causes = 1,
                    .cause = {{"SUF/1", 2364}},
                },
                {
                    .name = "court",
                    .definition = "A release is wrong when no comparison with the address supplied "
                                  "was made before it.",
                    .suspect = 42695,
                    .kept = 4594,
                    .causes = 2,
                    .cause = {{"SUF/4", 42695}, {"SUF/1", 2100}},
                    .notes = 1,
                    .note = {{"of these correspond now", 30000}},
                },
            },
    };
}
