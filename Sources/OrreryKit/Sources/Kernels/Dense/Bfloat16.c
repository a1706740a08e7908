// For x86-64 with AVX-512 that multiplies pairs of bfloat16: the kernels whose factors are rounded.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("arch=x86-64-v4,avx512bf16"), min_vector_width(512))), \
    apply_to = function)
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define DEPTH 2
#include "Kernels.h"
#include "Products.h"
#include "Convolution.h"
#include "Rounding.h"
#include "Winograd.h"

const orrery_dense_kernels orrery_dense_bfloat16 = {
    .multiply = multiply,
    .convolution_forward = convolution_forward,
    .convolution_input_gradient = convolution_input_gradient,
    .convolution_weight_gradient = convolution_weight_gradient,
    .winograd_weights = winograd_weights,
    .winograd_forward = winograd_forward,
    .winograd_gradient = winograd_gradient,
    .winograd_gradient_end = winograd_gradient_end,
    .round_rows = round_rows,
    .round_pairs = round_pairs,
    .round_panels = round_panels,
};
#pragma clang attribute pop
#endif
