/* gate_bundle.h: an evidence archive, shared by who writes it and who checks it.
 *
 *   README.txt              how to verify, and what is not proved
 *   bundle.json             what it is about: origin, size, root, entries, batches
 *   definitions.txt         each term that a figure rests on
 *   SHA256SUMS, .minisig    all other files, signed by the release key
 *   verify.py, gotlog.go    two verifiers that share no code with this one
 *   public/                 the custody's: the whole ledger, release.pub, and the row trees that it is about
 *   vkeys/BATCH             the verifier key of each of these
 *   entries/N.entry, N.tlog-proof   the ledger's entries that it is about, each with a proof of its own
 *   documents/HASH.json     private texts of those entries that a court may be shown, or all of them
 *   rules/NUMBER.proviso    the texts of agreements and orders among these, to be read
 */
#ifndef APP_GATE_GATE_BUNDLE_H
#define APP_GATE_GATE_BUNDLE_H

#include "app/gate/gate_internal.h"

#define BUNDLE_KIND "proviso bundle"

/* Which of g->acts (gate_bundle_about.c). of: a batch, an import, a finding; NULL: all. */
struct bundle_about {
    bool whole;
    bool finding;          /* of one, and no other */
    bool *in;              /* by index */
    size_t count;
    char (*id)[GATE_ID];   /* numbers of what it is about; of nothing where it is whole */
    size_t id_count, id_cap;
};
must bundle_about_make(struct gate *g, const char *of, struct bundle_about *out, struct error *e);
void bundle_about_clear(struct bundle_about *a);

/* Files below a folder, as paths from it, in bytewise order. */
struct file_list {
    struct arena *arena;
    const char **at;
    size_t count, cap;
};
must file_list_make(struct file_list *out, const char *folder, struct error *e);
void file_list_clear(struct file_list *l);

/* A POSIX ustar archive of the files, under `prefix`/: the same bytes for the same files. A path of more than 99 bytes
 * is an error. */
must tar_write(const char *path, const char *folder, const char *prefix, const struct file_list *files,
               struct error *e);

#endif
