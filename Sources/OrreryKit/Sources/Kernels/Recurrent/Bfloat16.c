// For x86-64 with AVX-512 that multiplies pairs of bfloat16: 24 sums of 16 floats in registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("arch=x86-64-v4,avx512bf16"), min_vector_width(512))), \
    apply_to = function)
#define GENERATION orrery_recurrent_bfloat16
#define LANES 16
#define ROWS 6
#define BACK_ROWS 12
#define DEPTH 2
#include "Steps.h"
#pragma clang attribute pop
#endif
