#include "Memory.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { slack = 64, line = 64, huge = 2 << 20, small = 64 << 10 };

// Sizes are rounded up to four steps for each power of two, so that blocks fit again.
static int64_t rounded(int64_t bytes) {
  int64_t step = small / 4;
  while (step * 8 <= bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

typedef struct block {
  struct block *next;
  int64_t size;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *kept;  // the latest first: most likely still in the cache
static int64_t in_use, most_in_use, kept_bytes;

static void *fresh(int64_t size) {
  void *memory = 0;
  if (posix_memalign(&memory, size >= huge ? huge : line, (size_t)size)) {
    fprintf(stderr, "orrery: %lld bytes of memory could not be had\n", (long long)size);
    abort();
  }
#ifdef MADV_HUGEPAGE
  if (size >= huge) madvise(memory, (size_t)size, MADV_HUGEPAGE);
#endif
  return memory;
}

void *orrery_allocate(int64_t bytes) {
  int64_t size = bytes + slack;
  if (size < small) return fresh(size);
  size = rounded(size);
  pthread_mutex_lock(&lock);
  in_use += size;
  if (in_use > most_in_use) most_in_use = in_use;
  block *found = 0;
  for (block **link = &kept; *link; link = &(*link)->next)
    if ((*link)->size == size) {
      found = *link;
      *link = found->next;
      kept_bytes -= size;
      break;
    }
  // Room for the new block, should the kept ones be of other sizes.
  block *surplus = 0;
  while (!found && kept && in_use + kept_bytes > most_in_use) {
    block *oldest = kept, **link = &kept;
    while (oldest->next) link = &oldest->next, oldest = oldest->next;
    *link = 0;
    kept_bytes -= oldest->size;
    oldest->next = surplus, surplus = oldest;
  }
  pthread_mutex_unlock(&lock);
  while (surplus) {
    block *next = surplus->next;
    free(surplus);
    surplus = next;
  }
  return found ? (void *)found : fresh(size);
}

void orrery_release(void *memory, int64_t bytes) {
  int64_t size = bytes + slack;
  if (size < small) {
    free(memory);
    return;
  }
  size = rounded(size);
  pthread_mutex_lock(&lock);
  in_use -= size;
  kept_bytes += size;
  block *b = memory;
  b->size = size, b->next = kept, kept = b;
  pthread_mutex_unlock(&lock);
}

int64_t orrery_kept_memory(void) {
  pthread_mutex_lock(&lock);
  int64_t bytes = kept_bytes;
  pthread_mutex_unlock(&lock);
  return bytes;
}

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

typedef struct scratch {
  float *memory;
  int64_t floats;
} scratch;

static void end_thread(void *own) {
  scratch *s = own;
  orrery_release(s->memory, s->floats * 4);
  free(s);
}

static void make_key(void) { pthread_key_create(&key, end_thread); }

float *orrery_scratch(int64_t floats) {
  pthread_once(&once, make_key);
  scratch *s = pthread_getspecific(key);
  if (!s) {
    s = calloc(1, sizeof *s);
    if (!s) abort();
    s->memory = orrery_allocate(0);
    pthread_setspecific(key, s);
  }
  if (s->floats < floats) {
    orrery_release(s->memory, s->floats * 4);
    s->memory = orrery_allocate(floats * 4);
    s->floats = floats;
  }
  return s->memory;
}
