#ifndef ORRERY_CFITSIO_SHIM_H
#define ORRERY_CFITSIO_SHIM_H
#include <fitsio.h>
#endif
