#ifndef ORRERY_RECURRENT_LAYOUT_H
#define ORRERY_RECURRENT_LAYOUT_H
#include "../Clones.h"
#include "../include/Recurrent.h"

// Rows of the back products that are kept for one product into the weights' gradient.
#define ORRERY_CHUNK_ROWS 192

ORRERY_INLINE int64_t orrery_units(const orrery_recurrent *r) {
  return r->cell == ORRERY_LSTM || r->cell == ORRERY_GRU ? 16 : 64;
}
ORRERY_INLINE int64_t orrery_blocks(const orrery_recurrent *r) {
  return (r->hidden + orrery_units(r) - 1) / orrery_units(r);
}
// Hidden units with those that fill up the last block; they stay 0.
ORRERY_INLINE int64_t orrery_padded(const orrery_recurrent *r) {
  return orrery_blocks(r) * orrery_units(r);
}
ORRERY_INLINE int64_t orrery_width(const orrery_recurrent *r) { return r->inputs + r->hidden; }
// Words of n factors, and of a row [x_t, h_(t-1)] of factors.
ORRERY_INLINE int64_t orrery_words(const orrery_recurrent *r, int64_t n) {
  return r->depth == 2 ? (n + 1) / 2 : n;
}
ORRERY_INLINE int64_t orrery_slot(const orrery_recurrent *r) {
  return orrery_words(r, r->inputs) + orrery_words(r, r->hidden);
}
ORRERY_INLINE int64_t orrery_record(const orrery_recurrent *r) {
  return orrery_units(r) == 16 ? 80 : 64;
}
// Tiles of 32 columns.
ORRERY_INLINE int64_t orrery_tiles(int64_t n) { return (n + 31) / 32; }

// Distance of the rows of dh: whole tiles, and as many numbers as the cells read and write.
ORRERY_INLINE int64_t orrery_back_stride(const orrery_recurrent *r) {
  int64_t tiled = orrery_tiles(r->hidden) * 32, padded = orrery_padded(r);
  return tiled > padded ? tiled : padded;
}

// The vectors of a block that x (or h) has a part in: all four but in the GRU, where the new
// state's sums are kept apart.
ORRERY_INLINE int orrery_first_vector(const orrery_recurrent *r, int is_hidden) {
  return r->cell == ORRERY_GRU && is_hidden;
}
ORRERY_INLINE int orrery_end_vector(const orrery_recurrent *r, int is_hidden) {
  return r->cell == ORRERY_GRU && !is_hidden ? 3 : 4;
}

ORRERY_INLINE int64_t orrery_largest(int64_t a, int64_t b) { return a > b ? a : b; }
ORRERY_INLINE int64_t orrery_smallest(int64_t a, int64_t b) { return a < b ? a : b; }

// The kernels of one generation of processors.
typedef struct orrery_recurrent_kernels {
  void (*forward)(const orrery_recurrent *, const orrery_sequences *, const float *, const float *,
                  const float *, const float *, float *, int64_t, float *, float *, float *,
                  float *, float *);
  void (*backward)(const orrery_recurrent *, const orrery_sequences *, const float *,
                   const float *, const float *, const float *, int64_t, const float *,
                   const float *, float *, int32_t, float *, float *, float *, float *);
} orrery_recurrent_kernels;

extern const orrery_recurrent_kernels orrery_recurrent_plain, orrery_recurrent_avx2,
    orrery_recurrent_avx512, orrery_recurrent_bfloat16;
#endif
