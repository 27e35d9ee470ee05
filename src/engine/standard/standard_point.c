/* A plugged-in table of delivery points: opened, hashed into the classifier, asked last. */

#include "base/crypto.h"
#include "base/library.h"
#include "base/memory.h"
#include "engine/standard/standard_inside.h"
#include "record/point.h"

struct points {
    struct library *library;
    const struct point_source *source;
    void *data;
};

enum { PATH_MOST = 1024 };

/* "./points.so:/srv/points.dat" */
static bool split(const char *points, char path[PATH_MOST], const char **data, struct error *e)
{
    const char *colon = strchr(points, ':');
    size_t n = colon == NULL ? strlen(points) : (size_t)(colon - points);
    *data = colon == NULL ? "" : colon + 1;
    if (n == 0 || n >= PATH_MOST) {
        return fail(e, ERROR_USAGE, "points.path", "no shared object is named");
    }
    memcpy(path, points, n);
    path[n] = '\0';
    return true;
}

static bool open_source(struct points *p, const char *path, const char *data, struct error *e)
{
    char line[POINT_ERROR] = "";
    const void *symbol = NULL;
    if (!library_open(&p->library, path, "proviso_points", &symbol, e)) {
        return false;
    }
    const struct point_source *source = symbol;
    if (source->version != POINT_VERSION) {
        return fail(e, ERROR_INPUT, "points.version", "%s is of version %u, not %u", path,
                    (unsigned)source->version, (unsigned)POINT_VERSION);
    }
    p->data = source->open(data, line);
    if (p->data == NULL) {
        line[POINT_ERROR - 1] = '\0';
        return fail(e, ERROR_INPUT, "points.open", "%s: %s", path,
                    line[0] == '\0' ? "cannot be used" : line);
    }
    p->source = source;
    return true;
}

/* The classifier's hash, over its own and the source's. */
static bool add_hash(struct standard *s, struct error *e)
{
    uint8_t both[sizeof s->hash + 32];
    struct sha256 hash;
    memcpy(both, s->hash, sizeof s->hash);
    s->points->source->hash(s->points->data, both + sizeof s->hash);
    if (!crypto_sha256((struct span){(const char *)both, sizeof both}, &hash, e)) {
        return false;
    }
    memcpy(s->hash, hash.at, sizeof s->hash);
    return true;
}

bool standard_use_points(struct standard *s, const char *points, struct error *e)
{
    char path[PATH_MOST];
    const char *data;
    if (points == NULL) {
        return true;
    }
    s->points = memory_new(1, sizeof *s->points, e);
    return s->points != NULL && split(points, path, &data, e) &&
           open_source(s->points, path, data, e) && add_hash(s, e);
}

void points_free(struct points *p)
{
    if (p != NULL) {
        if (p->source != NULL) {
            p->source->close(p->data);
        }
        library_close(p->library);
        memory_free(p);
    }
}

enum category points_ask(const struct points *p, const struct address *address)
{
    switch (p->source->ask(p->data, address)) {
    case POINT_CONFIRMED:
        return CATEGORY_NONE;
    case POINT_UNIT_MISSING:
        return CATEGORY_ADDRESS_NO_UNIT;
    case POINT_UNIT_UNCONFIRMED:
    case POINT_NOT_CONFIRMED:
    case POINT_UNKNOWN:
        break;
    }
    return CATEGORY_ADDRESS_POINT; /* whatever else it says is no confirmation */
}
