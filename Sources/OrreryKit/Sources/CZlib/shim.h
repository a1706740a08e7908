#ifndef ORRERY_CZLIB_SHIM_H
#define ORRERY_CZLIB_SHIM_H
#include <zlib.h>
#endif
