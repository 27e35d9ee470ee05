/* cli_key.c: keys of people and their passphrases. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "base/file.h"
#include "base/memory.h"

enum { PASSPHRASE_MOST = 1024 };

static bool from_file(const char *path, struct text *out, struct error *e)
{
    if (!file_load(out, path, PASSPHRASE_MOST, e)) {
        return false;
    }
    while (out->len > 0 && (out->at[out->len - 1] == '\n' || out->at[out->len - 1] == '\r')) {
        out->at[--out->len] = '\0';
    }
    return true;
}

static struct termios shown; /* the terminal as it was, while a passphrase is asked for */
static volatile sig_atomic_t hidden_now;

void cli_show_terminal(void)
{
    if (hidden_now) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        hidden_now = 0;
    }
}

static bool ask(const char *what, const char *path, struct text *out, struct error *e)
{
    char line[PASSPHRASE_MOST + 2];
    struct termios hidden;
    if (isatty(STDIN_FILENO) != 1 || tcgetattr(STDIN_FILENO, &shown) != 0) {
        (void)!fail(e, ERROR_SIGNATURE, "key.passphrase", "the key %s needs its passphrase", path);
        error_hint(e, "give --passphrase-file FILE, or run this on a terminal");
        return false;
    }
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    (void)fprintf(stderr, "%s for %s: ", what, path);
    hidden_now = 1;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    bool ok = fgets(line, sizeof line, stdin) != NULL;
    cli_show_terminal();
    (void)fputc('\n', stderr);
    if (ok) {
        line[strcspn(line, "\r\n")] = '\0';
        ok = text_adds(out, line, e);
    } else {
        (void)!fail(e, ERROR_SIGNATURE, "key.passphrase", "no passphrase was given");
    }
    memory_wipe(line, sizeof line);
    return ok;
}

bool cli_passphrase(const struct call *c, const char *path, bool twice, struct text *out,
                    struct error *e)
{
    if (cli_has(c, OPTION_PASSPHRASE)) {
        return from_file(c->option[OPTION_PASSPHRASE], out, e);
    }
    struct text again = {0};
    bool ok = ask("passphrase", path, out, e) && (!twice || ask("once more", path, &again, e));
    if (ok && twice && !span_equal(text_span(out), text_span(&again))) {
        ok = fail(e, ERROR_USAGE, "key.passphrase", "the two passphrases differ");
    }
    text_free(&again);
    return ok;
}

bool cli_signers(struct call *c, struct signers *out, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < c->key_count; i++) {
        struct text passphrase = {0};
        ok = cli_passphrase(c, c->keys[i], false, &passphrase, e) &&
             signer_open(&c->signers[i], c->keys[i], text_span(&passphrase), e);
        if (!ok) {
            error_context(e, "%s", c->keys[i]);
        }
        c->signer_count += ok;
        text_free(&passphrase);
    }
    *out = (struct signers){(const struct signer *const *)c->signers, c->signer_count};
    return ok;
}

void cli_close(struct call *c)
{
    for (size_t i = 0; i < c->signer_count; i++) {
        signer_close(c->signers[i]);
    }
    c->signer_count = 0;
}

bool cli_open(const struct call *c, struct gate **out, struct error *e)
{
    if (!gate_open(out, c->dir, &c->progress, e)) {
        return false;
    }
    gate_set_threads(*out, c->threads);
    gate_set_dry_run(*out, cli_has(c, OPTION_DRY_RUN));
    return true;
}
