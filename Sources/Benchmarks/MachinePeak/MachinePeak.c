#include "MachinePeak.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Trials of less than a millisecond: most meet a quiet moment of the machine.
enum { max_threads = 64, trials = 400, memory_trials = 15 };

// A piece of work of one thread; the kernel says how many operations (or bytes) it did.
typedef double (*Kernel)(void *context, int thread, int threads);

typedef struct {
  Kernel kernel;
  void *context;
  int thread, threads;
  double work, start, end;
  pthread_barrier_t *barrier;
} Job;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *run(void *argument) {
  Job *job = argument;
  pthread_barrier_wait(job->barrier);
  job->start = now();
  job->work = job->kernel(job->context, job->thread, job->threads);
  job->end = now();
  return NULL;
}

// Work per second of the best of several trials, from the first thread's start to the last's end.
static double best_rate(Kernel kernel, void *context, int threads, int trials) {
  if (threads < 1 || threads > max_threads) return 0;
  double best = 0;
  for (int trial = 0; trial < trials; trial++) {
    pthread_t ids[max_threads];
    Job jobs[max_threads];
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    for (int t = 0; t < threads; t++) {
      jobs[t] = (Job){kernel, context, t, threads, 0, 0, 0, &barrier};
      if (pthread_create(&ids[t], NULL, run, &jobs[t]) != 0) abort();
    }
    double work = 0, start = INFINITY, end = 0;
    for (int t = 0; t < threads; t++) {
      pthread_join(ids[t], NULL);
      work += jobs[t].work;
      if (jobs[t].start < start) start = jobs[t].start;
      if (jobs[t].end > end) end = jobs[t].end;
    }
    pthread_barrier_destroy(&barrier);
    if (work / (end - start) > best) best = work / (end - start);
  }
  return best;
}

// A loop of multiply-adds on COUNT independent vectors of WIDTH floats: enough to hide the
// latency, few enough to stay in registers. (A target must be named in whole, or the
// compiler uses half of them, or half of each.)
#define MULTIPLY_ADD(NAME, TARGET, WIDTH, COUNT)                                               \
  typedef float NAME##_vector __attribute__((vector_size(4 * WIDTH)));                         \
  TARGET static double NAME(void *context, int thread, int threads) {                          \
    (void)thread, (void)threads;                                                               \
    const float *numbers = context;                                                            \
    const long rounds = 200000;                                                                \
    NAME##_vector sums[COUNT], x = (NAME##_vector){0} + numbers[0];                            \
    NAME##_vector y = (NAME##_vector){0} + numbers[1];                                         \
    for (int i = 0; i < COUNT; i++) sums[i] = y * (float)i;                                    \
    for (long k = 0; k < rounds; k++) {                                                        \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < COUNT; i++) sums[i] =             \
          sums[i] * x + y;                                                                     \
    }                                                                                          \
    for (int i = 1; i < COUNT; i++) sums[0] += sums[i];                                        \
    volatile float sink = sums[0][0];                                                          \
    (void)sink;                                                                                \
    return 2.0 * WIDTH * COUNT * (double)rounds;                                               \
  }

#if defined(__x86_64__)
MULTIPLY_ADD(fma_512, __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), 16, 16)
MULTIPLY_ADD(fma_256, __attribute__((target("avx2,fma"))), 8, 12)
#endif
MULTIPLY_ADD(fma_plain, , 4, 12)

double orrery_peak_float32(int threads) {
  float numbers[2] = {0.999f, 1e-3f};
  Kernel kernel = fma_plain;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("fma")) kernel = fma_256;
  if (__builtin_cpu_supports("x86-64-v4")) kernel = fma_512;
#endif
  return best_rate(kernel, numbers, threads, trials) / 1e9;
}

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4,avx512bf16"))) static double dot_512(
    void *context, int thread, int threads) {
  (void)thread, (void)threads;
  enum { count = 16 };
  const long rounds = 200000;
  __m512bh x = (__m512bh)_mm512_set1_epi32(*(const int *)context), y = x;
  __m512 sums[count];
  for (int i = 0; i < count; i++) sums[i] = _mm512_set1_ps((float)i);
  for (long k = 0; k < rounds; k++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++) sums[i] = _mm512_dpbf16_ps(sums[i], x, y);
  }
  for (int i = 1; i < count; i++) sums[0] += sums[i];
  volatile float sink = sums[0][0];
  (void)sink;
  return 64.0 * count * (double)rounds;
}

// Linux lends the tile registers to a process that asks.
static int may_use_tiles(void) {
  const long request_permission = 0x1023, tile_data = 18;
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

__attribute__((target("amx-tile,amx-bf16"))) static double dot_tiles(
    void *context, int thread, int threads) {
  (void)context, (void)thread, (void)threads;
  const long rounds = 50000;
  struct __attribute__((packed)) {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } shape = {.palette = 1};
  for (int tile = 0; tile < 8; tile++) {
    shape.row_bytes[tile] = 64;
    shape.rows[tile] = 16;
  }
  _tile_loadconfig(&shape);
  _tile_zero(0), _tile_zero(1), _tile_zero(2), _tile_zero(3);
  _tile_zero(4), _tile_zero(5), _tile_zero(6), _tile_zero(7);
  for (long k = 0; k < rounds; k++) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_release();
  return 4.0 * 2 * 16 * 16 * 32 * (double)rounds;
}
#endif

double orrery_peak_bfloat16(int threads) {
#if defined(__x86_64__)
  int one = 0x3f803f80;  // two bfloat16 of 1
  if (__builtin_cpu_supports("amx-bf16") && may_use_tiles()) {
    return best_rate(dot_tiles, &one, threads, trials) / 1e9;
  }
  if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("x86-64-v4")) {
    return best_rate(dot_512, &one, threads, trials) / 1e9;
  }
#endif
  return 0;
}

typedef struct {
  float *a, *b, *c;
  size_t count;
} Arrays;

static double triad(void *context, int thread, int threads) {
  const Arrays *arrays = context;
  const size_t first = arrays->count / (size_t)threads * (size_t)thread;
  const size_t end = first + arrays->count / (size_t)threads;
  float *restrict a = arrays->a;
  const float *restrict b = arrays->b, *restrict c = arrays->c;
  for (size_t i = first; i < end; i++) a[i] = b[i] + 3.0f * c[i];
  return 12.0 * (double)(end - first);
}

double orrery_memory_bandwidth(int threads) {
  const size_t count = (size_t)48 << 20;
  float *memory = malloc(3 * count * sizeof(float));
  if (memory == NULL) return 0;
  for (size_t i = 0; i < 3 * count; i++) memory[i] = 1;
  Arrays arrays = {memory, memory + count, memory + 2 * count, count};
  double rate = best_rate(triad, &arrays, threads, memory_trials) / 1e9;
  free(memory);
  return rate;
}
