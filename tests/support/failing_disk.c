/* A disk that fails: preloaded into a program, it lets some calls on the files of a shop end with EIO.
   FAILING_DISK_CALL is write, sync or truncate; FAILING_DISK_FIRST how many calls go well before. Of the next hundred every third fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_of_the_shop(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "/shop.db") != NULL && strstr(path, "-shm") == NULL;
}

static int fails(const char *call, int file) {
  static long count = -1;
  const char *wanted = getenv("FAILING_DISK_CALL");
  if (wanted == NULL || strcmp(wanted, call) != 0 || !is_of_the_shop(file)) return 0;
  long first = atol(getenv("FAILING_DISK_FIRST"));
  long now = __sync_add_and_fetch(&count, 1);
  if (now < first || now >= first + 100 || (now - first) % 3 != 0) return 0;
  errno = EIO;
  return 1;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  return fails("write", file) ? -1 : REAL("pwrite", ssize_t(*)(int, const void *, size_t, off_t))(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  return fails("write", file) ? -1 : REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(file, bytes, count, at);
}
ssize_t write(int file, const void *bytes, size_t count) {
  return fails("write", file) ? -1 : REAL("write", ssize_t(*)(int, const void *, size_t))(file, bytes, count);
}
int fsync(int file) { return fails("sync", file) ? -1 : REAL("fsync", int (*)(int))(file); }
int fdatasync(int file) { return fails("sync", file) ? -1 : REAL("fdatasync", int (*)(int))(file); }
int ftruncate(int file, off_t length) { return fails("truncate", file) ? -1 : REAL("ftruncate", int (*)(int, off_t))(file, length); }
int ftruncate64(int file, off64_t length) { return fails("truncate", file) ? -1 : REAL("ftruncate64", int (*)(int, off64_t))(file, length); }
