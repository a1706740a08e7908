#include "Upsampling.h"
#include "Clones.h"
#include <string.h>

// The point after: the last one stands for itself and has part 0.
#define ORRERY_NEXT(index, length) ((index) + ((index) + 1 < (length)))

ORRERY_CLONES void orrery_upsample_bilinear(const orrery_bilinear *b, int64_t first, int64_t last,
                                            const float *x, float *y) {
  int64_t channels = b->channels, line = b->width * channels;
  for (int64_t r = first; r < last; r++) {
    const float *top = x + b->rows[r] * line;
    const float *bottom = x + ORRERY_NEXT(b->rows[r], b->height) * line;
    float down = b->row_parts[r], up = 1.0f - down;
    float *restrict to = y + r * b->output_width * channels;
    for (int64_t c = 0; c < b->output_width; c++, to += channels) {
      int64_t left = b->columns[c] * channels;
      int64_t right = ORRERY_NEXT(b->columns[c], b->width) * channels;
      float part = b->column_parts[c], rest = 1.0f - part;
      for (int64_t k = 0; k < channels; k++)
        to[k] = up * (rest * top[left + k] + part * top[right + k]) +
                down * (rest * bottom[left + k] + part * bottom[right + k]);
    }
  }
}

ORRERY_INLINE void add(int64_t n, float part, const float *restrict gradient, float *restrict to) {
  for (int64_t k = 0; k < n; k++) to[k] += part * gradient[k];
}

ORRERY_CLONES void orrery_upsample_bilinear_gradient(const orrery_bilinear *b, const float *gradient,
                                                     float *dx) {
  int64_t channels = b->channels, line = b->width * channels;
  memset(dx, 0, (size_t)(b->height * line) * sizeof(float));
  for (int64_t r = 0; r < b->output_height; r++) {
    float *top = dx + b->rows[r] * line, *bottom = dx + ORRERY_NEXT(b->rows[r], b->height) * line;
    float down = b->row_parts[r], up = 1.0f - down;
    for (int64_t c = 0; c < b->output_width; c++, gradient += channels) {
      int64_t left = b->columns[c] * channels;
      int64_t right = ORRERY_NEXT(b->columns[c], b->width) * channels;
      float part = b->column_parts[c], rest = 1.0f - part;
      add(channels, up * rest, gradient, top + left);
      add(channels, up * part, gradient, top + right);
      add(channels, down * rest, gradient, bottom + left);
      add(channels, down * part, gradient, bottom + right);
    }
  }
}
