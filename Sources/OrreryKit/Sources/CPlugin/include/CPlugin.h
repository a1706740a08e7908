// The tag that every plug-in carries in an ELF section of its own, so that the host can read what
// a file was built with before it runs any of that file's code.
#ifndef ORRERY_CPLUGIN_H
#define ORRERY_CPLUGIN_H
#include <stdint.h>

/// Number of the plug-in contract: raised by every change that breaks plug-ins already built.
#define ORRERY_SDK_ABI 1
#define ORRERY_SDK_VERSION "0.1.0"
/// The clang inside the Swift toolchain; Swift has no stable ABI across compilers on Linux.
#define ORRERY_TOOLCHAIN __VERSION__

typedef struct orrery_abi_tag {
  char magic[8];
  uint32_t tag_size;
  uint32_t sdk_abi;
  char sdk_version[32];
  char toolchain[192];
} orrery_abi_tag;

/// `retain` keeps the section through the linker's garbage collection in release builds.
static inline const orrery_abi_tag *orrery_abi_tag_here(void) {
  static const orrery_abi_tag tag __attribute__((used, retain, section("orrery_plugin"))) = {
      {'O', 'R', 'R', 'E', 'R', 'Y', 'P', 'L'},
      sizeof(orrery_abi_tag),
      ORRERY_SDK_ABI,
      ORRERY_SDK_VERSION,
      ORRERY_TOOLCHAIN};
  return &tag;
}
#endif
