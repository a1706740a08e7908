#ifndef ORRERY_RECURRENT_CELLS_H
#define ORRERY_RECURRENT_CELLS_H
// The mathematics of the cells, on `values`: vectors of LANES units of GROUP rows, so that the
// processor has several chains of operations to work on.
#include "Layout.h"
#if LANES == 16 && defined(__x86_64__)
#include <immintrin.h>
#endif

// Vectors are passed between inlined functions only: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef float values __attribute__((ext_vector_type(LANES * GROUP)));
typedef int32_t bits __attribute__((ext_vector_type(LANES * GROUP)));
typedef struct parts {
  floats row[GROUP];
} parts;
typedef floats loose __attribute__((aligned(4), may_alias));
#define LOAD(p) ((floats)*(const loose *)(p))
#define STORE(p, v) (*(loose *)(p) = (v))
#define AS(type, v) __builtin_bit_cast(type, v)

// Rows first, first + 1, ... of x [rows, stride]; behind the last one it again.
ORRERY_INLINE values read_rows(const float *x, int64_t stride, int64_t first, int64_t rows) {
  parts v;
  for (int k = 0; k < GROUP; k++)
    v.row[k] = LOAD(x + orrery_smallest(first + k, rows - 1) * stride);
  return AS(values, v);
}

ORRERY_INLINE void write_rows(float *x, int64_t stride, int64_t first, int64_t rows, values v) {
  const parts w = AS(parts, v);
  for (int k = 0; k < GROUP; k++)
    STORE(x + orrery_smallest(first + k, rows - 1) * stride, w.row[k]);
}

ORRERY_INLINE values quotient(values a, values b) {
#if LANES == 16 && defined(__x86_64__)
  // An estimate of 14 bits and one step of Newton's.
  parts q = AS(parts, b);
  for (int k = 0; k < GROUP; k++)
    q.row[k] = AS(floats, _mm512_rcp14_ps(AS(__m512, q.row[k])));
  values r = AS(values, q);
  return a * (r * (1.0f - b * r) + r);
#else
  return a / b;
#endif
}

// x = n ln 2 + r with |r| <= ln 2 / 2 gives e^r - 1 and, in `power`, 2^n; for |x| <= 87. The
// polynomial is the minimax one (Remez): 3e-9 of e^r.
ORRERY_INLINE values reduced_expm1(values x, values *power) {
  values shifted = x * 1.44269504088896341f + 12582912.0f;  // rounds; n in the low bits
  values n = shifted - 12582912.0f;
#if LANES > 4
  values r = x - n * 0.693147180559945309f;  // one rounding, at the end
#else
  values r = (x - n * 0.693359375f) - n * -2.12194440e-4f;  // the first product is exact
#endif
  values square = r * r;
  *power = AS(values, (AS(bits, shifted) << 23) + 0x3F800000);
  values p = (4.1668407619e-2f + 8.3689214662e-3f * r) + 1.3814173872e-3f * square;
  p = (4.9999994040e-1f + 1.6666519642e-1f * r) + p * square;
  return p * square + r;
}

// Limits that let NaN pass.
ORRERY_INLINE values clamped(values x, float limit) {
  x = x < -limit ? (values)-limit : x;
  return x > limit ? (values)limit : x;
}

// 1 / (1 + e^-x) = E / (E + 1), E = e^x
ORRERY_INLINE values sigmoid(values x) {
  values power, m = reduced_expm1(clamped(x, 87.0f), &power);
  values e = power * m + power;
  return quotient(e, e + 1.0f);
}

// tanh(x) = E / (E + 2), E = e^2x - 1: no cancellation near 0.
ORRERY_INLINE values tangent(values x) {
  values y = clamped(x, 9.1f);
  values power, m = reduced_expm1(y + y, &power);
  values e = power * m + (power - 1.0f);
  return quotient(e, e + 2.0f);
}

// One step of some rows and one block of units. `gates` [rows, 64] are the four sums; `state`
// [rows, stride] is what the cell carries besides h (c of the LSTM, h itself of the GRU); `record`
// [rows, 80] (64 of the RNN), if any, gets what the way back needs.
#define READ(x, stride) read_rows((x) + at, stride, row, rows)
#define WRITE(x, stride, v) write_rows((x) + at, stride, row, rows, v)
#define EACH_VALUE(units)                         \
  for (int64_t row = 0; row < rows; row += GROUP) \
    for (int64_t at = 0; at < units; at += LANES)

// Hochreiter & Schmidhuber 1997, Gers et al. 2000:
//   c_t = sigma(f) c_(t-1) + sigma(i) tanh(g),  h_t = sigma(o) tanh(c_t)
static void lstm(int64_t rows, const float *gates, float *state, float *hidden, int64_t stride,
                 float *record) {
  EACH_VALUE(16) {
    values i = sigmoid(READ(gates, 64)), f = sigmoid(READ(gates + 16, 64));
    values g = tangent(READ(gates + 32, 64)), o = sigmoid(READ(gates + 48, 64));
    values before = READ(state, stride), c = f * before + i * g;
    WRITE(state, stride, c);
    WRITE(hidden, stride, o * tangent(c));
    if (record) {
      WRITE(record, 80, i);
      WRITE(record + 16, 80, f);
      WRITE(record + 32, 80, g);
      WRITE(record + 48, 80, o);
      WRITE(record + 64, 80, before);
    }
  }
}

