#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/registry/registry_testing.h"
#include "record/linkage.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static const struct registry_options plain = {.key = {1, 2, 3}, .threads = 2};

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

static void same_text(struct span a, struct span b)
{
    assert_int_equal(a.len, b.len);
    assert_true(span_equal(a, b));
}

static void same_address(const struct address *a, const struct address *b)
{
    assert_int_equal(a->kind, b->kind);
    same_text(a->house, b->house);
    same_text(a->predir, b->predir);
    same_text(a->street, b->street);
    same_text(a->suffix, b->suffix);
    same_text(a->postdir, b->postdir);
    same_text(a->unit_kind, b->unit_kind);
    same_text(a->unit, b->unit);
    same_text(a->box, b->box);
    same_text(a->route, b->route);
    same_text(a->city, b->city);
    assert_string_equal(a->state, b->state);
    assert_int_equal(a->zip, b->zip);
    assert_int_equal(a->plus4, b->plus4);
}

static void same_person(const struct person *a, const struct person *b)
{
    same_text(a->id, b->id);
    same_text(a->name.given, b->name.given);
    same_text(a->name.middle, b->name.middle);
    same_text(a->name.surname, b->name.surname);
    assert_int_equal(a->name.suffix, b->name.suffix);
    assert_int_equal(a->birth, b->birth);
    assert_int_equal(a->sex, b->sex);
    same_address(&a->address, &b->address);
    same_text(a->phone, b->phone);
    same_text(a->email, b->email);
    same_text(a->place, b->place);
    same_text(a->category, b->category);
    same_text(a->note, b->note);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(b->identifier, IDENTIFIER_NONE);
    assert_int_equal(b->row, 0);
}

/* Ids of every form: packed, with zeros in front, too long for it, without a number. */
static const char *const odd_ids[] = {
    "7",
    "0",
    "000000000000001",
    "999999999999999",
    "0000000000000001",
    "1234567890123456",
    "AB-1",
    "ABC000",
    "ABCD1",
    "X",
    "---",
    "12A",
    "123e4567-e89b-12d3-a456-426614174000",
    "0123456789012345678901234567890123456789012345678901234567890a",
    "0123456789012345678901234567890123456789012345678901234567890ab",
    "0123456789012345678901234567890123456789012345678901234567890123456789abcdef",
};
enum { ODD_IDS = sizeof odd_ids / sizeof *odd_ids };

