// Matrix products: tiles of sums that stay in registers.
//
// TILE_ROWS rows of TILE_VECTORS vectors fill the registers of a generation. A sum runs over the
// segments and the inner index in their order, whatever its tile: the tiling does not change bits.
#include "../include/Dense.h"
#include "Vectors.h"

// A finished vector of sums on its way to memory: `count` of them, for the columns from n.
LOCAL void finish(vector y, float *c, const float *residual, int64_t n, int64_t count,
                  const orrery_ending *e) {
  if (count >= lanes) {
    if (e->adds) y += load(c);
    if (e->scale) y *= load(e->scale + n);
    if (e->shift) y += load(e->shift + n);
    if (residual) y += load(residual);
    if (e->slope != 1) y = bend(y, e->slope);
    store(c, y);
  } else {
    if (e->adds) y += load_some(c, count);
    if (e->scale) y *= load_some(e->scale + n, count);
    if (e->shift) y += load_some(e->shift + n, count);
    if (residual) y += load_some(residual, count);
    if (e->slope != 1) y = bend(y, e->slope);
    store_some(c, y, count);
  }
}

// `a_inner` is a constant where it is 1.
LOCAL void tile(int rows, int vectors, int64_t a_inner, const orrery_product *p, const float *a,
                const float *b, float *c, const float *residual, int64_t n, int64_t columns,
                const orrery_ending *e) {
  vector sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int m = 0; m < rows; m++)
    UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = 0;
  int64_t a_row = p->a_row, b_inner = p->b_inner, inner = p->inner;
  for (int64_t s = 0; s < p->segments; s++) {
    const float *x = a, *w = b;
    if (p->segment) x += p->segment[s].a, w += p->segment[s].b;
    for (int64_t k = 0; k < inner; k++, x += a_inner, w += b_inner) {
      vector factors[TILE_VECTORS];
      UNROLL for (int v = 0; v < vectors; v++) factors[v] = load(w + v * lanes);
      UNROLL for (int m = 0; m < rows; m++) {
        vector value = x[m * a_row];
        UNROLL for (int v = 0; v < vectors; v++) sums[m][v] += value * factors[v];
      }
    }
  }
  UNROLL for (int m = 0; m < rows; m++)
    UNROLL for (int v = 0; v < vectors; v++)
      finish(sums[m][v], c + m * p->c_row + v * lanes,
             residual ? residual + m * p->c_row + v * lanes : 0, n + v * lanes,
             columns - v * lanes, e);
}

typedef void tile_function(const orrery_product *p, const float *a, const float *b, float *c,
                           const float *residual, int64_t n, int64_t columns,
                           const orrery_ending *e);

#define TILE(rows, vectors)                                                                    \
  static void tile_##rows##_##vectors(const orrery_product *p, const float *a, const float *b, \
                                      float *c, const float *residual, int64_t n,              \
                                      int64_t columns, const orrery_ending *e) {               \
    if (p->a_inner == 1)                                                                       \
      tile(rows, vectors, 1, p, a, b, c, residual, n, columns, e);                             \
    else                                                                                       \
      tile(rows, vectors, p->a_inner, p, a, b, c, residual, n, columns, e);                    \
  }

#if TILE_VECTORS == 2
#define TILES(rows) TILE(rows, 1) TILE(rows, 2)
#define ENTRY(rows) {tile_##rows##_1, tile_##rows##_2}
#else
#define TILES(rows) TILE(rows, 1)
#define ENTRY(rows) {tile_##rows##_1}
#endif

TILES(1) TILES(2) TILES(3)
#if TILE_ROWS > 3
TILES(4) TILES(5) TILES(6)
#endif
#if TILE_ROWS > 6
TILES(7) TILES(8)
#endif

static tile_function *const tiles[TILE_ROWS][TILE_VECTORS] = {
    ENTRY(1), ENTRY(2), ENTRY(3),
#if TILE_ROWS > 3
    ENTRY(4), ENTRY(5), ENTRY(6),
#endif
#if TILE_ROWS > 6
    ENTRY(7), ENTRY(8),
#endif
};

// The columns of one panel, from `first`.
static void multiply_panel(const orrery_product *p, int64_t rows, int64_t first, int64_t columns,
                           const float *a, const float *b, float *c, const orrery_ending *e) {
  int64_t last = first + panel < columns ? first + panel : columns;
  for (int64_t n = first; n < last; n += TILE_VECTORS * lanes) {
    const float *w = b + first / panel * p->b_panel + (n - first);
    int vectors = last - n > lanes && TILE_VECTORS > 1 ? 2 : 1;
    for (int64_t m = 0; m < rows; m += TILE_ROWS) {
      int64_t height = rows - m < TILE_ROWS ? rows - m : TILE_ROWS;
      tiles[height - 1][vectors - 1](p, a + m * p->a_row, w, c + m * p->c_row + n,
                                     e->residual ? e->residual + m * p->c_row + n : 0, n, last - n,
                                     e);
    }
  }
}

static void multiply(const orrery_product *p, int64_t rows, int64_t columns, const float *a,
                     const float *b, float *c, const orrery_ending *e) {
  for (int64_t n = 0; n < columns; n += panel) multiply_panel(p, rows, n, columns, a, b, c, e);
}
