#include "Random.h"
#include "Maths.h"

// Four random words for block `counter`.
ORRERY_INLINE void philox(uint64_t counter, uint64_t seed, uint32_t out[4]) {
  uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32), c2 = 0, c3 = 0;
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
    uint32_t next0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, next2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1, c3 = (uint32_t)p0, c0 = next0, c2 = next2;
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

ORRERY_CLONES void orrery_random_uniform(int64_t n, uint64_t seed, float lower, float upper,
                                         float *y) {
  for (int64_t i = 0; i < n; i += 4) {
    uint32_t words[4];
    philox((uint64_t)i / 4, seed, words);
    for (int64_t j = 0; j < 4 && i + j < n; j++) {
      float v = lower + (upper - lower) * ((float)(words[j] >> 8) * 0x1p-24f);
      // Rounding may reach `upper`, which is not in the interval.
      y[i + j] = v < upper || lower >= upper ? v : nextafterf(upper, lower);
    }
  }
}

ORRERY_CLONES void orrery_random_normal(int64_t n, uint64_t seed, float mean, float deviation,
                                        float *y) {
  for (int64_t i = 0; i < n; i += 4) {
    uint32_t words[4];
    float normal[4];
    philox((uint64_t)i / 4, seed, words);
    for (int pair = 0; pair < 4; pair += 2) {
      // 1 - u in (0, 1]: the logarithm is finite; 32 bits reach 6.7 deviations.
      double u = ((double)words[pair] + 1.0) * 0x1p-32;
      double radius = sqrt(-2.0 * log(u)), angle = 0x1.921fb54442d18p-30 * (double)words[pair + 1];
      normal[pair] = (float)(radius * cos(angle)), normal[pair + 1] = (float)(radius * sin(angle));
    }
    for (int64_t j = 0; j < 4 && i + j < n; j++) y[i + j] = mean + deviation * normal[j];
  }
}
