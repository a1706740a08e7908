#ifndef ORRERY_CHANNELS_H
#define ORRERY_CHANNELS_H
// Kernels over channels-last arrays x [pixels, channels].
#include <stdint.h>

// MARK: Batch normalisation, with the activation that follows

// Sums over the pixels about a pivot, x of the first pixel: sums[c] = sum (x - pivot), squares[c] =
// sum (x - pivot)^2. Sums of 32 floats are added in double.
void orrery_channel_sums(int64_t pixels, int64_t channels, const float *x, double *sums,
                         double *squares);

// Mean and variance (divided by n) from the sums of pieces of `piece` pixels, laid out as [piece]
// [sums, squares][channels] (Chan et al. 1979).
void orrery_channel_moments(int64_t pixels, int64_t piece, int64_t channels, const float *x,
                            const double *parts, float *mean, float *variance);
// The totals of parts laid out likewise, added in order.
void orrery_channel_totals(int64_t pieces, int64_t channels, const double *parts, float *first,
                           float *second);

// How a channel is normalised: y = (x - mean) scale + shift, the difference first, for images with
// a bright sky; then y *= slope where y < 0 (1: no activation, 0: ReLU).
typedef struct orrery_normalisation {
  const float *mean, *scale, *shift;
  float slope;
} orrery_normalisation;

// y = normalised x
void orrery_channel_normalise(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                              const float *x, float *y);
// With g behind the activation, h before it: sums[c] = sum h, products[c] = sum h (x - mean).
void orrery_channel_products(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                             const float *g, const float *x, double *sums, double *products);
// dx = a[c] h + b[c] (x - mean) + d[c]
void orrery_channel_combine(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                            const float *g, const float *x, const float *a, const float *b,
                            const float *d, float *dx);

// MARK: Windows; each over the output rows [first, last) of an image, gradients over whole images

// How a window moves over an image [height, width, channels].
typedef struct orrery_window {
  int64_t channels, height, width;
  int64_t kernel_height, kernel_width;
  int64_t stride_height, stride_width;
  int64_t padding_height, padding_width;
  int64_t dilation_height, dilation_width;
  int64_t output_height, output_width;
} orrery_window;

// Largest value of each window and its place in the window (row by row; 65535: none). NaN wins;
// padding never does.
void orrery_max_pool(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y,
                     uint16_t *places);
void orrery_max_pool_gradient(const orrery_window *w, const float *gradient,
                              const uint16_t *places, float *dx);
// Mean of each window, padding counted as zeros.
void orrery_average_pool(const orrery_window *w, int64_t first, int64_t last, const float *x,
                         float *y);
void orrery_average_pool_gradient(const orrery_window *w, const float *gradient, float *dx);
// Mean of the cells floor(i H / h) ..< ceil((i + 1) H / h), the same for columns.
void orrery_adaptive_average_pool(const orrery_window *w, int64_t first, int64_t last,
                                  const float *x, float *y);
void orrery_adaptive_average_pool_gradient(const orrery_window *w, const float *gradient,
                                           float *dx);
// Each pixel becomes stride_height x stride_width pixels.
void orrery_upsample_nearest(const orrery_window *w, int64_t first, int64_t last, const float *x,
                             float *y);
void orrery_upsample_nearest_gradient(const orrery_window *w, const float *gradient, float *dx);

// MARK: Layout

// [rows, columns] to [columns, rows] for `matrices` matrices: between planes and channels-last.
void orrery_transpose(int64_t matrices, int64_t rows, int64_t columns, const float *x, float *y);
#endif
