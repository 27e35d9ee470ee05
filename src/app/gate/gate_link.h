/* gate_link.h: what link and model train share: two files, one in memory, one indexed. */
#ifndef APP_GATE_GATE_LINK_H
#define APP_GATE_GATE_LINK_H

#include "app/gate/gate_internal.h"

/* The requests, in memory. The other file never is: its persons are in the index. */
struct people {
    struct batch batch;
    struct person *at;
    size_t count;
    size_t taken;                     /* rows of the file that were looked at, in its order */
    struct registry_builder *builder; /* with dedupe, else NULL: they go in here as well */
    struct arena *text[PASS_PARTS];
};

struct linking {
    const struct gate_link_options *o;
    const struct gate_progress *progress;
    struct gate_link *out;
    struct people requests;
    struct registry *registry;
    void *ctx; /* of the work */
    struct file *csv;
    struct text line;
    uint64_t began; /* of the stage that runs */
};

/* What passed since the last call belongs to the stage. */
void link_spent(struct linking *l, enum gate_link_stage stage);

/* Reads the files, does the work over them, and takes the index away. */
must link_with(const struct gate_link_options *o, const struct gate_progress *progress,
               struct gate_link *out, must (*work)(struct linking *l, struct error *e),
               void *ctx, struct error *e);

/* --- gate_model.c --- */

/* The options of a linkage and its model: that of the file, or learnt from the two files now.
 * model: the text that out->model borrows. */
must link_options_of(struct linking *l, struct text *model, struct link_options *out,
                     struct error *e);

/* --- gate_truth.c --- */

/* Who is whom, from the file that the options name. */
struct truth;
must truth_open(struct truth **out, const struct linking *l, struct error *e);
void truth_close(struct truth *t);

/* link_options.truth; ctx is the struct truth. */
int truth_says(void *ctx, uint64_t request, uint32_t person);

#endif
