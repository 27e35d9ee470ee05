/* registry_testing.h: made-up people for this room's tests. */
#ifndef ENGINE_REGISTRY_REGISTRY_TESTING_H
#define ENGINE_REGISTRY_REGISTRY_TESTING_H

#include "base/arena.h"
#include "engine/registry/registry.h"

/* n people that differ in many ways; the same for the same seed. */
struct person *people_new(struct arena *arena, size_t n, uint64_t seed);

/* A fresh empty folder below the working folder. */
const char *folder_fresh(const char *name);

/* Builds a generation of them and gives its info; asserts that it works. */
void generation_build(const char *folder, const struct person *people, size_t n,
                      const struct registry_options *options, size_t step,
                      struct registry_info *out);

#endif
