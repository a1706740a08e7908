#ifndef ORRERY_CCAIRO_SHIM_H
#define ORRERY_CCAIRO_SHIM_H
#include <cairo.h>
#endif
