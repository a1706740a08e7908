#include "Losses.h"
#include "Lanes.h"
#include "Maths.h"

enum { BLOCK = 128 };

// MARK: Element by element. Each row: name, set-up, loss and slope from x and y (p and q).

#define ORRERY_LOSS(name, prepare, value, slope)                                              \
  ORRERY_CLONES double orrery_##name##_loss(int64_t n, const float *restrict x,               \
                                            const float *restrict y, const float *restrict w, \
                                            float scale, float *restrict dx, float a,         \
                                            float b) {                                        \
    double total = 0;                                                                         \
    for (int64_t start = 0; start < n; start += BLOCK) {                                      \
      int64_t size = n - start < BLOCK ? n - start : BLOCK;                                   \
      const float *ps = x + start, *qs = y + start;                                           \
      float *to = dx + start, values[BLOCK];                                                  \
      if (!w)                                                                                 \
        for (int64_t i = 0; i < size; i++) {                                                  \
          float p = ps[i], q = qs[i];                                                         \
          prepare;                                                                            \
          values[i] = (value);                                                                \
          to[i] = scale * (slope);                                                            \
        }                                                                                     \
      else                                                                                    \
        for (int64_t i = 0; i < size; i++) {                                                  \
          float p = ps[i], q = qs[i], weight = w[start + i];                                  \
          prepare;                                                                            \
          float v = weight * (value), s = scale * weight * (slope);                           \
          values[i] = weight == 0.0f ? 0.0f : v;                                              \
          to[i] = weight == 0.0f ? 0.0f : s;                                                  \
        }                                                                                     \
      total += orrery_total(size, values);                                                    \
    }                                                                                         \
    (void)a, (void)b;                                                                         \
    return total;                                                                             \
  }

ORRERY_LOSS(squared, float e = p - q, e * e, 2.0f * e)
ORRERY_LOSS(absolute, float e = p - q, fabsf(e), e != e ? e : (float)((e > 0.0f) - (e < 0.0f)))
ORRERY_LOSS(huber, float e = p - q; float f = fabsf(e); float c = e > a ? a : (e < -a ? -a : e),
            f > a ? a * (f - 0.5f * a) : 0.5f * e * e, c)

// u = e^-|x|, r = 1 / (1 + u): sigma(x) and 1 - sigma(x) are r and u r, -log sigma(x) is
// max(-x, 0) + log(1 + u); the quotient undoes the rounding of 1 + u.
#define ORRERY_LOGISTIC                                                                 \
  float u = orrery_exp1(-fabsf(p)), k = 1.0f + u, r = 1.0f / k;                          \
  float l = k == 1.0f ? u : orrery_log1(k) * (u / (k - 1.0f));                           \
  float sigmoid = p < 0.0f ? u * r : r, rest = p < 0.0f ? r : u * r;                     \
  float softplus = l + (p < 0.0f ? -p : 0.0f)

ORRERY_LOSS(binary, ORRERY_LOGISTIC; float t = (1.0f - q) + a * q; (void)sigmoid,
            (1.0f - q) * p + t * softplus, (1.0f - q) - t * rest)

// miss = 1 - p_t. Its derivative over miss, times miss^a, is written so that 0/0 does not arise.
ORRERY_LOSS(binary_focal, ORRERY_LOGISTIC; float entropy = (1.0f - q) * p + softplus;
            float miss = sigmoid * (1.0f - q) + rest * q;
            float power = a == 0.0f ? 1.0f : orrery_exp1(a * orrery_log1(miss));
            float ratio = miss > 0.0f ? sigmoid * rest / miss : 0.0f;
            float alpha = b < 0.0f ? 1.0f : b * q + (1.0f - b) * (1.0f - q),
            alpha * entropy * power,
            alpha * power * ((sigmoid - q) - entropy * a * (2.0f * q - 1.0f) * ratio))

ORRERY_CLONES double orrery_gaussian_loss(int64_t n, const float *restrict x,
                                          const float *restrict variance,
                                          const float *restrict y, const float *restrict w,
                                          float floor, float scale, float *restrict dx,
                                          float *restrict dvariance) {
  double total = 0;
  for (int64_t start = 0; start < n; start += BLOCK) {
    int64_t size = n - start < BLOCK ? n - start : BLOCK;
    float values[BLOCK];
    for (int64_t i = 0; i < size; i++) {
      int64_t j = start + i;
      float weight = w ? w[j] : 1.0f, s = variance[j] < floor ? floor : variance[j];
      float e = x[j] - y[j], inverse = 1.0f / s, ratio = e * e * inverse;
      int counts = weight != 0.0f;
      float value = 0.5f * weight * (orrery_log1(s) + ratio);
      float slope = scale * weight * e * inverse;
      float bend = 0.5f * scale * weight * inverse * (1.0f - ratio);
      values[i] = counts ? value : 0.0f;
      dx[j] = counts ? slope : 0.0f;
      dvariance[j] = counts ? bend : 0.0f;
    }
    total += orrery_total(size, values);
  }
  return total;
}

// MARK: Cross-entropy. With targets t: sum t (L - z), L = log sum e^z; slope p sum t - t.

// (1 - p)^a (-log p) has the slope f (p - 1) by its own logit, where f = (1 - p)^a (1 + a p r)
// with r = -log p / (1 - p), which goes to 1 as p does.
// That of another logit is f p, so that sum t p - t serves with t f for t.
typedef struct {
  float power, factor;  // (1 - p)^a and f; 1 where a is 0
} focal;

