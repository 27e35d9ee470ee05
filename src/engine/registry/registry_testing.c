#include "engine/registry/registry_testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static const char *const givens[] = {"JAMES", "MARY", "ROBERT", "BOB", "LINDA", "JOSE", "WEI"};
static const char *const surnames[] = {"SMITH",      "GARCIA", "NGUYEN",
                                       "DE LA CRUZ", "O",      "JOHNSON"};
static const char *const streets[] = {"MAIN", "OAK", "MARTIN LUTHER KING", "5TH"};

static struct span words(struct arena *arena, const char *prefix, unsigned n)
{
    char text[64];
    struct error e;
    (void)snprintf(text, sizeof text, "%s%u", prefix, n);
    char *copy = arena_copy(arena, span_of(text), &e);
    assert_non_null(copy);
    return span_of(copy);
}

struct person *people_new(struct arena *arena, size_t n, uint64_t seed)
{
    struct error e;
    struct person *people = arena_array(arena, n, sizeof *people, &e);
    assert_non_null(people);
    for (size_t i = 0; i < n; i++) {
        uint64_t h = hash_join(seed, i);
        struct person *p = &people[i];
        p->row = i + 1;
        p->id = words(arena, "P", (unsigned)i);
        p->name.given = span_of(givens[h % 7]);
        p->name.surname = h >> 40 & 1 ? span_of(surnames[(h >> 8) % 6])
                                      : words(arena, "NAME", (unsigned)(h >> 8 & 255));
        p->name.middle = h >> 41 & 1 ? span_of("L") : (struct span){NULL, 0};
        p->name.suffix = (h >> 42 & 15) == 0 ? 2 : 0;
        p->birth = (uint32_t)(1920 + (h >> 16) % 90) * 10000 +
                   (uint32_t)(1 + (h >> 24) % 12) * 100 + (uint32_t)(1 + (h >> 32) % 28);
        p->sex = h >> 43 & 1 ? 'F' : 'M';
        p->identifier =
            (h >> 50 & 7) == 0 ? IDENTIFIER_NONE : (uint32_t)(900000000 + i * 7 % 99999999);
        p->last4 = LAST4_NONE;
        p->address.kind = ADDRESS_STREET;
        p->address.house = words(arena, "", (unsigned)(h >> 20 & 1023));
        p->address.street = span_of(streets[h >> 30 & 3]);
        p->address.suffix = span_of("ST");
        p->address.predir = h >> 33 & 1 ? span_of("N") : (struct span){NULL, 0};
        p->address.city = span_of("BROOKLYN");
        p->address.state[0] = 'N';
        p->address.state[1] = 'Y';
        p->address.zip = 11200 + (uint32_t)(h >> 36 & 15);
        p->address.plus4 = h >> 35 & 1 ? 42 : ZIP_NONE;
        if (h >> 44 & 1) {
            p->address.unit_kind = span_of("APT");
            p->address.unit = words(arena, "B", (unsigned)(h >> 45 & 31));
        }
        p->phone = h >> 46 & 1 ? words(arena, "718555", (unsigned)(1000 + i % 9000))
                               : (struct span){NULL, 0};
        p->flags = (h >> 47 & 15) == 0 ? PERSON_PROTECTED : 0;
    }
    return people;
}

const char *folder_fresh(const char *name)
{
    static char path[256];
    struct error e;
    const char *top = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/proviso-registry-%d-%s", top == NULL ? "/tmp" : top,
                   (int)getpid(), name);
    assert_true(folder_remove(path, &e));
    assert_true(folder_make(path, FILE_PRIVATE, &e));
    return path;
}

void generation_build(const char *folder, const struct person *people, size_t n,
                      const struct registry_options *options, size_t step,
                      struct registry_info *out)
{
    struct registry_builder *b;
    struct error e = {0};
    assert_true(registry_builder_new(&b, folder, options, &e));
    for (size_t at = 0; at < n; at += step) {
        assert_true(registry_builder_add(b, people + at, n - at < step ? n - at : step, &e));
    }
    if (!registry_builder_end(b, out, &e)) {
        fail_msg("%s: %s", e.code, e.text);
    }
    registry_builder_free(b);
}
