#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/fault.h"
#include "base/memory.h"

struct library {
    void *handle;
};

bool library_open(struct library **out, const char *path, const char *name, const void **symbol,
                  struct error *e)
{
    if (strchr(path, '/') == NULL) {
        (void)!fail(e, ERROR_USAGE, "library.path", "%s names no file by its path", path);
        error_hint(e, "write ./%s", path);
        return false;
    }
    struct library *l = memory_new(1, sizeof *l, e);
    if (l == NULL) {
        return false;
    }
    l->handle = fault_here(FAULT_READ) ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (l->handle == NULL) {
        memory_free(l);
        return fail(e, ERROR_INPUT, "library.open", "%s cannot be loaded as a shared object",
                    path);
    }
    *symbol = dlsym(l->handle, name);
    if (*symbol == NULL) {
        library_close(l);
        return fail(e, ERROR_INPUT, "library.symbol", "%s exports no %s", path, name);
    }
    *out = l;
    return true;
}

void library_close(struct library *l)
{
    if (l != NULL) {
        (void)dlclose(l->handle);
        memory_free(l);
    }
}
