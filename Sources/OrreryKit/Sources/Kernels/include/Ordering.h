#ifndef ORRERY_ORDERING_H
#define ORRERY_ORDERING_H
#include <stdint.h>

/// Puts the finite ones of `count` values into `ordered` in rising order, -0 before +0; returns how
/// many they are. `spare` has room for `count` words. By radix, eleven bits at a time: linear in the
/// count, which is below 2^32.
int64_t orrery_order(int64_t count, const float *values, float *ordered, uint32_t *spare);
#endif
