/* cli_world.h: a made-up custody: people with keys, a recipient, an agreement, a registry; for the demo and for drills.
 */
#ifndef APP_CLI_CLI_WORLD_H
#define APP_CLI_CLI_WORLD_H

#include "app/cli/cli.h"
#include "app/demo/demo.h"
#include "base/file.h"

enum world_person { OFFICER, COUNSEL, OPERATOR, APPROVER_1, APPROVER_2, WORLD_PEOPLE };

struct world {
    struct demo_options options;
    const char *dir;      /* the custody; all else lies beside it, under names that begin with it */
    char registry[PATH_SIZE], requests[PATH_SIZE], truth[PATH_SIZE], past[PATH_SIZE], agreement[PATH_SIZE];
    char keys[PATH_SIZE], passphrase[PATH_SIZE], out[PATH_SIZE], recipient[PATH_SIZE];
    struct gate *g;
    struct signer *signer[WORLD_PEOPLE];
    const struct signer *pair[2]; /* of world_by */
};

/* Borrows dir. */
must world_name(struct world *w, const char *dir, struct error *e);

/* The custody, of a registry that was generated: keys, people, recipient, agreement, import. */
must world_found(struct world *w, const struct gate_progress *progress, struct gate_registry *imported, struct error *e);

/* One of them, or two: signers until the next call. */
struct signers world_by(struct world *w, enum world_person a);
struct signers world_by_two(struct world *w, enum world_person a, enum world_person b);

/* Runs the requests and approves the plan twice. */
must world_plan(struct world *w, struct gate_run *out, struct error *e);

void world_close(struct world *w);

#endif
