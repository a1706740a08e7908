#include "Memory.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

// Large blocks are cut from regions of address space by best fit, and joined again when they come
// back. Pages are had from the system when a block first reaches them, and are then kept.
enum { slack = 64, line = 64, page = 4096, huge = 2 << 20, small = 64 << 10 };
static const int64_t region = (int64_t)4 << 30;

typedef struct block {
  struct block *next;  // by address
  int64_t size;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *spare;
// Bytes of the large blocks that are in use, and how many there may be.
static int64_t used, limit = INT64_MAX;

static int64_t rounded(int64_t size) { return (size + page - 1) / page * page; }

static void fail(int64_t bytes) {
  fprintf(stderr, "orrery: %lld bytes of memory could not be had\n", (long long)bytes);
  abort();
}

void orrery_limit_memory(int64_t bytes) {
  pthread_mutex_lock(&lock);
  limit = bytes;
  pthread_mutex_unlock(&lock);
}

// Under the lock: puts a block among the spare ones, joined with its neighbours.
static void put_back(char *memory, int64_t size) {
  block **link = &spare, *before = 0;
  while (*link && (char *)*link < memory) before = *link, link = &(*link)->next;
  block *b = (block *)memory, *after = *link;
  b->size = size, b->next = after, *link = b;
  if (after && memory + size == (char *)after) b->size += after->size, b->next = after->next;
  if (before && (char *)before + before->size == memory)
    before->size += b->size, before->next = b->next;
}

// Under the lock: a new region that holds a block of this size.
static void add_region(int64_t size) {
  for (int64_t wanted = size > region ? size : region;; wanted = size) {
    char *memory = mmap(0, (size_t)(wanted + huge), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) {
      memory += (huge - (uintptr_t)memory % huge) % huge;
#ifdef MADV_HUGEPAGE
      madvise(memory, (size_t)wanted, MADV_HUGEPAGE);
#endif
      put_back(memory, wanted);
      return;
    }
    if (wanted == size) fail(size);
  }
}

// Under the lock: the smallest spare block that is large enough.
static block **best_fit(int64_t size) {
  block **best = 0;
  for (block **b = &spare; *b; b = &(*b)->next)
    if ((*b)->size >= size && (!best || (*b)->size < (*best)->size)) best = b;
  return best;
}

void *orrery_allocate(int64_t bytes) {
  int64_t size = bytes + slack;
  if (size < small) {
    void *memory = 0;
    if (posix_memalign(&memory, line, (size_t)size)) fail(bytes);
    return memory;
  }
  size = rounded(size);
  pthread_mutex_lock(&lock);
  if (size > limit - used) {
    fprintf(stderr, "orrery: %lld bytes more than the %lld in use do not fit into a memory of %lld\n",
            (long long)bytes, (long long)used, (long long)limit);
    abort();
  }
  used += size;
  if (!best_fit(size)) add_region(size);
  block **link = best_fit(size), *b = *link;
  if (b->size == size) {
    *link = b->next;
  } else {
    block *rest = (block *)((char *)b + size);
    rest->size = b->size - size, rest->next = b->next, *link = rest;
  }
  pthread_mutex_unlock(&lock);
  return b;
}

void orrery_release(void *memory, int64_t bytes) {
  if (bytes + slack < small) {
    free(memory);
    return;
  }
  pthread_mutex_lock(&lock);
  used -= rounded(bytes + slack);
  put_back(memory, rounded(bytes + slack));
  pthread_mutex_unlock(&lock);
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
