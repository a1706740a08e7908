#ifndef ORRERY_IMAGES_H
#define ORRERY_IMAGES_H
#include <stdint.h>

// How a window moves over an image [channels, height, width].
typedef struct orrery_window {
  int64_t channels, height, width;
  int64_t kernel_height, kernel_width;
  int64_t stride_height, stride_width;
  int64_t padding_height, padding_width;
  int64_t dilation_height, dilation_width;
  int64_t output_height, output_width;
} orrery_window;

// Unfolds the output rows [first, first + rows) into columns [channels * kernel, rows * output
// width]; positions in the padding are 0.
void orrery_im2col(const orrery_window *w, int64_t first, int64_t rows, const float *x,
                   float *columns);
// Adds the columns back to where im2col took them from.
void orrery_col2im_add(const orrery_window *w, int64_t first, int64_t rows, const float *columns,
                       float *x);

// Largest value of each window and its place in the image (row * width + column; -1: none).
// NaN wins; padding never does. Over `images` planes.
void orrery_max_pool(const orrery_window *w, int64_t planes, const float *x, float *y,
                     int32_t *places);
void orrery_max_pool_gradient(const orrery_window *w, int64_t planes, const float *gradient,
                              const int32_t *places, float *dx);
// Mean of each window, padding counted as zeros.
void orrery_average_pool(const orrery_window *w, int64_t planes, const float *x, float *y);
void orrery_average_pool_gradient(const orrery_window *w, int64_t planes, const float *gradient,
                                  float *dx);
// Mean of the cells floor(i H / h) ..< ceil((i + 1) H / h), the same for columns.
void orrery_adaptive_average_pool(int64_t planes, int64_t height, int64_t width,
                                  int64_t output_height, int64_t output_width, const float *x,
                                  float *y);
void orrery_adaptive_average_pool_gradient(int64_t planes, int64_t height, int64_t width,
                                           int64_t output_height, int64_t output_width,
                                           const float *gradient, float *dx);
// Each pixel becomes factor x factor pixels.
void orrery_upsample_nearest(int64_t planes, int64_t height, int64_t width, int64_t factor_height,
                             int64_t factor_width, const float *x, float *y);
void orrery_upsample_nearest_gradient(int64_t planes, int64_t height, int64_t width,
                                      int64_t factor_height, int64_t factor_width,
                                      const float *gradient, float *dx);
#endif
