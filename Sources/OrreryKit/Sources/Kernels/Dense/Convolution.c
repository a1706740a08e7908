// What a convolution needs beside its products: sizes and packed weights.
#include "Geometry.h"
#include "Rounded.h"
#include "Vectors.h"

static int64_t words_of(const orrery_convolution *c, int64_t factors) {
  return c->depth == 2 ? (factors + 1) / 2 : factors;
}

int64_t orrery_convolution_scratch(const orrery_convolution *c, int64_t rows) {
  int64_t height = (rows - 1) * c->stride_height + (c->kernel_height - 1) * c->dilation_height + 1;
  int64_t width = (c->output_width - 1) * c->stride_width +
                  (c->kernel_width - 1) * c->dilation_width + 1;
  return height * width * words_of(c, c->inputs);
}

int64_t orrery_convolution_weight_gradient_scratch(const orrery_convolution *c, int64_t rows,
                                                   int64_t images) {
  int64_t input = images * orrery_convolution_scratch(c, rows);
  if (c->depth != 2) return input;
  // Pairs of pixels of the gradient and of the input; a vector may be read behind them.
  int64_t pairs = images * rows * ((c->output_width + 1) / 2);
  return input + pairs * (c->outputs + joined(c) * c->inputs) + lanes;
}

int64_t orrery_convolution_gradient_scratch(const orrery_convolution *c, int64_t rows) {
  int64_t height = rows / c->stride_height + 2 +
                   (c->kernel_height - 1) * c->dilation_height / c->stride_height;
  int64_t width = c->width / c->stride_width + 2 +
                  (c->kernel_width - 1) * c->dilation_width / c->stride_width;
  return height * width * words_of(c, c->outputs);
}

int64_t orrery_convolution_weights_size(const orrery_convolution *c) {
  return orrery_packed_size(c->kernel_height * c->kernel_width * words_of(c, c->inputs),
                            c->outputs);
}

int64_t orrery_convolution_gradient_weights_size(const orrery_convolution *c) {
  return orrery_packed_size(c->kernel_height * c->kernel_width * words_of(c, c->outputs),
                            c->inputs);
}

// A row of the weights of one output holds [inputs][area]; it is read in order, 32 rows side by side.

// The panel's n-th column of the k-th row: a float, or half a word.
static void put_factors(const orrery_convolution *c, float *rows, int64_t k, int64_t columns,
                        const float *from, int64_t stride) {
  if (c->depth == 2) {
    uint16_t *to = (uint16_t *)(rows + k / 2 * panel) + k % 2;
    for (int64_t n = 0; n < columns; n++) to[2 * n] = orrery_bfloat16(from[n * stride]);
    for (int64_t n = columns; n < panel; n++) to[2 * n] = 0;
  } else {
    float *to = rows + k * panel;
    for (int64_t n = 0; n < columns; n++) to[n] = from[n * stride];
    for (int64_t n = columns; n < panel; n++) to[n] = 0;
  }
}

// The half word that no channel fills.
static void put_nothing(const orrery_convolution *c, float *rows, int64_t k) {
  if (c->depth == 2 && k % 2)
    for (int64_t n = 0; n < panel; n++) ((uint16_t *)(rows + k / 2 * panel))[2 * n + 1] = 0;
}

void orrery_convolution_weights(const orrery_convolution *c, const float *weight, float *packed) {
  int64_t area = c->kernel_height * c->kernel_width, join = joined(c), row = c->inputs * area;
  int64_t pixel = words_of(c, c->inputs), inner = join * pixel;
  int64_t size = orrery_packed_size(inner, c->outputs);
  for (int64_t first = 0; first < c->outputs; first += panel) {
    int64_t columns = lesser(panel, c->outputs - first);
    for (int64_t k = 0; k <= c->inputs; k++)
      for (int64_t tap = 0; tap < area; tap++) {
        float *rows = packed + tap / join * size + first * inner + tap % join * pixel * panel;
        if (k == c->inputs) put_nothing(c, rows, k);
        else put_factors(c, rows, k, columns, weight + first * row + k * area + tap, row);
      }
  }
}

void orrery_convolution_gradient_weights(const orrery_convolution *c, const float *weight,
                                         float *packed) {
  int64_t area = c->kernel_height * c->kernel_width, row = c->inputs * area;
  int64_t pixel = words_of(c, c->outputs), size = orrery_packed_size(pixel, c->inputs);
  for (int64_t first = 0; first < c->inputs; first += panel) {
    int64_t columns = lesser(panel, c->inputs - first);
    for (int64_t n = 0; n <= c->outputs; n++)
      for (int64_t tap = 0; tap < area; tap++) {
        float *rows = packed + tap * size + first * pixel;
        if (n == c->outputs) put_nothing(c, rows, n);
        else put_factors(c, rows, n, columns, weight + n * row + first * area + tap, area);
      }
  }
}
