#ifndef ORRERY_RECURRENT_TILES_H
#define ORRERY_RECURRENT_TILES_H
// Products whose sums stay in registers, ROWS rows by two vectors. Weights stand in panels of 32
// columns, whole in the first-level cache while rows pass. Every sum runs over its index in order.
#include "Cells.h"

// sums[row][v] += sum over s < segments and k < n of x[row][64 s + k] w[64 s + k][32], columns from
// LANES * first to LANES * end.
ORRERY_INLINE void add_products(int rows, int first, int end, int64_t segments, int64_t n,
                                const float *x, int64_t stride, const float *w,
                                floats sums[ROWS][2]) {
  for (int64_t s = 0; s < segments; s++, x += 64, w += 64 * 32) {
    const float *ws = w;
    for (int64_t k = 0; k < n; k++, ws += 32) {
      floats b[2];
      for (int v = first; v < end; v++) b[v] = LOAD(ws + LANES * v);
      for (int row = 0; row < rows; row++) {
        floats a = x[row * stride + k];
        for (int v = first; v < end; v++) sums[row][v] += a * b[v];
      }
    }
  }
}

ORRERY_INLINE void store_sums(int rows, floats sums[ROWS][2], float *y, int64_t stride) {
  for (int row = 0; row < rows; row++)
    for (int v = 0; v < 2; v++) STORE(y + row * stride + LANES * v, sums[row][v]);
}

// gates[row][32] = bias + [x, h] W for half a block: the first two vectors of 16 or the others.
ORRERY_INLINE void gate_tile(int rows, const orrery_recurrent *r, int half, const float *x,
                             int64_t stride, const float *w, const float *bias, float *gates) {
  const float *h = x + r->inputs, *u = w + r->inputs * 32;
#pragma clang loop unroll(full)
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[ROWS][2];
    for (int row = 0; row < rows; row++)
      for (int v = 0; v < 2; v++) sums[row][v] = LOAD(bias + at + LANES * v);
    if (r->cell != ORRERY_GRU) {
      add_products(rows, 0, 2, 1, r->inputs + r->hidden, x, stride, w + at, sums);
    } else if (half == 0) {  // n from x, r
      const int first = LANES == 16, end = LANES == 16 || at >= 16 ? 2 : 0;
      add_products(rows, 0, 2, 1, r->inputs, x, stride, w + at, sums);
      add_products(rows, first, end, 1, r->hidden, h, stride, u + at, sums);
    } else {  // z, n from h
      const int end = LANES == 16 ? 1 : at < 16 ? 2 : 0;
      add_products(rows, 0, end, 1, r->inputs, x, stride, w + at, sums);
      add_products(rows, 0, 2, 1, r->hidden, h, stride, u + at, sums);
    }
    store_sums(rows, sums, gates + at, 64);
  }
}

// y[row][32] = sum over blocks b and c in [first, end) of g[row][64 b + c] w[64 b + c][32]
ORRERY_INLINE void back_tile(int rows, int64_t blocks, int first, int end, const float *g,
                             int64_t stride, const float *w, float *y, int64_t y_stride) {
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[ROWS][2];
    for (int row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (floats)0.0f;
    add_products(rows, 0, 2, blocks, end - first, g + first, stride, w + first * 32 + at, sums);
    store_sums(rows, sums, y + at, y_stride);
  }
}

// dw[k][32] += sum over n rows of x[row][k] g[row][32], for `count` k.
ORRERY_INLINE void weight_tile(int count, int64_t n, const float *x, int64_t x_stride,
                               const float *g, int64_t g_stride, float *dw) {
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[ROWS][2];
    for (int k = 0; k < count; k++)
      for (int v = 0; v < 2; v++) sums[k][v] = LOAD(dw + 32 * k + at + LANES * v);
    const float *xs = x, *gs = g + at;
    for (int64_t row = 0; row < n; row++, xs += x_stride, gs += g_stride) {
      floats b[2] = {LOAD(gs), LOAD(gs + LANES)};
      for (int k = 0; k < count; k++) {
        floats a = xs[k];
        for (int v = 0; v < 2; v++) sums[k][v] += a * b[v];
      }
    }
    store_sums(count, sums, dw + at, 32);
  }
}

// Calls a tile with its number of rows as the constant TILE, so that its sums become registers.
#define TILE_CASE(n, call) \
  case n: {                \
    enum { TILE = n };     \
    call;                  \
    break;                 \
  }
#define TILE_CASES_4(call) \
  TILE_CASE(1, call) TILE_CASE(2, call) TILE_CASE(3, call) TILE_CASE(4, call)
#define TILE_CASES_6(call) TILE_CASES_4(call) TILE_CASE(5, call) TILE_CASE(6, call)
#define TILE_CASES_12(call)                                                   \
  TILE_CASES_6(call) TILE_CASE(7, call) TILE_CASE(8, call) TILE_CASE(9, call) \
  TILE_CASE(10, call) TILE_CASE(11, call) TILE_CASE(12, call)
#define TILE_JOIN(n) TILE_CASES_##n
#define TILE_UP_TO(n) TILE_JOIN(n)
#define WITH_TILE(rows, call) \
  switch (rows) { TILE_UP_TO(ROWS)(call) }
#endif
