#include "Reductions.h"
#include "Lanes.h"
#include "Maths.h"

enum { BLOCK = 128 };

ORRERY_INLINE int64_t block_size(int64_t inner, int64_t start) {
  return inner - start < BLOCK ? inner - start : BLOCK;
}

ORRERY_CLONES void orrery_sum(int64_t outer, int64_t n, int64_t inner, const float *x, float *y) {
  if (inner == 1) {
    for (int64_t o = 0; o < outer; o++) y[o] = (float)orrery_total(n, x + o * n);
    return;
  }
  for (int64_t o = 0; o < outer; o++)
    for (int64_t start = 0; start < inner; start += BLOCK) {
      int64_t size = block_size(inner, start);
      double sum[BLOCK] = {0};
      const float *from = x + o * n * inner + start;
      for (int64_t k = 0; k < n; k++, from += inner)
        for (int64_t i = 0; i < size; i++) sum[i] += from[i];
      for (int64_t i = 0; i < size; i++) y[o * inner + start + i] = (float)sum[i];
    }
}

#define ORRERY_EXTREME(name, better)                                                            \
  ORRERY_CLONES void orrery_##name(int64_t outer, int64_t n, int64_t inner, const float *x,     \
                                   float *y) {                                                  \
    if (inner == 1) {                                                                           \
      for (int64_t o = 0; o < outer; o++, x += n) {                                             \
        float lanes[16];                                                                        \
        for (int64_t j = 0; j < 16; j++) lanes[j] = x[j < n ? j : 0];                           \
        int64_t k = 0;                                                                          \
        for (; k + 16 <= n; k += 16)                                                            \
          for (int64_t j = 0; j < 16; j++) {                                                    \
            float v = x[k + j], w = lanes[j];                                                   \
            lanes[j] = (better) || v != v ? v : w;                                              \
          }                                                                                     \
        for (; k < n; k++) {                                                                    \
          float v = x[k], w = lanes[0];                                                         \
          lanes[0] = (better) || v != v ? v : w;                                                \
        }                                                                                       \
        for (int64_t j = 1; j < 16; j++) {                                                      \
          float v = lanes[j], w = lanes[0];                                                     \
          lanes[0] = (better) || v != v ? v : w;                                                \
        }                                                                                       \
        y[o] = lanes[0];                                                                        \
      }                                                                                         \
      return;                                                                                   \
    }                                                                                           \
    for (int64_t o = 0; o < outer; o++, x += n * inner, y += inner) {                           \
      for (int64_t i = 0; i < inner; i++) y[i] = x[i];                                          \
      for (int64_t k = 1; k < n; k++)                                                           \
        for (int64_t i = 0; i < inner; i++) {                                                   \
          float v = x[k * inner + i], w = y[i];                                                 \
          y[i] = (better) || v != v ? v : w;                                                    \
        }                                                                                       \
    }                                                                                           \
  }

ORRERY_EXTREME(maximum_over, v > w)
ORRERY_EXTREME(minimum_over, v < w)

void orrery_argmax(int64_t outer, int64_t n, int64_t inner, const float *x, int64_t *y) {
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      const float *from = x + o * n * inner + i;
      float best = from[0];
      int64_t at = 0;
      for (int64_t k = 1; k < n && best == best; k++) {
        float v = from[k * inner];
        if (v > best || v != v) best = v, at = k;
      }
      y[o * inner + i] = at;
    }
}

// MARK: softmax. The maximum is taken off first, so that nothing overflows; sums in double.

// Positions lie `across` elements apart, what is summed `step`.
ORRERY_INLINE void softmax_block(int64_t n, int64_t step, int64_t across, int64_t size,
                                 const float *x, float *y, int logarithm) {
  float top[BLOCK];
  double sum[BLOCK] = {0};
  for (int64_t i = 0; i < size; i++) top[i] = x[i * across];
  for (int64_t k = 1; k < n; k++)
    for (int64_t i = 0; i < size; i++) {
      float v = x[k * step + i * across];
      top[i] = v > top[i] || v != v ? v : top[i];
    }
  for (int64_t k = 0; k < n; k++)
    for (int64_t i = 0; i < size; i++) {
      float v = x[k * step + i * across] - top[i], e = orrery_exp1(v);
      y[k * step + i * across] = logarithm ? v : e;
      sum[i] += e;
    }
  if (logarithm) {
    for (int64_t i = 0; i < size; i++) top[i] = orrery_log1((float)sum[i]);
    for (int64_t k = 0; k < n; k++)
      for (int64_t i = 0; i < size; i++) y[k * step + i * across] -= top[i];
  } else {
    for (int64_t i = 0; i < size; i++) top[i] = (float)(1.0 / sum[i]);
    for (int64_t k = 0; k < n; k++)
      for (int64_t i = 0; i < size; i++) y[k * step + i * across] *= top[i];
  }
}

// dx = y (g - sum g y), or for the logarithm g - exp(y) sum g
ORRERY_INLINE void softmax_gradient_block(int64_t n, int64_t step, int64_t across, int64_t size,
                                          const float *gradient, const float *y, float *dx,
                                          int logarithm) {
  double sum[BLOCK] = {0};
  for (int64_t k = 0; k < n; k++)
    for (int64_t i = 0; i < size; i++) {
      int64_t j = k * step + i * across;
      sum[i] += logarithm ? (double)gradient[j] : (double)gradient[j] * y[j];
    }
  for (int64_t k = 0; k < n; k++)
    for (int64_t i = 0; i < size; i++) {
      int64_t j = k * step + i * across;
      dx[j] = logarithm ? gradient[j] - orrery_exp1(y[j]) * (float)sum[i]
                        : y[j] * (gradient[j] - (float)sum[i]);
    }
}

// Runs `block` for the positions of [outer, n, inner]; single rows of n stand side by side.
#define FOR_BLOCKS(block)                                              \
  if (inner == 1)                                                      \
    for (int64_t start = 0; start < outer; start += BLOCK) {           \
      int64_t size = block_size(outer, start), at = start * n;         \
      block(1, n);                                                     \
    }                                                                  \
  else                                                                 \
    for (int64_t o = 0; o < outer; o++)                                \
      for (int64_t start = 0; start < inner; start += BLOCK) {         \
        int64_t size = block_size(inner, start), at = o * n * inner + start; \
        block(inner, 1);                                               \
      }

#define ORRERY_SOFTMAX(name, logarithm)                                                       \
  ORRERY_CLONES void orrery_##name(int64_t outer, int64_t n, int64_t inner, const float *x,    \
                                   float *y) {                                                 \
    FOR_BLOCKS(FORWARD_##logarithm)                                                            \
  }                                                                                            \
  ORRERY_CLONES void orrery_##name##_gradient(int64_t outer, int64_t n, int64_t inner,         \
                                              const float *gradient, const float *y,           \
                                              float *dx) {                                     \
    FOR_BLOCKS(BACKWARD_##logarithm)                                                           \
  }
#define FORWARD_0(step, across) softmax_block(n, step, across, size, x + at, y + at, 0)
#define FORWARD_1(step, across) softmax_block(n, step, across, size, x + at, y + at, 1)
#define BACKWARD_0(step, across) \
  softmax_gradient_block(n, step, across, size, gradient + at, y + at, dx + at, 0)
#define BACKWARD_1(step, across) \
  softmax_gradient_block(n, step, across, size, gradient + at, y + at, dx + at, 1)

ORRERY_SOFTMAX(softmax, 0)
ORRERY_SOFTMAX(log_softmax, 1)
