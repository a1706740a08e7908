// What a convolution needs beside its products: sizes and packed weights.
#include "Geometry.h"
#include "Vectors.h"

int64_t orrery_convolution_scratch(const orrery_convolution *c, int64_t rows) {
  int64_t height = (rows - 1) * c->stride_height + (c->kernel_height - 1) * c->dilation_height + 1;
  int64_t width = (c->output_width - 1) * c->stride_width +
                  (c->kernel_width - 1) * c->dilation_width + 1;
  return height * width * c->inputs;
}

int64_t orrery_convolution_gradient_scratch(const orrery_convolution *c, int64_t rows) {
  int64_t height = rows / c->stride_height + 2 +
                   (c->kernel_height - 1) * c->dilation_height / c->stride_height;
  int64_t width = c->width / c->stride_width + 2 +
                  (c->kernel_width - 1) * c->dilation_width / c->stride_width;
  return height * width * c->outputs;
}

int64_t orrery_convolution_weights_size(const orrery_convolution *c) {
  return orrery_packed_size(c->kernel_height * c->kernel_width * c->inputs, c->outputs);
}

int64_t orrery_convolution_gradient_weights_size(const orrery_convolution *c) {
  return orrery_packed_size(c->kernel_height * c->kernel_width * c->outputs, c->inputs);
}

// A row of the weights of one output holds [inputs][area]; it is read in order, 32 rows side by side.

void orrery_convolution_weights(const orrery_convolution *c, const float *weight, float *packed) {
  int64_t area = c->kernel_height * c->kernel_width, join = joined(c), row = c->inputs * area;
  int64_t inner = join * c->inputs, size = orrery_packed_size(inner, c->outputs);
  for (int64_t first = 0; first < c->outputs; first += panel) {
    int64_t columns = lesser(panel, c->outputs - first);
    for (int64_t k = 0; k < c->inputs; k++)
      for (int64_t tap = 0; tap < area; tap++) {
        const float *from = weight + first * row + k * area + tap;
        float *to = packed + tap / join * size + first * inner + (tap % join * c->inputs + k) * panel;
        for (int64_t n = 0; n < columns; n++) to[n] = from[n * row];
        for (int64_t n = columns; n < panel; n++) to[n] = 0;
      }
  }
}

void orrery_convolution_gradient_weights(const orrery_convolution *c, const float *weight,
                                         float *packed) {
  int64_t area = c->kernel_height * c->kernel_width, row = c->inputs * area;
  int64_t size = orrery_packed_size(c->outputs, c->inputs);
  for (int64_t first = 0; first < c->inputs; first += panel) {
    int64_t columns = lesser(panel, c->inputs - first);
    for (int64_t n = 0; n < c->outputs; n++)
      for (int64_t tap = 0; tap < area; tap++) {
        const float *from = weight + n * row + first * area + tap;
        float *to = packed + tap * size + (first * c->outputs + n * panel);
        for (int64_t k = 0; k < columns; k++) to[k] = from[k * area];
        for (int64_t k = columns; k < panel; k++) to[k] = 0;
      }
  }
}
