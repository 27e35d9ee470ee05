#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/memory.h"

enum { BUFFER = 256 * 1024 };

struct file {
    int fd;
    size_t used;
    size_t filled; /* most bytes that the buffer has held: what is to be wiped */
    uint64_t written;
    bool early;
    uint64_t pushed; /* bytes that are on their way to storage, when early */
    char *path;
    char *place; /* that it takes at the end; NULL: it has it */
    char buffer[BUFFER];
};

struct reader {
    int fd;
    char *path;
};

struct file_lock {
    int fd;
};

static mode_t mode_of(enum file_access access, mode_t extra)
{
    return access == FILE_PRIVATE ? (mode_t)(0600 | (extra & 0700)) : (mode_t)(0644 | extra);
}

/* --- streams out --- */

enum { AT_THE_END = -1 };

/* At an offset, or AT_THE_END of what was written. */
static bool write_all(int fd, const char *path, struct span bytes, off_t offset, struct error *e)
{
    while (bytes.len > 0) {
        ssize_t n = fault_write(fd, bytes.at, bytes.len, offset);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail_errno(e, "file.write", "cannot write %s", path);
        }
        bytes.at += n;
        bytes.len -= (size_t)n;
        offset += offset < 0 ? 0 : n;
    }
    return true;
}

static bool open_for_writing(struct file **out, const char *path, int flags, mode_t mode,
                             struct error *e)
{
    struct file *f = memory_new(1, sizeof *f, e);
    if (f == NULL) {
        return false;
    }
    f->path = memory_string(path, e);
    if (f->path == NULL) {
        memory_free(f);
        return false;
    }
    f->fd = fault_here(FAULT_CHANGE) ? -1 : open(path, flags | O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    if (f->fd < 0) {
        bool ok = fail_errno(e, "file.create", "cannot create %s", path);
        memory_free(f->path);
        memory_free(f);
        return ok;
    }
    *out = f;
    return true;
}

bool file_create(struct file **out, const char *path, enum file_access access, bool fresh,
                 struct error *e)
{
    return open_for_writing(out, path, fresh ? O_EXCL : O_TRUNC, mode_of(access, 0), e);
}

bool file_append(struct file **out, const char *path, enum file_access access, struct error *e)
{
    return open_for_writing(out, path, O_APPEND, mode_of(access, 0), e);
}

bool file_into(struct file **out, const char *path, uint64_t offset, struct error *e)
{
    if (!open_for_writing(out, path, 0, mode_of(FILE_PRIVATE, 0), e)) {
        return false;
    }
    if (lseek((*out)->fd, (off_t)offset, SEEK_SET) < 0) {
        bool ok = fail_errno(e, "file.seek", "cannot write %s at its place", path);
        file_drop(*out);
        *out = NULL;
        return ok;
    }
    return true;
}

bool file_flush(struct file *f, struct error *e)
{
    struct span bytes = {f->buffer, f->used};
    f->used = 0;
    return write_all(f->fd, f->path, bytes, AT_THE_END, e);
}

void file_early(struct file *f)
{
    f->early = true;
}

/* Only begins early: whether it came to pass is file_sync's to find. */
static void push(struct file *f)
{
    enum { PIECE = 4 << 20 };
    uint64_t flushed = f->written - f->used;
    if (f->early && flushed - f->pushed >= PIECE) {
        (void)sync_file_range(f->fd, (off_t)f->pushed, (off_t)(flushed - f->pushed),
                              SYNC_FILE_RANGE_WRITE);
        f->pushed = flushed;
    }
}

bool file_write(struct file *f, struct span bytes, struct error *e)
{
    if (bytes.len > BUFFER - f->used) {
        if (!file_flush(f, e)) {
            return false;
        }
        push(f);
    }
    f->written += bytes.len;
    if (bytes.len > BUFFER) {
        return write_all(f->fd, f->path, bytes, AT_THE_END, e);
    }
    if (bytes.len > 0) {
        memcpy(f->buffer + f->used, bytes.at, bytes.len);
        f->used += bytes.len;
        f->filled = f->used > f->filled ? f->used : f->filled;
    }
    return true;
}

uint64_t file_written(const struct file *f)
{
    return f->written;
}

static bool sync_fd(int fd, const char *path, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || fsync(fd) != 0) {
        return fail_errno(e, "file.sync", "cannot sync %s", path);
    }
    return true;
}

bool file_sync(struct file *f, struct error *e)
{
    return file_flush(f, e) && sync_fd(f->fd, f->path, e);
}

bool file_patch(struct file *f, uint64_t offset, struct span bytes, struct error *e)
{
    return file_flush(f, e) && write_all(f->fd, f->path, bytes, (off_t)offset, e);
}

