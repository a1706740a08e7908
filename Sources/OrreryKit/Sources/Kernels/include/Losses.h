#ifndef ORRERY_LOSSES_H
#define ORRERY_LOSSES_H
#include <stdint.h>

// Losses and their slopes in one pass. Weights w may be null for ones; what has the weight 0 does
// not count, whatever its values are, NaN too. Sums are kept in double, in a fixed order.

// Returns sum w f(x, y); dx = scale w df/dx. a and b are the loss's own numbers.
typedef double (*orrery_loss)(int64_t n, const float *x, const float *y, const float *w, float scale,
                              float *dx, float a, float b);

#define ORRERY_LOSS(name)                                                                    \
  double orrery_##name##_loss(int64_t n, const float *x, const float *y, const float *w,     \
                              float scale, float *dx, float a, float b);

ORRERY_LOSS(squared)
ORRERY_LOSS(absolute)
ORRERY_LOSS(huber)          // a: where it becomes linear
ORRERY_LOSS(binary)         // x a logit; a: weight of positives
ORRERY_LOSS(binary_focal)   // x a logit; a: exponent, b: weight of positives, negative for none
#undef ORRERY_LOSS

// Returns sum w (log v + (x - y)^2 / v) / 2 with v = max(variance, floor); dvariance is taken at v.
double orrery_gaussian_loss(int64_t n, const float *x, const float *variance, const float *y,
                            const float *w, float floor, float scale, float *dx, float *dvariance);

// What a cross-entropy is made of. Logits and q are [images, classes, places]; labels or q are null.
typedef struct {
  int64_t classes, places;
  const float *logits;
  const long *labels;          // [images, places]
  const float *q;              // probabilities
  const float *weights;        // [images, places], or null
  const float *class_weights;  // [classes], or null
  float smoothing;             // spread over all classes
  float focus;                 // each class counts (1 - p)^focus
} orrery_cross_entropy;

// For the positions first to last of images * places returns the weighted sum; dx = scale * slope.
double orrery_cross_entropy_loss(const orrery_cross_entropy *loss, int64_t first, int64_t last,
                                 float scale, float *dx);
// Sum of weight * class weight over the positions' labels.
double orrery_label_mass(const orrery_cross_entropy *loss, int64_t first, int64_t last);
// First position whose label is no class though its weight is not 0; -1 where there is none.
int64_t orrery_wrong_label(const orrery_cross_entropy *loss, int64_t count);
#endif
