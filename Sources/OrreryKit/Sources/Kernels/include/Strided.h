#ifndef ORRERY_STRIDED_H
#define ORRERY_STRIDED_H
#include <stdint.h>

// Copies (or adds) an array of `rank` axes between two layouts; strides count elements and may be
// 0 in x (repeat) or negative (flip). Permutation, slicing, padding and broadcasting are this.
void orrery_copy_strided(int64_t rank, const int64_t *shape, const float *x,
                         const int64_t *x_strides, float *y, const int64_t *y_strides);
void orrery_add_strided(int64_t rank, const int64_t *shape, const float *x,
                        const int64_t *x_strides, float *y, const int64_t *y_strides);

// y[o, k, i] = x[o, indices[k], i] for x [outer, n, inner] and y [outer, count, inner].
void orrery_index_select(int64_t outer, int64_t n, int64_t inner, int64_t count,
                         const int64_t *indices, const float *x, float *y);
// dx[o, indices[k], i] += gradient[o, k, i], k ascending.
void orrery_index_add(int64_t outer, int64_t n, int64_t inner, int64_t count,
                      const int64_t *indices, const float *gradient, float *dx);
// y[o, i] = x[o, indices[o, i], i] for x [outer, n, inner].
void orrery_gather(int64_t outer, int64_t n, int64_t inner, const int64_t *indices, const float *x,
                   float *y);
void orrery_gather_gradient(int64_t outer, int64_t n, int64_t inner, const int64_t *indices,
                            const float *gradient, float *dx);
#endif
