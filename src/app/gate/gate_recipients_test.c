/* What a recipient's document says of its keys: as it was written before there could be several, and since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "app/gate/gate_internal.h"

#include <cmocka.h> /* last: it defines fail() */

static struct error e;
static char text[GATE_AGES + 1][AGE_RECIPIENT_TEXT];
static uint8_t key[GATE_AGES + 1][X25519_SIZE];

static int make_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i <= GATE_AGES; i++) {
        struct age_identity identity;
        assert_true(age_generate(&identity, &e) && age_recipient_text(&identity, text[i], &e));
        assert_true(x25519_public(identity.secret, key[i], &e));
    }
    return 0;
}

static json_t *several(size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        list = json_list_add(list, json_string(text[i]));
    }
    return list;
}

/* The number of keys; 0: refused. */
static size_t count_of(json_t *age)
{
    struct found f = {.subject = "rcp1", .document = json_pack("{s:s, s:o}", "name", "N", "age", age)};
    uint8_t out[GATE_AGES][X25519_SIZE];
    size_t count = 0;
    bool ok = recipient_keys(&f, out, GATE_AGES, &count, &e);
    for (size_t i = 0; ok && i < count; i++) {
        assert_memory_equal(out[i], key[i], X25519_SIZE);
    }
    found_clear(&f);
    return ok ? count : 0;
}

static void reads_one_key_or_several(void **state)
{
    (void)state;
    assert_int_equal(count_of(json_string(text[0])), 1);
    assert_int_equal(count_of(several(2)), 2);
    assert_int_equal(count_of(several(GATE_AGES)), GATE_AGES);
}

static void refuses_what_is_no_list_of_keys(void **state)
{
    (void)state;
    assert_int_equal(count_of(several(0)), 0);
    assert_int_equal(e.category, ERROR_VERIFY);
    assert_int_equal(count_of(several(GATE_AGES + 1)), 0);
    assert_string_equal(e.code, "recipient.keys");
    assert_int_equal(count_of(json_string("age1nothing")), 0);
    assert_string_equal(e.code, "age.recipient");
    assert_int_equal(count_of(json_list_add(several(2), json_integer(1))), 0);
    assert_int_equal(count_of(json_null()), 0);
}

static void reads_the_key_of_its_certificates_where_there_is_one(void **state)
{
    (void)state;
    struct minisign_key signing;
    struct text file = {0};
    struct span rest, line;
    uint8_t id[MINISIGN_ID], public_key[ED25519_PUBLIC];
    bool has = true;
    struct found without = {.document = json_pack("{s:s}", "name", "N")};
    assert_true(recipient_minisign(&without, id, public_key, &has, &e));
    assert_false(has);
    assert_true(minisign_generate(&signing, &e) && minisign_public_text(&signing, &file, &e));
    rest = text_span(&file);
    assert_true(span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line));
    struct found with = {.document = json_pack("{s:s%}", "minisign", line.at, line.len)};
    assert_true(recipient_minisign(&with, id, public_key, &has, &e));
    assert_true(has);
    assert_memory_equal(id, signing.id, sizeof id);
    assert_memory_equal(public_key, signing.public_key, sizeof public_key);
    struct found broken = {.document = json_pack("{s:s}", "minisign", "RW")};
    assert_false(recipient_minisign(&broken, id, public_key, &has, &e));
    found_clear(&without);
    found_clear(&with);
    found_clear(&broken);
    text_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_one_key_or_several),
        cmocka_unit_test(refuses_what_is_no_list_of_keys),
        cmocka_unit_test(reads_the_key_of_its_certificates_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, make_keys, NULL);
}