bool file_close(struct file *f, struct error *e)
{
    bool ok = file_flush(f, e);
    if (close(f->fd) != 0 && ok) {
        ok = fail_errno(e, "file.write", "cannot close %s", f->path);
    }
    f->fd = -1;
    file_drop(f);
    return ok;
}

void file_drop(struct file *f)
{
    if (f == NULL) {
        return;
    }
    if (f->fd >= 0) {
        (void)close(f->fd);
    }
    memory_wipe(f->buffer, f->filled);
    memory_free(f->place);
    memory_free(f->path);
    memory_free(f);
}

/* --- streams in --- */

bool reader_open(struct reader **out, const char *path, struct error *e)
{
    struct reader *r = memory_new(1, sizeof *r, e);
    if (r == NULL) {
        return false;
    }
    r->path = memory_string(path, e);
    if (r->path == NULL) {
        memory_free(r);
        return false;
    }
    bool input = strcmp(path, "-") == 0;
    r->fd = fault_here(FAULT_READ) ? -1 : input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0) {
        bool ok = fail_errno(e, "file.open", "cannot open %s", path);
        reader_close(r);
        return ok;
    }
    *out = r;
    return true;
}

bool reader_read(struct reader *r, void *to, size_t n, size_t *got, struct error *e)
{
    for (;;) {
        ssize_t k = fault_here(FAULT_READ) ? -1 : read(r->fd, to, n);
        if (k < 0 && errno == EINTR) {
            continue;
        }
        if (k < 0) {
            return fail_errno(e, "file.read", "cannot read %s", r->path);
        }
        *got = (size_t)k;
        return true;
    }
}

void reader_close(struct reader *r)
{
    if (r == NULL) {
        return;
    }
    if (r->fd >= 0) {
        (void)close(r->fd);
    }
    memory_free(r->path);
    memory_free(r);
}

/* --- whole files --- */

bool file_load(struct text *out, const char *path, size_t limit, struct error *e)
{
    struct reader *r = NULL;
    char *buffer = memory_new(BUFFER, 1, e);
    bool ok = buffer != NULL && reader_open(&r, path, e);
    size_t total = 0;
    while (ok) {
        size_t got = 0;
        ok = reader_read(r, buffer, BUFFER, &got, e);
        if (!ok || got == 0) {
            break;
        }
        total += got;
        if (total > limit) {
            ok = fail(e, ERROR_INPUT, "file.large", "%s is larger than %zu bytes", path, limit);
        } else {
            ok = text_add(out, (struct span){buffer, got}, e);
        }
    }
    if (ok) {
        ok = text_adds(out, "", e); /* zero-terminated also when empty */
    }
    reader_close(r);
    memory_wipe(buffer, buffer == NULL ? 0 : BUFFER);
    memory_free(buffer);
    return ok;
}

bool folder_sync_of(const char *path, struct error *e)
{
    char folder[PATH_SIZE];
    if (!path_format(folder, sizeof folder, e, "%s", path)) {
        return false;
    }
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        return folder_sync(".", e);
    }
    slash[slash == folder ? 1 : 0] = '\0';
    return folder_sync(folder, e);
}

/* A device or a pipe: written to, never replaced. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool file_begin(struct file **out, const char *path, enum file_access access, struct error *e)
{
    char temporary[PATH_SIZE];
    if (is_special(path)) {
        return open_for_writing(out, path, 0, mode_of(access, 0), e);
    }
    /* What a crash left is removed, not truncated: it may have another access, or be a link. */
    if (!path_format(temporary, sizeof temporary, e, "%s.tmp", path) ||
        !file_remove(temporary, e) || !file_create(out, temporary, access, true, e)) {
        return false;
    }
    (*out)->place = memory_string(path, e);
    if ((*out)->place == NULL) {
        file_drop(*out);
        *out = NULL;
        (void)unlink(temporary);
        return false;
    }
    return true;
}

bool file_finish(struct file *f, bool ok, struct error *e)
{
    char temporary[PATH_SIZE], place[PATH_SIZE];
    struct error ignored;
    if (f == NULL) {
        return ok;
    }
    if (f->place == NULL) {
        ok = ok && file_flush(f, e);
        file_drop(f);
        return ok;
    }
    ok = path_format(temporary, sizeof temporary, ok ? e : &ignored, "%s", f->path) &&
         path_format(place, sizeof place, ok ? e : &ignored, "%s", f->place) && ok &&
         file_sync(f, e);
    file_drop(f);
    if (ok && file_rename(temporary, place, e)) {
        return folder_sync_of(place, e);
    }
    (void)unlink(temporary);
    return false;
}

bool file_save(const char *path, struct span bytes, enum file_access access, struct error *e)
{
    struct file *f = NULL;
    return file_begin(&f, path, access, e) && file_finish(f, file_write(f, bytes, e), e);
}

