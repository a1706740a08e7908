#include "Optimizers.h"
#include "Lanes.h"
#include <math.h>

ORRERY_CLONES void orrery_sgd_step(int64_t n, const float *restrict g, float *restrict w,
                                   float rate, float decay) {
  for (int64_t i = 0; i < n; i++) w[i] -= rate * (g[i] + decay * w[i]);
}

ORRERY_CLONES void orrery_momentum_step(int64_t n, const float *restrict g, float *restrict w,
                                        float *restrict v, float rate, float decay, float momentum,
                                        int nesterov) {
  if (nesterov)
    for (int64_t i = 0; i < n; i++) {
      float h = g[i] + decay * w[i];
      v[i] = momentum * v[i] + h;
      w[i] -= rate * (h + momentum * v[i]);
    }
  else
    for (int64_t i = 0; i < n; i++) {
      v[i] = momentum * v[i] + (g[i] + decay * w[i]);
      w[i] -= rate * v[i];
    }
}

ORRERY_CLONES void orrery_adam_step(int64_t n, const float *restrict g, float *restrict w,
                                    float *restrict m, float *restrict v, float shrink,
                                    float decay, float first_share, float second_keep,
                                    float second_share, float rate, float scale, float epsilon) {
  for (int64_t i = 0; i < n; i++) {
    float x = w[i] * shrink, h = g[i] + decay * x;
    float a = m[i] + (h - m[i]) * first_share;
    float b = v[i] * second_keep + h * h * second_share;
    m[i] = a, v[i] = b;
    w[i] = x - rate * a / (sqrtf(b) * scale + epsilon);
  }
}

ORRERY_CLONES void orrery_rmsprop_step(int64_t n, const float *restrict g, float *restrict w,
                                       float *restrict s, float *restrict b, float rate,
                                       float decay, float keep, float share, float epsilon,
                                       float momentum) {
  if (!b)
    for (int64_t i = 0; i < n; i++) {
      float h = g[i] + decay * w[i];
      s[i] = s[i] * keep + h * h * share;
      w[i] -= rate * (h / (sqrtf(s[i]) + epsilon));
    }
  else
    for (int64_t i = 0; i < n; i++) {
      float h = g[i] + decay * w[i];
      s[i] = s[i] * keep + h * h * share;
      b[i] = momentum * b[i] + h / (sqrtf(s[i]) + epsilon);
      w[i] -= rate * b[i];
    }
}

ORRERY_CLONES void orrery_lion_step(int64_t n, const float *restrict g, float *restrict w,
                                    float *restrict m, float shrink, float rate,
                                    float first_share, float second_share) {
  for (int64_t i = 0; i < n; i++) {
    float difference = g[i] - m[i], mixed = m[i] + first_share * difference;
    // A NaN must not look like a step.
    float sign = mixed > 0.0f ? 1.0f : (mixed < 0.0f ? -1.0f : mixed);
    w[i] = w[i] * shrink - rate * sign;
    m[i] += second_share * difference;
  }
}

ORRERY_CLONES void orrery_move_towards(int64_t n, const float *restrict x, float *restrict a,
                                       float share) {
  for (int64_t i = 0; i < n; i++) a[i] += share * (x[i] - a[i]);
}

ORRERY_CLONES void orrery_scale_in_place(int64_t n, float *x, float factor) {
  for (int64_t i = 0; i < n; i++) x[i] *= factor;
}

ORRERY_CLONES void orrery_clip_in_place(int64_t n, float *x, float limit) {
  for (int64_t i = 0; i < n; i++) {
    float v = x[i] > limit ? limit : x[i];
    x[i] = v < -limit ? -limit : v;
  }
}

ORRERY_CLONES double orrery_squared_norm(int64_t n, const float *x) {
  return orrery_total_of_squares(n, x, 0);
}

ORRERY_CLONES double orrery_double_sum(int64_t n, const float *x) { return orrery_total(n, x); }
