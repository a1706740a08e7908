#include "../include/Dense.h"
#include "Kernels.h"
#include "Rounded.h"
#include "Vectors.h"
#include <stdatomic.h>
#include <string.h>

// MARK: Generations

int orrery_best_generation(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return ORRERY_AVX512;
  if (__builtin_cpu_supports("x86-64-v3")) return ORRERY_AVX2;
#endif
  return ORRERY_PLAIN;
}

// What the calling thread took, and one more; 0: the best.
static _Thread_local int chosen;

void orrery_use_generation(int generation) {
  int best = orrery_best_generation();
  chosen = (generation < best ? generation : best) + 1;
}

int orrery_generation(void) {
  static _Atomic int best;  // one more than it is; 0: not asked yet
  if (chosen) return chosen - 1;
  int known = atomic_load_explicit(&best, memory_order_relaxed);
  if (!known) {
    known = orrery_best_generation() + 1;
    atomic_store_explicit(&best, known, memory_order_relaxed);
  }
  return known - 1;
}

static const orrery_dense_kernels *kernels(void) {
#if defined(__x86_64__)
  switch (orrery_generation()) {
    case ORRERY_AVX512: return &orrery_dense_avx512;
    case ORRERY_AVX2: return &orrery_dense_avx2;
  }
#endif
  return &orrery_dense_plain;
}

// MARK: Factors

static int has_pairs(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") && orrery_best_generation() >= ORRERY_AVX512;
#else
  return 0;
#endif
}

int orrery_has_pairs(void) {
  static _Atomic int known;  // one more than it is; 0: not asked yet
  int answer = atomic_load_explicit(&known, memory_order_relaxed);
  if (!answer) {
    answer = has_pairs() + 1;
    atomic_store_explicit(&known, answer, memory_order_relaxed);
  }
  return answer > 1 && orrery_generation() >= ORRERY_AVX512;
}

// Callers ask for a depth of 2 only where there are pairs.
static const orrery_dense_kernels *kernels_of(int64_t depth) {
#if defined(__x86_64__)
  if (depth == 2) return &orrery_dense_bfloat16;
#endif
  (void)depth;
  return kernels();
}

void orrery_round_rows(int64_t rows, int64_t n, const float *x, int64_t stride, float *words) {
  kernels_of(2)->round_rows(rows, n, x, stride, words);
}

void orrery_round_pairs(int64_t rows, int64_t n, const float *x, int64_t stride, float *words) {
  kernels_of(2)->round_pairs(rows, n, x, stride, words);
}

void orrery_round_panels(int64_t inner, int64_t columns, const float *b, int64_t row,
                         int64_t column, float *words) {
  kernels_of(2)->round_panels(inner, columns, b, row, column, words);
}

void orrery_round(int64_t n, const float *x, float *y) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t bits = (uint32_t)orrery_bfloat16(x[i]) << 16;
    memcpy(y + i, &bits, sizeof bits);
  }
}

// MARK: Products

void orrery_matrix_product(const orrery_product *p, int64_t rows, int64_t columns, const float *a,
                     const float *b, float *c, const orrery_ending *ending) {
  kernels_of(p->depth)->multiply(p, rows, columns, a, b, c, ending);
}

int64_t orrery_packed_size(int64_t inner, int64_t columns) {
  return (columns + panel - 1) / panel * panel * inner;
}

void orrery_pack(int64_t inner, int64_t columns, const float *b, int64_t row, int64_t column,
                 float *packed) {
  for (int64_t first = 0; first < columns; first += panel) {
    int64_t width = columns - first < panel ? columns - first : panel;
    for (int64_t k = 0; k < inner; k++, packed += panel) {
      const float *from = b + k * row + first * column;
      if (column == 1)
        memcpy(packed, from, (size_t)width * sizeof(float));
      else
        for (int64_t n = 0; n < width; n++) packed[n] = from[n * column];
      for (int64_t n = width; n < panel; n++) packed[n] = 0;
    }
  }
}

// MARK: Convolution

void orrery_convolution_forward(const orrery_convolution *c, int64_t image, int64_t images,
                                int64_t first, int64_t last, const float *x, const float *packed, float *y,
                                const orrery_ending *ending, float *scratch) {
  kernels_of(c->depth)->convolution_forward(c, image, images, first, last, x, packed, y, ending,
                                            scratch);
}

void orrery_convolution_input_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                       int64_t first, int64_t last, const float *gradient, const float *packed,
                                       float *dx, const orrery_ending *ending, float *scratch) {
  kernels_of(c->depth)->convolution_input_gradient(c, image, images, first, last, gradient, packed, dx,
                                                   ending, scratch);
}

