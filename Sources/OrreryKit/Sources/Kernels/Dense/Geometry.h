// How a convolution cuts its sums into segments, the same for packing and for computing.
#ifndef ORRERY_GEOMETRY_H
#define ORRERY_GEOMETRY_H
#include "../include/Dense.h"

enum { most_taps = 1024 };

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
// pixel q + shift[i] sees input pixel phase + q stride through the kernel's `tap[i]`.
typedef struct taps {
  int64_t count, tap[most_taps], shift[most_taps], least, most;
} taps;

static inline void find_taps(int64_t kernel, int64_t stride, int64_t padding, int64_t dilation,
                             int64_t phase, taps *t) {
  t->count = t->least = t->most = 0;
  for (int64_t k = kernel - 1; k >= 0; k--) {
    int64_t at = phase + padding - k * dilation;
    if (((at % stride) + stride) % stride) continue;
    int64_t shift = at / stride;
    if (!t->count || shift < t->least) t->least = shift;
    if (!t->count || shift > t->most) t->most = shift;
    t->tap[t->count] = k, t->shift[t->count++] = shift;
  }
}
#endif
