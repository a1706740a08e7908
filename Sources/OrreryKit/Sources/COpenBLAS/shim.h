#ifndef ORRERY_COPENBLAS_SHIM_H
#define ORRERY_COPENBLAS_SHIM_H
#include <cblas.h>
#endif
