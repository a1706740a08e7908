#include "ElementWise.h"
#include "Maths.h"

// MARK: One array. Each row: name, f from v, derivative from v or from f (then named w): one of
// them is kept for the way back and stands for both.

#define ORRERY_UNARY(name, value, derivative)                                                  \
  ORRERY_CLONES void orrery_##name(int64_t n, const float *restrict x, float *restrict y,      \
                                   float a, float b) {                                         \
    for (int64_t i = 0; i < n; i++) {                                                          \
      float v = x[i];                                                                          \
      y[i] = (value);                                                                          \
    }                                                                                          \
    (void)a, (void)b;                                                                          \
  }                                                                                            \
  ORRERY_CLONES void orrery_##name##_gradient(int64_t n, const float *restrict gradient,       \
                                              const float *restrict x, const float *restrict y, \
                                              float *restrict dx, float a, float b) {          \
    for (int64_t i = 0; i < n; i++) {                                                          \
      float v = x[i], w = y[i];                                                                \
      dx[i] = gradient[i] * (derivative);                                                      \
      (void)v, (void)w;                                                                        \
    }                                                                                          \
    (void)a, (void)b;                                                                          \
  }

#define SELU_SCALE 1.0507009873554804934f
#define SELU_ALPHA 1.6732632423543772848f
#define HALF_SQRT 0.70710678118654752440f          // 1 / sqrt(2)
#define NORMAL_DENSITY 0.39894228040143267794f     // 1 / sqrt(2 pi)

ORRERY_UNARY(negate, -v, -1.0f)
ORRERY_UNARY(add_number, v + a, 1.0f)
ORRERY_UNARY(multiply_number, v *a, a)
ORRERY_UNARY(divide_number, v / a, 1.0f / a)
ORRERY_UNARY(number_over, a / v, -(a / v) / v)
ORRERY_UNARY(exp, orrery_exp1(v), w)
ORRERY_UNARY(log, orrery_log1(v), 1.0f / v)
ORRERY_UNARY(sqrt, sqrtf(v), 0.5f / w)
ORRERY_UNARY(pow, powf(v, a), a == 0.0f ? 0.0f : a * powf(v, a - 1.0f))
ORRERY_UNARY(abs, fabsf(v), v != v ? v : (v > 0.0f) - (v < 0.0f))
ORRERY_UNARY(square, v *v, 2.0f * v)
ORRERY_UNARY(sin, sinf(v), cosf(v))
ORRERY_UNARY(cos, cosf(v), -sinf(v))
ORRERY_UNARY(clamp, v < a ? a : (v > b ? b : v), v < a || v > b ? 0.0f : 1.0f)
ORRERY_UNARY(sigmoid, orrery_sigmoid1(v), w *(1.0f - w))
ORRERY_UNARY(tanh, orrery_tanh1(v), 1.0f - w * w)
ORRERY_UNARY(leaky_relu, v < 0.0f ? (a == 0.0f ? 0.0f : a * v) : v, v > 0.0f ? 1.0f : a)
ORRERY_UNARY(elu, v > 0.0f ? v : a * orrery_expm1_negative(v), v > 0.0f ? 1.0f : w + a)
ORRERY_UNARY(selu, v > 0.0f ? SELU_SCALE * v : SELU_SCALE * SELU_ALPHA * orrery_expm1_negative(v),
             v > 0.0f ? SELU_SCALE : w + SELU_SCALE * SELU_ALPHA)
ORRERY_UNARY(gelu, 0.5f * v * (1.0f + erff(v * HALF_SQRT)),
             0.5f * (1.0f + erff(v * HALF_SQRT)) + v * NORMAL_DENSITY * orrery_exp1(-0.5f * v * v))
ORRERY_UNARY(silu, v *orrery_sigmoid1(v),
             orrery_sigmoid1(v) * (1.0f + v * (1.0f - orrery_sigmoid1(v))))
ORRERY_UNARY(softplus, orrery_softplus1(v), orrery_sigmoid1(v))

