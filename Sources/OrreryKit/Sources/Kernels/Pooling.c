#include "Clones.h"
#include "Images.h"
#include <string.h>

// 2 x 2 windows that tile the image: the common case, without bounds to check.
ORRERY_INLINE void max_pool_2x2(const orrery_window *w, int64_t planes, const float *x,
                                float *restrict y, int32_t *restrict places) {
  int64_t width = w->width, output_width = w->output_width;
  for (int64_t p = 0; p < planes; p++, x += w->height * width)
    for (int64_t row = 0; row < w->output_height; row++) {
      int32_t corner = (int32_t)(2 * row * width);
      const float *top = x + corner, *bottom = top + width;
      for (int64_t i = 0; i < output_width; i++) {
        float best = top[2 * i], v = top[2 * i + 1];
        int32_t place = 2 * (int32_t)i, better = v > best || v != v;
        best = better ? v : best, place = better ? 2 * (int32_t)i + 1 : place;
        v = bottom[2 * i], better = (v > best || v != v) && best == best;
        best = better ? v : best, place = better ? 2 * (int32_t)i + (int32_t)width : place;
        v = bottom[2 * i + 1], better = (v > best || v != v) && best == best;
        best = better ? v : best, place = better ? 2 * (int32_t)i + (int32_t)width + 1 : place;
        y[i] = best, places[i] = corner + place;
      }
      y += output_width, places += output_width;
    }
}

ORRERY_CLONES void orrery_max_pool(const orrery_window *w, int64_t planes, const float *x, float *y,
                                   int32_t *places) {
  if (w->kernel_height == 2 && w->kernel_width == 2 && w->stride_height == 2 &&
      w->stride_width == 2 && w->padding_height == 0 && w->padding_width == 0 &&
      w->dilation_height == 1 && w->dilation_width == 1) {
    max_pool_2x2(w, planes, x, y, places);
    return;
  }
  for (int64_t p = 0; p < planes; p++, x += w->height * w->width)
    for (int64_t row = 0; row < w->output_height; row++)
      for (int64_t column = 0; column < w->output_width; column++) {
        float best = -__builtin_inff();
        int32_t place = -1;
        for (int64_t kh = 0; kh < w->kernel_height; kh++) {
          int64_t h = row * w->stride_height + kh * w->dilation_height - w->padding_height;
          if (h < 0 || h >= w->height) continue;
          for (int64_t kw = 0; kw < w->kernel_width; kw++) {
            int64_t i = column * w->stride_width + kw * w->dilation_width - w->padding_width;
            if (i < 0 || i >= w->width) continue;
            float v = x[h * w->width + i];
            if (place < 0 || v > best || (v != v && best == best))
              best = v, place = (int32_t)(h * w->width + i);
          }
        }
        *y++ = best, *places++ = place;
      }
}

ORRERY_CLONES void orrery_max_pool_gradient(const orrery_window *w, int64_t planes,
                                            const float *gradient, const int32_t *places,
                                            float *dx) {
  int64_t size = w->height * w->width, outputs = w->output_height * w->output_width;
  memset(dx, 0, (size_t)(planes * size) * sizeof(float));
  for (int64_t p = 0; p < planes; p++, dx += size, gradient += outputs, places += outputs)
    for (int64_t i = 0; i < outputs; i++)
      if (places[i] >= 0) dx[places[i]] += gradient[i];
}

ORRERY_INLINE int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
ORRERY_INLINE int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }

ORRERY_CLONES void orrery_average_pool(const orrery_window *w, int64_t planes, const float *x,
                                       float *y) {
  float scale = 1.0f / (float)(w->kernel_height * w->kernel_width);
  for (int64_t p = 0; p < planes; p++, x += w->height * w->width)
    for (int64_t row = 0; row < w->output_height; row++)
      for (int64_t column = 0; column < w->output_width; column++) {
        int64_t h = row * w->stride_height - w->padding_height;
        int64_t i = column * w->stride_width - w->padding_width;
        float sum = 0;
        for (int64_t r = at_least(h, 0); r < at_most(h + w->kernel_height, w->height); r++)
          for (int64_t c = at_least(i, 0); c < at_most(i + w->kernel_width, w->width); c++)
            sum += x[r * w->width + c];
        *y++ = sum * scale;
      }
}

