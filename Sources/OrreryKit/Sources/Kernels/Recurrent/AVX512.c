// For x86-64 with AVX-512: 24 sums of 16 floats in registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define GENERATION orrery_recurrent_avx512
#define LANES 16
#define ROWS 6
#define BACK_ROWS 12
#include "Steps.h"
#pragma clang attribute pop
#endif