// MARK: Two arrays with broadcasting

#define ORRERY_MAXIMUM_RANK 16

#define ORRERY_BINARY(name, value)                                                              \
  ORRERY_CLONES void orrery_##name(int64_t rank, const int64_t *shape, const float *a,          \
                                   const int64_t *a_strides, const float *b,                    \
                                   const int64_t *b_strides, float *y) {                        \
    int64_t last = rank - 1, n = rank > 0 ? shape[last] : 1, rows = 1;                          \
    int64_t sa = rank > 0 ? a_strides[last] : 0, sb = rank > 0 ? b_strides[last] : 0;           \
    int64_t index[ORRERY_MAXIMUM_RANK] = {0};                                                   \
    for (int64_t d = 0; d < last; d++) rows *= shape[d];                                        \
    if (n == 0) return;                                                                         \
    for (int64_t row = 0; row < rows; row++) {                                                  \
      if (sa == 1 && sb == 1) {                                                                 \
        for (int64_t i = 0; i < n; i++) { float p = a[i], q = b[i]; y[i] = (value); }           \
      } else if (sa == 1 && sb == 0) {                                                          \
        float q = b[0];                                                                         \
        for (int64_t i = 0; i < n; i++) { float p = a[i]; y[i] = (value); }                     \
      } else if (sa == 0 && sb == 1) {                                                          \
        float p = a[0];                                                                         \
        for (int64_t i = 0; i < n; i++) { float q = b[i]; y[i] = (value); }                     \
      } else {                                                                                  \
        for (int64_t i = 0; i < n; i++) { float p = a[i * sa], q = b[i * sb]; y[i] = (value); } \
      }                                                                                         \
      y += n;                                                                                   \
      for (int64_t d = last - 1; d >= 0; d--) {                                                 \
        a += a_strides[d], b += b_strides[d];                                                   \
        if (++index[d] < shape[d]) break;                                                       \
        a -= a_strides[d] * shape[d], b -= b_strides[d] * shape[d];                             \
        index[d] = 0;                                                                           \
      }                                                                                         \
    }                                                                                           \
  }

ORRERY_BINARY(add, p + q)
ORRERY_BINARY(subtract, p - q)
ORRERY_BINARY(multiply, p *q)
ORRERY_BINARY(divide, p / q)
ORRERY_BINARY(maximum, p != p || p > q ? p : q)
ORRERY_BINARY(minimum, p != p || p < q ? p : q)
ORRERY_BINARY(less, p < q ? 1.0f : 0.0f)
ORRERY_BINARY(less_or_equal, p <= q ? 1.0f : 0.0f)
ORRERY_BINARY(equal, p == q ? 1.0f : 0.0f)

ORRERY_CLONES void orrery_add_in_place(int64_t n, const float *restrict x, float *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] += x[i];
}

ORRERY_CLONES void orrery_add_rectified(int64_t n, const float *restrict a,
                                        const float *restrict b, float slope, float *restrict y) {
  for (int64_t i = 0; i < n; i++) {
    float v = a[i] + b[i];
    y[i] = v < 0.0f ? (slope == 0.0f ? 0.0f : slope * v) : v;
  }
}

ORRERY_CLONES void orrery_fill(int64_t n, float value, float *y) {
  for (int64_t i = 0; i < n; i++) y[i] = value;
}

ORRERY_CLONES void orrery_select(int64_t n, const float *mask, const float *a, const float *b,
                                 float *restrict y) {
  if (a && b)
    for (int64_t i = 0; i < n; i++) y[i] = mask[i] != 0.0f ? a[i] : b[i];
  else if (a)
    for (int64_t i = 0; i < n; i++) y[i] = mask[i] != 0.0f ? a[i] : 0.0f;
  else if (b)
    for (int64_t i = 0; i < n; i++) y[i] = mask[i] != 0.0f ? 0.0f : b[i];
}

ORRERY_CLONES void orrery_is_nan(int64_t n, const float *restrict x, float *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] = x[i] != x[i] ? 1.0f : 0.0f;
}
