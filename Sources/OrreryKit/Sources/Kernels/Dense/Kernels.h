#ifndef ORRERY_DENSE_KERNELS_H
#define ORRERY_DENSE_KERNELS_H
#include "../include/Channels.h"
#include "../include/Dense.h"

// The kernels of one generation, for one depth of factors.
typedef struct orrery_dense_kernels {
  void (*multiply)(const orrery_product *, int64_t, int64_t, const float *, const float *, float *,
                   const orrery_ending *);
  void (*convolution_forward)(const orrery_convolution *, int64_t, int64_t, int64_t, int64_t,
                              const float *, const float *, float *, const orrery_ending *,
                              float *);
  void (*convolution_input_gradient)(const orrery_convolution *, int64_t, int64_t, int64_t, int64_t,
                                     const float *, const float *, float *, const orrery_ending *,
                                     float *);
  void (*convolution_weight_gradient)(const orrery_convolution *, int64_t, int64_t, int64_t,
                                      int64_t, const float *, const float *, float *, float *);
  void (*convolution_weight_gradient_end)(const orrery_convolution *, int64_t, int64_t, int64_t,
                                          const float *, float *);
  void (*winograd_weights)(const orrery_winograd *, int64_t, int64_t, int64_t, const float *,
                           int64_t, int64_t, int64_t, int64_t, float *);
  void (*winograd_forward)(const orrery_winograd *, int64_t, int64_t, const float *, const float *,
                           float *, const orrery_ending *, float *);
  void (*winograd_gradient)(const orrery_winograd *, int64_t, int64_t, const float *,
                            const float *, float *, float *);
  void (*winograd_gradient_end)(const orrery_winograd *, int64_t, int64_t, int64_t, const float *,
                                float *);
  void (*round_rows)(int64_t, int64_t, const float *, int64_t, float *);
  void (*round_pairs)(int64_t, int64_t, const float *, int64_t, float *);
  void (*round_panels)(int64_t, int64_t, const float *, int64_t, int64_t, float *);
  void (*channel_sums)(int64_t pixels, int64_t channels, const float *x, double *sums, double *squares);
  void (*channel_normalise)(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *x, float *y);
  void (*channel_products)(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *g, const float *x, double *sums, double *products);
  void (*channel_combine)(int64_t pixels, int64_t channels, const orrery_normalisation *n, const float *g, const float *x, const float *a, const float *b, const float *d, float *dx);
  void (*max_pool)(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y, uint16_t *places);
  void (*max_pool_gradient)(const orrery_window *w, const float *gradient, const uint16_t *places, float *dx);
  void (*average_pool)(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y);
  void (*average_pool_gradient)(const orrery_window *w, const float *gradient, float *dx);
  void (*adaptive_average_pool)(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y);
  void (*adaptive_average_pool_gradient)(const orrery_window *w, const float *gradient, float *dx);
  void (*upsample_nearest)(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y);
  void (*upsample_nearest_gradient)(const orrery_window *w, const float *gradient, float *dx);
  void (*transpose)(int64_t matrices, int64_t rows, int64_t columns, const float *x, float *y);
} orrery_dense_kernels;

extern const orrery_dense_kernels orrery_dense_plain, orrery_dense_avx2, orrery_dense_avx512,
    orrery_dense_bfloat16;
#endif
