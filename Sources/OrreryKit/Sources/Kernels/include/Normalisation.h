#ifndef ORRERY_NORMALISATION_H
#define ORRERY_NORMALISATION_H
#include <stdint.h>

// Batch normalisation over x [images, channels, area], for the channels [first, last).
// Mean and variance (divided by the number of values) of each channel, in double.
void orrery_channel_moments(int64_t images, int64_t channels, int64_t area, int64_t first,
                            int64_t last, const float *x, float *mean, float *variance);
// y = (x - mean[c]) * scale[c] + shift[c]; the difference first, for images with a bright sky.
void orrery_channel_affine(int64_t images, int64_t channels, int64_t area, int64_t first,
                           int64_t last, const float *x, const float *mean, const float *scale,
                           const float *shift, float *y);
// sums[c] = sum g, products[c] = sum g (x - mean[c])
void orrery_channel_products(int64_t images, int64_t channels, int64_t area, int64_t first,
                             int64_t last, const float *gradient, const float *x,
                             const float *mean, float *sums, float *products);
// dx = a[c] g + b[c] (x - mean[c]) + d[c]
void orrery_channel_combine(int64_t images, int64_t channels, int64_t area, int64_t first,
                            int64_t last, const float *gradient, const float *x, const float *mean,
                            const float *a, const float *b, const float *d, float *dx);

// Layer normalisation of rows x [rows, n]: y = (x - mean) * inverse * weight + bias.
void orrery_layer_norm(int64_t rows, int64_t n, float epsilon, const float *x, const float *weight,
                       const float *bias, float *y, float *mean, float *inverse);
void orrery_layer_norm_gradient(int64_t rows, int64_t n, const float *gradient, const float *x,
                                const float *weight, const float *mean, const float *inverse,
                                float *dx);
// dweight = sum over rows of g xhat, dbias = sum of g
void orrery_layer_norm_weight_gradient(int64_t rows, int64_t n, const float *gradient,
                                       const float *x, const float *mean, const float *inverse,
                                       float *dweight, float *dbias);
#endif
