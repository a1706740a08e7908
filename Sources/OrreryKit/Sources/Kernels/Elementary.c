#include "Elementary.h"
#include "Clones.h"
#include <math.h>
#include <string.h>

// log(1 + u) where u >= 0: the logarithm of the rounded sum w, and what rounding lost, over w.
// log w = k log 2 + log m, m from 2^-1/2 to 2^1/2, by the series of atanh((m - 1) / (m + 1)).
ORRERY_INLINE double log_of_sum(double u) {
  const double w = 1 + u, lost = u < 1 ? u - (w - 1) : 1 - (w - u);
  uint64_t bits;
  memcpy(&bits, &w, 8);
  // Half of the exponents go with the mantissas above 2^1/2.
  uint64_t shifted = bits - 0x3fe6a09e667f3bcd;
  const double k = (double)(int32_t)((int64_t)shifted >> 52);
  bits = (shifted & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd;
  double m;
  memcpy(&m, &bits, 8);
  const double s = (m - 1) / (m + 1), z = s * s;
  double sum = 1.0 / 21;
  sum = sum * z + 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  const double high = 0x1.62e42fefa38p-1, low = 0x1.ef35793c7673p-45;  // of log 2
  return k * high + (2 * s + (2 * s * z * sum + (lost / w + k * low)));
}

ORRERY_CLONES void orrery_asinh(int64_t count, double *values) {
  for (int64_t i = 0; i < count; i++) {
    // Before squares overflow: asinh a = log 2a.
    const double a = fabs(values[i]);
    const int large = a > 0x1p500;
    const double b = large ? 0 : a;
    const double u = large ? a : b + b * b / (1 + sqrt(1 + b * b));
    const double y = log_of_sum(u) + (large ? 0x1.62e42fefa39efp-1 : 0);
    values[i] = copysign(y, values[i]);
  }
}
