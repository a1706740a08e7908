// Matrix products: tiles of sums that stay in registers.
//
// TILE_ROWS rows of TILE_VECTORS vectors fill the registers of a generation. A sum runs over the
// segments and the inner index in their order, whatever its tile: the tiling does not change bits.
#include "../include/Dense.h"
#include "Factors.h"

// A finished vector of sums on its way to memory: `count` of them, for the columns from n.
LOCAL void finish(vector y, float *c, int64_t n, int64_t count,
                  const orrery_ending *e) {
  if (count >= lanes) {
    if (e->adds) y += load(c);
    if (e->scale) y *= load(e->scale + n);
    if (e->shift) y += load(e->shift + n);
    if (e->slope != 1) y = bend(y, e->slope);
    store(c, y);
  } else {
    if (e->adds) y += load_some(c, count);
    if (e->scale) y *= load_some(e->scale + n, count);
    if (e->shift) y += load_some(e->shift + n, count);
    if (e->slope != 1) y = bend(y, e->slope);
    store_some(c, y, count);
  }
}

// `a_inner` is a constant where it is 1.
LOCAL void tile(int rows, int vectors, int64_t a_inner, const orrery_product *p, int64_t first,
                const float *a, const float *b, float *c, int64_t n, int64_t columns,
                const orrery_ending *e) {
  vector sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int m = 0; m < rows; m++)
    UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = 0;
  const float *x[TILE_ROWS];
  UNROLL for (int m = 0; m < rows; m++)
    x[m] = a + (p->row ? p->row[first + m].a : (first + m) * p->a_row);
  int64_t b_inner = p->b_inner, end = p->inner * a_inner;
  for (int64_t s = 0; s < p->segments; s++) {
    int64_t at = p->segment ? p->segment[s].a : 0;
    const float *w = b + (p->segment ? p->segment[s].b : 0);
    for (int64_t k = at; k < at + end; k += a_inner, w += b_inner) {
      vector factors[TILE_VECTORS];
      UNROLL for (int v = 0; v < vectors; v++) factors[v] = load(w + v * lanes);
      UNROLL for (int m = 0; m < rows; m++) {
        vector value = x[m][k];
        UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = multiply_add(sums[m][v], value, factors[v]);
      }
    }
  }
  if (!e->adds && columns - n >= vectors * lanes) {
    // The same as `finish`, without asking for each vector.
    if (e->scale)
      UNROLL for (int v = 0; v < vectors; v++) {
        vector scale = load(e->scale + n + v * lanes);
        UNROLL for (int m = 0; m < rows; m++) sums[m][v] *= scale;
      }
    if (e->shift)
      UNROLL for (int v = 0; v < vectors; v++) {
        vector shift = load(e->shift + n + v * lanes);
        UNROLL for (int m = 0; m < rows; m++) sums[m][v] += shift;
      }
    if (e->slope == 0)
      UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = bend(sums[m][v], 0);
    else if (e->slope != 1)
      UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = bend(sums[m][v], e->slope);
    UNROLL for (int m = 0; m < rows; m++) {
      float *to = c + (p->row ? p->row[first + m].c : (first + m) * p->c_row) + n;
      UNROLL for (int v = 0; v < vectors; v++) store(to + v * lanes, sums[m][v]);
    }
    return;
  }
  UNROLL for (int m = 0; m < rows; m++) {
    int64_t to = (p->row ? p->row[first + m].c : (first + m) * p->c_row) + n;
    UNROLL for (int v = 0; v < vectors; v++)
      finish(sums[m][v], c + to + v * lanes, n + v * lanes, columns - n - v * lanes, e);
  }
}

// The rows from `first`, the columns from n up to the panel's end at `columns`.
typedef void tile_function(const orrery_product *p, int64_t first, const float *a, const float *b,
                           float *c, int64_t n, int64_t columns, const orrery_ending *e);

#define TILE(rows, vectors)                                                                    \
  static void tile_##rows##_##vectors(const orrery_product *p, int64_t first, const float *a,  \
                                      const float *b, float *c, int64_t n, int64_t columns,    \
                                      const orrery_ending *e) {                                \
    if (p->a_inner == 1)                                                                       \
      tile(rows, vectors, 1, p, first, a, b, c, n, columns, e);                                \
    else                                                                                       \
      tile(rows, vectors, p->a_inner, p, first, a, b, c, n, columns, e);                       \
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

static void multiply(const orrery_product *p, int64_t rows, int64_t columns, const float *a,
                     const float *b, float *c, const orrery_ending *e) {
  for (int64_t first = 0; first < columns; first += panel) {
    int64_t last = lesser(first + panel, columns);
    for (int64_t n = first; n < last; n += TILE_VECTORS * lanes) {
      const float *w = b + first / panel * p->b_panel + (n - first);
      int vectors = last - n > lanes && TILE_VECTORS > 1 ? 2 : 1;
      for (int64_t m = 0; m < rows; m += TILE_ROWS)
        tiles[lesser(TILE_ROWS, rows - m) - 1][vectors - 1](p, m, a, w, c, n, last, e);
    }
  }
}
