/* gate_doctor.h: what the files of the doctor share.
 *
 *   gate_doctor.c          the custody as a whole: store, ledger, documents, keys, registry
 *   gate_doctor_batch.c    the files of each batch and import, against the hashes that entries name
 *   gate_doctor_rows.c     what only opening them shows: row keys, packages, signatures
 *   gate_doctor_rest.c     what nothing names: leftovers, tiles that are superfluous
 */
#ifndef APP_GATE_GATE_DOCTOR_H
#define APP_GATE_GATE_DOCTOR_H

#include "app/gate/gate_internal.h"

enum health { HEALTH_OK, HEALTH_MENDED, HEALTH_NOTE, HEALTH_WRONG };

struct doctor {
    struct gate *g; /* NULL where the custody cannot be opened */
    const char *dir;
    bool repair;
    bool healthy;
    const struct gate_progress *progress;
    json_t *list;
};

/* One line: what was looked at, how it is, what to do ("" : nothing). False: out of memory. */
must doctor_say(struct doctor *d, enum health health, const char *what, const char *todo, struct error *e,
                const char *format, ...) PRINTF_LIKE(6, 7);

/* Wrong, in an error's words; its hint, or `todo`, says what to do. */
must doctor_wrong(struct doctor *d, const char *what, const char *todo, const struct error *found, struct error *e);

/* ERROR_VERIFY unless a file has this hash (hex). */
must doctor_file_is(const char *path, const char *hash, struct error *e);

#define FROM_BACKUP "bring it back from a backup: proviso restore, into a new folder"

/* ERROR_VERIFY unless the key of each row that is not gone is the one that its request was committed with. */
must doctor_row_keys(const struct erasing *x, const struct row_set *gone, struct error *e);

/* ERROR_VERIFY unless PATH.minisig is what the custody's key of packages, the present one or one of before, made of
 * it; what: its trusted comment. */
must doctor_signed(const struct gate *g, const char *path, const char *what, struct error *e);

/* ERROR_VERIFY unless the key that is kept of a package opens all of it. */
must doctor_opens(const struct gate *g, const char *package, const char *sealed, struct error *e);

must doctor_batches(struct doctor *d, struct error *e);
must doctor_leftovers(struct doctor *d, struct error *e);

#endif
