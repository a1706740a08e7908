#ifndef ORRERY_RECURRENT_H
#define ORRERY_RECURRENT_H
#include <stdint.h>

// Recurrent networks: one direction of one layer over all time steps. The cells' formulas stand in
// Recurrent/Cells.h, the walk through time in Recurrent/Steps.h.
//
// Inside, weights and gates stand in blocks of 64 columns, four vectors of 16:
//   LSTM: i, f, g, o of 16 units;  GRU: n from x, r, z, n from h of 16 units;  RNN: 64 units.
// A column's sum runs over the row [x_t, h_(t-1)] of `inputs + hidden` numbers.
typedef enum orrery_cell { ORRERY_LSTM, ORRERY_GRU, ORRERY_RNN_TANH, ORRERY_RNN_RELU } orrery_cell;

typedef struct orrery_recurrent {
  orrery_cell cell;
  int generation;  // whose kernels to use, as in Dense.h; the machine must have it
  // Factors in a word, as in Dense.h, and whether they are rounded to bfloat16 all the same where
  // that is 1.
  int depth, rounds;
  int64_t inputs, hidden;
} orrery_recurrent;

// Some of the sequences of a batch, the longest first: a step works on the first rows only.
typedef struct orrery_sequences {
  int64_t rows;            // how many
  int64_t steps;           // length of the time axis of x and y
  const int64_t *order;    // where each stands in the batch
  const int64_t *lengths;  // number of steps of each, descending; 0 keeps the initial state
  int32_t is_reversed;     // from the sequence's last step to its first
} orrery_sequences;

// Sizes in floats. `history` and `record` are what the way back needs of `row_steps` rows times steps.
int64_t orrery_recurrent_weight_size(const orrery_recurrent *r);
int64_t orrery_recurrent_transposed_size(const orrery_recurrent *r);
int64_t orrery_recurrent_history_size(const orrery_recurrent *r, int64_t row_steps);
int64_t orrery_recurrent_record_size(const orrery_recurrent *r, int64_t row_steps);
int64_t orrery_recurrent_forward_scratch_size(const orrery_recurrent *r, int64_t rows);
int64_t orrery_recurrent_backward_scratch_size(const orrery_recurrent *r, int64_t rows);

// From PyTorch's weights [gates * hidden, inputs], [gates * hidden, hidden] and biases (may be null)
// to blocks, for the way forward and, transposed, for the way back; and from the blocks of a
// gradient to PyTorch's (each may be null).
void orrery_recurrent_pack(const orrery_recurrent *r, const float *weight_ih,
                           const float *weight_hh, const float *bias_ih, const float *bias_hh,
                           float *packed);
void orrery_recurrent_pack_transposed(const orrery_recurrent *r, const float *weight_ih,
                                      const float *weight_hh, float *packed);
void orrery_recurrent_unpack(const orrery_recurrent *r, const float *packed, float *weight_ih,
                             float *weight_hh, float *bias_ih, float *bias_hh);

// x [batch, steps, inputs], h0, c0, hn, cn [batch, hidden] (h0, c0 may be null for zeros; c for LSTM
// alone), y [batch, steps, y_width], of which `hidden` numbers at y are written; steps after the
// length get zeros. history and record are both null where no way back follows.
void orrery_recurrent_forward(const orrery_recurrent *r, const orrery_sequences *q,
                              const float *weights, const float *x, const float *h0,
                              const float *c0, float *y, int64_t y_width, float *hn, float *cn,
                              float *history, float *record, float *scratch);
// dy, dhn, dcn may be null for zeros; dx, dweights, dh0, dc0 null where not wanted. dweights, in
// blocks, is added to; dx is added to if `adding`, else written.
void orrery_recurrent_backward(const orrery_recurrent *r, const orrery_sequences *q,
                               const float *transposed, const float *history, const float *record,
                               const float *dy, int64_t y_width, const float *dhn,
                               const float *dcn, float *dx, int32_t adding, float *dweights,
                               float *dh0, float *dc0, float *scratch);
#endif
