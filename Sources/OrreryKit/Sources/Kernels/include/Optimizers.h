#ifndef ORRERY_OPTIMIZERS_H
#define ORRERY_OPTIMIZERS_H
#include <stdint.h>

// One step of an optimiser over a parameter w with gradient g; its memory is changed in place.
// Each element depends on itself alone: pieces may run in any order.

// w -= rate (g + decay w)
void orrery_sgd_step(int64_t n, const float *g, float *w, float rate, float decay);
// h = g + decay w; v = momentum v + h; w -= rate v, with Nesterov rate (h + momentum v)
void orrery_momentum_step(int64_t n, const float *g, float *w, float *v, float rate, float decay,
                          float momentum, int nesterov);
// w *= shrink; h = g + decay w; m += first_share (h - m); v = second_keep v + second_share h^2;
// w -= rate m / (scale sqrt(v) + epsilon)
void orrery_adam_step(int64_t n, const float *g, float *w, float *m, float *v, float shrink,
                      float decay, float first_share, float second_keep, float second_share,
                      float rate, float scale, float epsilon);
// h = g + decay w; s = keep s + share h^2; u = h / (sqrt(s) + epsilon);
// w -= rate u, or with b: b = momentum b + u, w -= rate b
void orrery_rmsprop_step(int64_t n, const float *g, float *w, float *s, float *b, float rate,
                         float decay, float keep, float share, float epsilon, float momentum);
// w *= shrink; w -= rate sign(m + first_share (g - m)); m += second_share (g - m)
void orrery_lion_step(int64_t n, const float *g, float *w, float *m, float shrink, float rate,
                      float first_share, float second_share);
// a += share (x - a): exactly a where x is a
void orrery_move_towards(int64_t n, const float *x, float *a, float share);
// x[i] *= factor
void orrery_scale_in_place(int64_t n, float *x, float factor);
// x[i] to -limit...limit; NaN stays
void orrery_clip_in_place(int64_t n, float *x, float limit);
// sum x[i]^2 and sum x[i], in double, in a fixed order
double orrery_squared_norm(int64_t n, const float *x);
double orrery_double_sum(int64_t n, const float *x);
#endif
