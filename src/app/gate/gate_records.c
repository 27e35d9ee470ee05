/* gate_records.c: files of equal records behind a head of 64 bytes.
 *
 *   OFFSET  SIZE  DESCRIPTION
 *        0    16  what it is: the caller's
 *       16     8  number of records
 *       24     8  the caller's
 *       32    32  SHA-256 of the records
 *
 * The head is written last: a file that was cut short has none.
 */
#include "app/gate/gate_internal.h"
#include "base/bytes.h"

enum { AT_A_TIME = 256 };

bool records_save(const char *path, const uint8_t head[RECORDS_HEAD], const struct records *r, struct sha256 *hash,
                  struct error *e)
{
    struct file *f = NULL;
    struct hasher *h = NULL;
    uint8_t whole[RECORDS_HEAD] = {0}, some[AT_A_TIME * RECORD_MOST];
    bool ok = hasher_new(&h, e) && file_create(&f, path, FILE_PRIVATE, false, e) &&
              file_write(f, (struct span){(const char *)whole, sizeof whole}, e);
    for (size_t i = 0; ok && i < r->count; i += AT_A_TIME) {
        size_t n = r->count - i < AT_A_TIME ? r->count - i : AT_A_TIME;
        for (size_t k = 0; k < n; k++) {
            r->encode(r->all, i + k, some + k * r->size);
        }
        struct span bytes = {(const char *)some, n * r->size};
        ok = hasher_add(h, bytes, e) && file_write(f, bytes, e);
    }
    ok = ok && hasher_end(h, hash, e);
    if (ok) {
        memcpy(whole, head, sizeof whole);
        bytes_put(whole + 16, r->count, 8);
        memcpy(whole + 32, hash->at, sizeof hash->at);
        ok = file_patch(f, 0, (struct span){(const char *)whole, sizeof whole}, e) && file_sync(f, e);
    }
    hasher_free(h);
    file_drop(f);
    return ok;
}
