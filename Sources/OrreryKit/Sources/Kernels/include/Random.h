#ifndef ORRERY_RANDOM_H
#define ORRERY_RANDOM_H
#include <stdint.h>

// Philox4x32-10 (Salmon et al. 2011): element i depends on seed and i alone.
// y[i] uniform in [lower, upper), 24 random bits each.
void orrery_random_uniform(int64_t n, uint64_t seed, float lower, float upper, float *y);
// y[i] normal with this mean and deviation (Box & Muller 1958).
void orrery_random_normal(int64_t n, uint64_t seed, float mean, float deviation, float *y);
#endif
