#ifndef ORRERY_KERNELS_H
#define ORRERY_KERNELS_H
#endif
