// The walk of some sequences through time, forward and back, for one generation of processors:
// included with GENERATION, LANES (floats in a vector), ROWS and BACK_ROWS (rows of a tile) defined.
#ifndef DEPTH
#define DEPTH 1
#endif
#if DEPTH == 2
#include "../Dense/Factors.h"
#else
#include "../include/Dense.h"
#endif
#include "Cells.h"
#include "Layout.h"
#include "Tiles.h"

ORRERY_INLINE void copy(int64_t n, const float *from, float *to) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) STORE(to + i, LOAD(from + i));
  for (; i < n; i++) to[i] = from[i];
}

ORRERY_INLINE void add(int64_t n, const float *from, float *to) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) STORE(to + i, LOAD(to + i) + LOAD(from + i));
  for (; i < n; i++) to[i] += from[i];
}

ORRERY_INLINE void zero(int64_t n, float *to) {
  for (int64_t i = 0; i < n; i++) to[i] = 0;
}

// Factors of a product; those that fill the last word are 0.
ORRERY_INLINE void put_factors(const orrery_recurrent *r, int64_t n, const float *from, float *to) {
#if DEPTH == 2
  (void)r;
  uint16_t *factors = (uint16_t *)to;
  round_factors(n, from, factors);
  if (n % 2) factors[n] = 0;
#else
  if (r->rounds) orrery_round(n, from, to);
  else copy(n, from, to);
#endif
}

// Place of a row's step in [batch, steps].
ORRERY_INLINE int64_t place(const orrery_sequences *q, int64_t row, int64_t step) {
  return q->order[row] * q->steps + (q->is_reversed ? q->lengths[row] - 1 - step : step);
}

// How many of the first `rows` go on after `steps` steps.
ORRERY_INLINE int64_t still_active(const orrery_sequences *q, int64_t rows, int64_t steps) {
  while (rows > 0 && q->lengths[rows - 1] <= steps) rows--;
  return rows;
}

// MARK: Forward

static void forward(const orrery_recurrent *r, const orrery_sequences *q, const float *weights,
                    const float *x, const float *h0, const float *c0, float *y, int64_t y_width,
                    float *hn, float *cn, float *history, float *record, float *scratch) {
  const int64_t inputs = r->inputs, hidden = r->hidden, width = orrery_slot(r);
  const int64_t blocks = orrery_blocks(r), units = orrery_units(r), padded = orrery_padded(r);
  const int64_t behind = orrery_words(r, inputs);  // where h stands in a row
  const int64_t kept = orrery_record(r), rows = q->rows;
  const float *biases = weights + blocks * width * 64;
  const float *carried = r->cell == ORRERY_LSTM ? c0 : h0;
  // h and what else the cell carries; the rows [x_t, h_(t-1)] of this step and of the next.
  float *out = scratch, *state = out + rows * padded, *slots = state + rows * padded;
  float *now = history ? history : slots;

  for (int64_t i = 0; i < rows; i++) {
    const int64_t at = q->order[i] * hidden, length = q->lengths[i];
    zero(padded, state + i * padded);
    if (carried) copy(hidden, carried + at, state + i * padded);
    // A sequence of no steps ends where it begins.
    if (length > 0) {
      float *first = now + i * width + behind;
      zero(width - behind, first);
      if (h0) put_factors(r, hidden, h0 + at, first);
    } else {
      zero(hidden, hn + at);
      if (h0) copy(hidden, h0 + at, hn + at);
    }
    if (cn && length == 0) copy(hidden, state + i * padded, cn + at);
    for (int64_t t = length; t < q->steps; t++)
      zero(hidden, y + (q->order[i] * q->steps + t) * y_width);
  }

  int64_t active = still_active(q, rows, 0);
  for (int64_t step = 0; active > 0; step++) {
    const int64_t following = still_active(q, active, step + 1);
    float *next = history ? now + active * width : now == slots ? slots + rows * width : slots;

    for (int64_t i = 0; i < active; i++) {
      const int64_t at = place(q, i, step);
      put_factors(r, inputs, x + at * inputs, now + i * width);
      // What this step writes last and the next one reads first lies far apart: ask early.
      for (int64_t k = 0; k < hidden; k += 16) __builtin_prefetch(y + at * y_width + k, 1);
      if (i < following)
        for (int64_t k = 0; k < inputs; k += 16)
          __builtin_prefetch(x + place(q, i, step + 1) * inputs + k, 0, 2);
    }
    for (int64_t b = 0; b < blocks; b++) {
      const float *w = weights + b * width * 64;
      for (int64_t i = 0; i < active; i += ROWS) {
        const int64_t count = orrery_smallest(ROWS, active - i);
        float gates[ROWS * 64] __attribute__((aligned(64)));
        FORWARD_TILE(count,
                     gate_tile(TILE, r, now + i * width, width, w, biases + b * 64, gates))
        cell_forward(r->cell, count, gates, state + i * padded + b * units,
                     out + i * padded + b * units, padded,
                     record ? record + (b * active + i) * kept : 0);
      }
    }
    for (int64_t i = 0; i < active; i++) {
      const int64_t end = q->order[i] * hidden;
      const float *h = out + i * padded;
      copy(hidden, h, y + place(q, i, step) * y_width);
      if (i < following) put_factors(r, hidden, h, next + i * width + behind);
      else copy(hidden, h, hn + end);
      if (cn && i >= following) copy(hidden, state + i * padded, cn + end);
    }
    if (record) record += active * blocks * kept;
    now = next, active = following;
  }
}

