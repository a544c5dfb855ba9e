/* A disk that remembers: preloaded into a program, it writes down in order what is done to the files of a shop, so that a test can make the disk
   as it would be after a power cut at any moment. POWER_CUT_FOLDER is the shop's folder, POWER_CUT_JOURNAL where it is written down.
   A record is a letter (W write, T truncate, S sync, U unlink, R rename, A acknowledged), the length of a path and the path, a number (where, or how
   long), the length of bytes and the bytes. Numbers are eight bytes in the machine's order. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))
typedef ssize_t (*write_call)(int, const void *, size_t);

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void put(int journal, const void *bytes, size_t count) {
  if (REAL("write", write_call)(journal, bytes, count) != (ssize_t)count) abort();
}

/* What is inside the folder, without what SQLite makes anew (-shm), the log and the lock. */
static const char *inside(const char *path) {
  const char *folder = getenv("POWER_CUT_FOLDER");
  if (folder == NULL || strncmp(path, folder, strlen(folder)) != 0) return NULL;
  const char *name = path + strlen(folder);
  if (*name == '/') name++;
  if (strstr(name, "-shm") || strstr(name, "logs/") || strstr(name, ".lock")) return NULL;
  return name;
}

static void note(char what, const char *name, int64_t number, const void *bytes, size_t count) {
  static int journal = -1;
  int64_t length = strlen(name), size = count;
  pthread_mutex_lock(&one_at_a_time);
  if (journal < 0) journal = open(getenv("POWER_CUT_JOURNAL"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  put(journal, &what, 1);
  put(journal, &length, 8);
  put(journal, name, length);
  put(journal, &number, 8);
  put(journal, &size, 8);
  if (count > 0) put(journal, bytes, count);
  pthread_mutex_unlock(&one_at_a_time);
}

static const char *name_of(int file, char *path, size_t room) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, room - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return inside(path);
}

static void note_file(char what, int file, int64_t number, const void *bytes, size_t count) {
  char path[4096];
  const char *name = name_of(file, path, sizeof path);
  if (name == NULL) return;
  note(strcmp(name, "acknowledged") == 0 ? 'A' : what, name, number, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  ssize_t done = REAL("pwrite", ssize_t(*)(int, const void *, size_t, off_t))(file, bytes, count, at);
  if (done > 0) note_file('W', file, at, bytes, done);
  return done;
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  ssize_t done = REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(file, bytes, count, at);
  if (done > 0) note_file('W', file, at, bytes, done);
  return done;
}
ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t done = REAL("write", write_call)(file, bytes, count);
  if (done > 0 && file > 2) note_file('W', file, lseek(file, 0, SEEK_CUR) - done, bytes, done);
  return done;
}
int ftruncate(int file, off_t length) {
  int done = REAL("ftruncate", int (*)(int, off_t))(file, length);
  if (done == 0) note_file('T', file, length, NULL, 0);
  return done;
}
int ftruncate64(int file, off64_t length) {
  int done = REAL("ftruncate64", int (*)(int, off64_t))(file, length);
  if (done == 0) note_file('T', file, length, NULL, 0);
  return done;
}
int fsync(int file) {
  int done = REAL("fsync", int (*)(int))(file);
  if (done == 0) note_file('S', file, 0, NULL, 0);
  return done;
}
int fdatasync(int file) {
  int done = REAL("fdatasync", int (*)(int))(file);
  if (done == 0) note_file('S', file, 0, NULL, 0);
  return done;
}
int unlink(const char *path) {
  int done = REAL("unlink", int (*)(const char *))(path);
  if (done == 0 && inside(path)) note('U', inside(path), 0, NULL, 0);
  return done;
}
int rename(const char *from, const char *to) {
  int done = REAL("rename", int (*)(const char *, const char *))(from, to);
  if (done == 0 && inside(from) && inside(to)) note('R', inside(from), 0, inside(to), strlen(inside(to)));
  return done;
}
