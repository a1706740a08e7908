#include "Scans.h"
#include "Clones.h"

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

// Channels that are compared side by side.
enum { BLOCK = 64 };

ORRERY_CLONES void orrery_adaptive_max_places(int64_t first, int64_t last, int64_t height,
                                              int64_t width, int64_t channels,
                                              int64_t output_height, int64_t output_width,
                                              const float *x, int64_t *places) {
  places += first * output_height * output_width * channels;
  for (int64_t image = first; image < last; image++)
    for (int64_t row = 0; row < output_height; row++)
      for (int64_t column = 0; column < output_width; column++, places += channels) {
        int64_t top = row * height / output_height, left = column * width / output_width;
        int64_t bottom = ((row + 1) * height + output_height - 1) / output_height;
        int64_t right = ((column + 1) * width + output_width - 1) / output_width;
        for (int64_t start = 0; start < channels; start += BLOCK) {
          int64_t count = channels - start < BLOCK ? channels - start : BLOCK;
          int64_t begin = ((image * height + top) * width + left) * channels + start;
          float best[BLOCK];
          for (int64_t c = 0; c < count; c++) best[c] = x[begin + c], places[start + c] = begin + c;
          for (int64_t r = top; r < bottom; r++)
            for (int64_t q = left; q < right; q++) {
              int64_t at = ((image * height + r) * width + q) * channels + start;
              for (int64_t c = 0; c < count; c++) {
                float v = x[at + c];
                int wins = v > best[c] || (v != v && best[c] == best[c]);
                best[c] = wins ? v : best[c];
                places[start + c] = wins ? at + c : places[start + c];
              }
            }
        }
      }
}
