#ifndef ORRERY_CLONES_H
#define ORRERY_CLONES_H
// ORRERY_CLONES compiles a function for several generations of x86-64; the loader picks one. The
// thread sanitizer would be called by what picks, before it has started.
#if defined(__has_feature)
#define ORRERY_HAS(feature) __has_feature(feature)
#else
#define ORRERY_HAS(feature) 0
#endif
#if defined(__x86_64__) && !ORRERY_HAS(thread_sanitizer)
#define ORRERY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ORRERY_CLONES
#endif
// Inlined into each clone, so that it is compiled with the clone's instructions.
#define ORRERY_INLINE static inline __attribute__((always_inline))
#endif
