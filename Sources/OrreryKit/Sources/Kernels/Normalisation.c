#include "Normalisation.h"
#include "Channels.h"
#include "Lanes.h"
#include <math.h>

void orrery_channel_moments(int64_t pixels, int64_t piece, int64_t channels, const float *x,
                            const double *parts, float *mean, float *variance) {
  for (int64_t c = 0; c < channels; c++) {
    double centre = 0, squares = 0, count = 0;
    for (int64_t first = 0; first < pixels; first += piece) {
      const double *part = parts + first / piece * 2 * channels + c;
      double n = (double)(pixels - first < piece ? pixels - first : piece);
      double m = x[first * channels + c] + part[0] / n;
      double s = part[channels] - part[0] * part[0] / n, step = m - centre;
      squares += s + step * step * count * n / (count + n);
      count += n;
      centre += step * n / count;
    }
    mean[c] = (float)centre, variance[c] = (float)(squares / count);
    if (variance[c] < 0) variance[c] = 0;
  }
}

void orrery_channel_totals(int64_t pieces, int64_t channels, const double *parts, float *first,
                           float *second) {
  for (int64_t c = 0; c < channels; c++) {
    double a = 0, b = 0;
    for (int64_t p = 0; p < pieces; p++) {
      a += parts[p * 2 * channels + c];
      b += parts[(p * 2 + 1) * channels + c];
    }
    first[c] = (float)a, second[c] = (float)b;
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
                                                     double *restrict dweight,
                                                     double *restrict dbias) {
  for (int64_t i = 0; i < n; i++) dweight[i] = dbias[i] = 0;
  for (int64_t row = 0; row < rows; row++, x += n, gradient += n) {
    float m = mean[row], s = inverse[row];
    for (int64_t i = 0; i < n; i++) {
      dweight[i] += gradient[i] * ((x[i] - m) * s);
      dbias[i] += gradient[i];
    }
  }
}
