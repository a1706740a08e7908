// The one pool of threads. Idle threads spin for some microseconds, because the next piece of work
// mostly follows at once, and then sleep.
#include "Threads.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct job {
  int64_t count, places;            // places: helpers that may still join; under the lock
  void (*body)(void *, int64_t);
  void *context;
  _Atomic int64_t next;
  _Atomic int64_t inside;           // helpers at work; a job ends when the last has left
  struct job *previous;             // the list of open jobs; under the lock
} job;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static job *open_jobs;
static int64_t threads, sleepers;
static _Atomic int64_t announced;   // grows with each job: what spinning threads watch

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void work(job *j) {
  for (;;) {
    int64_t index = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed);
    if (index >= j->count) return;
    j->body(j->context, index);
  }
}

// Under the lock: a job that still has room and work.
static job *find(void) {
  for (job *j = open_jobs; j; j = j->previous)
    if (j->places > 0 && atomic_load_explicit(&j->next, memory_order_relaxed) < j->count) return j;
  return 0;
}

static void *helper(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) {
    job *j = find();
    if (j) {
      j->places--;
      atomic_fetch_add_explicit(&j->inside, 1, memory_order_relaxed);
      pthread_mutex_unlock(&lock);
      work(j);
      atomic_fetch_sub_explicit(&j->inside, 1, memory_order_release);
      pthread_mutex_lock(&lock);
      continue;
    }
    int64_t seen = atomic_load_explicit(&announced, memory_order_relaxed);
    pthread_mutex_unlock(&lock);
    int spins = 0;
    while (spins < 4000 && atomic_load_explicit(&announced, memory_order_relaxed) == seen)
      pause_briefly(), spins++;
    pthread_mutex_lock(&lock);
    if (atomic_load_explicit(&announced, memory_order_relaxed) == seen) {
      sleepers++;
      while (atomic_load_explicit(&announced, memory_order_relaxed) == seen)
        pthread_cond_wait(&wake, &lock);
      sleepers--;
    }
  }
  return 0;
}

void orrery_parallel(int64_t count, int64_t helpers, void (*body)(void *, int64_t), void *context) {
  if (helpers > count - 1) helpers = count - 1;
  if (helpers <= 0) {
    for (int64_t index = 0; index < count; index++) body(context, index);
    return;
  }
  job j = {.count = count, .places = helpers, .body = body, .context = context};
  pthread_mutex_lock(&lock);
  for (; threads < helpers; threads++) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, helper, 0);
    pthread_attr_destroy(&attributes);
    if (failed) break;  // fewer threads: slower, not wrong
  }
  j.previous = open_jobs;
  open_jobs = &j;
  atomic_fetch_add_explicit(&announced, 1, memory_order_relaxed);
  if (sleepers > 0) pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&lock);

  work(&j);

  pthread_mutex_lock(&lock);
  for (job **link = &open_jobs; *link; link = &(*link)->previous)
    if (*link == &j) {
      *link = j.previous;
      break;
    }
  pthread_mutex_unlock(&lock);
  // Nobody can join any more; those inside are busy with their last piece.
  while (atomic_load_explicit(&j.inside, memory_order_acquire) > 0) pause_briefly();
}
