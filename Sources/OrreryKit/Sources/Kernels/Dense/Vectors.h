// Sixteen floats: one register of AVX-512, two of AVX, four of SSE.
#ifndef ORRERY_VECTORS_H
#define ORRERY_VECTORS_H
#include <stdint.h>
#include <string.h>

#define LOCAL static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// Vectors are passed between inlined functions only: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

enum { lanes = 16, panel = 32 };
typedef float vector __attribute__((ext_vector_type(16)));

LOCAL vector load(const float *x) {
  vector v;
  memcpy(&v, x, sizeof v);
  return v;
}

LOCAL void store(float *x, vector v) { memcpy(x, &v, sizeof v); }

// The first n < 16 floats; the others 0.
LOCAL vector load_some(const float *x, int64_t n) {
  vector v = 0;
  memcpy(&v, x, (size_t)n * sizeof(float));
  return v;
}

LOCAL void store_some(float *x, vector v, int64_t n) { memcpy(x, &v, (size_t)n * sizeof(float)); }

LOCAL vector get(const float *x, int64_t count) {
  return count == lanes ? load(x) : load_some(x, count);
}

LOCAL void put(float *x, vector v, int64_t count) {
  if (count == lanes) store(x, v);
  else store_some(x, v, count);
}

// x where x >= 0, else slope x.
// A slope of 0 gives 0 of minus infinity too.
LOCAL vector bend(vector x, float slope) {
  return x < 0 ? (slope == 0 ? (vector)0 : x * slope) : x;
}

LOCAL int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }
LOCAL int64_t greater(int64_t a, int64_t b) { return a > b ? a : b; }
#endif
