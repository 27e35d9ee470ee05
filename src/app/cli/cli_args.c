/* cli_args.c: words of the command line to a call. */
#include <stdlib.h>
#include <string.h>

#include "app/cli/cli.h"
#include "base/file.h"

static const struct {
    const char *name;
    const char *value;
} options[OPTION_COUNT] = {
#define OPTION(symbol, name, value, what) [OPTION_##symbol] = {name, value},
    CLI_OPTIONS(OPTION)
#undef OPTION
};

/* Keys are taken everywhere, so that one wrapper serves all verbs; only acts use them. */
static const option_set common = TAKES(CUSTODY) | TAKES(JSON) | TAKES(THREADS) | TAKES(QUIET) |
                                 TAKES(HELP) | TAKES(PASSPHRASE) | TAKES(KEY);

enum { NEAR = 3 }; /* changes of a letter that a slip of the hand may make */

static const char *nearest_verb(const char *word)
{
    const char *best = NULL;
    unsigned least = NEAR + 1;
    for (size_t i = 0; i < cli_verb_count; i++) {
        unsigned d = span_distance(span_of(word), span_of(cli_verbs[i].name), NEAR);
        if (d < least) {
            least = d;
            best = cli_verbs[i].name;
        }
    }
    return best;
}

static const char *nearest_option(const char *word)
{
    const char *best = NULL;
    unsigned least = NEAR + 1;
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        unsigned d = span_distance(span_of(word), span_of(options[i].name), NEAR);
        if (d < least) {
            least = d;
            best = options[i].name;
        }
    }
    return best;
}

/* Two words before one: "rules check" is a verb, "check" another. *used: words taken. */
static const struct verb *find_verb(int argc, char **argv, int *used)
{
    char two[64];
    for (int words = 2; words >= 1; words--) {
        if (words > argc || (words == 2 && strlen(argv[0]) + strlen(argv[1]) + 2 > sizeof two)) {
            continue;
        }
        two[0] = '\0';
        (void)memcpy(two, argv[0], strlen(argv[0]) + 1 < sizeof two ? strlen(argv[0]) + 1 : sizeof two);
        two[sizeof two - 1] = '\0';
        if (words == 2) {
            size_t n = strlen(two);
            two[n] = ' ';
            memcpy(two + n + 1, argv[1], strlen(argv[1]) + 1);
        }
        for (size_t i = 0; i < cli_verb_count; i++) {
            if (strcmp(cli_verbs[i].name, two) == 0) {
                *used = words;
                return &cli_verbs[i];
            }
        }
    }
    return NULL;
}

/* "rules" is no verb, but some begin with it. */
static bool is_group(const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i < cli_verb_count; i++) {
        if (strncmp(cli_verbs[i].name, word, n) == 0 && cli_verbs[i].name[n] == ' ') {
            return true;
        }
    }
    return false;
}

static bool unknown_verb(int argc, char **argv, struct error *e)
{
    char two[64] = "";
    size_t n = strlen(argv[0]);
    if (n < sizeof two) {
        memcpy(two, argv[0], n + 1);
    }
    if (argc > 1 && argv[1][0] != '-' && n + strlen(argv[1]) + 2 < sizeof two) {
        two[n] = ' ';
        memcpy(two + n + 1, argv[1], strlen(argv[1]) + 1);
    }
    bool alone = is_group(argv[0]) && strchr(two, ' ') == NULL; /* "stamp" is nearer to "sample" than to "stamp add" */
    const char *near_verb = alone ? NULL : nearest_verb(two);
    near_verb = near_verb != NULL || is_group(argv[0]) ? near_verb : nearest_verb(argv[0]);
    if (near_verb == NULL && is_group(argv[0])) {
        (void)!fail(e, ERROR_USAGE, "usage.verb", "'%.40s' needs a second word", argv[0]);
        error_hint(e, "proviso help %.40s lists them", argv[0]);
        return false;
    }
    (void)!fail(e, ERROR_USAGE, "usage.verb", "there is no verb '%.40s'", argv[0]);
    if (near_verb != NULL) {
        error_hint(e, "did you mean: proviso %s", near_verb);
    } else {
        error_hint(e, "proviso help lists the verbs");
    }
    return false;
}