static void every_person_comes_back(void **state)
{
    (void)state;
    enum { N = 5000 };
    struct person *people = people_new(arena, N, 1);
    people[17].email = span_of("a@example.org");
    people[4100].note = span_of("SW1A 1AA");
    people[4200].place = span_of("DEVON");
    people[23].birth = 19700000;
    people[24].birth = 20041231;
    people[25].birth = 0;
    people[25].sex = 'X';
    people[26].sex = 0;
    people[27].name.suffix = 15;
    people[28].flags = 7;
    people[29].address =
        (struct address){.kind = ADDRESS_NONE, .zip = ZIP_NONE, .plus4 = ZIP_NONE};
    people[30].address.zip = 99999;
    people[30].address.plus4 = 9999;
    people[31].address.zip = people[31].address.plus4 = 0;
    for (size_t i = 0; i < ODD_IDS; i++) {
        people[100 + 3 * i].id = span_of(odd_ids[i]);
    }
    const char *folder = folder_fresh("back");
    struct registry_info built, opened;
    generation_build(folder, people, N, &plain, 700, &built);
    assert_true(registry_activate(folder, built.name, &error));
    struct registry *r;
    assert_true(registry_open(&r, folder, NULL, &error));
    registry_info(r, &opened);
    assert_memory_equal(&built, &opened, sizeof built);
    assert_int_equal(opened.persons, N);
    assert_true(registry_verify(r, &error));
    for (uint32_t i = 0; i < N; i++) {
        struct person back;
        char room[REGISTRY_ROOM];
        registry_person(r, i, &back, room);
        same_person(&people[i], &back);
        registry_address(r, i, &back.address);
        same_address(&people[i].address, &back.address);
        assert_int_equal(registry_find(r, people[i].id), i);
    }
    assert_int_equal(registry_find(r, SPAN_LITERAL("NOBODY")), PERSON_NOBODY);
    assert_int_equal(registry_find(r, SPAN_LITERAL("")), PERSON_NOBODY);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

/* An oracle: a block is everybody with the key value, found by looking at all. */
static void blocks_hold_everybody_with_the_key(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct person *people = people_new(arena, N, 2);
    const char *folder = folder_fresh("blocks");
    struct registry_options options = plain;
    options.scratch = options.coarse = true;
    struct registry_info info;
    generation_build(folder, people, N, &options, N, &info);
    struct registry *r;
    assert_true(registry_open(&r, folder, info.name, &error));
    uint64_t(*keys)[REGISTRY_KEYS] = memory_new(N, sizeof *keys, &error);
    for (size_t i = 0; i < N; i++) {
        registry_keys(&people[i], REGISTRY_KEYS, keys[i]);
    }
    for (size_t i = 0; i < N; i += 50) {
        for (unsigned k = REGISTRY_KEY_SOUND_HOUSE_LOCALITY; k < REGISTRY_KEYS; k++) {
            struct registry_block block = registry_block(r, k, keys[i][k]);
            uint32_t expected = 0, found = 0;
            for (uint32_t j = 0; keys[i][k] != 0 && j < N; j++) {
                expected += keys[j][k] == keys[i][k];
            }
            for (uint32_t j = 0; j < block.count; j++) {
                found += keys[registry_member(r, block, j)][k] == keys[i][k];
            }
            assert_int_equal(found, expected);
            assert_true(block.count <= expected + 40); /* a few others at most */
        }
    }
    memory_free(keys);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

static void identifiers_are_found_by_their_keyed_hash(void **state)
{
    (void)state;
    enum { N = 500 };
    struct person *people = people_new(arena, N, 3);
    const char *folder = folder_fresh("identifiers");
    struct registry_info info;
    generation_build(folder, people, N, &plain, N, &info);
    struct registry *r;
    struct registry_tagger *right, *wrong;
    const uint8_t other[32] = {9};
    assert_true(registry_open(&r, folder, info.name, &error));
    assert_true(registry_tagger_new(&right, plain.key, &error));
    assert_true(registry_tagger_new(&wrong, other, &error));
    for (uint32_t i = 0; i < N; i++) {
        uint64_t tag, wrong_tag;
        uint32_t last4;
        struct registry_row row;
        registry_row(r, i, &row);
        if (people[i].identifier == IDENTIFIER_NONE) {
            assert_true(row.identifier == 0 && row.last4 == 0);
            continue;
        }
        assert_true(registry_tag(right, people[i].identifier, &tag, &error));
        assert_true(registry_tag(wrong, people[i].identifier, &wrong_tag, &error));
        last4 = registry_tag_last4(right, people[i].identifier % 10000);
        assert_true(row.identifier == tag && tag != wrong_tag);
        assert_int_equal(row.last4, last4);
        struct registry_block block = registry_block(r, REGISTRY_KEY_IDENTIFIER, tag);
        bool found = false;
        for (uint32_t j = 0; j < block.count; j++) {
            found = found || registry_member(r, block, j) == i;
        }
        assert_true(found);
    }
    registry_tagger_free(right);
    registry_tagger_free(wrong);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

/* A permutation for each key, and another for another key. */
static void last_four_digits_are_permuted(void **state)
{
    (void)state;
    static uint8_t seen[10001];
    const uint8_t other[32] = {9};
    struct registry_tagger *one, *two;
    unsigned same = 0, fixed = 0;
    memset(seen, 0, sizeof seen);
    assert_true(registry_tagger_new(&one, plain.key, &error));
    assert_true(registry_tagger_new(&two, other, &error));
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t to = registry_tag_last4(one, i);
        assert_true(to >= 1 && to <= 10000 && seen[to]++ == 0);
        same += to == registry_tag_last4(two, i);
        fixed += to == i + 1;
    }
    assert_true(same < 10 && fixed < 10); /* 1 is expected of each */
    registry_tagger_free(one);
    registry_tagger_free(two);
}

/* Large blocks make a line wide; its edges and neighbours are found as well. */
static void blocks_of_any_size_are_found(void **state)
{
    (void)state;
    enum { N = 4000 };
    static const uint32_t sizes[] = {1, 2, 200, 254, 255, 256, 257, 700, 1500};
    struct person *people = people_new(arena, N, 8);
    uint32_t at = 0, found = 0;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        for (uint32_t i = 0; i < sizes[k]; i++, at++) {
            people[at].name.given = span_of("ANN");
            people[at].name.surname = span_of("LARGE");
            people[at].birth = 19800101 + (uint32_t)k * 10000;
        }
    }
    const char *folder = folder_fresh("large");
    struct registry_info info;
    struct registry *r;
    generation_build(folder, people, N, &plain, N, &info);
    assert_true(registry_open(&r, folder, info.name, &error));
    assert_true(registry_verify(r, &error));
    for (uint32_t i = 0; i < N; i++) {
        uint64_t keys[REGISTRY_KEYS];
        registry_keys(&people[i], REGISTRY_CUSTODY_KEYS, keys);
        struct registry_block block = registry_block(r, REGISTRY_KEY_GIVEN_BIRTH,
                                                     keys[REGISTRY_KEY_GIVEN_BIRTH]);
        bool in = false;
        for (uint32_t j = 0; j < block.count; j++) {
            in = in || registry_member(r, block, j) == i;
        }
        assert_true(in);
        found += block.count >= 1500;
    }
    assert_in_range(found, 1500, 1600);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

static void numbers_are_found_in_two_steps(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct person *people = people_new(arena, N, 9);
    const char *folder = folder_fresh("steps");
    struct registry_info info;
    struct registry *r;
    generation_build(folder, people, N, &plain, N, &info);
    assert_true(registry_open(&r, folder, info.name, &error));
    for (uint32_t i = 0; i < N; i++) {
        struct registry_row row;
        struct span surname = people[i].name.surname;
        uint64_t hash = registry_hash(surname);
        registry_row(r, i, &row);
        registry_prefetch_number(r, REGISTRY_SURNAME, hash);
        assert_int_equal(registry_number_at(r, REGISTRY_SURNAME, surname, hash), row.surname);
        same_text(registry_text(r, REGISTRY_SURNAME, row.surname), surname);
        assert_int_equal(registry_number_at(r, REGISTRY_HOUSE, surname, hash), UINT32_MAX);
    }
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

static void I6_the_same_file_for_any_memory_threads_and_batches(void **state)
{
    (void)state;
    enum { N = 6000 };
    struct person *people = people_new(arena, N, 4);
    struct registry_info one, other;
    struct registry_options small = plain, single = plain;
    small.memory = 1; /* the least buffers: several runs for each key */
    single.threads = 1;
    const char *folder = folder_fresh("same");
    generation_build(folder, people, N, &plain, N, &one);
    generation_build(folder, people, N, &small, 1000, &other);
    assert_memory_equal(&one, &other, sizeof one);
    generation_build(folder, people, N, &single, 77, &other);
    assert_memory_equal(&one, &other, sizeof one);
    assert_true(folder_remove(folder, &error));
}

static void frequencies_count_persons(void **state)
{
    (void)state;
    enum { N = 2000 };
    struct person *people = people_new(arena, N, 5);
    const char *folder = folder_fresh("frequencies");
    struct registry_info info;
    generation_build(folder, people, N, &plain, N, &info);
    struct registry *r;
    assert_true(registry_open(&r, folder, info.name, &error));
    uint32_t smiths = 0;
    for (size_t i = 0; i < N; i++) {
        smiths += span_is(people[i].name.surname, "SMITH");
    }
    uint32_t number = registry_number(r, REGISTRY_SURNAME, SPAN_LITERAL("SMITH"));
    assert_int_equal(registry_frequency(r, REGISTRY_SURNAME, number), smiths);
    assert_true(span_is(registry_text(r, REGISTRY_SURNAME, number), "SMITH"));
    assert_int_equal(registry_number(r, REGISTRY_SURNAME, SPAN_LITERAL("NOBODY")), UINT32_MAX);
    assert_int_equal(registry_number(r, REGISTRY_SURNAME, SPAN_LITERAL("")), 0);
    assert_int_equal(registry_text(r, REGISTRY_SURNAME, UINT32_MAX).len, 0);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

static void bad_ids_are_refused_and_nothing_is_left(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct person *people = people_new(arena, N, 6);
    const char *folder = folder_fresh("ids");
    struct registry_builder *b;
    struct registry_info info;
    people[2900].id = people[31].id;
    assert_true(registry_builder_new(&b, folder, &plain, &error));
    assert_true(registry_builder_add(b, people, N, &error));
    assert_false(registry_builder_end(b, &info, &error));
    assert_string_equal(error.code, "registry.twice");
    assert_int_equal(error.category, ERROR_INPUT);
    assert_non_null(strstr(error.text, "32"));
    assert_non_null(strstr(error.text, "2901"));
    registry_builder_free(b);

    people[5].id = (struct span){NULL, 0};
    assert_true(registry_builder_new(&b, folder, &plain, &error));
    assert_false(registry_builder_add(b, people, 10, &error));
    assert_string_equal(error.code, "registry.id");
    registry_builder_free(b);

    static char lots[70000];
    memset(lots, 'x', sizeof lots);
    people[5].id = (struct span){lots, sizeof lots};
    assert_true(registry_builder_new(&b, folder, &plain, &error));
    assert_false(registry_builder_add(b, people, 10, &error));
    assert_string_equal(error.code, "registry.long");
    registry_builder_free(b);
    registry_builder_free(NULL);

    struct registry *r;
    assert_false(registry_open(&r, folder, NULL, &error));
    assert_string_equal(error.code, "registry.none");
    assert_false(registry_activate(folder, "g-0", &error));
    char work[512];
    (void)snprintf(work, sizeof work, "%s/building", folder);
    assert_false(folder_exists(work));
    assert_true(folder_remove(folder, &error));
}

static void an_empty_registry_is_one(void **state)
{
    (void)state;
    const char *folder = folder_fresh("empty");
    struct registry_info info;
    generation_build(folder, NULL, 0, &plain, 1, &info);
    struct registry *r;
    assert_true(registry_open(&r, folder, info.name, &error));
    assert_true(registry_verify(r, &error));
    assert_int_equal(registry_persons(r), 0);
    assert_int_equal(registry_find(r, SPAN_LITERAL("X")), PERSON_NOBODY);
    registry_close(r);
    assert_true(folder_remove(folder, &error));
}

/* --- damage --- */

static struct text whole;
static char damaged_folder[300], damaged_file[400];

static void load_generation(const char *name)
{
    struct person *people = people_new(arena, 60, 7);
    struct registry_info info;
    const char *folder = folder_fresh(name);
    char path[400];
    people[3].note = span_of("N");
    generation_build(folder, people, 60, &plain, 60, &info);
    (void)snprintf(path, sizeof path, "%s/%s/generation.pvr", folder, info.name);
    (void)snprintf(damaged_folder, sizeof damaged_folder, "%s/bad", folder);
    (void)snprintf(damaged_file, sizeof damaged_file, "%s/bad/generation.pvr", folder);
    assert_true(folder_make(damaged_folder, FILE_PRIVATE, &error));
    text_clear(&whole);
    assert_true(file_load(&whole, path, 1 << 24, &error));
}

static void save_damaged(size_t len)
{
    struct file *f;
    assert_true(file_create(&f, damaged_file, FILE_PRIVATE, false, &error));
    assert_true(file_write(f, (struct span){whole.at, len}, &error));
    assert_true(file_close(f, &error));
}

/* Everything that a reader can ask; answers may be wrong, places may not. */
static void read_all(const struct registry *r)
{
    for (uint32_t i = 0; i < registry_persons(r); i++) {
        struct person p;
        uint64_t keys[REGISTRY_KEYS];
        char room[REGISTRY_ROOM];
        struct registry_row row;
        registry_row(r, i, &row);
        registry_person(r, i, &p, room);
        registry_keys(&p, REGISTRY_KEYS, keys);
        for (unsigned k = 0; k < REGISTRY_KEYS; k++) {
            struct registry_block block = registry_block(r, k, keys[k]);
            registry_prefetch(r, k, keys[k]);
            registry_prefetch_block(r, k, keys[k]);
            for (uint32_t j = 0; j < block.count; j++) {
                assert_true(registry_member(r, block, j) < registry_persons(r));
            }
        }
        (void)registry_find(r, p.id);
        (void)registry_number(r, REGISTRY_SURNAME, p.name.surname);
    }
}

static void any_altered_byte_is_found(void **state)
{
    (void)state;
    load_generation("altered");
    unsigned opened = 0;
    for (size_t at = 0; at < whole.len; at += at < 4096 ? 41 : 97) {
        struct registry *r;
        whole.at[at] = (char)(whole.at[at] ^ (1 << at % 8));
        save_damaged(whole.len);
        if (registry_open(&r, damaged_folder, ".", &error)) {
            opened++;
            assert_false(registry_verify(r, &error));
            assert_int_equal(error.category, ERROR_VERIFY);
            read_all(r);
            registry_close(r);
        }
        whole.at[at] = (char)(whole.at[at] ^ (1 << at % 8));
    }
    assert_true(opened > 50);
    text_free(&whole);
    damaged_folder[strlen(damaged_folder) - 4] = 0;
    assert_true(folder_remove(damaged_folder, &error));
}

static void a_truncated_file_does_not_open(void **state)
{
    (void)state;
    load_generation("truncated");
    size_t lengths[] = {0, 1, 63, 4095, 4096, 4097, whole.len / 2, whole.len - 1};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct registry *r;
        save_damaged(lengths[i]);
        assert_false(registry_open(&r, damaged_folder, ".", &error));
    }
    text_free(&whole);
    damaged_folder[strlen(damaged_folder) - 4] = 0;
    assert_true(folder_remove(damaged_folder, &error));
}

static void another_version_is_named(void **state)
{
    (void)state;
    struct registry *r;
    load_generation("version");
    whole.at[8] = 1;
    save_damaged(whole.len);
    assert_false(registry_open(&r, damaged_folder, ".", &error));
    assert_string_equal(error.code, "registry.version");
    assert_non_null(strstr(error.text, "version 1"));
    text_free(&whole);
    damaged_folder[strlen(damaged_folder) - 4] = 0;
    assert_true(folder_remove(damaged_folder, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_person_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(blocks_hold_everybody_with_the_key, begin, end),
        cmocka_unit_test_setup_teardown(identifiers_are_found_by_their_keyed_hash, begin, end),
        cmocka_unit_test(last_four_digits_are_permuted),
        cmocka_unit_test_setup_teardown(blocks_of_any_size_are_found, begin, end),
        cmocka_unit_test_setup_teardown(numbers_are_found_in_two_steps, begin, end),
        cmocka_unit_test_setup_teardown(I6_the_same_file_for_any_memory_threads_and_batches,
                                        begin, end),
        cmocka_unit_test_setup_teardown(frequencies_count_persons, begin, end),
        cmocka_unit_test_setup_teardown(bad_ids_are_refused_and_nothing_is_left, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_registry_is_one, begin, end),
        cmocka_unit_test_setup_teardown(any_altered_byte_is_found, begin, end),
        cmocka_unit_test_setup_teardown(another_version_is_named, begin, end),
        cmocka_unit_test_setup_teardown(a_truncated_file_does_not_open, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
