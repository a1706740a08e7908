#include "Normalisation.h"
#include "Lanes.h"
#include <math.h>

ORRERY_CLONES void orrery_channel_moments(int64_t images, int64_t channels, int64_t area,
                                          int64_t first, int64_t last, const float *x, float *mean,
                                          float *variance) {
  double count = (double)(images * area);
  for (int64_t c = first; c < last; c++) {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < images; i++) sum += orrery_total(area, x + (i * channels + c) * area);
    double centre = sum / count;
    for (int64_t i = 0; i < images; i++)
      squares += orrery_total_of_squares(area, x + (i * channels + c) * area, centre);
    mean[c] = (float)centre, variance[c] = (float)(squares / count);
  }
}

ORRERY_CLONES void orrery_channel_affine(int64_t images, int64_t channels, int64_t area,
                                         int64_t first, int64_t last, const float *x,
                                         const float *mean, const float *scale,
                                         const float *shift, float *restrict y) {
  for (int64_t i = 0; i < images; i++)
    for (int64_t c = first; c < last; c++) {
      const float *from = x + (i * channels + c) * area;
      float *to = y + (i * channels + c) * area, m = mean[c], s = scale[c], t = shift[c];
      for (int64_t k = 0; k < area; k++) to[k] = (from[k] - m) * s + t;
    }
}

ORRERY_CLONES void orrery_channel_products(int64_t images, int64_t channels, int64_t area,
                                           int64_t first, int64_t last, const float *gradient,
                                           const float *x, const float *mean, float *sums,
                                           float *products) {
  for (int64_t c = first; c < last; c++) {
    double sum = 0, product = 0;
    for (int64_t i = 0; i < images; i++) {
      int64_t at = (i * channels + c) * area;
      sum += orrery_total(area, gradient + at);
      product += orrery_total_of_products(area, gradient + at, x + at, mean[c]);
    }
    sums[c] = (float)sum, products[c] = (float)product;
  }
}

ORRERY_CLONES void orrery_channel_combine(int64_t images, int64_t channels, int64_t area,
                                          int64_t first, int64_t last, const float *gradient,
                                          const float *x, const float *mean, const float *a,
                                          const float *b, const float *d, float *restrict dx) {
  for (int64_t i = 0; i < images; i++)
    for (int64_t c = first; c < last; c++) {
      int64_t at = (i * channels + c) * area;
      float m = mean[c], p = a[c], q = b[c], r = d[c];
      for (int64_t k = 0; k < area; k++)
        dx[at + k] = p * gradient[at + k] + (q * (x[at + k] - m) + r);
    }
}

ORRERY_CLONES void orrery_layer_norm(int64_t rows, int64_t n, float epsilon, const float *x,
                                     const float *weight, const float *bias, float *restrict y,
                                     float *restrict mean, float *restrict inverse) {
  for (int64_t row = 0; row < rows; row++, x += n, y += n) {
    double centre = orrery_total(n, x) / (double)n;
    double variance = orrery_total_of_squares(n, x, centre) / (double)n;
    float m = (float)centre, s = (float)(1.0 / sqrt(variance + epsilon));
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - m) * s * weight[i] + bias[i];
    mean[row] = m, inverse[row] = s;
  }
}

// With h = g weight and xhat = (x - mean) s: dx = s (h - mean(h) - xhat mean(h xhat)).
ORRERY_CLONES void orrery_layer_norm_gradient(int64_t rows, int64_t n, const float *gradient,
                                              const float *x, const float *weight,
                                              const float *mean, const float *inverse,
                                              float *restrict dx) {
  for (int64_t row = 0; row < rows; row++, x += n, gradient += n, dx += n) {
    float m = mean[row], s = inverse[row];
    double sum = 0, product = 0;
    for (int64_t i = 0; i < n; i++) {
      double h = (double)gradient[i] * weight[i];
      sum += h, product += h * ((x[i] - m) * s);
    }
    float first = (float)(sum / (double)n), second = (float)(product / (double)n);
    for (int64_t i = 0; i < n; i++)
      dx[i] = s * (gradient[i] * weight[i] - first - (x[i] - m) * s * second);
  }
}

ORRERY_CLONES void orrery_layer_norm_weight_gradient(int64_t rows, int64_t n,
                                                     const float *gradient, const float *x,
                                                     const float *mean, const float *inverse,
                                                     float *restrict dweight,
                                                     float *restrict dbias) {
  for (int64_t i = 0; i < n; i++) dweight[i] = dbias[i] = 0;
  for (int64_t row = 0; row < rows; row++, x += n, gradient += n) {
    float m = mean[row], s = inverse[row];
    for (int64_t i = 0; i < n; i++) {
      dweight[i] += gradient[i] * ((x[i] - m) * s);
      dbias[i] += gradient[i];
    }
  }
}
