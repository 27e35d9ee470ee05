/* cli_act.c: what most acts do: open the custody, open the keys, act, say the number. */
#include <stdio.h>

#include "app/cli/cli.h"

bool act_begin(struct call *c, struct act_call *a, struct error *e)
{
    *a = (struct act_call){.c = c};
    return cli_open(c, &a->g, e) && cli_signers(c, &a->by, e);
}

bool act_end(struct act_call *a, bool ok, const char *what, struct error *e)
{
    gate_close(a->g);
    if (!ok) {
        return false;
    }
    if (cli_has(a->c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s}", cli_has(a->c, OPTION_DRY_RUN) ? "would_enter" : "entered", what,
                                    "id", a->id),
                          e);
    }
    act_say(a, what);
    return true;
}

void act_say(const struct act_call *a, const char *what)
{
    print("%s %s%s%s\n", cli_has(a->c, OPTION_DRY_RUN) ? "would enter" : "entered", what,
          a->id[0] == '\0' ? "" : " ", a->id);
    (void)fflush(stdout);
}
