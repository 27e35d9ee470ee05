/* Deltas and compaction against the plain thing: an import of the people who are left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "engine/registry/registry_testing.h"
#include "record/linkage.h"

#include <cmocka.h> /* last: it has a macro `fail` */

enum { BASE = 3000, MOST = 4000 };

static const uint8_t key[32] = {1, 2, 3};

static struct arena *arena;
static struct error error;

static int begin(void **state)
{
    (void)state;
    return arena_new(&arena, 0, &error) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* The people in force, as a list: what an import would be given. */
struct list {
    struct person at[MOST];
    size_t count;
};

static void list_remove(struct list *l, struct span id)
{
    for (size_t i = 0; i < l->count; i++) {
        if (span_equal(l->at[i].id, id)) {
            l->at[i] = l->at[--l->count];
            return;
        }
    }
}

static void list_put(struct list *l, const struct person *p)
{
    list_remove(l, p->id);
    l->at[l->count++] = *p;
}

static struct registry *open_one(const char *folder, const char *name)
{
    struct registry *r;
    if (!registry_open(&r, folder, name, &error)) {
        fail_msg("%s: %s", error.code, error.text);
    }
    assert_true(registry_verify(r, &error));
    return r;
}

/* A delta over `over`, and the same in the list. */
static void update(const char *folder, const struct registry *over, struct list *l,
                   const struct person *changes, size_t n, const struct span *gone,
                   size_t gone_count, struct registry_info *out)
{
    struct registry_options options = {.threads = 2, .over = over};
    struct registry_builder *b;
    uint64_t known = 0;
    memcpy(options.key, key, sizeof key);
    assert_true(registry_builder_new(&b, folder, &options, &error));
    for (size_t i = 0; i < gone_count; i++) {
        bool found;
        assert_true(registry_builder_remove(b, gone[i], &found, &error));
        assert_int_equal(found, registry_find(over, gone[i]) != PERSON_NOBODY);
        list_remove(l, gone[i]);
    }
    for (size_t i = 0; i < n; i++) {
        known += registry_find(over, changes[i].id) != PERSON_NOBODY;
        list_put(l, &changes[i]);
    }
    assert_true(registry_builder_add(b, changes, n / 2, &error));
    assert_true(registry_builder_add(b, changes + n / 2, n - n / 2, &error));
    assert_int_equal(registry_builder_replaced(b), known);
    if (!registry_builder_end(b, out, &error)) {
        fail_msg("%s: %s", error.code, error.text);
    }
    registry_builder_free(b);
    assert_int_equal(out->persons, l->count);
}

/* The same person: every field that is stored. */
static void same_person(const struct registry *r, const struct registry *s, uint32_t i,
                        uint32_t j)
{
    struct person a, b;
    struct registry_row x, y;
    char room_a[REGISTRY_ROOM], room_b[REGISTRY_ROOM];
    uint64_t keys_a[REGISTRY_KEYS], keys_b[REGISTRY_KEYS];
    registry_person(r, i, &a, room_a);
    registry_person(s, j, &b, room_b);
    registry_keys(&a, REGISTRY_KEYS, keys_a);
    registry_keys(&b, REGISTRY_KEYS, keys_b);
    assert_memory_equal(keys_a, keys_b, sizeof keys_a); /* names, birth, address, phone, note */
    assert_true(span_equal(a.id, b.id) && span_equal(a.name.middle, b.name.middle));
    assert_true(span_equal(a.name.given, b.name.given));
    assert_true(span_equal(a.name.surname, b.name.surname));
    assert_true(span_equal(a.address.unit, b.address.unit));
    assert_true(span_equal(a.address.predir, b.address.predir));
    assert_true(span_equal(a.address.suffix, b.address.suffix));
    assert_true(span_equal(a.address.city, b.address.city));
    assert_true(span_equal(a.category, b.category));
    assert_int_equal(a.address.plus4, b.address.plus4);
    assert_int_equal(a.birth, b.birth);
    assert_int_equal(a.sex, b.sex);
    assert_int_equal(a.name.suffix, b.name.suffix);
    assert_int_equal(a.flags, b.flags);
    registry_row(r, i, &x);
    registry_row(s, j, &y);
    assert_true(x.identifier == y.identifier && x.last4 == y.last4);
}

static void same_frequency(const struct registry *r, const struct registry *s,
                           enum registry_dictionary d, struct span text)
{
    uint32_t a = registry_number(r, d, text), b = registry_number(s, d, text);
    assert_true(span_equal(registry_text(r, d, a), text));
    assert_int_equal(registry_frequency(r, d, a), registry_frequency(s, d, b));
}

/* Members of the block who have the very key value, as a sum of hashes of their ids. */
static uint64_t members(const struct registry *r, enum registry_key k, uint64_t value)
{
    struct registry_block block = registry_block(r, k, value);
    uint64_t sum = 0;
    registry_prefetch(r, k, value);
    registry_prefetch_block(r, k, value);
    for (uint32_t i = 0; i < block.count; i++) {
        struct person p;
        char room[REGISTRY_ROOM];
        uint64_t keys[REGISTRY_KEYS];
        uint32_t person = registry_member(r, block, i);
        if (person == PERSON_NOBODY) {
            continue;
        }
        registry_person(r, person, &p, room);
        registry_keys(&p, REGISTRY_CUSTODY_KEYS, keys);
        sum += keys[k] == value ? hash_bytes(p.id, 7) : 0;
    }
    return sum;
}

/* Everything that can be asked of everybody has the same answer. */
static void same_registry(const struct registry *r, const struct registry *s,
                          const struct list *l)
{
    char joint[200];
    assert_int_equal(registry_in_force(r), l->count);
    for (size_t n = 0; n < l->count; n++) {
        const struct person *p = &l->at[n];
        uint32_t i = registry_find(r, p->id), j = registry_find(s, p->id);
        uint64_t keys[REGISTRY_KEYS];
        assert_true(i != PERSON_NOBODY && j != PERSON_NOBODY && !registry_gone(r, i));
        same_person(r, s, i, j);
        same_frequency(r, s, REGISTRY_SURNAME, p->name.surname);
        same_frequency(r, s, REGISTRY_GIVEN, p->name.given);
        same_frequency(r, s, REGISTRY_HOUSE, p->address.house);
        same_frequency(r, s, REGISTRY_STREET,
                       registry_joint(&p->address, REGISTRY_STREET, joint, sizeof joint));
        same_frequency(r, s, REGISTRY_UNIT,
                       registry_joint(&p->address, REGISTRY_UNIT, joint, sizeof joint));
        same_frequency(r, s, REGISTRY_CITY,
                       registry_joint(&p->address, REGISTRY_CITY, joint, sizeof joint));
        registry_keys(p, REGISTRY_CUSTODY_KEYS, keys);
        for (unsigned k = REGISTRY_KEY_SOUND_HOUSE_LOCALITY; k < REGISTRY_CUSTODY_KEYS; k++) {
            assert_true(members(r, k, keys[k]) == members(s, k, keys[k]));
        }
    }
}

static void same_as_an_import(const struct registry *r, const struct list *l)
{
    struct registry_options options = {.threads = 2};
    struct registry_info info;
    char folder[300];
    memcpy(options.key, key, sizeof key);
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("plain"));
    generation_build(folder, l->at, l->count, &options, l->count, &info);
    struct registry *plain = open_one(folder, info.name);
    same_registry(r, plain, l);
    registry_close(plain);
    assert_true(folder_remove(folder, &error));
}

