#ifndef ORRERY_UPSAMPLING_H
#define ORRERY_UPSAMPLING_H
#include <stdint.h>

// Bilinear interpolation of an image [height, width, channels]: row r of the result lies between
// the rows rows[r] and the next, at row_parts[r] of the way; the columns likewise.
typedef struct orrery_bilinear {
  int64_t channels, height, width, output_height, output_width;
  const int32_t *rows;
  const float *row_parts;
  const int32_t *columns;
  const float *column_parts;
} orrery_bilinear;

// The output rows [first, last).
void orrery_upsample_bilinear(const orrery_bilinear *b, int64_t first, int64_t last, const float *x,
                              float *y);
void orrery_upsample_bilinear_gradient(const orrery_bilinear *b, const float *gradient, float *dx);
#endif