// MARK: Backward

// dweights += dgates^T [x, h], dbias += the sum of dgates, over n rows. Of factors that are rounded,
// dgates become what is multiplied; `pairs` is for those of neighbouring rows.
static void add_weight_gradient(const orrery_recurrent *r, int64_t n, const float *history,
                                float *dgates, float *dweights, float *pairs) {
  const int64_t width = orrery_width(r), blocks = orrery_blocks(r), columns = blocks * 64;
  float *biases = dweights + blocks * width * 64;
  for (int64_t row = 0; row < n; row++) add(columns, dgates + row * columns, biases);
  int64_t stride = orrery_slot(r), behind = r->inputs;
#if DEPTH == 2
  const uint16_t *rows = (const uint16_t *)history;
  stride *= 2, behind = 2 * orrery_words(r, behind);
  float *to = pairs, *g = pairs + (n + 1) / 2 * stride;
  for (int64_t row = 0; row < n; row += 2, to += stride)
    pair_runs(stride, rows + row * stride, row + 1 < n ? rows + (row + 1) * stride : 0, to);
  for (int64_t row = 0; row < n; row += 2)
    pair_rows(columns, dgates + row * columns, row + 1 < n ? dgates + (row + 1) * columns : 0,
              g + row / 2 * columns);
  history = pairs, dgates = g, n = (n + 1) / 2;
#else
  (void)pairs;
  if (r->rounds) orrery_round(n * columns, dgates, dgates);
#endif
  for (int64_t c = 0; c < columns; c += 32)
    for (int part = 0; part < 2; part++) {
      const float *x = history + (part ? behind : 0);
      const int64_t length = part ? r->hidden : r->inputs;
      float *dw = dweights + (c / 64 * width + (part ? r->inputs : 0)) * 64 + c % 64;
      for (int64_t k = 0; k < length; k += BACK_ROWS) {
        const int64_t count = orrery_smallest(BACK_ROWS, length - k);
        BACK_TILE(count, weight_tile(TILE, n, x + k, stride, dgates + c, columns, dw + k * 64))
      }
    }
}

// dh[row][hidden] = dgates W_hh
static void hidden_gradient(const orrery_recurrent *r, int64_t rows, const float *dgates,
                            const float *weights, float *dh, int64_t stride) {
  const int64_t columns = orrery_blocks(r) * 64 / DEPTH, blocks = orrery_blocks(r);
  const int first = 16 * orrery_first_vector(r, 1), end = 16 * orrery_end_vector(r, 1);
  for (int64_t tile = 0; tile < r->hidden; tile += 32)
    for (int64_t i = 0; i < rows; i += BACK_ROWS) {
      const int64_t count = orrery_smallest(BACK_ROWS, rows - i);
      BACK_TILE(count, back_tile(TILE, blocks, first, end, dgates + i * columns, columns,
                                 weights + tile * columns, dh + i * stride + tile, stride))
    }
}