/* People of another seed, from a number on, with ids of people who are there. */
static struct person *changed(const struct person *base, size_t from, size_t n, uint64_t seed)
{
    struct person *out = people_new(arena, n, seed);
    for (size_t i = 0; i < n; i++) {
        out[i].id = base[from + i].id;
        out[i].row = i + 1;
    }
    return out;
}

static void generation_name(char *to, size_t size, const char *folder, const char *name)
{
    (void)snprintf(to, size, "%s/%s", folder, name);
}

static void compact(const char *folder, const struct registry *r, struct registry_info *out)
{
    struct registry_options options = {.threads = 2};
    struct registry_builder *b;
    assert_true(
        registry_builder_new(&b, folder, &options, &error)); /* no key: none is needed */
    assert_true(registry_builder_carry(b, r, &error));
    assert_true(registry_builder_end(b, out, &error));
    registry_builder_free(b);
}

static void deltas_and_compaction_equal_an_import(void **state)
{
    (void)state;
    struct list *l = arena_array(arena, 1, sizeof *l, &error);
    struct person *people = people_new(arena, MOST, 1);
    struct registry_options options = {.threads = 2};
    struct registry_info base, one, two, whole, info;
    char folder[300], old[400];
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("delta"));
    memcpy(options.key, key, sizeof key);
    memcpy(l->at, people, BASE * sizeof *people);
    l->count = BASE;
    generation_build(folder, people, BASE, &options, BASE, &base);
    struct registry *r = open_one(folder, base.name);

    /* some changed, some new, some gone; one of them nobody's */
    struct person *changes = changed(people, 2900, 300, 21);
    changes[7].note = span_of("A NOTE");
    changes[8].address.unit_kind = span_of("APT");
    changes[8].address.unit = span_of("OF NOBODY ELSE");
    struct span gone[40];
    for (size_t i = 0; i < 40; i++) {
        gone[i] = i == 39 ? span_of("NOBODY") : people[100 + i].id;
    }
    update(folder, r, l, changes, 300, gone, 40, &one);
    assert_int_equal(one.base_persons, BASE);
    assert_int_equal(one.changed, 300);
    assert_int_equal(one.gone, 100 + 39);
    assert_string_equal(one.base, base.name);
    struct registry *first = open_one(folder, one.name);
    registry_info(first, &info);
    assert_memory_equal(&info, &one, sizeof info);
    same_as_an_import(first, l);
    assert_int_equal(registry_find(first, people[100].id), PERSON_NOBODY);
    assert_true(registry_find(r, people[100].id) == 100); /* who has it open keeps it */

    /* over the delta: its own people changed and gone, and people come back */
    changes = changed(people, 3150, 150, 22);
    for (size_t i = 0; i < 20; i++) {
        changes[i].id = people[100 + i].id;
        gone[i] = people[2950 + i].id;
        gone[20 + i] = people[i].id;
    }
    update(folder, first, l, changes, 150, gone, 40, &two);
    struct registry *second = open_one(folder, two.name);
    assert_string_equal(two.base, base.name);
    same_as_an_import(second, l);

    compact(folder, second, &whole);
    assert_int_equal(whole.changed + whole.gone + whole.base_persons, 0);
    assert_string_equal(whole.base, "");
    struct registry *third = open_one(folder, whole.name);
    same_as_an_import(third, l);

    /* the folders may go: what is open stays as it was */
    generation_name(old, sizeof old, folder, base.name);
    assert_true(folder_remove(old, &error));
    generation_name(old, sizeof old, folder, two.name);
    assert_true(folder_remove(old, &error));
    same_as_an_import(second, l);
    assert_true(registry_verify(second, &error));
    struct registry *none;
    assert_false(registry_open(&none, folder, one.name, &error)); /* its base is gone */
    assert_string_equal(error.code, "registry.none");
    registry_close(r);
    registry_close(first);
    registry_close(second);
    registry_close(third);
    assert_true(folder_remove(folder, &error));
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    struct person *people = people_new(arena, 60, 3);
    struct registry_info base, delta;
    struct registry_options options = {.threads = 1};
    struct registry_builder *b;
    bool found;
    char folder[300];
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("refused"));
    generation_build(folder, people, 50, &options, 50, &base);
    struct registry *r = open_one(folder, base.name);
    options.over = r;

    people[40].id = people[30].id; /* two rows for one who is there */
    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_add(b, people + 20, 30, &error));
    assert_false(registry_builder_end(b, &delta, &error));
    assert_string_equal(error.code, "registry.twice");
    assert_true(strstr(error.text, "31") != NULL && strstr(error.text, "41") != NULL);
    registry_builder_free(b);

    people[55].id = people[54].id; /* two rows for a new one */
    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_add(b, people + 50, 10, &error));
    assert_false(registry_builder_end(b, &delta, &error));
    assert_string_equal(error.code, "registry.twice");
    registry_builder_free(b);

    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_remove(b, people[3].id, &found, &error) && found);
    assert_true(registry_builder_remove(b, people[3].id, &found, &error) && !found);
    assert_false(registry_builder_add(b, people, 10, &error));
    assert_string_equal(error.code, "registry.both");
    registry_builder_free(b);

    /* nothing changed at all is a delta too */
    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_end(b, &delta, &error));
    registry_builder_free(b);
    struct registry *same = open_one(folder, delta.name);
    assert_int_equal(registry_in_force(same), 50);
    assert_int_equal(registry_find(same, people[3].id), 3);
    registry_close(same);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

