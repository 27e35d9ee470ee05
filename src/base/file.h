/* file.h: all file I/O of the program. Every call passes fault.h, so that a
 * test build can make each fail in turn (invariant I8).
 *
 * What is to last is written to a temporary name, synced, renamed, and its
 * folder synced: after a crash the old file is there whole, or the new one.
 * Errors name the path as it was given; file names hold no personal data.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "base/text.h"

enum file_access {
    FILE_PUBLIC,  /* 0644 */
    FILE_PRIVATE, /* 0600 */
};

/* --- whole files --- */

/* Reads a whole file of at most `limit` bytes into out (appended). */
must file_load(struct text *out, const char *path, size_t limit, struct error *e);

/* Replaces path by the bytes, atomically and durably. */
must file_save(const char *path, struct span bytes, enum file_access access, struct error *e);

/* Writes a whole file over what is there, and where `sync` is set to stable storage (its name is
 * not: folder_sync). A crash leaves anything: for names that nobody relies on yet. */
must file_put(const char *path, struct span bytes, enum file_access access, bool sync,
              struct error *e);

/* --- a file that is written in a stream --- */

struct file;

/* Creates path (it must not exist when `fresh`; otherwise it is truncated). */
must file_create(struct file **out, const char *path, enum file_access access, bool fresh,
                   struct error *e);

/* A file that will be there whole or as it was before: it is written beside its name, which it
 * takes at the end. What is no regular file (/dev/null, a pipe) is never replaced, but written to. */
must file_begin(struct file **out, const char *path, enum file_access access, struct error *e);

/* With `ok` what file_begin opened takes its place, on stable storage; else it is removed. f is gone
 * whatever the answer, which is true when `ok` is and all went well. f NULL: `ok`. */
must file_finish(struct file *f, bool ok, struct error *e);

/* Opens for appending; creates it where absent. */
must file_append(struct file **out, const char *path, enum file_access access, struct error *e);

/* Opens a file that is there, to overwrite and extend it from an offset on. Several may be open at
 * once, each for bytes of its own. */
must file_into(struct file **out, const char *path, uint64_t offset, struct error *e);

/* Buffered (256 KiB). */
must file_write(struct file *f, struct span bytes, struct error *e);

/* What is written from now on goes on its way to stable storage at once, a few MiB at a time, so that
 * file_sync finds little left to wait for. For large files that will be synced. */
void file_early(struct file *f);

/* Bytes written so far, the buffered ones included (after file_append: in this session). */
uint64_t file_written(const struct file *f);

must file_flush(struct file *f, struct error *e); /* to the system */
must file_sync(struct file *f, struct error *e);  /* flush, then fsync */

/* Overwrites bytes that are already written (flushes first), e.g. a header
 * that is known last. */
must file_patch(struct file *f, uint64_t offset, struct span bytes, struct error *e);

/* Flushes and closes; f is gone whatever the answer. */
must file_close(struct file *f, struct error *e);

/* Closes without looking back; for error paths. NULL is fine. */
void file_drop(struct file *f);

/* --- a file that is read in a stream --- */

struct reader;

/* Path "-" is standard input. */
must reader_open(struct reader **out, const char *path, struct error *e);

/* Up to n bytes; *got 0 at the end. */
must reader_read(struct reader *r, void *to, size_t n, size_t *got, struct error *e);
void reader_close(struct reader *r);

/* --- a file that is mapped for reading --- */

struct mapping {
    const uint8_t *at; /* NULL when empty */
    size_t len;
};

/* Regular files only. */
must file_map(struct mapping *out, const char *path, struct error *e);
void file_unmap(struct mapping *m);

/* --- names --- */

must file_rename(const char *from, const char *to, struct error *e); /* no folder sync */
must file_link_atomic(const char *target, const char *path, struct error *e); /* symlink swap */
must file_remove(const char *path, struct error *e);                  /* absent is fine */
must folder_make(const char *path, enum file_access access, struct error *e); /* and its parents; there is fine */
must folder_sync(const char *path, struct error *e);
must folder_sync_of(const char *path, struct error *e); /* the folder that path lies in */
bool file_exists(const char *path); /* of any kind */

/* Writing one of them writes the other: the same regular file by any name, or, where neither is
 * there yet, the same name. */
bool file_same(const char *a, const char *b);

/* The file system that holds a folder, to sync many new files at once (syncfs(2)). Open it before
 * the first of them is written, so that an error of any is reported (Linux 5.8 or later). */
struct volume;
must volume_open(struct volume **out, const char *folder, struct error *e);
must volume_sync(struct volume *v, struct error *e);
void volume_close(struct volume *v);

/* True when nobody but its owner may read or write it. */
must file_private(const char *path, bool *out, struct error *e);

bool folder_exists(const char *path);
must file_size(const char *path, uint64_t *out, struct error *e);

/* Calls visit for each name in the folder but . and .., in bytewise order. */
must folder_each(const char *path, must (*visit)(void *ctx, const char *name, struct error *e),
                   void *ctx, struct error *e);

/* Removes a folder with all that is in it, links but not what they point to; absent is fine, a
 * link or a file in its place is an error. */
must folder_remove(const char *path, struct error *e);

/* --- one writer --- */

struct file_lock;

/* Takes the lock file (created where absent) for this process, waiting up to
 * `wait_ms`; ERROR_HELD "locked" when another process has it. */
must file_lock(struct file_lock **out, const char *path, unsigned wait_ms, struct error *e);
void file_unlock(struct file_lock *lock);

/* printf into a path of at most `size` bytes; too long is an error. */
must path_format(char *out, size_t size, struct error *e, const char *format, ...)
    PRINTF_LIKE(4, 5);

enum { PATH_SIZE = 4096 };

#endif
