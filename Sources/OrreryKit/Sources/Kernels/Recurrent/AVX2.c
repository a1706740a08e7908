// For x86-64 with AVX2 and fused multiply-add: 12 sums of 8 floats in registers.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define GENERATION orrery_recurrent_avx2
#define LANES 8
#define ROWS 3
#define BACK_ROWS 6
#include "Steps.h"
#pragma clang attribute pop
#endif
