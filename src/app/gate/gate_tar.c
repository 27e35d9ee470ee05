/* gate_tar.c: many files as one (POSIX.1-2017, pax, "ustar Interchange Format"), the same bytes for the same files.
 *
 *   OFFSET SIZE CONTENT
 *        0  100 path, NUL
 *      100    8 mode: 0000600 NUL
 *      108    8 owner: 0000000 NUL
 *      116    8 group: 0000000 NUL
 *      124   12 size, 11 octal digits, NUL
 *      136   12 time of change: 00000000000 NUL
 *      148    8 sum of the bytes of the head, these eight taken as blanks: 6 octal digits, NUL, blank
 *      156    1 '0': a regular file
 *      257    8 "ustar" NUL "00"
 *   and 0 elsewhere, to 512; then the content, filled up with 0 to a multiple of 512. Two blocks of 0 end it.
 */
#include "app/gate/gate_bundle.h"

#include <inttypes.h>
#include <stdio.h>

enum { BLOCK = 512, PATH_MOST = 99 };

struct head {
    char path[100], mode[8], owner[8], group[8], size[12], time[12], sum[8], type, link[100], magic[6], version[2];
    char rest[BLOCK - 265];
};

_Static_assert(sizeof(struct head) == BLOCK, "a head is a block");

/* Digits from the right, zeros before them, NUL behind. */
static void octal(char *field, size_t size, uint64_t n)
{
    field[size - 1] = '\0';
    for (size_t i = size - 1; i-- > 0; n /= 8) {
        field[i] = (char)('0' + n % 8);
    }
}

static bool write_head(struct file *out, const char *path, uint64_t size, struct error *e)
{
    struct head h = {.type = '0', .magic = "ustar", .version = {'0', '0'}};
    unsigned sum = 0;
    memcpy(h.path, path, strlen(path) + 1);
    octal(h.mode, sizeof h.mode, 0600);
    octal(h.owner, sizeof h.owner, 0);
    octal(h.group, sizeof h.group, 0);
    octal(h.size, sizeof h.size, size);
    octal(h.time, sizeof h.time, 0);
    memset(h.sum, ' ', sizeof h.sum);
    for (size_t i = 0; i < sizeof h; i++) {
        sum += ((const unsigned char *)&h)[i];
    }
    octal(h.sum, sizeof h.sum - 1, sum);
    return file_write(out, (struct span){(const char *)&h, sizeof h}, e);
}

static bool write_one(struct file *out, const char *folder, const char *prefix, const char *name, struct error *e)
{
    static const char zeros[BLOCK];
    char from[PATH_SIZE], path[PATH_MOST + 1];
    struct mapping m;
    if (!path_format(path, sizeof path, e, "%s/%s", prefix, name) ||
        !path_format(from, sizeof from, e, "%s/%s", folder, name) || !file_map(&m, from, e)) {
        return false;
    }
    bool ok = write_head(out, path, m.len, e) && file_write(out, (struct span){(const char *)m.at, m.len}, e) &&
              file_write(out, (struct span){zeros, (BLOCK - m.len % BLOCK) % BLOCK}, e);
    file_unmap(&m);
    return ok;
}

bool tar_write(const char *path, const char *folder, const char *prefix, const struct file_list *files,
               struct error *e)
{
    static const char end[2 * BLOCK];
    struct file *out = NULL;
    bool ok = file_begin(&out, path, FILE_PRIVATE, e);
    for (size_t i = 0; ok && i < files->count; i++) {
        ok = write_one(out, folder, prefix, files->at[i], e);
    }
    ok = ok && file_write(out, (struct span){end, sizeof end}, e);
    return file_finish(out, ok, e);
}