static bool take_value(struct call *c, enum option o, const char *value, struct error *e)
{
    const struct {
        enum option option;
        const char **list;
        size_t *count;
    } lists[] = {{OPTION_KEY, c->keys, &c->key_count},
                 {OPTION_READING, c->readings, &c->reading_count},
                 {OPTION_AGE, c->ages, &c->age_count}};
    size_t i = 0, n = sizeof lists / sizeof *lists;
    while (i < n && lists[i].option != o) {
        i++;
    }
    if (i < n) {
        if (*lists[i].count == CLI_LIST) {
            return fail(e, ERROR_USAGE, "usage.many", "%s is given too often", options[o].name);
        }
        lists[i].list[(*lists[i].count)++] = value;
    } else if (c->option[o] != NULL) {
        return fail(e, ERROR_USAGE, "usage.twice", "%s is given twice", options[o].name);
    }
    c->option[o] = value;
    return true;
}

static bool unknown_option(const struct call *c, const char *word, struct error *e)
{
    const char *near_option = nearest_option(word);
    (void)!fail(e, ERROR_USAGE, "usage.option", "'proviso %s' takes no option %.40s", c->verb->name, word);
    if (near_option != NULL && strcmp(near_option, word) != 0) {
        error_hint(e, "did you mean %s? proviso help %s", near_option, c->verb->name);
    } else {
        error_hint(e, "proviso help %s", c->verb->name);
    }
    return false;
}

/* One option at argv[*i]: "--name VALUE", "--name=VALUE", "-C DIR". */
static bool take_option(struct call *c, int argc, char **argv, int *i, struct error *e)
{
    const char *word = argv[*i];
    for (unsigned o = 0; o < OPTION_COUNT; o++) {
        size_t n = strlen(options[o].name);
        bool joined = strncmp(word, options[o].name, n) == 0 && word[n] == '=' && n > 2;
        if (strcmp(word, options[o].name) != 0 && !joined) {
            continue;
        }
        if (((common | c->verb->options) & OPTION_BIT(o)) == 0) {
            break;
        }
        if (options[o].value == NULL) {
            return joined ? fail(e, ERROR_USAGE, "usage.value", "%s takes no value", options[o].name)
                          : take_value(c, (enum option)o, "", e);
        }
        if (joined) {
            return take_value(c, (enum option)o, word + n + 1, e);
        }
        if (*i + 1 >= argc) {
            return fail(e, ERROR_USAGE, "usage.value", "%s needs a value: %s", options[o].name,
                        options[o].value);
        }
        return take_value(c, (enum option)o, argv[++*i], e);
    }
    return unknown_option(c, word, e);
}

static bool take_words(struct call *c, int argc, char **argv, struct error *e)
{
    bool only_arguments = false;
    for (int i = 0; i < argc; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!take_option(c, argc, argv, &i, e)) {
                return false;
            }
        } else if (c->arguments == CLI_ARGUMENTS) {
            return fail(e, ERROR_USAGE, "usage.arguments", "too many arguments");
        } else {
            c->argument[c->arguments++] = argv[i];
        }
    }
    return true;
}

static bool check_count(const struct call *c, struct error *e)
{
    if (c->arguments >= c->verb->least && c->arguments <= c->verb->most) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "usage.arguments", "usage: proviso %s %s", c->verb->name,
                c->verb->arguments);
    error_hint(e, "proviso help %s", c->verb->name);
    return false;
}

static const struct verb *verb_named(const char *name)
{
    for (size_t i = 0; i < cli_verb_count; i++) {
        if (strcmp(cli_verbs[i].name, name) == 0) {
            return &cli_verbs[i];
        }
    }
    return NULL;
}

