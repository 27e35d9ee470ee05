/* Tests of the code of how a name sounds: labelled pairs, and how finely it parts
 * the surnames of a census, beside the folded Soundex that stood in its place. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/standard/standard.h"
#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static void spellings_of_one_name_meet(void **state)
{
    (void)state;
    static const char *const alike[] = {
        "MOHAMMED MUHAMMAD MOHAMED MOHAMAD",
        "YUSUF YOUSSEF YOUSEF",
        "HUSSEIN HUSAIN HOSSEIN",
        "CHOWDHURY CHOUDHURY CHAUDHARY CHOWDHARY",
        "IVANOFF IVANOV IVANOVA",
        "KOWALSKY KOWALSKI KOVALSKIY KOVALSKII",
        "TCHAIKOVSKY CHAIKOVSKI TCHAIKOVSKI",
        "SCHMIDT SCHMITT SHMIDT SCHMID SMITH SMYTH",
        "GONZALEZ GONSALES GONZALES",
        "LEE LI LEIGH",
        "THOMPSON THOMSON",
        "MACDONALD MCDONALD",
        "OBRIEN O'BRIEN",
        "KATHERINE CATHERINE",
        "STEPHEN STEVEN",
        "JEFFREY GEOFFREY",
        "PHILIP FILIP",
        "WRIGHT RIGHT",
        "GARCIA GARZIA",
        "MEYER MEIER MAYER",
        "KNIGHT NIGHT",
        "CATHY KATHY",
        "JOHNSON JONSON",
        "ZAVALA SAVALA",
        "ALLEN ELLEN",
        "TYMCZAK TYMCHAK",
        "SAINTJOHN STJOHN",
        "WAGNER VAGNER",
        "SCHWARTZ SCHWARZ SHVARTS",
        "RODGERS ROGERS",
        "LAMB LAM",
        "NGUYEN NGUYEN",
        "SNYDER SCHNEIDER SNIDER",
        "KHALID KALID",
        "YAKOV IAKOV",
        "PETROVICH PETROVITCH",
        "HERNANDEZ HERNANDES",
        "MAHMOUD MAHMUT",
    };
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        struct span rest = span_of(alike[i]), first, other;
        assert_true(span_cut(&rest, ' ', &first));
        while (span_cut(&rest, ' ', &other)) {
            if (standard_sound(first) != standard_sound(other)) {
                fail_msg("%.*s and %.*s", SPAN_ARGS(first), SPAN_ARGS(other));
            }
        }
    }
    assert_true(standard_sound(span_of("SAINT JOHN")) == standard_sound(span_of("ST JOHN")));
    assert_true(standard_sound(span_of("MC DONALD")) == standard_sound(span_of("MACDONALD")));
    assert_true(standard_sound(span_of("O BRIEN")) == standard_sound(span_of("OBRIEN")));
}

static void other_names_part(void **state)
{
    (void)state;
    static const char *const apart[][2] = {
        {"HERNANDEZ", "FERNANDEZ"},
        {"SMITH", "JONES"},
        {"GARCIA", "MARTINEZ"},
        {"CECIL", "KEKIL"},
        {"JOHNSON", "JACKSON"},
        {"ROBERT", "RUPERT"},
        {"BROWN", "BRUCE"},
        {"WILLIAMS", "WILSON"},
        {"MILLER", "MUELLERS"},
        {"LOPEZ", "LOBO"},
        {"KIM", "KANE"},
        {"RAMIREZ", "ROMERO"},
        {"李", "王"},
    };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
        if (standard_sound(span_of(apart[i][0])) == standard_sound(span_of(apart[i][1]))) {
            fail_msg("%s is %s", apart[i][0], apart[i][1]);
        }
    }
    assert_true(standard_sound(span_of("")) == 0);
    assert_true(standard_sound(span_of("12 -")) == 0);
    assert_true(standard_sound(span_of("A")) != 0);
    assert_true(standard_sound(span_of("H")) != 0);
    assert_true(standard_sound(span_of("李")) != 0);
}

/* Any bytes: the code is of at most seven letters, or the marked hash. */
static void any_bytes(void **state)
{
    (void)state;
    char text[80];
    uint64_t x = 1;
    for (unsigned run = 0; run < 20000; run++) {
        size_t len = run % sizeof text;
        for (size_t i = 0; i < len; i++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            text[i] = run % 2 == 0 ? "ACDEGHJMSTVWXZ IOU"[(x >> 33) % 18] : (char)(x >> 40);
        }
        char *copy = malloc(len + 1);
        assert_non_null(copy);
        memcpy(copy, text, len);
        uint64_t code = standard_sound((struct span){copy, len});
        assert_true(code >> 63 != 0 || code >> 56 == 0);
        struct span parts[STANDARD_PARTS];
        unsigned n = standard_name_parts((struct span){copy, len}, parts);
        assert_true(n <= STANDARD_PARTS);
        for (unsigned i = 0; i < n; i++) {
            assert_true(parts[i].len > 0 && parts[i].at >= copy &&
                        parts[i].at + parts[i].len <= copy + len);
        }
        free(copy);
    }
}

