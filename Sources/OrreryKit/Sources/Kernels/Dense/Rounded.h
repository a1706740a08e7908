#ifndef ORRERY_ROUNDED_H
#define ORRERY_ROUNDED_H
#include <stdint.h>
#include <string.h>

// The upper half of a float, rounded to nearest even: bfloat16. NaN stays NaN.
static inline uint16_t orrery_bfloat16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint32_t rounded = bits + 0x7FFF + (bits >> 16 & 1);
  return (uint16_t)((x != x ? bits | 0x400000 : rounded) >> 16);
}
#endif
