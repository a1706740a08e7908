#ifndef ORRERY_THREADS_H
#define ORRERY_THREADS_H
#include <stdint.h>

// Runs body(context, 0) ... body(context, count - 1) on the calling thread and at most `helpers`
// others of the one pool. Who runs what is open. A thread that is busy is not waited for: the
// caller works too, and waits only for what others have begun. May be nested.
void orrery_parallel(int64_t count, int64_t helpers, void (*body)(void *, int64_t), void *context);
#endif