/* --- how finely it parts --- */

/* The code that stood here before: Soundex with the first letter folded, six letters. */
static uint64_t soundex(const char *s)
{
    static const char digit[] = "01230120022455012623010202";
    if ((s[1] == 'N' && (s[0] == 'K' || s[0] == 'G')) || (s[1] == 'R' && s[0] == 'W')) {
        s++;
    }
    char first = s[0];
    if (first == 'C') {
        first = s[1] == 'E' || s[1] == 'I' || s[1] == 'Y' ? 'S' : 'K';
    }
    first = (char)(first == 'Q' ? 'K' : first == 'Z' ? 'S' : first);
    first = (char)(first == 'P' && s[1] == 'H' ? 'F' : first);
    first = (char)(strchr("EIOUY", first) != NULL ? 'A' : first);
    uint64_t code = (unsigned char)first;
    char last = digit[s[0] - 'A'];
    for (unsigned n = 0, i = 1; s[i] != '\0' && n < 5; i++) {
        if (s[i] == 'H' || s[i] == 'W') {
            continue;
        }
        char group = digit[s[i] - 'A'];
        if (group != '0' && group != last) {
            code = code << 8 | (unsigned char)group;
            n++;
        }
        last = group;
    }
    return code;
}

enum { SURNAMES = 90000 };

struct mass {
    uint64_t code;
    double p;
    char name[16];
};

static int by_code(const void *a, const void *b)
{
    uint64_t x = ((const struct mass *)a)->code, y = ((const struct mass *)b)->code;
    return (x > y) - (x < y);
}

static int by_mass(const void *a, const void *b)
{
    double x = ((const struct mass *)a)->p, y = ((const struct mass *)b)->p;
    return (x < y) - (x > y);
}

/* 1 / sum p^2 over the codes; prints the largest. */
static double effective(struct mass *at, size_t n, const char *title)
{
    size_t codes = 0;
    double all = 0, squares = 0;
    qsort(at, n, sizeof *at, by_code);
    for (size_t i = 0; i < n; i++) {
        if (codes > 0 && at[codes - 1].code == at[i].code) {
            at[codes - 1].p += at[i].p;
        } else {
            at[codes++] = at[i];
        }
        all += at[i].p;
    }
    for (size_t i = 0; i < codes; i++) {
        squares += at[i].p / all * (at[i].p / all);
    }
    qsort(at, codes, sizeof *at, by_mass);
    printf("%s: %zu codes, effective %.0f; largest", title, codes, 1 / squares);
    for (size_t i = 0; i < 8 && i < codes; i++) {
        printf(" %s %.2f%%", at[i].name, 100 * at[i].p / all);
    }
    printf("\n");
    return 1 / squares;
}

/* The first two words of a line, parted by `by`. */
static bool two_words(char *line, char by, char *a, char *b, size_t cap)
{
    char *to[2] = {a, b};
    unsigned n = 0;
    struct span rest = span_trim(span_of(line)), word;
    while (n < 2 && span_cut(&rest, by, &word)) {
        if (word.len > 0) {
            snprintf(to[n++], cap, "%.*s", SPAN_ARGS(word));
        }
    }
    return n == 2;
}

static void blocks_stay_small(void **state)
{
    (void)state;
    const char *path = testing_shared("data/reference/dist.all.last");
    if (path == NULL) {
        skip();
    }
    struct mass *ours = calloc(SURNAMES, sizeof *ours),
                *theirs = calloc(SURNAMES, sizeof *ours);
    FILE *file = fopen(path, "r");
    char line[128], percent[16];
    size_t n = 0;
    assert_true(file != NULL && ours != NULL && theirs != NULL);
    while (n < SURNAMES && fgets(line, sizeof line, file) != NULL) {
        assert_true(two_words(line, ' ', ours[n].name, percent, sizeof percent));
        ours[n].p = strtod(percent, NULL);
        theirs[n] = ours[n];
        ours[n].code = standard_sound(span_of(ours[n].name));
        theirs[n].code = soundex(theirs[n].name);
        assert_true(ours[n].code != 0);
        n++;
    }
    fclose(file);
    double a = effective(ours, n, "sound"), b = effective(theirs, n, "soundex");
    free(ours);
    free(theirs);
    assert_true(n > 80000 && a > 0.8 * b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_of_one_name_meet),
        cmocka_unit_test(other_names_part),
        cmocka_unit_test(any_bytes),
        cmocka_unit_test(blocks_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