bool file_put(const char *path, struct span bytes, enum file_access access, bool sync,
              struct error *e)
{
    int fd = fault_here(FAULT_CHANGE) ? -1
                                      : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                             mode_of(access, 0));
    if (fd < 0) {
        return fail_errno(e, "file.create", "cannot create %s", path);
    }
    bool ok = write_all(fd, path, bytes, AT_THE_END, e) && (!sync || sync_fd(fd, path, e));
    if (!sync) { /* only to begin early: a later sync finds less to do */
        (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    if (close(fd) != 0 && ok) {
        ok = fail_errno(e, "file.write", "cannot close %s", path);
    }
    return ok;
}

/* --- many files at once --- */

struct volume {
    int fd;
};

bool volume_open(struct volume **out, const char *folder, struct error *e)
{
    struct volume *v = memory_new(1, sizeof *v, e);
    if (v == NULL) {
        return false;
    }
    v->fd = fault_here(FAULT_READ) ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (v->fd < 0) {
        bool ok = fail_errno(e, "folder.open", "cannot open the folder %s", folder);
        memory_free(v);
        return ok;
    }
    *out = v;
    return true;
}

bool volume_sync(struct volume *v, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || syncfs(v->fd) != 0) {
        return fail_errno(e, "folder.sync", "cannot sync a file system");
    }
    return true;
}

void volume_close(struct volume *v)
{
    if (v != NULL) {
        (void)close(v->fd);
        memory_free(v);
    }
}

/* --- mapping --- */

bool file_map(struct mapping *out, const char *path, struct error *e)
{
    *out = (struct mapping){0};
    /* A pipe that nobody writes to would be waited for, by who may hold the ledger's lock. */
    int fd = fault_here(FAULT_READ) ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return fail_errno(e, "file.open", "cannot open %s", path);
    }
    struct stat st;
    if (fstat(fd, &st) != 0) {
        (void)!fail_errno(e, "file.open", "cannot look at %s", path);
        (void)close(fd);
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        (void)close(fd);
        return fail(e, ERROR_INPUT, "file.kind", "%s is not a regular file", path);
    }
    if (st.st_size > 0) {
        void *p = fault_here(FAULT_READ) ? MAP_FAILED
                                         : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (p == MAP_FAILED) {
            bool ok = fail_errno(e, "file.map", "cannot map %s", path);
            (void)close(fd);
            return ok;
        }
        *out = (struct mapping){p, (size_t)st.st_size};
    }
    (void)close(fd);
    return true;
}

void file_unmap(struct mapping *m)
{
    if (m->at != NULL) {
        (void)munmap((void *)(uintptr_t)m->at, m->len);
    }
    *m = (struct mapping){0};
}

/* --- names --- */

bool file_rename(const char *from, const char *to, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || rename(from, to) != 0) {
        return fail_errno(e, "file.rename", "cannot rename %s to %s", from, to);
    }
    return true;
}

bool file_link_atomic(const char *target, const char *path, struct error *e)
{
    char temporary[PATH_SIZE];
    if (!path_format(temporary, sizeof temporary, e, "%s.tmp", path) || !file_remove(temporary, e)) {
        return false;
    }
    if (fault_here(FAULT_CHANGE) || symlink(target, temporary) != 0) {
        return fail_errno(e, "file.link", "cannot link %s", path);
    }
    return file_rename(temporary, path, e) && folder_sync_of(path, e);
}

bool file_remove(const char *path, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || (unlink(path) != 0 && errno != ENOENT)) {
        return fail_errno(e, "file.remove", "cannot remove %s", path);
    }
    return true;
}

/* The name of a new folder lasts only when the folder around it was synced. */
static bool make_one(const char *path, enum file_access access, struct error *e)
{
    if (fault_here(FAULT_CHANGE) || (mkdir(path, mode_of(access, 0111)) != 0 && errno != EEXIST)) {
        return fail_errno(e, "folder.make", "cannot make the folder %s", path);
    }
    return folder_sync_of(path, e);
}

bool folder_make(const char *path, enum file_access access, struct error *e)
{
    char part[PATH_SIZE];
    if (!path_format(part, sizeof part, e, "%s", path)) {
        return false;
    }
    for (char *p = part + 1;; p++) {
        if (*p != '/' && *p != '\0') {
            continue;
        }
        char c = *p;
        *p = '\0';
        if (!folder_exists(part) && !make_one(part, access, e)) {
            return false;
        }
        if (c == '\0') {
            return true;
        }
        *p = c;
    }
}

bool folder_sync(const char *path, struct error *e)
{
    int fd = fault_here(FAULT_READ) ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return fail_errno(e, "folder.sync", "cannot open the folder %s", path);
    }
    bool ok = sync_fd(fd, path, e);
    (void)close(fd);
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

