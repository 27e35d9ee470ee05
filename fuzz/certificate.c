/* Arbitrary text as a certificate of disposal: what is taken has every field that is needed, and errors hold no value of it. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/recall/recall.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool count(void *ctx, struct span copy, struct error *e)
{
    (void)e;
    assert(copy.len >= sizeof "cp1:1" - 1);
    ++*(unsigned *)ctx;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct certificate c;
    struct error e = {0};
    unsigned copies = 0;
    if (recall_certificate_parse(&c, (struct span){(const char *)data, size}, &e)) {
        assert(c.count > 0 && c.first <= c.last);
        assert(c.value[CERTIFICATE_RECALL].len > 0 && c.value[CERTIFICATE_PERSON_NAME].len > 0);
        assert(c.media[c.count - 1].value[CERTIFICATE_MEDIUM_METHOD].len > 0);
        bool ok = recall_certificate_copies(&c, count, &copies, &e);
        assert(ok);
        ok = recall_certificate_fits(&c, "rc1", 0, INSTANT_MAX, &e);
        assert(ok || e.category == ERROR_INPUT);
    } else {
        assert(e.category == ERROR_INPUT);
    }
    recall_certificate_clear(&c);
    return 0;
}
