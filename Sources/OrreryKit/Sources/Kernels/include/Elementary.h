#ifndef ORRERY_ELEMENTARY_H
#define ORRERY_ELEMENTARY_H
#include <stdint.h>

/// asinh of each value in its place, to a few units of the last place; NaN stays, infinity becomes
/// NaN or infinity.
void orrery_asinh(int64_t count, double *values);
#endif
