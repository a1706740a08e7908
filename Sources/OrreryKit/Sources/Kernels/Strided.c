#include "Strided.h"
#include "Clones.h"
#include <string.h>

#define ORRERY_MAXIMUM_RANK 16

#define ORRERY_STRIDED(name, assign)                                                            \
  ORRERY_CLONES void orrery_##name(int64_t rank, const int64_t *shape, const float *x,          \
                                   const int64_t *x_strides, float *y,                          \
                                   const int64_t *y_strides) {                                  \
    int64_t last = rank - 1, n = rank > 0 ? shape[last] : 1, rows = 1;                          \
    int64_t sx = rank > 0 ? x_strides[last] : 0, sy = rank > 0 ? y_strides[last] : 0;           \
    int64_t index[ORRERY_MAXIMUM_RANK] = {0};                                                   \
    for (int64_t d = 0; d < last; d++) rows *= shape[d];                                        \
    if (n == 0) return;                                                                         \
    if (rank == 2 && sx == 1 && sy == 1) {                                                      \
      for (int64_t row = 0; row < rows; row++, x += x_strides[0], y += y_strides[0])            \
        for (int64_t i = 0; i < n; i++) y[i] assign x[i];                                       \
      return;                                                                                   \
    }                                                                                           \
    for (int64_t row = 0; row < rows; row++) {                                                  \
      if (sx == 1 && sy == 1)                                                                   \
        for (int64_t i = 0; i < n; i++) y[i] assign x[i];                                       \
      else if (sx == 0 && sy == 1)                                                              \
        for (int64_t i = 0; i < n; i++) y[i] assign x[0];                                       \
      else                                                                                      \
        for (int64_t i = 0; i < n; i++) y[i * sy] assign x[i * sx];                             \
      for (int64_t d = last - 1; d >= 0; d--) {                                                 \
        x += x_strides[d], y += y_strides[d];                                                   \
        if (++index[d] < shape[d]) break;                                                       \
        x -= x_strides[d] * shape[d], y -= y_strides[d] * shape[d];                             \
        index[d] = 0;                                                                           \
      }                                                                                         \
    }                                                                                           \
  }

ORRERY_STRIDED(copy_strided, =)
ORRERY_STRIDED(add_strided, +=)

void orrery_index_select(int64_t outer, int64_t n, int64_t inner, int64_t count,
                         const int64_t *indices, const float *x, float *y) {
  for (int64_t o = 0; o < outer; o++)
    for (int64_t k = 0; k < count; k++, y += inner)
      memcpy(y, x + (o * n + indices[k]) * inner, (size_t)inner * sizeof(float));
}

ORRERY_CLONES void orrery_index_add(int64_t outer, int64_t n, int64_t inner, int64_t count,
                                    const int64_t *indices, const float *gradient, float *dx) {
  for (int64_t o = 0; o < outer; o++)
    for (int64_t k = 0; k < count; k++, gradient += inner) {
      float *to = dx + (o * n + indices[k]) * inner;
      for (int64_t i = 0; i < inner; i++) to[i] += gradient[i];
    }
}

void orrery_gather(int64_t outer, int64_t n, int64_t inner, const int64_t *indices, const float *x,
                   float *y) {
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      int64_t at = o * inner + i;
      y[at] = x[(o * n + indices[at]) * inner + i];
    }
}

void orrery_gather_gradient(int64_t outer, int64_t n, int64_t inner, const int64_t *indices,
                            const float *gradient, float *dx) {
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      int64_t at = o * inner + i;
      dx[(o * n + indices[at]) * inner + i] += gradient[at];
    }
}
