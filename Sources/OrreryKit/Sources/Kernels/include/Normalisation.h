#ifndef ORRERY_NORMALISATION_H
#define ORRERY_NORMALISATION_H
#include <stdint.h>

// Layer normalisation of rows x [rows, n]: y = (x - mean) * inverse * weight + bias.
void orrery_layer_norm(int64_t rows, int64_t n, float epsilon, const float *x, const float *weight,
                       const float *bias, float *y, float *mean, float *inverse);
void orrery_layer_norm_gradient(int64_t rows, int64_t n, const float *gradient, const float *x,
                                const float *weight, const float *mean, const float *inverse,
                                float *dx);
// dweight = sum over rows of g xhat, dbias = sum of g
void orrery_layer_norm_weight_gradient(int64_t rows, int64_t n, const float *gradient,
                                       const float *x, const float *mean, const float *inverse,
                                       double *dweight, double *dbias);
#endif
