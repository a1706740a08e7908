#ifndef ORRERY_PERIODOGRAM_H
#define ORRERY_PERIODOGRAM_H
#include <stdint.h>

// Sums over points of w cos, w sin, w y cos, w y sin, w cos cos and w cos sin of 2 pi f t, at the
// frequencies f = start + k step. `count` is a multiple of 8; sums is [count / 8, 6, 8]. Angles go on
// by rotation from the first frequency: after 64 rotations they are right to 1e-14.
void orrery_periodogram_sums(int64_t points, const double *time, const double *weight,
                             const double *value, double start, double step, int64_t count,
                             double *sums);
#endif
