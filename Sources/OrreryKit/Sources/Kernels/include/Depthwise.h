#ifndef ORRERY_DEPTHWISE_H
#define ORRERY_DEPTHWISE_H
// Convolution of each channel by itself, over channels-last images [height, width, channels], with
// weights [taps][channels]. Sixteen floats behind the end of every array must be readable.
#include "Channels.h"
#include "Dense.h"

// The output rows [first, last) of an image.
void orrery_depthwise_forward(const orrery_window *w, int64_t first, int64_t last, const float *x,
                              const float *weight, float *y, const orrery_ending *ending);
// The rows [first, last) of the gradient at an image; what a transposed convolution does forward.
void orrery_depthwise_input_gradient(const orrery_window *w, int64_t first, int64_t last,
                                     const float *gradient, const float *weight, float *dx,
                                     const orrery_ending *ending);
// Adds the share of the output rows [first, last) of an image to sums[taps][channels].
void orrery_depthwise_weight_gradient(const orrery_window *w, int64_t first, int64_t last,
                                      const float *x, const float *gradient, double *sums);
#endif
