#ifndef ORRERY_CPNG_SHIM_H
#define ORRERY_CPNG_SHIM_H
#include <png.h>
#endif
