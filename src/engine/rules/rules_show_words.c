/* rules_show_words.c: the English of each fact.
 *
 * 1. Every value of record/facts.h has two clauses, what is so and what is not
 *    (a test looks); populations with a place have those of the name that a
 *    clause gives them.
 * 2. No two of them are alike, and none holds what joins clauses in a sentence
 *    or a list ("and that", "or that", a semicolon): a reader can tell where it
 *    ends.
 * 3. A text of the source stands in quotes, those within it behind a backslash,
 *    as in the language: no name can go on as the sentence does.
 * 4. A value that came to the table of facts without words here is shown as the
 *    language writes it.
 *
 * "The request" is one row of a file; "the person found", whom it led to. */
#include "engine/rules/rules_show.h"

#define NAMED "the name stated in the request "
#define ADDRESSED "the address stated in the request "
#define RECORDED "the address on record"
#define LINKED "the name and address lead to "
#define BOTH "the identifier and the name and address "

struct words {
    const char *is, *is_not;
};

#define WORDS(fact, value, is, is_not) [FACT_##fact][fact##_IS_##value] = {is, is_not}

static const struct words words[FACT_COUNT][FACT_MOST_VALUES + 1] = {
    WORDS(RECIPIENT, PARTY, "the recipient is the one named in the agreement",
          "the recipient is not the one named in the agreement"),
    WORDS(RECIPIENT, OTHER, "the recipient is another than the one named in the agreement",
          "the recipient is no other than the one named in the agreement"),
    WORDS(PURPOSE, CRIMINAL, "the purpose of the request is a criminal matter",
          "the purpose of the request is not a criminal matter"),
    WORDS(PURPOSE, CIVIL, "the purpose of the request is a civil matter",
          "the purpose of the request is not a civil matter"),
    WORDS(PURPOSE, ADMINISTRATIVE, "the purpose of the request is an administrative matter",
          "the purpose of the request is not an administrative matter"),
    WORDS(PURPOSE, STATISTICAL, "the purpose of the request is statistical",
          "the purpose of the request is not statistical"),
    WORDS(PURPOSE, MEDICAL, "the purpose of the request is medical",
          "the purpose of the request is not medical"),
    WORDS(PURPOSE, OTHER, "the purpose of the request is of another kind",
          "the purpose of the request is not of another kind"),
    WORDS(SAFEGUARDS, IN_ORDER, "the recipient's safeguards are in order",
          "the recipient's safeguards are not in order"),
    WORDS(SAFEGUARDS, OPEN_FINDING, "a finding against the recipient's safeguards is open",
          "no finding against the recipient's safeguards is open"),
    WORDS(SAFEGUARDS, PLANNED,
          "the findings against the recipient's safeguards have a corrective plan whose date lies ahead",
          "no corrective plan whose date lies ahead answers the findings against the recipient's safeguards"),
    WORDS(SAFEGUARDS, OVERDUE, "a corrective plan or a review of the recipient's safeguards is overdue",
          "no corrective plan or review of the recipient's safeguards is overdue"),
    WORDS(QUOTA, OPEN, "the quota of requests is not used up",
          "the quota of requests is used up"),
    WORDS(QUOTA, EXHAUSTED, "the quota of requests is exhausted",
          "the quota of requests is not exhausted"),
    WORDS(NAME, COMPLETE, NAMED "is complete", NAMED "is not complete"),
    WORDS(NAME, PARTIAL, NAMED "is only part of a name", NAMED "is not merely part of a name"),
    WORDS(NAME, PLACEHOLDER, NAMED "is a placeholder", NAMED "is not a placeholder"),
    WORDS(NAME, ORGANISATION, NAMED "is that of an organisation",
          NAMED "is not that of an organisation"),
    WORDS(NAME, SEVERAL, NAMED "is that of several people",
          NAMED "is not that of several people"),
    WORDS(NAME, TEST, NAMED "is test data", NAMED "is not test data"),
    WORDS(NAME, EMPTY, "the name is left empty in the request",
          "the name is not left empty in the request"),
    WORDS(ADDRESS, COMPLETE, ADDRESSED "is complete", ADDRESSED "is not complete"),
    WORDS(ADDRESS, PARTIAL, ADDRESSED "is only part of an address",
          ADDRESSED "is not merely part of an address"),
    WORDS(ADDRESS, PLACEHOLDER, ADDRESSED "is a placeholder", ADDRESSED "is not a placeholder"),
    WORDS(ADDRESS, FACILITY, ADDRESSED "is that of a custodial facility",
          ADDRESSED "is not that of a custodial facility"),
    WORDS(ADDRESS, NO_FIXED, ADDRESSED "says that the person has no fixed address",
          ADDRESSED "does not say that the person has no fixed address"),
    WORDS(ADDRESS, NOT_RESIDENTIAL, ADDRESSED "is one where nobody resides",
          ADDRESSED "is not one where nobody resides"),
    WORDS(ADDRESS, FOREIGN, ADDRESSED "is outside the country",
          ADDRESSED "is not outside the country"),
    WORDS(ADDRESS, TEST, ADDRESSED "is test data", ADDRESSED "is not test data"),
    WORDS(ADDRESS, CONTAMINATED, ADDRESSED "is mixed with other text",
          ADDRESSED "is not mixed with other text"),
    WORDS(ADDRESS, EMPTY, "the address is left empty in the request",
          "the address is not left empty in the request"),
    WORDS(IDENTIFIER, PRESENT, "the request states a well-formed identifier",
          "the request does not state a well-formed identifier"),
    WORDS(IDENTIFIER, MALFORMED, "the identifier stated in the request is malformed",
          "the identifier stated in the request is not malformed"),
    WORDS(IDENTIFIER, MISSING, "the identifier is missing from the request",
          "the identifier is not missing from the request"),
    WORDS(PERIOD, STATED, "the request states the period that it concerns",
          "the request does not state the period that it concerns"),
    WORDS(PERIOD, MISSING, "the period is missing from the request",
          "the period is not missing from the request"),
    WORDS(AUTHORITY, STATED, "the request states the authority that it rests on",
          "the request does not state the authority that it rests on"),
    WORDS(AUTHORITY, MISSING, "the authority is missing from the request",
          "the authority is not missing from the request"),
    WORDS(REASON, STATED, "the request states the reason why it is made",
          "the request does not state the reason why it is made"),
    WORDS(REASON, MISSING, "the reason is missing from the request",
          "the reason is not missing from the request"),
    WORDS(ATTESTATION, GIVEN, "the attestation is given with the request",
          "the attestation is not given with the request"),
    WORDS(ATTESTATION, MISSING, "the attestation is missing from the request",
          "the attestation is not missing from the request"),
    WORDS(OFFICER, LISTED, "the officer named in the request is on the list of officers",
          "the officer named in the request is not on the list of officers"),
    WORDS(OFFICER, UNLISTED, "the officer named in the request is missing from the list of officers",
          "the officer named in the request is not missing from the list of officers"),
    WORDS(OFFICER, MISSING, "the request names no officer", "the request names an officer"),
    WORDS(CASE_LOAD, PLAUSIBLE, "the number of requests made for the officer is plausible",
          "the number of requests made for the officer is not plausible"),
    WORDS(CASE_LOAD, IMPLAUSIBLE, "the number of requests made for the officer is implausible",
          "the number of requests made for the officer is not implausible"),
    WORDS(ADDRESS_USE, ORDINARY, "the number of requests that state the same address is ordinary",
          "the number of requests that state the same address is not ordinary"),
    WORDS(ADDRESS_USE, OVER_USED, "the same address is stated in too many requests of the file",
          "the same address is not stated in too many requests of the file"),
    WORDS(DUPLICATE, SINGLE, "the request is made only once", "the request is not made only once"),
    WORDS(DUPLICATE, DUPLICATE, "the request repeats another of the same file",
          "the request does not repeat another of the same file"),
    WORDS(DUPLICATE, REPEATED, "the request repeats one that was answered before",
          "the request does not repeat one that was answered before"),
    WORDS(PROBING, UNSUSPECTED, "the number of different requests about the person is ordinary",
          "the number of different requests about the person is not ordinary"),
    WORDS(PROBING, SUSPECTED, "probing for the person is suspected",
          "probing for the person is not suspected"),
    WORDS(BY_IDENTIFIER, UNIQUE, "the identifier leads to exactly one person on record",
          "the identifier does not lead to exactly one person on record"),
    WORDS(BY_IDENTIFIER, MANY, "the identifier leads to more than one person on record",
          "the identifier does not lead to more than one person on record"),
    WORDS(BY_IDENTIFIER, NONE, "the identifier leads to no person on record",
          "the identifier leads to at least one person on record"),
    WORDS(BY_NAME_ADDRESS, UNIQUE, LINKED "exactly one person on record",
          "the name and address do not lead to exactly one person on record"),
    WORDS(BY_NAME_ADDRESS, MANY, LINKED "more than one person on record",
          "the name and address do not lead to more than one person on record"),
    WORDS(BY_NAME_ADDRESS, NONE, LINKED "no person on record",
          LINKED "at least one person on record"),
    WORDS(PATHS, AGREE, BOTH "agree on the person", BOTH "do not agree on the person"),
    WORDS(PATHS, DISAGREE, BOTH "lead to different persons",
          BOTH "do not lead to different persons"),
    WORDS(CORRESPONDENCE, CORRESPONDS, ADDRESSED "corresponds to " RECORDED,
          ADDRESSED "does not correspond to " RECORDED),
    WORDS(CORRESPONDENCE, DIFFERS, ADDRESSED "differs from " RECORDED,
          ADDRESSED "does not differ from " RECORDED),
    WORDS(CORRESPONDENCE, NOT_COMPARABLE, ADDRESSED "cannot be compared with " RECORDED,
          ADDRESSED "can be compared with " RECORDED),
    WORDS(COMPARED, YES, ADDRESSED "was compared with " RECORDED,
          ADDRESSED "was not compared with " RECORDED),
    WORDS(COMPARED, NO, "no comparison of the address stated with " RECORDED " was made",
          "a comparison of the address stated with " RECORDED " was made"),
    WORDS(POPULATION, COVERED, "the person found belongs to the population concerned",
          "the person found does not belong to the population concerned"),
    WORDS(POPULATION, OUTSIDE, "the person found is outside the population concerned",
          "the person found is not outside the population concerned"),
    WORDS(PROTECTION, UNPROTECTED, "the person found is under no special protection",
          "the person found is under some special protection"),
    WORDS(PROTECTION, PROTECTED, "the person found is a protected person",
          "the person found is not a protected person"),
    WORDS(PROTECTION, SEALED, "the record of the person found is sealed",
          "the record of the person found is not sealed"),
    WORDS(LIFE, LIVING, "the person found is living", "the person found is not living"),
    WORDS(LIFE, DECEASED, "the person found is deceased", "the person found is not deceased"),
};

