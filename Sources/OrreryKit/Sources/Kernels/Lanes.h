#ifndef ORRERY_LANES_H
#define ORRERY_LANES_H
// Sums of contiguous floats in eight double lanes, added in a fixed order at the end: the same bits
// whatever the vector width of the clone.
#include "Clones.h"
#include <stdint.h>
#include <string.h>

typedef double orrery_lanes __attribute__((vector_size(64)));
typedef float orrery_floats __attribute__((vector_size(32)));

#define ORRERY_LOAD(to, from) \
  orrery_floats to##_floats;  \
  memcpy(&to##_floats, from, sizeof to##_floats); \
  orrery_lanes to = __builtin_convertvector(to##_floats, orrery_lanes)

#define ORRERY_TOTAL(s) \
  (((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7])))

// sum x[i]
ORRERY_INLINE double orrery_total(int64_t n, const float *x) {
  orrery_lanes sum = {0};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    ORRERY_LOAD(v, x + i);
    sum += v;
  }
  double rest = 0;
  for (; i < n; i++) rest += x[i];
  return ORRERY_TOTAL(sum) + rest;
}

// sum (x[i] - centre)^2
ORRERY_INLINE double orrery_total_of_squares(int64_t n, const float *x, double centre) {
  orrery_lanes sum = {0};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    ORRERY_LOAD(v, x + i);
    v -= centre;
    sum += v * v;
  }
  double rest = 0;
  for (; i < n; i++) rest += (x[i] - centre) * (x[i] - centre);
  return ORRERY_TOTAL(sum) + rest;
}

// sum a[i] (b[i] - centre)
ORRERY_INLINE double orrery_total_of_products(int64_t n, const float *a, const float *b,
                                              double centre) {
  orrery_lanes sum = {0};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    ORRERY_LOAD(v, a + i);
    ORRERY_LOAD(w, b + i);
    sum += v * (w - centre);
  }
  double rest = 0;
  for (; i < n; i++) rest += (double)a[i] * (b[i] - centre);
  return ORRERY_TOTAL(sum) + rest;
}
#endif
