/* cli_main.c: parse, find the verb, do it, say what went wrong. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "base/error.h"

/* Interrupted: what was not finished was not entered; temporary files are taken
 * over by the next attempt. */
static void interrupted(int signal_number)
{
    (void)signal_number;
    cli_show_terminal();
    _exit(130);
}

int cli_main(int argc, char **argv)
{
    struct call c = {0};
    struct error e = {0};
    int status = 0;
    struct sigaction action = {.sa_handler = interrupted};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    bool ok = cli_parse(&c, argc, argv, &e);
    if (ok) {
        progress_begin(&c.progress, cli_has(&c, OPTION_QUIET));
        ok = c.verb->run(&c, &status, &e);
        progress_end();
    }
    if (ok && (fflush(stdout) != 0 || ferror(stdout) != 0)) {
        ok = fail_errno(&e, "output", "standard output cannot be written");
    }
    if (!ok) {
        print_error(&c, &e);
        status = error_exit_status(e.category);
    }
    cli_close(&c);
    return status;
}
