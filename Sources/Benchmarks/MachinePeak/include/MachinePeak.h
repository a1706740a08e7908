#ifndef ORRERY_MACHINE_PEAK_H
#define ORRERY_MACHINE_PEAK_H
// What this machine can reach at best, measured: the scale for every other figure.

// Fused multiply-adds of float32 in registers, 1e9 operations per second (an FMA counts two).
double orrery_peak_float32(int threads);

// Products of bfloat16 pairs summed in float32 (AMX tiles, else AVX-512), 1e9 operations per
// second; 0 where the CPU has no such instruction.
double orrery_peak_bfloat16(int threads);

// a = b + s c over arrays far larger than the caches: 1e9 bytes per second, 12 for each element.
double orrery_memory_bandwidth(int threads);
#endif
