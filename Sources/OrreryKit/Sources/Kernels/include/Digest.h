#ifndef ORRERY_DIGEST_H
#define ORRERY_DIGEST_H
#include <stdint.h>

/// Takes `blocks` blocks of 64 bytes into the eight words of a SHA-256 state (FIPS 180-4).
/// In C because an input is hashed before it is read: it must not be slower than the disk.
void orrery_sha256(int64_t blocks, const uint8_t *data, uint32_t *state);
#endif
