/* cli_help.c: help from the table. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <sqlite3.h>

#include "app/cli/cli.h"

static const struct {
    const char *name, *value, *what;
} options[OPTION_COUNT] = {
#define OPTION(symbol, name, value, what) [OPTION_##symbol] = {name, value, what},
    CLI_OPTIONS(OPTION)
#undef OPTION
};

static void print_option(unsigned o)
{
    char left[40];
    (void)snprintf(left, sizeof left, "%s%s%s", options[o].name, options[o].value == NULL ? "" : " ",
                   options[o].value == NULL ? "" : options[o].value);
    print("  %-24s %s\n", left, options[o].what);
}

/* Lines of verbs begin with two blanks and those of headings with none: completions tell them by that. */
static const struct {
    const char *first, *text; /* the heading, and the verb that it stands above */
} headings[] = {
    {"demo", "To try"},
    {"init", "A custody, and who acts in it"},
    {"registry import", "The records"},
    {"agreement add", "Agreements and orders"},
    {"run", "A batch, from the request file to the key"},
    {"lookback", "Looking back"},
    {"recall", "Recall and disposal"},
    {"notice", "The people concerned"},
    {"incident open", "Incidents"},
    {"declare", "Evidence for strangers"},
    {"witness add", "Witnesses and time stamps"},
    {"erase", "Keeping and erasing"},
    {"rules check", "Texts of rules; no custody is needed"},
    {"link", "The matcher alone; no custody is needed"},
    {"status", "At any time"},
};

static void print_verb(const struct verb *v)
{
    print("  %-19s %s\n", v->name, v->summary);
}

static void print_verbs(void)
{
    size_t h = 0, count = sizeof headings / sizeof *headings;
    for (size_t i = 0; i < cli_verb_count; i++) {
        if (h < count && strcmp(cli_verbs[i].name, headings[h].first) == 0) {
            print("\n%s\n", headings[h++].text);
        }
        print_verb(&cli_verbs[i]);
    }
    assert(h == count);
}

static void overview(void)
{
    print("proviso: the disclosure gate. Answers bulk requests for records about people as the\n"
          "agreement, the law and the courts' orders allow, and proves it afterwards.\n\n"
          "usage: proviso [-C DIR] VERB ...\n");
    print_verbs();
    print("\nExit status: 0 done, 1 failed, 2 usage, 3 done with rejected rows, 4 held: another process, the\n"
          "clock, a witness or a hold, or something is overdue, 5 a signature is missing, 6 verification failed,\n"
          "7 stale, 130 interrupted.\n\n"
          "Begin with `proviso demo -C DIR`. `proviso help VERB` says all about a verb.\n");
}

static void about(const struct verb *v)
{
    size_t n = strlen(v->summary);
    print("proviso %s%s%s\n\n%s%s\n\n", v->name, v->arguments[0] == '\0' ? "" : " ", v->arguments,
          v->summary, v->summary[n - 1] == '?' ? "" : ".");
    for (unsigned o = 0; o < OPTION_COUNT; o++) {
        if ((v->options & OPTION_BIT(o)) != 0) {
            print_option(o);
        }
    }
    print("\n");
    static const enum option common[] = {OPTION_JSON, OPTION_THREADS, OPTION_QUIET};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        print_option(common[i]);
    }
    cli_print_example(v);
}

/* Verbs that begin with the word: "rules" is not one, but three are. */
static size_t about_group(const char *word)
{
    size_t n = strlen(word), found = 0;
    for (size_t i = 0; i < cli_verb_count; i++) {
        if (strncmp(cli_verbs[i].name, word, n) == 0 && cli_verbs[i].name[n] == ' ') {
            print_verb(&cli_verbs[i]);
            found++;
        }
    }
    return found;
}

bool verb_help(struct call *c, int *status, struct error *e)
{
    (void)status;
    char name[64];
    if (c->arguments == 0) {
        overview();
        return true;
    }
    (void)snprintf(name, sizeof name, "%s%s%s", c->argument[0], c->arguments > 1 ? " " : "",
                   c->arguments > 1 ? c->argument[1] : "");
    for (size_t i = 0; i < cli_verb_count; i++) {
        if (strcmp(cli_verbs[i].name, name) == 0) {
            about(&cli_verbs[i]);
            return true;
        }
    }
    if (about_group(name) > 0) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "usage.verb", "there is no verb '%.40s'", name);
    error_hint(e, "proviso help lists the verbs");
    return false;
}

bool verb_version(struct call *c, int *status, struct error *e)
{
    (void)c;
    (void)status;
    (void)e;
    print("proviso %s\n%s\nSQLite %s\n", PROVISO_VERSION, OpenSSL_version(OPENSSL_VERSION),
          sqlite3_libversion());
    return true;
}
