/* library.h: a shared object that a deployment plugs in. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include "base/error.h"

struct library;

/* Loads the shared object at a path (with a slash in it: no search path is asked) and finds what it exports
 * under a name. *symbol is valid until library_close. ERROR_INPUT library.open, library.symbol. */
must library_open(struct library **out, const char *path, const char *name, const void **symbol,
                  struct error *e);
void library_close(struct library *l);

#endif
