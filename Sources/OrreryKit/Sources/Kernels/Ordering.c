#include "Ordering.h"
#include <string.h>

// The output is sorted as words in its own place before it is made floats again.
typedef uint32_t __attribute__((may_alias)) word;

enum { bits = 11, digits = 1 << bits, passes = 3 };

// Words that order as the floats do: the sign flips, and negative values run backwards.
static inline uint32_t key(uint32_t x) { return x ^ ((uint32_t)((int32_t)x >> 31) | 0x80000000u); }
static inline uint32_t value(uint32_t x) { return x ^ (((x >> 31) - 1) | 0x80000000u); }

int64_t orrery_order(int64_t count, const float *values, float *ordered, uint32_t *spare) {
  const word *in = (const word *)values;
  word *from = (word *)ordered, *to = (word *)spare;
  uint32_t counts[passes][digits];
  memset(counts, 0, sizeof counts);
  int64_t n = 0;
  for (int64_t i = 0; i < count; i++) {
    uint32_t x = in[i], finite = (x & 0x7f800000u) != 0x7f800000u, k = key(x);
    from[n] = k;
    n += finite;
    for (int pass = 0; pass < passes; pass++)
      counts[pass][k >> (bits * pass) & (digits - 1)] += finite;
  }
  for (int pass = 0; pass < passes; pass++) {
    uint32_t *starts = counts[pass];
    // Where all have the same digit, they stand as they should.
    if (n == 0 || starts[from[0] >> (bits * pass) & (digits - 1)] == n) continue;
    uint32_t sum = 0;
    for (int digit = 0; digit < digits; digit++) {
      uint32_t own = starts[digit];
      starts[digit] = sum;
      sum += own;
    }
    for (int64_t i = 0; i < n; i++) to[starts[from[i] >> (bits * pass) & (digits - 1)]++] = from[i];
    word *other = from;
    from = to, to = other;
  }
  word *out = (word *)ordered;
  for (int64_t i = 0; i < n; i++) out[i] = value(from[i]);
  return n;
}
