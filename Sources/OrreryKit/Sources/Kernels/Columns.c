#include "Clones.h"
#include "Images.h"
#include <string.h>

// First output column whose input column is >= 0, and one past the last that is < width.
ORRERY_INLINE void valid_columns(const orrery_window *w, int64_t offset, int64_t *from,
                                 int64_t *to) {
  int64_t s = w->stride_width, start = offset < 0 ? (-offset + s - 1) / s : 0;
  int64_t end = offset >= w->width ? 0 : (w->width - 1 - offset) / s + 1;
  *to = end < w->output_width ? end : w->output_width;
  *from = start < *to ? start : *to;
  if (*to < 0) *to = *from = 0;
}

ORRERY_CLONES void orrery_im2col(const orrery_window *w, int64_t first, int64_t rows,
                                 const float *x, float *restrict columns) {
  int64_t width = w->output_width, stride = w->stride_width;
  for (int64_t c = 0; c < w->channels; c++, x += w->height * w->width)
    for (int64_t kh = 0; kh < w->kernel_height; kh++)
      for (int64_t kw = 0; kw < w->kernel_width; kw++) {
        int64_t offset = kw * w->dilation_width - w->padding_width, from, to;
        valid_columns(w, offset, &from, &to);
        for (int64_t row = first; row < first + rows; row++, columns += width) {
          int64_t h = row * w->stride_height + kh * w->dilation_height - w->padding_height;
          if (h < 0 || h >= w->height) {
            for (int64_t i = 0; i < width; i++) columns[i] = 0;
            continue;
          }
          const float *source = x + h * w->width + offset;
          for (int64_t i = 0; i < from; i++) columns[i] = 0;
          if (stride == 1)
            for (int64_t i = from; i < to; i++) columns[i] = source[i];
          else
            for (int64_t i = from; i < to; i++) columns[i] = source[i * stride];
          for (int64_t i = to; i < width; i++) columns[i] = 0;
        }
      }
}

ORRERY_CLONES void orrery_col2im_add(const orrery_window *w, int64_t first, int64_t rows,
                                     const float *restrict columns, float *x) {
  int64_t width = w->output_width, stride = w->stride_width;
  for (int64_t c = 0; c < w->channels; c++, x += w->height * w->width)
    for (int64_t kh = 0; kh < w->kernel_height; kh++)
      for (int64_t kw = 0; kw < w->kernel_width; kw++) {
        int64_t offset = kw * w->dilation_width - w->padding_width, from, to;
        valid_columns(w, offset, &from, &to);
        for (int64_t row = first; row < first + rows; row++, columns += width) {
          int64_t h = row * w->stride_height + kh * w->dilation_height - w->padding_height;
          if (h < 0 || h >= w->height) continue;
          float *restrict target = x + h * w->width + offset;
          if (stride == 1)
            for (int64_t i = from; i < to; i++) target[i] += columns[i];
          else
            for (int64_t i = from; i < to; i++) target[i * stride] += columns[i];
        }
      }
}
