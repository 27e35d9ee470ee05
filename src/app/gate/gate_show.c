/* gate_show.c: rules files in plain English, for who signs them. */
#include "app/gate/gate_internal.h"

enum { RULES_FILE = 1 << 20 }; /* bytes of one file */

/* All files as one text: an agreement, and orders that go with it. */
static bool load_all(struct rules **out, const char *const *paths, size_t count, struct error *e)
{
    struct text *texts = memory_new(count, sizeof *texts, e);
    struct rules_source *sources = memory_new(count, sizeof *sources, e);
    bool ok = texts != NULL && sources != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = file_load(&texts[i], paths[i], RULES_FILE, e);
        sources[i] = (struct rules_source){paths[i], text_span(&texts[i]), INSTANT_MIN};
    }
    ok = ok && rules_parse(out, sources, count, e);
    for (size_t i = 0; texts != NULL && i < count; i++) {
        text_free(&texts[i]);
    }
    memory_free(texts);
    memory_free(sources);
    return ok;
}

bool gate_rules_show(struct shown **out, const char *const *paths, size_t count, struct error *e)
{
    struct rules *r = NULL;
    bool ok = load_all(&r, paths, count, e) && rules_show(out, r, e);
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
