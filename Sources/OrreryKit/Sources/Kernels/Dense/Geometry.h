// How a convolution cuts its sums into segments, the same for packing and for computing.
#ifndef ORRERY_GEOMETRY_H
#define ORRERY_GEOMETRY_H
#include "../include/Dense.h"

// True where nothing needs a border and a pixel is a row of a matrix product.
static inline int is_pointwise(const orrery_convolution *c) {
  return c->kernel_height == 1 && c->kernel_width == 1 && c->stride_height == 1 &&
         c->stride_width == 1 && c->padding_height == 0 && c->padding_width == 0;
}

// Neighbouring columns of the kernel join into one segment where nothing lies between them.
static inline int64_t joined(const orrery_convolution *c) {
  return c->dilation_width == 1 ? c->kernel_width : 1;
}

// Taps along one axis that reach the pixels `phase`, `phase + stride`, ... of the input: output
// pixel q + least + m advance sees input pixel phase + q stride through the kernel's tap
// last - m step, for m < count.
typedef struct taps {
  int64_t count, last, step, least, most, advance;
} taps;

static inline taps find_taps(int64_t kernel, int64_t stride, int64_t padding, int64_t dilation,
                             int64_t phase) {
  int64_t last = kernel - 1, step = 1;
  while (last >= 0 && (phase + padding - last * dilation) % stride) last--;
  if (last < 0) return (taps){0};
  while (step * dilation % stride) step++;
  int64_t count = last / step + 1, advance = step * dilation / stride;
  int64_t least = (phase + padding - last * dilation) / stride;
  return (taps){count, last, step, least, least + (count - 1) * advance, advance};
}
#endif