// `dh` is the gradient at h_t, `carried` that at c_t, which becomes that at c_(t-1).
static void lstm_back(int64_t rows, const float *record, const float *dh, float *carried,
                      int64_t stride, float *dgates, int64_t columns) {
  EACH_VALUE(16) {
    values i = READ(record, 80), f = READ(record + 16, 80), g = READ(record + 32, 80);
    values o = READ(record + 48, 80), before = READ(record + 64, 80);
    values t = tangent(f * before + i * g), h = READ(dh, stride);
    values c = READ(carried, stride) + h * o * (1.0f - t * t);
    WRITE(carried, stride, c * f);
    WRITE(dgates, columns, c * g * (i * (1.0f - i)));
    WRITE(dgates + 16, columns, c * before * (f * (1.0f - f)));
    WRITE(dgates + 32, columns, c * i * (1.0f - g * g));
    WRITE(dgates + 48, columns, h * t * (o * (1.0f - o)));
  }
}

// Cho et al. 2014, with the reset after the product as in PyTorch:
//   n = tanh(nx + sigma(r) nh),  h_t = (1 - sigma(z)) n + sigma(z) h_(t-1)
static void gru(int64_t rows, const float *gates, float *state, float *hidden, int64_t stride,
                float *record) {
  EACH_VALUE(16) {
    values r = sigmoid(READ(gates + 16, 64)), z = sigmoid(READ(gates + 32, 64));
    values nh = READ(gates + 48, 64), n = tangent(READ(gates, 64) + r * nh);
    values before = READ(state, stride), h = n + z * (before - n);
    WRITE(state, stride, h);
    WRITE(hidden, stride, h);
    if (record) {
      WRITE(record, 80, n);
      WRITE(record + 16, 80, r);
      WRITE(record + 32, 80, z);
      WRITE(record + 48, 80, nh);
      WRITE(record + 64, 80, before);
    }
  }
}

// `carried` is the gradient that reaches h_(t-1) past the gates.
static void gru_back(int64_t rows, const float *record, const float *dh, float *carried,
                     int64_t stride, float *dgates, int64_t columns) {
  EACH_VALUE(16) {
    values n = READ(record, 80), r = READ(record + 16, 80), z = READ(record + 32, 80);
    values nh = READ(record + 48, 80), before = READ(record + 64, 80);
    values h = READ(dh, stride) + READ(carried, stride);
    values dn = h * (1.0f - z) * (1.0f - n * n);
    WRITE(carried, stride, h * z);
    WRITE(dgates, columns, dn);
    WRITE(dgates + 16, columns, dn * nh * (r * (1.0f - r)));
    WRITE(dgates + 32, columns, h * (before - n) * (z * (1.0f - z)));
    WRITE(dgates + 48, columns, dn * r);
  }
}

// Elman 1990: h_t = tanh(sum) or max(sum, 0).
static void rnn(int is_relu, int64_t rows, const float *gates, float *hidden, int64_t stride,
                float *record) {
  EACH_VALUE(64) {
    values sum = READ(gates, 64);
    values h = is_relu ? (sum < 0.0f ? (values)0.0f : sum) : tangent(sum);
    WRITE(hidden, stride, h);
    if (record) WRITE(record, 64, h);
  }
}

static void rnn_back(int is_relu, int64_t rows, const float *record, const float *dh,
                     int64_t stride, float *dgates, int64_t columns) {
  EACH_VALUE(64) {
    values h = READ(record, 64), d = READ(dh, stride);
    WRITE(dgates, columns, is_relu ? (h > 0.0f ? d : (values)0.0f) : d * (1.0f - h * h));
  }
}

// MARK: Any cell

static void cell_forward(orrery_cell cell, int64_t rows, const float *gates, float *state,
                         float *hidden, int64_t stride, float *record) {
  switch (cell) {
    case ORRERY_LSTM: lstm(rows, gates, state, hidden, stride, record); break;
    case ORRERY_GRU: gru(rows, gates, state, hidden, stride, record); break;
    case ORRERY_RNN_TANH: rnn(0, rows, gates, hidden, stride, record); break;
    case ORRERY_RNN_RELU: rnn(1, rows, gates, hidden, stride, record); break;
  }
}

static void cell_backward(orrery_cell cell, int64_t rows, const float *record, const float *dh,
                          float *carried, int64_t stride, float *dgates, int64_t columns) {
  switch (cell) {
    case ORRERY_LSTM:
      lstm_back(rows, record, dh, carried, stride, dgates, columns);
      break;
    case ORRERY_GRU:
      gru_back(rows, record, dh, carried, stride, dgates, columns);
      break;
    case ORRERY_RNN_TANH: rnn_back(0, rows, record, dh, stride, dgates, columns); break;
    case ORRERY_RNN_RELU: rnn_back(1, rows, record, dh, stride, dgates, columns); break;
  }
}
#endif