/* --- damage --- */

static void read_all(const struct registry *r)
{
    for (uint32_t i = 0; i < registry_persons(r); i++) {
        struct person p;
        char room[REGISTRY_ROOM];
        uint64_t keys[REGISTRY_KEYS];
        registry_person(r, i, &p, room);
        registry_keys(&p, REGISTRY_CUSTODY_KEYS, keys);
        for (unsigned k = 0; k < REGISTRY_CUSTODY_KEYS; k++) {
            struct registry_block block = registry_block(r, k, keys[k]);
            for (uint32_t j = 0; j < block.count; j++) {
                uint32_t person = registry_member(r, block, j);
                assert_true(person == PERSON_NOBODY || person < registry_persons(r));
            }
        }
        (void)registry_find(r, p.id);
        uint32_t number = registry_number(r, REGISTRY_SURNAME, p.name.surname);
        (void)registry_frequency(r, REGISTRY_SURNAME, number);
    }
}

static void any_altered_byte_of_a_delta_is_found(void **state)
{
    (void)state;
    struct person *people = people_new(arena, 80, 5);
    struct registry_info base, delta;
    struct registry_options options = {.threads = 1};
    struct registry_builder *b;
    struct text whole = {0};
    bool found;
    char folder[300], path[500], name[400];
    unsigned opened = 0;
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("altered-delta"));
    generation_build(folder, people, 60, &options, 60, &base);
    struct registry *r = open_one(folder, base.name);
    options.over = r;
    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_remove(b, people[3].id, &found, &error));
    assert_true(registry_builder_add(b, people + 50, 30, &error));
    assert_true(registry_builder_end(b, &delta, &error));
    registry_builder_free(b);
    registry_close(r);
    generation_name(name, sizeof name, folder, "bad");
    assert_true(folder_make(name, FILE_PRIVATE, &error));
    (void)snprintf(path, sizeof path, "%s/%s/generation.pvr", folder, delta.name);
    assert_true(file_load(&whole, path, 1 << 24, &error));
    (void)snprintf(path, sizeof path, "%s/bad/generation.pvr", folder);
    for (size_t at = 0; at < whole.len; at += at < 4096 ? 23 : 61) {
        struct file *f;
        whole.at[at] = (char)(whole.at[at] ^ (1 << at % 8));
        assert_true(file_create(&f, path, FILE_PRIVATE, false, &error));
        assert_true(file_write(f, text_span(&whole), &error) && file_close(f, &error));
        if (registry_open(&r, folder, "bad", &error)) {
            opened++;
            read_all(r);
            assert_false(registry_verify(r, &error));
            registry_close(r);
        }
        whole.at[at] = (char)(whole.at[at] ^ (1 << at % 8));
    }
    assert_true(opened > 50);
    text_free(&whole);
    assert_true(folder_remove(folder, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(deltas_and_compaction_equal_an_import, begin, end),
        cmocka_unit_test_setup_teardown(contradictions_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(any_altered_byte_of_a_delta_is_found, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
