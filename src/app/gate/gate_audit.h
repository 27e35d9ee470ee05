/* gate_audit.h: what the files of the audit share: the list of what was given
 * out, and what is found of each.
 */
#ifndef APP_GATE_GATE_AUDIT_H
#define APP_GATE_GATE_AUDIT_H

#include "app/gate/gate_look.h"
#include "base/map.h"

/* Beside struct past_release, which is kept. */
struct past {
    struct span person_id;
    bool unknown;       /* nobody has this person_id */
    bool repeated;      /* an earlier audit kept it */
    size_t era;
    uint32_t next;      /* another release with the same hash of its control, or AUDIT_NONE */
    _Atomic uint32_t row; /* index of the first request row with this control, or AUDIT_NONE */
};

#define AUDIT_NONE UINT32_MAX

struct audit {
    struct gate *g;
    const struct gate_audit_options *o;
    struct finding *out;
    struct register_rules rules;
    struct agreement_info agreement;
    struct gazetteer_in_force gazetteer;
    struct batch batch;
    struct registry *registry;
    struct matcher *matcher;
    struct readings readings;
    struct facts context;
    struct arena *texts;
    struct dictionary *processes;
    struct map *by_control; /* hash -> first release */
    struct past *past;
    struct past_release *release; /* of each release: the part that is kept */
    size_t count, cap, release_cap;
    struct look look;
    struct wrong wrong; /* which of what is kept, where it is to be entered */
    struct levels levels;
    struct text released_hash;
    uint8_t requests_hash[SHA256_SIZE], classifier[SHA256_SIZE];
    struct file *csv;
    struct text part[PASS_PARTS];
};

/* --- gate_released.c: the list --- */

must audit_list(struct audit *a, struct error *e);

/* The first release of a control, and the next of the same; AUDIT_NONE: there is none. */
uint32_t audit_first(const struct audit *a, struct span control);
uint32_t audit_next(const struct audit *a, uint32_t i);

/* Marks what an earlier audit kept: what is to be kept as history is counted once. */
must audit_repeated(struct audit *a, struct error *e);

/* Behind the first pass: ERROR_INPUT when nothing is left but what an earlier audit kept. */
must audit_has_news(const struct audit *a, struct error *e);

#endif
