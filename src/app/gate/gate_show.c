/* gate_show.c: rules files in plain English, for who signs them. */
#include "app/gate/gate_internal.h"

/* All files as one text: an agreement, and orders that go with it. */
bool gate_rules_show(struct shown **out, const char *const *paths, size_t count, struct error *e)
{
    struct rules *r = NULL;
    bool ok = rules_load_all(&r, paths, count, e) && rules_show(out, r, e);
    rules_free(r);
    return ok;
}

const struct paragraph *gate_rules_shown(const struct shown *s, size_t *count)
{
    return shown_paragraphs(s, count);
}

void gate_rules_shown_free(struct shown *s)
{
    shown_free(s);
}