// dx[row][inputs] = dgates W_ih, at the rows' places of this step.
static void input_gradient(const orrery_recurrent *r, const orrery_sequences *q, int64_t step,
                           int64_t rows, const float *dgates, const float *weights, float *dx,
                           int32_t adding) {
  const int64_t columns = orrery_blocks(r) * 64 / DEPTH, blocks = orrery_blocks(r);
  const int first = 16 * orrery_first_vector(r, 0), end = 16 * orrery_end_vector(r, 0);
  for (int64_t tile = 0; tile < r->inputs; tile += 32)
    for (int64_t i = 0; i < rows; i += BACK_ROWS) {
      const int64_t count = orrery_smallest(BACK_ROWS, rows - i);
      const int64_t some = orrery_smallest(32, r->inputs - tile);
      float sums[BACK_ROWS * 32] __attribute__((aligned(64)));
      BACK_TILE(count, back_tile(TILE, blocks, first, end, dgates + i * columns, columns,
                                 weights + tile * columns, sums, 32))
      for (int64_t k = 0; k < count; k++) {
        float *to = dx + place(q, i + k, step) * r->inputs + tile;
        if (adding)
          add(some, sums + k * 32, to);
        else
          copy(some, sums + k * 32, to);
      }
    }
}

static void backward(const orrery_recurrent *r, const orrery_sequences *q,
                     const float *transposed, const float *history, const float *record,
                     const float *dy, int64_t y_width, const float *dhn, const float *dcn,
                     float *dx, int32_t adding, float *dweights, float *dh0, float *dc0,
                     float *scratch) {
  const int64_t inputs = r->inputs, hidden = r->hidden, width = orrery_slot(r);
  const int64_t blocks = orrery_blocks(r), units = orrery_units(r), columns = blocks * 64;
  const int64_t kept = orrery_record(r), rows = q->rows, stride = orrery_back_stride(r);
  const float *hidden_weights = transposed + orrery_tiles(inputs) * columns / DEPTH * 32;
  const int64_t chunk = orrery_largest(ORRERY_CHUNK_ROWS, rows);
  float *dh = scratch, *carried = dh + rows * stride, *dgates = carried + rows * stride;
  // Factors of the products of a step, then of a chunk.
  float *factors = dgates + chunk * columns, *pairs = factors + rows * columns / DEPTH;

  int64_t position = 0;  // rows times steps before this step; at first all
  for (int64_t i = 0; i < rows; i++) {
    const int64_t at = q->order[i] * hidden, length = q->lengths[i];
    position += length;
    zero(stride, dh + i * stride);
    zero(stride, carried + i * stride);
    if (dhn) copy(hidden, dhn + at, dh + i * stride);
    if (dcn) copy(hidden, dcn + at, carried + i * stride);
    if (dx && !adding)
      zero((q->steps - length) * inputs, dx + (q->order[i] * q->steps + length) * inputs);
  }

  int64_t active = 0, waiting = 0;  // rows of the history whose weight gradients wait in dgates
  for (int64_t step = rows > 0 ? q->lengths[0] - 1 : -1; step >= 0; step--) {
    while (active < rows && q->lengths[active] > step) active++;
    if (waiting + active > chunk) {
      add_weight_gradient(r, waiting, history + position * width,
                          dgates + (chunk - waiting) * columns, dweights, pairs);
      waiting = 0;
    }
    position -= active, waiting += dweights ? active : 0;
    // The chunk fills from its end, so that its rows stand in the order of the history.
    float *g = dgates + (chunk - (dweights ? waiting : active)) * columns;

    if (dy)
      for (int64_t i = 0; i < active; i++)
        add(hidden, dy + place(q, i, step) * y_width, dh + i * stride);
    for (int64_t b = 0; b < blocks; b++)
      cell_backward(r->cell, active, record + (position * blocks + b * active) * kept,
                    dh + b * units, carried + b * units, stride, g + b * 64, columns);
    const float *given = g;
    if (DEPTH == 2 || r->rounds) {
      put_factors(r, active * columns, g, factors);
      given = factors;
    }
    hidden_gradient(r, active, given, hidden_weights, dh, stride);
    if (dx) input_gradient(r, q, step, active, given, transposed, dx, adding);
  }
  if (waiting > 0)
    add_weight_gradient(r, waiting, history, dgates + (chunk - waiting) * columns, dweights, pairs);

  for (int64_t i = 0; i < rows; i++) {
    const int64_t at = q->order[i] * hidden;
    if (r->cell == ORRERY_GRU) add(hidden, carried + i * stride, dh + i * stride);
    if (dh0) copy(hidden, dh + i * stride, dh0 + at);
    if (dc0) copy(hidden, carried + i * stride, dc0 + at);
  }
}

const orrery_recurrent_kernels GENERATION = {forward, backward};
