#ifndef ORRERY_RECURRENT_TILES_H
#define ORRERY_RECURRENT_TILES_H
// Products whose sums stay in registers: tiles of ROWS rows and 4 vectors on the way forward, of
// BACK_ROWS rows and 2 vectors on the way back. Every sum runs over its index in order.
#include "Cells.h"
#include "Layout.h"

// Adds the products of the factors in a and b, word by word, to the sums.
#if DEPTH == 2
#define MULTIPLY_ADD(sums, a, b) multiply_add(sums, a, b)
#else
#define MULTIPLY_ADD(sums, a, b) ((sums) + (a) * (b))
#endif

// sums[row][v] += sum over k of x[row][k] w[k][v], v from `first` to `end` of 4 vectors.
ORRERY_INLINE void add_products(int rows, int first, int end, int64_t n, const float *x,
                                int64_t stride, const float *w, floats sums[ROWS][4]) {
  // What there is less of, vectors or rows, stays in registers for the other.
  for (int64_t k = 0; k < n; k++, w += 64) {
#if ROWS > 4
    floats b[4];
    for (int v = first; v < end; v++) b[v] = LOAD(w + 16 * v);
    for (int row = 0; row < rows; row++) {
      floats a = x[row * stride + k];
      for (int v = first; v < end; v++) sums[row][v] = MULTIPLY_ADD(sums[row][v], a, b[v]);
    }
#else
    floats a[ROWS];
    for (int row = 0; row < rows; row++) a[row] = x[row * stride + k];
    for (int v = first; v < end; v++) {
      floats b = LOAD(w + 16 * v);
      for (int row = 0; row < rows; row++) sums[row][v] = MULTIPLY_ADD(sums[row][v], a[row], b);
    }
#endif
  }
}

// gates[row][64] = bias + [x, h] W for one block.
ORRERY_INLINE void gate_tile(int rows, const orrery_recurrent *r, const float *x, int64_t stride,
                             const float *w, const float *bias, float *gates) {
  for (int at = 0; at < 16; at += LANES) {
    floats sums[ROWS][4];
    for (int v = 0; v < 4; v++) {
      floats b = LOAD(bias + 16 * v + at);
      for (int row = 0; row < rows; row++) sums[row][v] = b;
    }
    if (r->cell == ORRERY_GRU) {
      const int64_t inputs = orrery_words(r, r->inputs);
      const float *h = x + inputs, *u = w + inputs * 64;
      add_products(rows, 0, 3, inputs, x, stride, w + at, sums);
      add_products(rows, 1, 4, orrery_words(r, r->hidden), h, stride, u + at, sums);
    } else {
      add_products(rows, 0, 4, orrery_slot(r), x, stride, w + at, sums);
    }
    for (int row = 0; row < rows; row++)
      for (int v = 0; v < 4; v++) STORE(gates + row * 64 + 16 * v + at, sums[row][v]);
  }
}

// y[row][32] = sum over blocks b and c in [first, end) of g[row][64 b + c] w[64 b + c][32]; pairs of
// factors, where there are, are neighbours c.
ORRERY_INLINE void back_tile(int rows, int64_t blocks, int first, int end, const float *g,
                             int64_t stride, const float *w, float *y, int64_t y_stride) {
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[BACK_ROWS][2];
    for (int row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (floats)0.0f;
    for (int64_t b = 0; b < blocks; b++) {
      const float *gs = g + (64 * b + first) / DEPTH, *ws = w + (64 * b + first) / DEPTH * 32 + at;
      for (int c = first; c < end; c += DEPTH, gs++, ws += 32) {
        floats w0 = LOAD(ws), w1 = LOAD(ws + LANES);
        for (int row = 0; row < rows; row++) {
          floats a = gs[row * stride];
          sums[row][0] = MULTIPLY_ADD(sums[row][0], a, w0);
          sums[row][1] = MULTIPLY_ADD(sums[row][1], a, w1);
        }
      }
    }
    for (int row = 0; row < rows; row++) {
      STORE(y + row * y_stride + at, sums[row][0]);
      STORE(y + row * y_stride + at + LANES, sums[row][1]);
    }
  }
}

// dw[k][32] += sum over n rows, of words, of x[row][k] g[row][32], for `count` k.
ORRERY_INLINE void weight_tile(int count, int64_t n, const float *x, int64_t x_stride,
                               const float *g, int64_t g_stride, float *dw) {
  for (int at = 0; at < 32; at += 2 * LANES) {
    floats sums[BACK_ROWS][2];
    for (int k = 0; k < count; k++) {
      sums[k][0] = LOAD(dw + 64 * k + at);
      sums[k][1] = LOAD(dw + 64 * k + at + LANES);
    }
    const float *xs = x, *gs = g + at;
    for (int64_t row = 0; row < n; row++, xs += x_stride, gs += g_stride) {
      floats g0 = LOAD(gs), g1 = LOAD(gs + LANES);
      for (int k = 0; k < count; k++) {
        floats a = xs[k];
        sums[k][0] = MULTIPLY_ADD(sums[k][0], a, g0);
        sums[k][1] = MULTIPLY_ADD(sums[k][1], a, g1);
      }
    }
    for (int k = 0; k < count; k++) {
      STORE(dw + 64 * k + at, sums[k][0]);
      STORE(dw + 64 * k + at + LANES, sums[k][1]);
    }
  }
}

// Calls a tile with its number of rows as the constant TILE, so that its sums become registers.
#define TILE_CASE(n, call) \
  case n: {                \
    enum { TILE = n };     \
    call;                  \
    break;                 \
  }
#define TILE_CASES_2(call) TILE_CASE(1, call) TILE_CASE(2, call)
#define TILE_CASES_3(call) TILE_CASES_2(call) TILE_CASE(3, call)
#define TILE_CASES_4(call) TILE_CASES_3(call) TILE_CASE(4, call)
#define TILE_CASES_6(call) TILE_CASES_4(call) TILE_CASE(5, call) TILE_CASE(6, call)
#define TILE_CASES_12(call)                                                   \
  TILE_CASES_6(call) TILE_CASE(7, call) TILE_CASE(8, call) TILE_CASE(9, call) \
  TILE_CASE(10, call) TILE_CASE(11, call) TILE_CASE(12, call)
#define TILE_JOIN(n) TILE_CASES_##n
#define TILE_UP_TO(n) TILE_JOIN(n)
#define FORWARD_TILE(rows, call) \
  switch (rows) { TILE_UP_TO(ROWS)(call) }
#define BACK_TILE(rows, call) \
  switch (rows) { TILE_UP_TO(BACK_ROWS)(call) }
#endif