const char *show_words(enum fact fact, unsigned value, bool negated)
{
    const struct words *w = &words[fact][value];
    const char *s = negated ? w->is_not : w->is;
    return s == NULL ? "" : s;
}

/* A population has the name that the clause gives it. */
static bool show_population(struct show_writer *w, unsigned value, bool negated)
{
    const char *verb = value == POPULATION_IS_OUTSIDE ? negated ? "is not outside" : "is outside"
                       : negated                      ? "does not belong to"
                                                      : "belongs to";
    return show_say(w, "the person found %s the population ", verb) && show_quoted(w, w->population);
}

bool show_fact(struct show_writer *w, enum fact fact, unsigned value, bool negated)
{
    const char *s = show_words(fact, value, negated);
    w->nameless = w->nameless || fact == FACT_POPULATION;
    if (fact_is_place(fact) || (fact == FACT_POPULATION && w->population.len > 0)) {
        return show_population(w, value, negated);
    }
    return s[0] != '\0' ? show_say(w, "%s", s)
                        : show_say(w, "\"%s\" is %s", fact_phrase(fact, value),
                                   negated ? "not so" : "so");
}

bool show_quoted(struct show_writer *w, struct span s)
{
    bool done = text_addc(&w->t, '"', w->e);
    for (size_t i = 0; done && i < s.len; i++) {
        bool escape = s.at[i] == '"' || s.at[i] == '\\';
        done = (!escape || text_addc(&w->t, '\\', w->e)) && text_addc(&w->t, s.at[i], w->e);
    }
    return done && text_addc(&w->t, '"', w->e);
}

bool show_nameless(struct show_writer *w)
{
    return !w->nameless ||
           (show_say(w, "Who belongs to this population, and who does not, is never known.") &&
            show_line(w, 0, NULL));
}