/* `proviso --help`, `proviso -C DIR status`: options of all verbs may stand before the verb. */
static int leading_options(struct call *c, int argc, char **argv)
{
    int i = 0;
    if (argc > 0 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)) {
        c->verb = verb_named("help");
        return 1;
    }
    if (argc > 0 && strcmp(argv[0], "--version") == 0) {
        c->verb = verb_named("version");
        return 1;
    }
    if (argc > 1 && strcmp(argv[0], "-C") == 0) {
        c->option[OPTION_CUSTODY] = argv[1];
        i = 2;
    }
    return i;
}

/* What is written must not be what is read, nor what is written by another option. */
static bool check_outputs(const struct call *c, struct error *e)
{
    static const option_set written = TAKES(CSV) | TAKES(DETAILS) | TAKES(HTML) | TAKES(OUT) |
                                      TAKES(OUTPUT) | TAKES(TAR);
    for (unsigned o = 0; o < OPTION_COUNT; o++) {
        const char *path = (written >> o & 1) != 0 ? c->option[o] : NULL;
        const char *other = NULL, *as = "an argument";
        for (unsigned i = 0; path != NULL && i < c->arguments; i++) {
            bool is_file = file_exists(c->argument[i]); /* else it is a number: b1 may go to a folder b1 */
            other = is_file && file_same(path, c->argument[i]) ? c->argument[i] : other;
        }
        for (unsigned i = 0; path != NULL && other == NULL && i < OPTION_COUNT; i++) {
            if (i != o && c->option[i] != NULL && options[i].value != NULL &&
                strcmp(options[i].value, "FILE") == 0 && file_same(path, c->option[i])) {
                other = c->option[i];
                as = options[i].name;
            }
        }
        if (other != NULL) {
            (void)!fail(e, ERROR_USAGE, "usage.same-file", "%s %.200s would overwrite %s, %.200s",
                        options[o].name, path, as, other);
            error_hint(e, "give another file");
            return false;
        }
    }
    return true;
}

bool cli_parse(struct call *c, int argc, char **argv, struct error *e)
{
    argc--;
    argv++;
    int used = leading_options(c, argc, argv);
    argc -= used;
    argv += used;
    if (c->verb == NULL && argc == 0) {
        c->verb = verb_named("help");
        return true;
    }
    if (c->verb == NULL) {
        int words = 0;
        c->verb = find_verb(argc, argv, &words);
        if (c->verb == NULL) {
            return unknown_verb(argc, argv, e);
        }
        argc -= words;
        argv += words;
    }
    if (!take_words(c, argc, argv, e)) {
        return false;
    }
    if (cli_has(c, OPTION_HELP) && strcmp(c->verb->name, "help") != 0) {
        c->arguments = 1;
        c->argument[0] = c->verb->name;
        c->verb = verb_named("help");
        return true;
    }
    uint64_t threads;
    if (!check_count(c, e) || !check_outputs(c, e) ||
        !cli_number(c, OPTION_THREADS, 0, &threads, e)) {
        return false;
    }
    c->threads = threads > 64 ? 64 : (unsigned)threads;
    const char *custody = getenv("PROVISO_CUSTODY");
    c->dir = c->option[OPTION_CUSTODY] != NULL ? c->option[OPTION_CUSTODY]
             : custody != NULL                 ? custody
                                               : ".";
    return true;
}

bool cli_has(const struct call *c, enum option option)
{
    return c->option[option] != NULL;
}

bool cli_need(const struct call *c, enum option option, const char **out, struct error *e)
{
    *out = c->option[option];
    if (*out == NULL) {
        (void)!fail(e, ERROR_USAGE, "usage.need", "'proviso %s' needs %s %s", c->verb->name,
                    options[option].name, options[option].value);
        error_hint(e, "proviso help %s", c->verb->name);
    }
    return *out != NULL;
}

bool cli_number(const struct call *c, enum option option, uint64_t otherwise, uint64_t *out,
                struct error *e)
{
    *out = otherwise;
    return c->option[option] == NULL || span_number(span_of(c->option[option]), out) ||
           fail(e, ERROR_USAGE, "usage.number", "%s takes a whole number", options[option].name);
}
