#ifndef ORRERY_CWCS_SHIM_H
#define ORRERY_CWCS_SHIM_H
#include <string.h>
#include <wcs.h>
#include <dis.h>
#include <wcserr.h>

// Swift sees wcslib's arrays of char[72] as tuples that cannot be indexed.
static inline void orrery_wcs_set_axis(struct wcsprm *wcs, int axis, const char *ctype) {
  strncpy(wcs->ctype[axis], ctype, 71);
  strncpy(wcs->cunit[axis], "deg", 71);
}
#endif