bool file_same(const char *a, const char *b)
{
    struct stat x, y;
    bool there = stat(a, &x) == 0, also = stat(b, &y) == 0;
    if (!there && !also) {
        return strcmp(a, b) == 0;
    }
    return there && also && S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool folder_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool look_at(const char *path, struct stat *st, struct error *e)
{
    return (!fault_here(FAULT_READ) && stat(path, st) == 0) || fail_errno(e, "file.open", "cannot look at %s", path);
}

bool file_size(const char *path, uint64_t *out, struct error *e)
{
    struct stat st;
    bool ok = look_at(path, &st, e);
    *out = ok ? (uint64_t)st.st_size : 0;
    return ok;
}

bool file_private(const char *path, bool *out, struct error *e)
{
    struct stat st;
    bool ok = look_at(path, &st, e);
    *out = ok && (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* NULL at the end (errno 0) and when the folder cannot be read on: a list cut short is no list. */
static struct dirent *next_entry(DIR *dir)
{
    errno = 0;
    return fault_here(FAULT_READ) ? NULL : readdir(dir);
}

bool folder_each(const char *path, bool (*visit)(void *ctx, const char *name, struct error *e),
                 void *ctx, struct error *e)
{
    DIR *dir = fault_here(FAULT_READ) ? NULL : opendir(path);
    if (dir == NULL) {
        return fail_errno(e, "folder.open", "cannot open the folder %s", path);
    }
    char **names = NULL;
    size_t count = 0, cap = 0;
    bool ok = true;
    for (struct dirent *d; ok && (d = next_entry(dir)) != NULL;) {
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) {
            continue;
        }
        ok = memory_grow((void **)&names, &cap, count, sizeof *names, e) &&
             (names[count] = memory_string(d->d_name, e)) != NULL;
        count += ok;
    }
    if (ok && errno != 0) {
        ok = fail_errno(e, "folder.read", "cannot read the folder %s", path);
    }
    (void)closedir(dir);
    if (count > 1) {
        qsort(names, count, sizeof *names, by_name);
    }
    for (size_t i = 0; i < count; i++) {
        ok = ok && visit(ctx, names[i], e);
        memory_free(names[i]);
    }
    memory_free(names);
    return ok;
}

static bool remove_one(void *ctx, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s/%s", (const char *)ctx, name)) {
        return false;
    }
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        return folder_remove(path, e);
    }
    return file_remove(path, e);
}

bool folder_remove(const char *path, struct error *e)
{
    struct stat st;
    if (lstat(path, &st) != 0) {
        return errno == ENOENT || fail_errno(e, "folder.remove", "cannot look at %s", path);
    }
    if (!S_ISDIR(st.st_mode)) { /* above all no link: what it points to is not ours to empty */
        return fail(e, ERROR_INPUT, "folder.kind", "%s is not a folder", path);
    }
    char copy[PATH_SIZE];
    if (!path_format(copy, sizeof copy, e, "%s", path) || !folder_each(path, remove_one, copy, e)) {
        return false;
    }
    if (fault_here(FAULT_CHANGE) || rmdir(path) != 0) {
        return fail_errno(e, "folder.remove", "cannot remove the folder %s", path);
    }
    return true;
}

/* --- one writer --- */

bool file_lock(struct file_lock **out, const char *path, unsigned wait_ms, struct error *e)
{
    struct file_lock *lock = memory_new(1, sizeof *lock, e);
    if (lock == NULL) {
        return false;
    }
    lock->fd = fault_here(FAULT_CHANGE) ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->fd < 0) {
        bool ok = fail_errno(e, "lock", "cannot open the lock %s", path);
        memory_free(lock);
        return ok;
    }
    for (unsigned waited = 0;; waited += 10) {
        if (flock(lock->fd, LOCK_EX | LOCK_NB) == 0) {
            *out = lock;
            return true;
        }
        if (errno != EWOULDBLOCK || waited >= wait_ms) {
            break;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    bool ok = errno == EWOULDBLOCK
                  ? fail(e, ERROR_HELD, "locked", "another process is writing here (%s)", path)
                  : fail_errno(e, "lock", "cannot lock %s", path);
    error_hint(e, "wait until it is done, then try again");
    file_unlock(lock);
    return ok;
}

void file_unlock(struct file_lock *lock)
{
    if (lock != NULL) {
        (void)close(lock->fd);
        memory_free(lock);
    }
}

bool path_format(char *out, size_t size, struct error *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(out, size, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= size) {
        return fail(e, ERROR_INPUT, "path.long", "a path is longer than %zu bytes", size - 1);
    }
    return true;
}
