#include "Scans.h"

void orrery_cumulative_sum(int64_t outer, int64_t n, int64_t inner, bool reversed, const float *x,
                           float *y) {
  int64_t step = reversed ? -inner : inner;
  for (int64_t o = 0; o < outer; o++, x += n * inner, y += n * inner)
    for (int64_t i = 0; i < inner; i++) {
      int64_t at = (reversed ? (n - 1) * inner : 0) + i;
      double sum = 0;
      for (int64_t k = 0; k < n; k++, at += step) sum += x[at], y[at] = (float)sum;
    }
}

void orrery_adaptive_max_places(int64_t planes, int64_t height, int64_t width,
                                int64_t output_height, int64_t output_width, const float *x,
                                int64_t *places) {
  for (int64_t p = 0; p < planes; p++)
    for (int64_t row = 0; row < output_height; row++)
      for (int64_t column = 0; column < output_width; column++) {
        int64_t top = row * height / output_height, left = column * width / output_width;
        int64_t bottom = ((row + 1) * height + output_height - 1) / output_height;
        int64_t right = ((column + 1) * width + output_width - 1) / output_width;
        int64_t best = (p * height + top) * width + left;
        for (int64_t r = top; r < bottom; r++)
          for (int64_t c = left; c < right; c++) {
            int64_t at = (p * height + r) * width + c;
            if (x[at] > x[best] || (x[at] != x[at] && x[best] == x[best])) best = at;
          }
        *places++ = best;
      }
}
