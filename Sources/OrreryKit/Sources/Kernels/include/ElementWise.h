#ifndef ORRERY_ELEMENT_WISE_H
#define ORRERY_ELEMENT_WISE_H
#include <stdint.h>

// y[i] = f(x[i]); a and b are the operation's own numbers (slope, limits, exponent).
typedef void (*orrery_unary)(int64_t n, const float *x, float *y, float a, float b);
// dx[i] = gradient[i] * f'(x[i]), from x or from y = f(x), whichever is cheaper.
typedef void (*orrery_unary_gradient)(int64_t n, const float *gradient, const float *x,
                                      const float *y, float *dx, float a, float b);

#define ORRERY_UNARY(name)                                                                       \
  void orrery_##name(int64_t n, const float *x, float *y, float a, float b);                     \
  void orrery_##name##_gradient(int64_t n, const float *gradient, const float *x, const float *y, \
                                float *dx, float a, float b);

ORRERY_UNARY(negate)
ORRERY_UNARY(add_number)
ORRERY_UNARY(multiply_number)
ORRERY_UNARY(divide_number)
ORRERY_UNARY(number_over)
ORRERY_UNARY(exp)
ORRERY_UNARY(log)
ORRERY_UNARY(sqrt)
ORRERY_UNARY(pow)
ORRERY_UNARY(abs)
ORRERY_UNARY(square)
ORRERY_UNARY(sin)
ORRERY_UNARY(cos)
ORRERY_UNARY(clamp)
ORRERY_UNARY(sigmoid)
ORRERY_UNARY(tanh)
ORRERY_UNARY(leaky_relu)
ORRERY_UNARY(elu)
ORRERY_UNARY(selu)
ORRERY_UNARY(gelu)
ORRERY_UNARY(silu)
ORRERY_UNARY(softplus)
#undef ORRERY_UNARY

// Element-wise operations of two arrays, with broadcasting by strides (0 repeats an element).
// shape, a_strides and b_strides have `rank` entries; y is dense in row-major order.
typedef void (*orrery_binary)(int64_t rank, const int64_t *shape, const float *a,
                              const int64_t *a_strides, const float *b, const int64_t *b_strides,
                              float *y);

#define ORRERY_BINARY(name)                                                                    \
  void orrery_##name(int64_t rank, const int64_t *shape, const float *a,                       \
                     const int64_t *a_strides, const float *b, const int64_t *b_strides, float *y);

ORRERY_BINARY(add)
ORRERY_BINARY(subtract)
ORRERY_BINARY(multiply)
ORRERY_BINARY(divide)
ORRERY_BINARY(maximum)
ORRERY_BINARY(minimum)
ORRERY_BINARY(less)
ORRERY_BINARY(less_or_equal)
ORRERY_BINARY(equal)
#undef ORRERY_BINARY

// y = a + b, times slope where negative.
void orrery_add_rectified(int64_t n, const float *a, const float *b, float slope, float *y);
// y[i] += x[i]
void orrery_add_in_place(int64_t n, const float *x, float *y);
// y[i] = value
void orrery_fill(int64_t n, float value, float *y);
// y[i] = mask[i] != 0 ? a[i] : b[i]; a or b may be null for zeros.
void orrery_select(int64_t n, const float *mask, const float *a, const float *b, float *y);
// y[i] = x[i] is NaN ? 1 : 0
void orrery_is_nan(int64_t n, const float *x, float *y);
#endif
