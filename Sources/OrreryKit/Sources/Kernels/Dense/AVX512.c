// For x86-64 with AVX-512: 32 registers of 16 floats. Eight rows reach the peak where fourteen,
// which fill the registers, spill.
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define GENERATION orrery_dense_avx512
#define TILE_ROWS 8
#define TILE_VECTORS 2
#include "Generation.h"
#pragma clang attribute pop
#endif
