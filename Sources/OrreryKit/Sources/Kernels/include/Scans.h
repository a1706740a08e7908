#ifndef ORRERY_SCANS_H
#define ORRERY_SCANS_H
#include <stdbool.h>
#include <stdint.h>

// Sums up to and with each element along the middle axis of [outer, n, inner], from the end where
// reversed; kept in double.
void orrery_cumulative_sum(int64_t outer, int64_t n, int64_t inner, bool reversed, const float *x,
                           float *y);
// For the images [first, last) of x [images, height, width, channels]: the place in x of the largest
// value of each of the cells floor(i H / h) ..< ceil((i + 1) H / h), the same for columns, by
// channel: the first of equal ones; NaN wins.
void orrery_adaptive_max_places(int64_t first, int64_t last, int64_t height, int64_t width,
                                int64_t channels, int64_t output_height, int64_t output_width,
                                const float *x, int64_t *places);
#endif
