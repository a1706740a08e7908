#ifndef ORRERY_KERNELS_H
#define ORRERY_KERNELS_H
// Plain C kernels over dense Float32 arrays. They hold the loops that must be fast in debug builds
// too; shapes are checked by their Swift callers. Every sum runs in a fixed order.
#include "Channels.h"
#include "Dense.h"
#include "Depthwise.h"
#include "Digest.h"
#include "ElementWise.h"
#include "Elementary.h"
#include "Losses.h"
#include "Memory.h"
#include "Normalisation.h"
#include "Optimizers.h"
#include "Ordering.h"
#include "Periodogram.h"
#include "Random.h"
#include "Recurrent.h"
#include "Reductions.h"
#include "Scans.h"
#include "Strided.h"
#include "Threads.h"
#include "Upsampling.h"
#endif
