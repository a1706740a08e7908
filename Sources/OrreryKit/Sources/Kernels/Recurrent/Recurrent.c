#include "../include/Recurrent.h"
#include "../include/Dense.h"
#include "../Dense/Rounded.h"
#include "Layout.h"
#include <string.h>

// MARK: Generations

static const orrery_recurrent_kernels *kernels(const orrery_recurrent *r) {
#if defined(__x86_64__)
  if (r->depth == 2) return &orrery_recurrent_bfloat16;
  switch (r->generation) {
    case ORRERY_AVX512: return &orrery_recurrent_avx512;
    case ORRERY_AVX2: return &orrery_recurrent_avx2;
  }
#endif
  return &orrery_recurrent_plain;
}

void orrery_recurrent_forward(const orrery_recurrent *r, const orrery_sequences *q,
                              const float *weights, const float *x, const float *h0,
                              const float *c0, float *y, int64_t y_width, float *hn, float *cn,
                              float *history, float *record, float *scratch) {
  kernels(r)->forward(r, q, weights, x, h0, c0, y, y_width, hn, cn, history, record, scratch);
}

void orrery_recurrent_backward(const orrery_recurrent *r, const orrery_sequences *q,
                               const float *transposed, const float *history, const float *record,
                               const float *dy, int64_t y_width, const float *dhn,
                               const float *dcn, float *dx, int32_t adding, float *dweights,
                               float *dh0, float *dc0, float *scratch) {
  kernels(r)->backward(r, q, transposed, history, record, dy, y_width, dhn, dcn, dx, adding,
                      dweights, dh0, dc0, scratch);
}

// MARK: Sizes

int64_t orrery_recurrent_weight_size(const orrery_recurrent *r) {
  return orrery_blocks(r) * 64 * (orrery_width(r) + 1);
}

int64_t orrery_recurrent_transposed_size(const orrery_recurrent *r) {
  return (orrery_tiles(r->inputs) + orrery_tiles(r->hidden)) * 32 * orrery_blocks(r) * 64;
}

int64_t orrery_recurrent_history_size(const orrery_recurrent *r, int64_t row_steps) {
  return row_steps * orrery_slot(r);
}

int64_t orrery_recurrent_record_size(const orrery_recurrent *r, int64_t row_steps) {
  return row_steps * orrery_blocks(r) * orrery_record(r);
}

int64_t orrery_recurrent_forward_scratch_size(const orrery_recurrent *r, int64_t rows) {
  return 2 * rows * (orrery_padded(r) + orrery_width(r));
}

int64_t orrery_recurrent_backward_scratch_size(const orrery_recurrent *r, int64_t rows) {
  int64_t columns = orrery_blocks(r) * 64, chunk = orrery_largest(ORRERY_CHUNK_ROWS, rows);
  int64_t size = 2 * rows * orrery_back_stride(r) + chunk * columns;
  if (r->depth == 2 || r->rounds) size += rows * columns;
  if (r->depth == 2) size += (chunk + 1) / 2 * (2 * orrery_slot(r) + columns);
  return size;
}

// MARK: Blocks

// PyTorch's row of weights for a column of a block, or -1 where the column has none.
ORRERY_INLINE int64_t orrery_source_row(const orrery_recurrent *r, int is_hidden, int64_t block,
                                        int vector, int lane) {
  static const int gru_gates[4] = {2, 0, 1, 2};  // PyTorch's order is r, z, n
  int has_gates = orrery_units(r) == 16;
  int64_t unit = has_gates ? block * 16 + lane : block * 64 + vector * 16 + lane;
  if (unit >= r->hidden || vector < orrery_first_vector(r, is_hidden) ||
      vector >= orrery_end_vector(r, is_hidden))
    return -1;
  int gate = r->cell == ORRERY_GRU ? gru_gates[vector] : has_gates ? vector : 0;
  return gate * r->hidden + unit;
}

// Calls for each part (of x, of h) and column that has weights.
#define ORRERY_EACH_COLUMN                                              \
  for (int part = 0; part < 2; part++)                                  \
    for (int64_t b = 0; b < orrery_blocks(r); b++)                      \
      for (int c = 0; c < 64; c++) {                                    \
        const int64_t row = orrery_source_row(r, part, b, c / 16, c % 16); \
        const int64_t n = part ? r->hidden : r->inputs;                 \
        if (row < 0) continue;

// The k-th factor of a column whose words lie `row` apart.
ORRERY_INLINE void orrery_put_factor(const orrery_recurrent *r, int64_t k, float value, float *column,
                                     int64_t row) {
  if (r->depth == 2) {
    ((uint16_t *)(column + k / 2 * row))[k % 2] = orrery_bfloat16(value);
  } else {
    if (r->rounds) orrery_round(1, &value, &value);
    column[k * row] = value;
  }
}

ORRERY_CLONES void orrery_recurrent_pack(const orrery_recurrent *r, const float *weight_ih,
                                         const float *weight_hh, const float *bias_ih,
                                         const float *bias_hh, float *packed) {
  const int64_t width = orrery_slot(r);
  float *biases = packed + orrery_blocks(r) * width * 64;
  memset(packed, 0, orrery_recurrent_weight_size(r) * sizeof(float));
  ORRERY_EACH_COLUMN
    const float *from = (part ? weight_hh : weight_ih) + row * n;
    const float *bias = part ? bias_hh : bias_ih;
    float *to = packed + (b * width + (part ? orrery_words(r, r->inputs) : 0)) * 64 + c;
    for (int64_t k = 0; k < n; k++) orrery_put_factor(r, k, from[k], to, 64);
    if (bias) biases[b * 64 + c] += bias[row];
  }
}

ORRERY_CLONES void orrery_recurrent_pack_transposed(const orrery_recurrent *r,
                                                    const float *weight_ih,
                                                    const float *weight_hh, float *packed) {
  const int64_t columns = orrery_words(r, orrery_blocks(r) * 64);
  memset(packed, 0, orrery_recurrent_transposed_size(r) * sizeof(float));
  ORRERY_EACH_COLUMN
    const float *from = (part ? weight_hh : weight_ih) + row * n;
    float *to = packed + (part ? orrery_tiles(r->inputs) * columns * 32 : 0);
    for (int64_t k = 0; k < n; k++)
      orrery_put_factor(r, b * 64 + c, from[k], to + k / 32 * columns * 32 + k % 32, 32);
  }
}

ORRERY_CLONES void orrery_recurrent_unpack(const orrery_recurrent *r, const float *packed,
                                           float *weight_ih, float *weight_hh, float *bias_ih,
                                           float *bias_hh) {
  const int64_t width = orrery_width(r);
  const float *biases = packed + orrery_blocks(r) * width * 64;
  ORRERY_EACH_COLUMN
    float *weight = part ? weight_hh : weight_ih, *bias = part ? bias_hh : bias_ih;
    const float *from = packed + (b * width + (part ? r->inputs : 0)) * 64 + c;
    if (weight)
      for (int64_t k = 0; k < n; k++) weight[row * n + k] = from[k * 64];
    if (bias) bias[row] = biases[b * 64 + c];
  }
}