void orrery_convolution_weight_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                        int64_t first, int64_t last, const float *x,
                                        const float *gradient, float *sums, float *scratch) {
  kernels_of(c->depth)->convolution_weight_gradient(c, image, images, first, last, x, gradient,
                                                    sums, scratch);
}

void orrery_convolution_weight_gradient_end(const orrery_convolution *c, int64_t first,
                                            int64_t last, int64_t shares, const float *sums,
                                            float *weight) {
  kernels()->convolution_weight_gradient_end(c, first, last, shares, sums, weight);
}

// MARK: Winograd

int64_t orrery_winograd_tiles(const orrery_winograd *w) {
  return w->images * ((w->output_height + 3) / 4) * ((w->output_width + 3) / 4);
}

int64_t orrery_winograd_weights_size(const orrery_winograd *w) {
  return (w->taps + 3) * (w->taps + 3) *
         orrery_packed_size(w->step * w->step * w->inputs / (w->depth == 2 ? 2 : 1), w->outputs);
}

int64_t orrery_winograd_scratch(const orrery_winograd *w, int64_t tiles) {
  int64_t channels = w->step * w->step * w->inputs + w->outputs;
  return (w->taps + 3) * (w->taps + 3) * (tiles * channels + 32);
}

void orrery_winograd_weights(const orrery_winograd *w, int64_t phase, int64_t first, int64_t last,
                             const float *weight, int64_t output, int64_t input, int64_t row,
                             int64_t column, float *transformed) {
  kernels_of(w->depth)->winograd_weights(w, phase, first, last, weight, output, input, row, column,
                                         transformed);
}

void orrery_winograd_forward(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                             const float *transformed, float *y, const orrery_ending *ending,
                             float *scratch) {
  kernels_of(w->depth)->winograd_forward(w, first, last, x, transformed, y, ending, scratch);
}

void orrery_winograd_gradient(const orrery_winograd *w, int64_t first, int64_t last,
                              const float *x, const float *gradient, float *sums, float *scratch) {
  kernels_of(w->depth)->winograd_gradient(w, first, last, x, gradient, sums, scratch);
}

void orrery_winograd_gradient_end(const orrery_winograd *w, int64_t first, int64_t last,
                                  int64_t shares, const float *sums, float *weight) {
  kernels_of(w->depth)->winograd_gradient_end(w, first, last, shares, sums, weight);
}

// MARK: Channels-last arrays

void orrery_channel_sums(int64_t pixels, int64_t channels, const float *x, double *sums, double *squares) {
  kernels()->channel_sums(pixels, channels, x, sums, squares);
}

void orrery_channel_normalise(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *x, float *y) {
  kernels()->channel_normalise(pixels, channels, n, x, y);
}

void orrery_channel_products(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *g, const float *x, double *sums, double *products) {
  kernels()->channel_products(pixels, channels, n, g, x, sums, products);
}

void orrery_channel_combine(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *g, const float *x, const float *a, const float *b, const float *d, float *dx) {
  kernels()->channel_combine(pixels, channels, n, g, x, a, b, d, dx);
}

void orrery_max_pool(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y, uint16_t *places) {
  kernels()->max_pool(w, first, last, x, y, places);
}

void orrery_max_pool_gradient(const orrery_window *w, const float *gradient, const uint16_t *places, float *dx) {
  kernels()->max_pool_gradient(w, gradient, places, dx);
}

void orrery_average_pool(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y) {
  kernels()->average_pool(w, first, last, x, y);
}

void orrery_average_pool_gradient(const orrery_window *w, const float *gradient, float *dx) {
  kernels()->average_pool_gradient(w, gradient, dx);
}

void orrery_adaptive_average_pool(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y) {
  kernels()->adaptive_average_pool(w, first, last, x, y);
}

void orrery_adaptive_average_pool_gradient(const orrery_window *w, const float *gradient, float *dx) {
  kernels()->adaptive_average_pool_gradient(w, gradient, dx);
}

void orrery_upsample_nearest(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y) {
  kernels()->upsample_nearest(w, first, last, x, y);
}

void orrery_upsample_nearest_gradient(const orrery_window *w, const float *gradient, float *dx) {
  kernels()->upsample_nearest_gradient(w, gradient, dx);
}

void orrery_transpose(int64_t matrices, int64_t rows, int64_t columns, const float *x, float *y) {
  kernels()->transpose(matrices, rows, columns, x, y);
}
