// Arrays as words of bfloat16, for products.
#include "Factors.h"

static void round_rows(int64_t rows, int64_t n, const float *x, int64_t stride, float *to) {
  for (int64_t i = 0; i < rows; i++, x += stride, to += words(n)) {
    uint16_t *factors = (uint16_t *)to;
    round_factors(n, x, factors);
    if (n % 2) factors[n] = 0;
  }
}

static void round_pairs(int64_t rows, int64_t n, const float *x, int64_t stride, float *to) {
  for (int64_t k = 0; k < rows; k += 2, x += 2 * stride, to += n)
    pair_rows(n, x, k + 1 < rows ? x + stride : 0, to);
}

// A column of a panel, whose numbers are neighbours.
LOCAL void round_column(int64_t inner, const float *b, float *to) {
  enum { some = 512 };
  float part[some / 2];
  for (int64_t k = 0; k < inner; k += some) {
    int64_t count = lesser(some, inner - k);
    round_rows(1, count, b + k, 0, part);
    for (int64_t i = 0; i < words(count); i++, to += panel) memcpy(to, part + i, sizeof *to);
  }
}

static void round_panels(int64_t inner, int64_t columns, const float *b, int64_t row,
                         int64_t column, float *to) {
  for (int64_t first = 0; first < columns; first += panel, to += words(inner) * panel) {
    int64_t width = lesser(panel, columns - first);
    if (width < panel) memset(to, 0, (size_t)(words(inner) * panel) * sizeof *to);
    if (column == 1)
      for (int64_t k = 0; k < inner; k += 2) {
        const float *from = b + k * row + first;
        pair_rows(width, from, k + 1 < inner ? from + row : 0, to + k / 2 * panel);
      }
    else
      for (int64_t n = 0; n < width; n++) round_column(inner, b + (first + n) * column, to + n);
  }
}
