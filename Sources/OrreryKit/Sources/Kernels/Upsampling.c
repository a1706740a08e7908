#include "Upsampling.h"
#include "Clones.h"
#include <string.h>

// The point after: the last one stands for itself and has part 0.
#define ORRERY_NEXT(index, length) ((index) + ((index) + 1 < (length)))

ORRERY_CLONES void orrery_upsample_bilinear(int64_t planes, int64_t height, int64_t width,
                                            int64_t output_height, int64_t output_width,
                                            const int32_t *rows, const float *row_parts,
                                            const int32_t *columns, const float *column_parts,
                                            const float *x, float *y) {
  for (int64_t p = 0; p < planes; p++, x += height * width)
    for (int64_t r = 0; r < output_height; r++, y += output_width) {
      const float *top = x + rows[r] * width, *bottom = x + ORRERY_NEXT(rows[r], height) * width;
      float down = row_parts[r], up = 1.0f - down;
      for (int64_t c = 0; c < output_width; c++) {
        int64_t left = columns[c], right = ORRERY_NEXT(left, width);
        float part = column_parts[c], rest = 1.0f - part;
        y[c] = up * (rest * top[left] + part * top[right]) +
               down * (rest * bottom[left] + part * bottom[right]);
      }
    }
}

ORRERY_CLONES void orrery_upsample_bilinear_gradient(
    int64_t planes, int64_t height, int64_t width, int64_t output_height, int64_t output_width,
    const int32_t *rows, const float *row_parts, const int32_t *columns, const float *column_parts,
    const float *gradient, float *dx) {
  memset(dx, 0, (size_t)(planes * height * width) * sizeof(float));
  for (int64_t p = 0; p < planes; p++, dx += height * width)
    for (int64_t r = 0; r < output_height; r++, gradient += output_width) {
      float *top = dx + rows[r] * width, *bottom = dx + ORRERY_NEXT(rows[r], height) * width;
      float down = row_parts[r], up = 1.0f - down;
      for (int64_t c = 0; c < output_width; c++) {
        int64_t left = columns[c], right = ORRERY_NEXT(left, width);
        float part = column_parts[c], rest = 1.0f - part, g = gradient[c];
        top[left] += up * rest * g, top[right] += up * part * g;
        bottom[left] += down * rest * g, bottom[right] += down * part * g;
      }
    }
}
