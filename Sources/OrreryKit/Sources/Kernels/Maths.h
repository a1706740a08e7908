#ifndef ORRERY_MATHS_H
#define ORRERY_MATHS_H
// Elementary functions of one float that the compiler can vectorise (no branches, no tables).
// Coefficients of exp, log and tanh: Moshier, Cephes mathematical library (expf, logf, tanhf).
#include "Clones.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

ORRERY_INLINE float orrery_from_bits(int32_t bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

ORRERY_INLINE int32_t orrery_to_bits(float x) {
  int32_t bits;
  memcpy(&bits, &x, 4);
  return bits;
}

// e^x; relative error about 1e-7, subnormal results kept, NaN stays NaN.
ORRERY_INLINE float orrery_exp1(float x) {
  float v = x > 89.0f ? 89.0f : x;
  v = v < -105.0f ? -105.0f : v;
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
  float shifted = v * 1.44269504088896341f + 12582912.0f;
  int32_t n = orrery_to_bits(shifted) - 0x4B400000;
  float k = shifted - 12582912.0f;
  float r = v - k * 0.693359375f;
  r = r - k * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // 2^n in two factors, for results near overflow and below the normal range.
  int32_t half = n >> 1;
  float first = orrery_from_bits((int32_t)((uint32_t)(half + 127) << 23));
  float second = orrery_from_bits((int32_t)((uint32_t)(n - half + 127) << 23));
  return p * first * second;
}

// ln x; relative error about 1e-7; 0 gives -infinity, a negative number NaN.
ORRERY_INLINE float orrery_log1(float x) {
  int subnormal = x < 1.17549435e-38f;
  float v = subnormal ? x * 8388608.0f : x;
  int32_t bits = orrery_to_bits(v);
  float e = (float)((bits >> 23) - 126) - (subnormal ? 23.0f : 0.0f);
  float m = orrery_from_bits((bits & 0x007FFFFF) | 0x3F000000);  // in [0.5, 1)
  int small = m < 0.707106781186547524f;
  e = small ? e - 1.0f : e;
  m = small ? m + m - 1.0f : m - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = m * z * p + e * -2.12194440e-4f - 0.5f * z;
  y = m + y + e * 0.693359375f;
  y = x == INFINITY ? INFINITY : y;
  y = x == 0.0f ? -INFINITY : y;
  return x < 0.0f || x != x ? NAN : y;
}

ORRERY_INLINE float orrery_tanh1(float x) {
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float near = p * z * x + x;
  float e = orrery_exp1(2.0f * fabsf(x));
  float far = 1.0f - 2.0f / (e + 1.0f);
  far = x < 0.0f ? -far : far;
  return fabsf(x) < 0.625f ? near : (x != x ? x : far);
}

// e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2): no cancellation near 0. For x <= 0.
ORRERY_INLINE float orrery_expm1_negative(float x) {
  float t = orrery_tanh1(0.5f * x);
  return 2.0f * t / (1.0f - t);
}

// From e^-|x|, which does not overflow.
ORRERY_INLINE float orrery_sigmoid1(float x) {
  float e = orrery_exp1(-fabsf(x));
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

// ln(1 + e^x) = max(x, 0) + ln(1 + u), u = e^-|x|; the quotient undoes the rounding of 1 + u.
ORRERY_INLINE float orrery_softplus1(float x) {
  float u = orrery_exp1(-fabsf(x));
  float w = 1.0f + u;
  float l = w == 1.0f ? u : orrery_log1(w) * (u / (w - 1.0f));
  return (x < 0.0f ? 0.0f : x) + l;
}
#endif
