/* gate_judged.c: the sealed requests of a release judged again, by the classifier
 * of today or by another table: what the program would say of them now, from the
 * requests alone (I1: nothing here can reach a registry).
 */
#include "app/gate/gate_look.h"

bool judged_open(struct judged *out, struct gate *g, const struct found *act, const struct rules *rules,
                 const char *gazetteer, bool *erased, struct error *e)
{
    char path[PATH_SIZE];
    struct agreement_info info;
    *out = (struct judged){0};
    if (!gate_path(g, path, e, "batches/%s/requests.age", act->subject)) {
        return false;
    }
    *erased = !file_exists(path);
    if (*erased) {
        return true;
    }
    if (!rules_agreement(rules, &info)) {
        return fail(e, ERROR_FAILED, "gate.agreement", "the rules hold no agreement");
    }
    if (!unseal_to_judge(g, act, gazetteer, &out->unsealed, e)) {
        return false;
    }
    struct batch *b = &out->unsealed.batch;
    standard_hash(b->standard, out->classifier);
    bool ok = batch_judge(b, rules, &info.required, g->threads, &g->progress, NULL, e);
    out->rows = b->rows;
    out->count = ok ? b->count : 0;
    return ok;
}

void judged_close(struct judged *j)
{
    unsealed_clear(&j->unsealed);
    *j = (struct judged){0};
}
