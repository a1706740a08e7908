#ifndef ORRERY_MEMORY_H
#define ORRERY_MEMORY_H
#include <stdint.h>

// Memory for arrays, aligned to cache lines, with 64 readable bytes behind the end. Large blocks are
// kept and given out again: the first touch of fresh memory costs more than most kernels.
void *orrery_allocate(int64_t bytes);
void orrery_release(void *memory, int64_t bytes);
// What large blocks together may take; asked for more, the program stops with a message.
void orrery_limit_memory(int64_t bytes);

// Scratch of the calling thread, kept until it ends; a second call ends the first one's use.
float *orrery_scratch(int64_t floats);
#endif
