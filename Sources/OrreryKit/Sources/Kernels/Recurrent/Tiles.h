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

// The same for few rows and several panels, `distance` apart: sums[panel * rows + row][v]. A sum
// waits for the one before, so that it takes many to keep the processor busy.
ORRERY_INLINE void add_panels(int rows, int panels, int first, int end, int64_t n, const float *x,
                              int64_t stride, const float *w, int64_t distance,
                              floats sums[ROWS][2]) {
  for (int64_t k = 0; k < n; k++, w += 32) {
    floats a[ROWS];
    for (int row = 0; row < rows; row++) a[row] = x[row * stride + k];
    for (int p = 0; p < panels; p++)
      for (int v = first; v < end; v++) {
        floats b = LOAD(w + p * distance + LANES * v);
        for (int row = 0; row < rows; row++) sums[p * rows + row][v] += a[row] * b;
      }
  }
}

ORRERY_INLINE void store_sums(int rows, floats sums[ROWS][2], float *y, int64_t stride) {
  for (int row = 0; row < rows; row++)
    for (int v = 0; v < 2; v++) STORE(y + row * stride + LANES * v, sums[row][v]);
}

// gates[panel][row][32] = bias + [x, h] W for half a block, the first two vectors of 16 or the
// others, and for the same half of as many blocks as there are panels.
ORRERY_INLINE void gate_tile(int rows, int panels, const orrery_recurrent *r, int half,
                             const float *x, int64_t stride, const float *w, const float *bias,
                             float *gates) {
  const float *h = x + r->inputs, *u = w + r->inputs * 32;
  const int64_t distance = 2 * 32 * (r->inputs + r->hidden);
#define ADD(first, end, n, x, w)                                             \
  if (panels > 1)                                                            \
    add_panels(rows, panels, first, end, n, x, stride, w, distance, sums);   \
  else                                                                       \
    add_products(rows, first, end, 1, n, x, stride, w, sums)
#pragma clang loop unroll(full)
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[ROWS][2];
    for (int p = 0; p < panels; p++)
      for (int row = 0; row < rows; row++)
        for (int v = 0; v < 2; v++) sums[p * rows + row][v] = LOAD(bias + p * 64 + at + LANES * v);
    if (r->cell != ORRERY_GRU) {
      ADD(0, 2, r->inputs + r->hidden, x, w + at);
    } else if (half == 0) {  // n from x, r
      const int first = LANES == 16, end = LANES == 16 || at >= 16 ? 2 : 0;
      ADD(0, 2, r->inputs, x, w + at);
      ADD(first, end, r->hidden, h, u + at);
    } else {  // z, n from h
      const int end = LANES == 16 ? 1 : at < 16 ? 2 : 0;
      ADD(0, end, r->inputs, x, w + at);
      ADD(0, 2, r->hidden, h, u + at);
    }
    store_sums(panels * rows, sums, gates + at, 64);
  }
#undef ADD
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

// Up to FEW rows take the same half of 4 or 2 blocks at once; PANELS is a constant too.
enum { FEW = ROWS / 4 };
#define WITH_PANELS(rows, panels, call) \
  if (panels == 4) {                    \
    enum { PANELS = 4 };                \
    FEW_TILE(rows, call)                \
  } else if (panels == 2) {             \
    enum { PANELS = 2 };                \
    FEW_TILE(rows, call)                \
  } else {                              \
    enum { PANELS = 1 };                \
    WITH_TILE(rows, call)               \
  }
#if ROWS == 12
#define FEW_TILE(rows, call) \
  switch (rows) { TILE_CASE(1, call) TILE_CASE(2, call) TILE_CASE(3, call) }
#else
#define FEW_TILE(rows, call) \
  switch (rows) { TILE_CASE(1, call) }
#endif
#endif
