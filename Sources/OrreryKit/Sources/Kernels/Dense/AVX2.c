// For x86-64 with AVX2 and fused multiply-add: 16 registers of 8 floats.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define GENERATION orrery_dense_avx2
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "Generation.h"
#pragma clang attribute pop
#endif
