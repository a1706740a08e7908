#include "Periodogram.h"
#include "Lanes.h"
#include <math.h>

enum { LANES = 8, SUMS = 6 };

// Cosine and sine of so many turns. Whole turns go first: 2 pi f t of a long baseline would lose
// digits.
static void rotation(double turns, double *c, double *s) {
  double angle = 6.283185307179586476925 * (turns - rint(turns));
  *c = cos(angle);
  *s = sin(angle);
}

ORRERY_CLONES static void add_point(double weight, double value, int64_t count,
                                    const double *cosines, const double *sines, double c8,
                                    double s8, double *sums) {
  orrery_lanes c, s;
  memcpy(&c, cosines, sizeof c);
  memcpy(&s, sines, sizeof s);
  for (int64_t k = 0; k < count; k += LANES) {
    double *block = sums + k * SUMS;
    orrery_lanes sum[SUMS];
    memcpy(sum, block, sizeof sum);
    orrery_lanes wc = weight * c;
    sum[0] += wc;
    sum[1] += weight * s;
    sum[2] += value * c;
    sum[3] += value * s;
    sum[4] += wc * c;
    sum[5] += wc * s;
    memcpy(block, sum, sizeof sum);
    orrery_lanes next = c * c8 - s * s8;
    s = s * c8 + c * s8;
    c = next;
  }
}

void orrery_periodogram_sums(int64_t points, const double *time, const double *weight,
                             const double *value, double start, double step, int64_t count,
                             double *sums) {
  memset(sums, 0, (size_t)count * SUMS * sizeof *sums);
  for (int64_t p = 0; p < points; p++) {
    double c[LANES], s[LANES], c1, s1, c8, s8;
    rotation(start * time[p], c, s);
    rotation(step * time[p], &c1, &s1);
    rotation(LANES * step * time[p], &c8, &s8);
    for (int i = 1; i < LANES; i++) {
      c[i] = c[i - 1] * c1 - s[i - 1] * s1;
      s[i] = s[i - 1] * c1 + c[i - 1] * s1;
    }
    add_point(weight[p], weight[p] * value[p], count, c, s, c8, s8, sums);
  }
}
