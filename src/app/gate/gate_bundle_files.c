/* gate_bundle_files.c: the files below a folder. */
#include "app/gate/gate_bundle.h"

#include <stdlib.h>

enum { DEPTH_MOST = 16 };

struct walk {
    struct file_list *list;
    const char *folder;
    char below[PATH_SIZE]; /* "tile/0/", or "" */
    unsigned depth;
};

static bool visit_name(void *ctx, const char *name, struct error *e)
{
    struct walk *w = ctx, in = {.list = w->list, .folder = w->folder, .depth = w->depth + 1};
    char path[PATH_SIZE], from[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s%s", w->below, name) ||
        !path_format(from, sizeof from, e, "%s/%s", w->folder, path)) {
        return false;
    }
    if (folder_exists(from)) {
        return (in.depth <= DEPTH_MOST || fail(e, ERROR_INPUT, "folder.deep", "folders lie too deep: %s", from)) &&
               path_format(in.below, sizeof in.below, e, "%s/", path) && folder_each(from, visit_name, &in, e);
    }
    struct file_list *l = w->list;
    if (!memory_grow((void **)&l->at, &l->cap, l->count, sizeof *l->at, e)) {
        return false;
    }
    l->at[l->count] = arena_copy(l->arena, span_of(path), e);
    return l->at[l->count] != NULL && ++l->count > 0;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool file_list_make(struct file_list *out, const char *folder, struct error *e)
{
    *out = (struct file_list){0};
    struct walk w = {.list = out, .folder = folder};
    bool ok = arena_new(&out->arena, 0, e) && folder_each(folder, visit_name, &w, e);
    if (!ok) {
        file_list_clear(out);
        return false;
    }
    if (out->count > 1) {
        qsort(out->at, out->count, sizeof *out->at, compare);
    }
    return true;
}

void file_list_clear(struct file_list *l)
{
    arena_free(l->arena);
    memory_free(l->at);
    *l = (struct file_list){0};
}
