#ifndef ORRERY_CWCS_SHIM_H
#define ORRERY_CWCS_SHIM_H
#include <wcs.h>
#include <dis.h>
#include <wcserr.h>
#endif
