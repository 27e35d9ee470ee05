/* match_testing.h: people for this room's tests: made up, and from labelled files
 * in a plain approximation of standard form (upper case, trimmed). */
#ifndef ENGINE_MATCH_MATCH_TESTING_H
#define ENGINE_MATCH_MATCH_TESTING_H

#include "base/arena.h"
#include "engine/registry/registry.h"
#include "engine/standard/standard.h"

/* One column of a labelled file. */
struct testing_column {
    const char *name;
    void (*set)(struct person *p, struct span value);
};

struct testing_file {
    struct person *people;
    struct span *truth; /* the value of the truth column */
    size_t count;
};

/* False when the file is not there. Columns are found by name; blanks around
 * values are taken off. */
bool testing_load(struct arena *arena, const char *below_shared, const char *truth,
                  const struct testing_column *columns, size_t count, struct testing_file *out);

void set_given(struct person *p, struct span value);
void set_surname(struct person *p, struct span value);
void set_birth(struct person *p, struct span value); /* digits alone count */
void set_sex(struct person *p, struct span value);
void set_house(struct person *p, struct span value);
void set_street(struct person *p, struct span value);
void set_city(struct person *p, struct span value);
void set_place(struct person *p, struct span value);
void set_category(struct person *p, struct span value);
void set_note(struct person *p, struct span value);
void set_email(struct person *p, struct span value);

/* A family name, an address and a birth date each, the same for the same seed. */
struct person *testing_people(struct arena *arena, size_t n, uint64_t seed);

/* Copies a person and changes it as people who write things down do: `slips` of
 * them, by the seed. */
struct person testing_slip(struct arena *arena, const struct person *p, uint64_t seed,
                           unsigned slips);

/* The prefix and the number. */
struct span testing_words(struct arena *arena, const char *prefix, unsigned n);

/* Makes all of them admitted requests, by the only way there is. */
struct admitted *testing_admit(struct arena *arena, const struct person *people, size_t n);

/* Builds and opens a generation below the temporary folder; asserts that it works. */
struct registry *testing_registry(const char *name, const struct person *people, size_t n,
                                  bool scratch, const uint8_t key[32]);
void testing_registry_close(const char *name, struct registry *r);

#endif
