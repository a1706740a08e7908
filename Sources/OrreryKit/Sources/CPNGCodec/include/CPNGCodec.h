// PNG in memory over libpng's row interface.
//
// libpng reports errors by longjmp, which must not cross a Swift frame: it would skip releases and
// leave the runtime's state undefined. So every libpng call lives between one setjmp and its
// return, in C. The simplified png_image_* interface, where libpng's recent holes were, is not used.
#ifndef ORRERY_CPNGCODEC_H
#define ORRERY_CPNGCODEC_H
#include <stddef.h>
#include <stdint.h>

/// One text chunk: tEXt when `text` is ASCII, iTXt when `is_utf8`.
typedef struct orrery_png_text {
  char *keyword;
  char *text;
  int is_utf8;
} orrery_png_text;

/// Pixels from the top row down, samples interleaved; 16-bit samples in the machine's byte order.
typedef struct orrery_png {
  uint32_t width;
  uint32_t height;
  int channels;   // 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA
  int bit_depth;  // 8 or 16
  void *pixels;
  size_t text_count;
  orrery_png_text *texts;
} orrery_png;

enum { ORRERY_PNG_OK, ORRERY_PNG_DAMAGED, ORRERY_PNG_TOO_LARGE, ORRERY_PNG_NO_MEMORY };

#define ORRERY_PNG_MESSAGE 160

/// What the pixels show. Few of a photograph's bytes come again, but in runs: looking for more than
/// those takes most of the time and saves nothing. In blocks, rows and pixels are repeated.
enum { ORRERY_PNG_DRAWING, ORRERY_PNG_PHOTOGRAPH, ORRERY_PNG_BLOCKS };

/// Encodes `image` into `*bytes` (free it). `message` says what failed. RGB of 8 bits is written as
/// grey where it is grey, and by palette where it has 256 colours at most.
int orrery_png_encode(const orrery_png *image, int level, int content, uint8_t **bytes,
                      size_t *size, char message[ORRERY_PNG_MESSAGE]);

/// Decodes any PNG to 8 or 16 bits and 1 to 4 channels; palettes and small depths are expanded.
/// Refuses before it allocates what has more than `max_side` rows or columns, more than `max_bytes`
/// of pixels, or more than deflate can pack into `size` bytes. Free with `orrery_png_free`.
int orrery_png_decode(const uint8_t *bytes, size_t size, uint32_t max_side, size_t max_bytes,
                      orrery_png *image, char message[ORRERY_PNG_MESSAGE]);

void orrery_png_free(orrery_png *image);
#endif
