#ifndef ORRERY_UPSAMPLING_H
#define ORRERY_UPSAMPLING_H
#include <stdint.h>

// Bilinear interpolation of planes [height, width]. Row r of the result lies between the rows
// rows[r] and the next, at row_parts[r] of the way; the columns likewise.
void orrery_upsample_bilinear(int64_t planes, int64_t height, int64_t width, int64_t output_height,
                              int64_t output_width, const int32_t *rows, const float *row_parts,
                              const int32_t *columns, const float *column_parts, const float *x,
                              float *y);
void orrery_upsample_bilinear_gradient(int64_t planes, int64_t height, int64_t width,
                                       int64_t output_height, int64_t output_width,
                                       const int32_t *rows, const float *row_parts,
                                       const int32_t *columns, const float *column_parts,
                                       const float *gradient, float *dx);
#endif