ORRERY_INLINE focal focal_of(float p, float minus_log, float a) {
  if (!(a > 0.0f)) return (focal){1.0f, 1.0f};
  float rest = 1.0f - p;
  float r = rest > 1e-3f ? minus_log / rest : 1.0f + 0.5f * rest;
  float power = orrery_exp1(a * orrery_log1(rest));
  return (focal){power, power * (1.0f + a * p * r)};
}

// Positions lie `across` elements apart, classes `step`.
ORRERY_INLINE double cross_entropy_block(const orrery_cross_entropy *loss, int64_t position,
                                         int64_t at, int64_t size, int64_t across, int64_t step,
                                         float scale, float *dx) {
  int64_t classes = loss->classes;
  const float *z = loss->logits + at, *q = loss->q ? loss->q + at : 0;
  const long *labels = loss->labels ? loss->labels + position : 0;
  float even = loss->smoothing / (float)classes, own = 1.0f - loss->smoothing, focus = loss->focus;
  float top[BLOCK], mass[BLOCK] = {0}, value[BLOCK] = {0}, weight[BLOCK];
  double sum[BLOCK] = {0};
  for (int64_t i = 0; i < size; i++) {
    top[i] = z[i * across];
    weight[i] = loss->weights ? loss->weights[position + i] : 1.0f;
  }
  for (int64_t k = 1; k < classes; k++)
    for (int64_t i = 0; i < size; i++) {
      float v = z[k * step + i * across];
      top[i] = v > top[i] || v != v ? v : top[i];
    }
  for (int64_t k = 0; k < classes; k++)
    for (int64_t i = 0; i < size; i++) {
      float e = orrery_exp1(z[k * step + i * across] - top[i]);
      dx[k * step + i * across] = e;
      sum[i] += e;
    }
  // From here on `top` is L.
  float inverse[BLOCK];
  for (int64_t i = 0; i < size; i++) {
    top[i] += orrery_log1((float)sum[i]);
    inverse[i] = (float)(1.0 / sum[i]);
  }
  // A class without weight must not spoil the sum where its logit is -infinity.
  for (int64_t k = 0; k < classes; k++) {
    float class_weight = loss->class_weights ? loss->class_weights[k] : 1.0f;
    if (q || even > 0.0f)
      for (int64_t i = 0; i < size; i++) {
        float t = class_weight * (q ? own * q[k * step + i * across] + even : even);
        float minus_log = top[i] - z[k * step + i * across];
        focal f = focal_of(dx[k * step + i * across] * inverse[i], minus_log, focus);
        float v = t * f.power * minus_log;
        mass[i] += t == 0.0f ? 0.0f : t * f.factor;
        value[i] += t == 0.0f ? 0.0f : v;
      }
  }
  float extra[BLOCK] = {0};  // what the label adds to its own class
  if (labels)
    for (int64_t i = 0; i < size; i++) {
      if (weight[i] == 0.0f) continue;
      int64_t k = labels[i];
      float t = own * (loss->class_weights ? loss->class_weights[k] : 1.0f);
      float minus_log = top[i] - z[k * step + i * across];
      focal f = focal_of(dx[k * step + i * across] * inverse[i], minus_log, focus);
      if (t != 0.0f) {
        value[i] += t * f.power * minus_log;
        t *= f.factor;
      }
      extra[i] = t;
      mass[i] += t;
    }
  for (int64_t i = 0; i < size; i++) {
    float v = weight[i] * value[i];
    value[i] = weight[i] == 0.0f ? 0.0f : v;
  }
  for (int64_t k = 0; k < classes; k++) {
    float class_weight = loss->class_weights ? loss->class_weights[k] : 1.0f;
    for (int64_t i = 0; i < size; i++) {
      float t = q ? class_weight * (own * q[k * step + i * across] + even) : class_weight * even;
      float p = dx[k * step + i * across] * inverse[i];
      focal f = focal_of(p, top[i] - z[k * step + i * across], focus);
      float s = scale * weight[i] * (p * mass[i] - (t == 0.0f ? 0.0f : t * f.factor));
      dx[k * step + i * across] = weight[i] == 0.0f ? 0.0f : s;
    }
  }
  if (labels)
    for (int64_t i = 0; i < size; i++)
      if (weight[i] != 0.0f) dx[labels[i] * step + i * across] -= scale * weight[i] * extra[i];
  return orrery_total(size, value);
}

ORRERY_CLONES double orrery_cross_entropy_loss(const orrery_cross_entropy *loss, int64_t first,
                                               int64_t last, float scale, float *dx) {
  int64_t classes = loss->classes, places = loss->places;
  double total = 0;
  for (int64_t size; first < last; first += size) {
    size = last - first < BLOCK ? last - first : BLOCK;
    if (places == 1) {
      int64_t at = first * classes;
      total += cross_entropy_block(loss, first, at, size, classes, 1, scale, dx + at);
    } else {
      int64_t place = first % places, left = places - place;
      size = left < size ? left : size;
      int64_t at = first / places * classes * places + place;
      total += cross_entropy_block(loss, first, at, size, 1, places, scale, dx + at);
    }
  }
  return total;
}

double orrery_label_mass(const orrery_cross_entropy *loss, int64_t first, int64_t last) {
  double sum = 0;
  for (int64_t i = first; i < last; i++) {
    float weight = loss->weights ? loss->weights[i] : 1.0f;
    if (weight != 0.0f)
      sum += weight * (loss->class_weights ? loss->class_weights[loss->labels[i]] : 1.0f);
  }
  return sum;
}

int64_t orrery_wrong_label(const orrery_cross_entropy *loss, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if ((loss->labels[i] < 0 || loss->labels[i] >= loss->classes) &&
        !(loss->weights && loss->weights[i] == 0.0f))
      return i;
  return -1;
}