ORRERY_CLONES void orrery_average_pool_gradient(const orrery_window *w, int64_t planes,
                                                const float *gradient, float *dx) {
  float scale = 1.0f / (float)(w->kernel_height * w->kernel_width);
  memset(dx, 0, (size_t)(planes * w->height * w->width) * sizeof(float));
  for (int64_t p = 0; p < planes; p++, dx += w->height * w->width)
    for (int64_t row = 0; row < w->output_height; row++)
      for (int64_t column = 0; column < w->output_width; column++) {
        int64_t h = row * w->stride_height - w->padding_height;
        int64_t i = column * w->stride_width - w->padding_width;
        float share = *gradient++ * scale;
        for (int64_t r = at_least(h, 0); r < at_most(h + w->kernel_height, w->height); r++)
          for (int64_t c = at_least(i, 0); c < at_most(i + w->kernel_width, w->width); c++)
            dx[r * w->width + c] += share;
      }
}

#define ORRERY_CELL(i, size, outputs, from, to) \
  int64_t from = (i) * (size) / (outputs), to = (((i) + 1) * (size) + (outputs)-1) / (outputs)

ORRERY_CLONES void orrery_adaptive_average_pool(int64_t planes, int64_t height, int64_t width,
                                                int64_t output_height, int64_t output_width,
                                                const float *x, float *y) {
  for (int64_t p = 0; p < planes; p++, x += height * width)
    for (int64_t row = 0; row < output_height; row++)
      for (int64_t column = 0; column < output_width; column++) {
        ORRERY_CELL(row, height, output_height, top, bottom);
        ORRERY_CELL(column, width, output_width, left, right);
        double sum = 0;
        for (int64_t r = top; r < bottom; r++)
          for (int64_t c = left; c < right; c++) sum += x[r * width + c];
        *y++ = (float)(sum / (double)((bottom - top) * (right - left)));
      }
}

ORRERY_CLONES void orrery_adaptive_average_pool_gradient(int64_t planes, int64_t height,
                                                         int64_t width, int64_t output_height,
                                                         int64_t output_width,
                                                         const float *gradient, float *dx) {
  memset(dx, 0, (size_t)(planes * height * width) * sizeof(float));
  for (int64_t p = 0; p < planes; p++, dx += height * width)
    for (int64_t row = 0; row < output_height; row++)
      for (int64_t column = 0; column < output_width; column++) {
        ORRERY_CELL(row, height, output_height, top, bottom);
        ORRERY_CELL(column, width, output_width, left, right);
        float share = *gradient++ / (float)((bottom - top) * (right - left));
        for (int64_t r = top; r < bottom; r++)
          for (int64_t c = left; c < right; c++) dx[r * width + c] += share;
      }
}

ORRERY_CLONES void orrery_upsample_nearest(int64_t planes, int64_t height, int64_t width,
                                           int64_t factor_height, int64_t factor_width,
                                           const float *x, float *y) {
  int64_t output_width = width * factor_width;
  for (int64_t row = 0; row < planes * height; row++, x += width) {
    for (int64_t i = 0; i < width; i++)
      for (int64_t k = 0; k < factor_width; k++) y[i * factor_width + k] = x[i];
    for (int64_t k = 1; k < factor_height; k++)
      memcpy(y + k * output_width, y, (size_t)output_width * sizeof(float));
    y += factor_height * output_width;
  }
}

ORRERY_CLONES void orrery_upsample_nearest_gradient(int64_t planes, int64_t height, int64_t width,
                                                    int64_t factor_height, int64_t factor_width,
                                                    const float *gradient, float *dx) {
  int64_t output_width = width * factor_width;
  for (int64_t row = 0; row < planes * height; row++, dx += width) {
    for (int64_t i = 0; i < width; i++) dx[i] = 0;
    for (int64_t k = 0; k < factor_height; k++, gradient += output_width)
      for (int64_t i = 0; i < width; i++)
        for (int64_t j = 0; j < factor_width; j++) dx[i] += gradient[i * factor_width + j];
  }
}
