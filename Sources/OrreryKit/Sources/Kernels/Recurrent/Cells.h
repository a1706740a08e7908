#ifndef ORRERY_RECURRENT_CELLS_H
#define ORRERY_RECURRENT_CELLS_H
// The mathematics of the cells, on vectors of LANES numbers.
#include "../Clones.h"
#include "../include/Recurrent.h"
#if LANES == 16 && defined(__x86_64__)
#include <immintrin.h>
#endif

// Vectors are passed between inlined functions only: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef int32_t integers __attribute__((ext_vector_type(LANES)));
typedef floats loose __attribute__((aligned(4), may_alias));
#define LOAD(p) ((floats)*(const loose *)(p))
#define STORE(p, v) (*(loose *)(p) = (v))
#define AS(type, v) __builtin_bit_cast(type, v)

ORRERY_INLINE floats quotient(floats a, floats b) {
#if LANES == 16 && defined(__x86_64__)
  // An estimate of 14 bits and one step of Newton's.
  floats q = AS(floats, _mm512_rcp14_ps(AS(__m512, b)));
  return a * (q * (1.0f - b * q) + q);
#else
  return a / b;
#endif
}

// x = n ln 2 + r with |r| <= ln 2 / 2 gives e^r - 1 and, in `power`, 2^n; for |x| <= 87. The
// polynomial is the minimax one (Remez): 3e-9 of e^r.
ORRERY_INLINE floats reduced_expm1(floats x, floats *power) {
  floats shifted = x * 1.44269504088896341f + 12582912.0f;  // rounds; n in the low bits
  floats n = shifted - 12582912.0f;
#if LANES > 4
  floats r = x - n * 0.693147180559945309f;  // one rounding, at the end
#else
  floats r = (x - n * 0.693359375f) - n * -2.12194440e-4f;  // the first product is exact
#endif
  floats square = r * r;
  *power = AS(floats, (AS(integers, shifted) << 23) + 0x3F800000);
  floats p = (4.1668407619e-2f + 8.3689214662e-3f * r) + 1.3814173872e-3f * square;
  p = (4.9999994040e-1f + 1.6666519642e-1f * r) + p * square;
  return p * square + r;
}

// Limits that let NaN pass.
ORRERY_INLINE floats clamped(floats x, float limit) {
  x = x < -limit ? (floats)-limit : x;
  return x > limit ? (floats)limit : x;
}

// 1 / (1 + e^-x) = E / (E + 1), E = e^x
ORRERY_INLINE floats sigmoid(floats x) {
  floats power, m = reduced_expm1(clamped(x, 87.0f), &power);
  floats e = power * m + power;
  return quotient(e, e + 1.0f);
}

// tanh(x) = E / (E + 2), E = e^2x - 1: no cancellation near 0.
ORRERY_INLINE floats tangent(floats x) {
  floats y = clamped(x, 9.1f);
  floats power, m = reduced_expm1(y + y, &power);
  floats e = power * m + (power - 1.0f);
  return quotient(e, e + 2.0f);
}

// One step of some rows and one block of units. `gates` [rows, 64] are the four sums; `state`
// [rows, stride] is what the cell carries besides h (c of the LSTM, h itself of the GRU); `record`
// [rows, 80] (64 of the RNN), if any, gets what the way back needs.

// Hochreiter & Schmidhuber 1997, Gers et al. 2000:
//   c_t = sigma(f) c_(t-1) + sigma(i) tanh(g),  h_t = sigma(o) tanh(c_t)
static void lstm(int64_t rows, const float *gates, float *state, float *hidden,
                       int64_t stride, float *record) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 16; at += LANES) {
      const float *gate = gates + row * 64 + at;
      float *carry = state + row * stride + at;
      floats i = sigmoid(LOAD(gate)), f = sigmoid(LOAD(gate + 16));
      floats g = tangent(LOAD(gate + 32)), o = sigmoid(LOAD(gate + 48));
      floats before = LOAD(carry), c = f * before + i * g;
      STORE(carry, c);
      STORE(hidden + row * stride + at, o * tangent(c));
      if (record) {
        float *kept = record + row * 80 + at;
        STORE(kept, i);
        STORE(kept + 16, f);
        STORE(kept + 32, g);
        STORE(kept + 48, o);
        STORE(kept + 64, before);
      }
    }
}

