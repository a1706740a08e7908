#ifndef ORRERY_REDUCTIONS_H
#define ORRERY_REDUCTIONS_H
#include <stdint.h>

// Reductions of the middle axis: x [outer, n, inner] to y [outer, inner].
typedef void (*orrery_reduction)(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);

// Sums are kept in double, in a fixed order.
void orrery_sum(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);
// NaN wins; n > 0.
void orrery_maximum_over(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);
void orrery_minimum_over(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);
// Index of the first maximum; NaN counts as the largest; n > 0.
void orrery_argmax(int64_t outer, int64_t n, int64_t inner, const float *x, int64_t *y);

// softmax and its logarithm along the middle axis.
void orrery_softmax(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);
void orrery_log_softmax(int64_t outer, int64_t n, int64_t inner, const float *x, float *y);
void orrery_softmax_gradient(int64_t outer, int64_t n, int64_t inner, const float *gradient,
                             const float *y, float *dx);
void orrery_log_softmax_gradient(int64_t outer, int64_t n, int64_t inner, const float *gradient,
                                 const float *y, float *dx);
#endif