// `dh` is the gradient at h_t, `carried` that at c_t, which becomes that at c_(t-1).
static void lstm_back(int64_t rows, const float *record, const float *dh, float *carried,
                            int64_t stride, float *dgates, int64_t columns) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 16; at += LANES) {
      const float *kept = record + row * 80 + at;
      float *carry = carried + row * stride + at, *d = dgates + row * columns + at;
      floats i = LOAD(kept), f = LOAD(kept + 16), g = LOAD(kept + 32), o = LOAD(kept + 48);
      floats before = LOAD(kept + 64), t = tangent(f * before + i * g);
      floats h = LOAD(dh + row * stride + at), c = LOAD(carry) + h * o * (1.0f - t * t);
      STORE(carry, c * f);
      STORE(d, c * g * (i * (1.0f - i)));
      STORE(d + 16, c * before * (f * (1.0f - f)));
      STORE(d + 32, c * i * (1.0f - g * g));
      STORE(d + 48, h * t * (o * (1.0f - o)));
    }
}

// Cho et al. 2014, with the reset after the product as in PyTorch:
//   n = tanh(nx + sigma(r) nh),  h_t = (1 - sigma(z)) n + sigma(z) h_(t-1)
static void gru(int64_t rows, const float *gates, float *state, float *hidden,
                      int64_t stride, float *record) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 16; at += LANES) {
      const float *gate = gates + row * 64 + at;
      float *h = state + row * stride + at;
      floats r = sigmoid(LOAD(gate + 16)), z = sigmoid(LOAD(gate + 32));
      floats nh = LOAD(gate + 48), n = tangent(LOAD(gate) + r * nh);
      floats before = LOAD(h), after = n + z * (before - n);
      STORE(h, after);
      STORE(hidden + row * stride + at, after);
      if (record) {
        float *kept = record + row * 80 + at;
        STORE(kept, n);
        STORE(kept + 16, r);
        STORE(kept + 32, z);
        STORE(kept + 48, nh);
        STORE(kept + 64, before);
      }
    }
}

// `carried` is the gradient that reaches h_(t-1) past the gates.
static void gru_back(int64_t rows, const float *record, const float *dh, float *carried,
                           int64_t stride, float *dgates, int64_t columns) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 16; at += LANES) {
      const float *kept = record + row * 80 + at;
      float *carry = carried + row * stride + at, *d = dgates + row * columns + at;
      floats n = LOAD(kept), r = LOAD(kept + 16), z = LOAD(kept + 32), nh = LOAD(kept + 48);
      floats before = LOAD(kept + 64), h = LOAD(dh + row * stride + at) + LOAD(carry);
      floats dn = h * (1.0f - z) * (1.0f - n * n);
      STORE(carry, h * z);
      STORE(d, dn);
      STORE(d + 16, dn * nh * (r * (1.0f - r)));
      STORE(d + 32, h * (before - n) * (z * (1.0f - z)));
      STORE(d + 48, dn * r);
    }
}

// Elman 1990: h_t = tanh(sum) or max(sum, 0).
static void rnn(int is_relu, int64_t rows, const float *gates, float *hidden,
                      int64_t stride, float *record) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 64; at += LANES) {
      floats v = LOAD(gates + row * 64 + at);
      floats h = is_relu ? (v < 0.0f ? (floats)0.0f : v) : tangent(v);
      STORE(hidden + row * stride + at, h);
      if (record) STORE(record + row * 64 + at, h);
    }
}

static void rnn_back(int is_relu, int64_t rows, const float *record, const float *dh,
                           int64_t stride, float *dgates, int64_t columns) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = 0; at < 64; at += LANES) {
      floats h = LOAD(record + row * 64 + at), d = LOAD(dh + row * stride + at);
      STORE(dgates + row * columns + at,
            is_relu ? (h > 0.0f ? d : (floats)0.0f) : d * (1.0f - h * h));
    }
}

// MARK: Any cell

static void cell_forward(orrery_cell cell, int64_t rows, const float *gates, float *state, float *hidden,
                       int64_t stride, float *record) {
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
