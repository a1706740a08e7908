#include "CPNGCodec.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void fail(png_structp png, png_const_charp text) {
  char *message = png_get_error_ptr(png);
  if (message) {
    strncpy(message, text, ORRERY_PNG_MESSAGE - 1);
    message[ORRERY_PNG_MESSAGE - 1] = 0;
  }
  png_longjmp(png, 1);
}

// Warnings are about ancillary chunks that we do not use.
static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// MARK: - Encoding

typedef struct sink {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} sink;

static void put(png_structp png, png_bytep data, size_t count) {
  sink *out = png_get_io_ptr(png);
  if (out->capacity - out->size < count) {
    size_t capacity = out->capacity * 2 + count + 4096;
    uint8_t *grown = realloc(out->bytes, capacity);
    if (!grown) png_error(png, "no memory");
    out->bytes = grown;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->size, data, count);
  out->size += count;
}

static void flush(png_structp png) { (void)png; }

// Pixels as they go into the file: grey where all are, by palette where 256 colours are enough.
typedef struct packed {
  const uint8_t *pixels;
  uint8_t *own;  // the pixels where they are not the image's; to be freed
  int channels;
  int colors;    // of the palette; 0 for none
  png_color palette[256];
} packed;

static int is_grey(const uint8_t *pixels, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (pixels[3 * i] != pixels[3 * i + 1] || pixels[3 * i] != pixels[3 * i + 2]) return 0;
  return 1;
}

// Places of the pixels' colours in a palette, in the order in which they first appear.
// Returns 0 where there are more than 256.
static int index_colors(const uint8_t *pixels, size_t count, packed *out) {
  uint32_t seen[1024];  // colour + 1, by a hash of it
  uint8_t places[1024];
  memset(seen, 0, sizeof seen);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *p = pixels + 3 * i;
    uint32_t color = ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) + 1;
    uint32_t slot = color * 2654435761u >> 22;
    while (seen[slot] && seen[slot] != color) slot = (slot + 1) & 1023;
    if (!seen[slot]) {
      if (out->colors == 256) return 0;
      seen[slot] = color;
      places[slot] = (uint8_t)out->colors;
      out->palette[out->colors++] = (png_color){p[0], p[1], p[2]};
    }
    out->own[i] = places[slot];
  }
  return 1;
}

// What cannot be packed, for want of colours or of memory, stays as it is.
static void pack(const orrery_png *image, packed *out) {
  const uint8_t *pixels = image->pixels;
  size_t count = (size_t)image->width * image->height;
  out->pixels = pixels;
  out->channels = image->channels;
  if (image->channels != 3 || image->bit_depth != 8 || !(out->own = malloc(count))) return;
  if (is_grey(pixels, count)) {
    for (size_t i = 0; i < count; i++) out->own[i] = pixels[3 * i];
  } else if (!index_colors(pixels, count, out)) {
    out->colors = 0;
    return;
  }
  out->pixels = out->own;
  out->channels = 1;
}

// Everything that longjmp may skip past lives in the caller's frame: `out`, `texts`, `pixels`.
static int encode(png_structp png, png_infop info, const orrery_png *image, int level, int content,
                  png_text *texts, const packed *pixels) {
  if (setjmp(png_jmpbuf(png))) return ORRERY_PNG_DAMAGED;
  static const int colors[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                               PNG_COLOR_TYPE_RGB_ALPHA};
  int type = pixels->colors ? PNG_COLOR_TYPE_PALETTE : colors[pixels->channels - 1];
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(png, info, image->width, image->height, image->bit_depth, type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (pixels->colors) png_set_PLTE(png, info, pixels->palette, pixels->colors);
  png_set_compression_level(png, level);
  size_t stride = (size_t)image->width * pixels->channels * (image->bit_depth / 8);
  // Of a small picture a small window sees all: less memory to get and to clear for each.
  if ((stride + 1) * image->height <= 1 << 13) {
    png_set_compression_window_bits(png, 13);
    png_set_compression_mem_level(png, 7);
  }
  if (content != ORRERY_PNG_DRAWING) png_set_compression_strategy(png, Z_RLE);
  if (content == ORRERY_PNG_PHOTOGRAPH && !pixels->colors)
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_AVG);
  for (size_t i = 0; i < image->text_count; i++) {
    texts[i].compression =
        image->texts[i].is_utf8 ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
    texts[i].key = image->texts[i].keyword;
    texts[i].text = image->texts[i].text;
    texts[i].lang = "";
    texts[i].lang_key = "";
  }
  png_set_text(png, info, texts, (int)image->text_count);
  png_write_info(png, info);
  const uint16_t one = 1;
  if (image->bit_depth == 16 && *(const uint8_t *)&one == 1) png_set_swap(png);
  for (uint32_t y = 0; y < image->height; y++)
    png_write_row(png, (png_const_bytep)pixels->pixels + y * stride);
  png_write_end(png, NULL);
  return ORRERY_PNG_OK;
}

int orrery_png_encode(const orrery_png *image, int level, int content, uint8_t **bytes,
                      size_t *size, char message[ORRERY_PNG_MESSAGE]) {
  sink out = {0};
  packed pixels = {0};
  pack(image, &pixels);
  png_text *texts = calloc(image->text_count + 1, sizeof(png_text));
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  int status = ORRERY_PNG_NO_MEMORY;
  if (info && texts) {
    png_set_write_fn(png, &out, put, flush);
    status = encode(png, info, image, level, content, texts, &pixels);
  }
  png_destroy_write_struct(&png, &info);
  free(texts);
  free(pixels.own);
  if (status != ORRERY_PNG_OK) {
    free(out.bytes);
    return status;
  }
  *bytes = out.bytes;
  *size = out.size;
  return ORRERY_PNG_OK;
}

// MARK: - Decoding

typedef struct source {
  const uint8_t *bytes;
  size_t size;
  size_t position;
  // Filled while decoding, so that nothing is lost over a longjmp.
  png_bytep *rows;
} source;

static void get(png_structp png, png_bytep data, size_t count) {
  source *in = png_get_io_ptr(png);
  if (in->size - in->position < count) png_error(png, "the file is cut short");
  memcpy(data, in->bytes + in->position, count);
  in->position += count;
}

static char *copy(const char *text) {
  size_t size = strlen(text) + 1;
  char *result = malloc(size);
  if (result) memcpy(result, text, size);
  return result;
}

static int decode(png_structp png, png_infop info, source *in, uint32_t max_side,
                  size_t max_bytes, orrery_png *image, char *message) {
  if (setjmp(png_jmpbuf(png))) return ORRERY_PNG_DAMAGED;
  png_set_user_limits(png, max_side, max_side);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_chunk_cache_max(png, 256);
  png_read_info(png, info);
  int color = png_get_color_type(png, info);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (color == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8)
    png_set_expand_gray_1_2_4_to_8(png);
  if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
  const uint16_t one = 1;
  if (png_get_bit_depth(png, info) == 16 && *(const uint8_t *)&one == 1) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  image->width = png_get_image_width(png, info);
  image->height = png_get_image_height(png, info);
  image->channels = png_get_channels(png, info);
  image->bit_depth = png_get_bit_depth(png, info);
  size_t stride = png_get_rowbytes(png, info);
  // Deflate packs at most 1032 to 1; expansion of 1-bit pixels to RGBA is 32 to 1.
  if (stride != 0 && (image->height > max_bytes / stride)) {
    strcpy(message, "more pixels than the limit allows");
    return ORRERY_PNG_TOO_LARGE;
  }
  size_t total = stride * image->height;
  if (total / 33024 > in->size) {
    strcpy(message, "more pixels declared than the file can hold");
    return ORRERY_PNG_DAMAGED;
  }
  image->pixels = calloc(total ? total : 1, 1);
  in->rows = calloc(image->height, sizeof(png_bytep));
  if (!image->pixels || !in->rows) {
    strcpy(message, "no memory");
    return ORRERY_PNG_NO_MEMORY;
  }
  for (uint32_t y = 0; y < image->height; y++)
    in->rows[y] = (png_bytep)image->pixels + y * stride;
  png_read_image(png, in->rows);
  png_read_end(png, info);
  png_textp texts = NULL;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  image->texts = calloc((size_t)count + 1, sizeof(orrery_png_text));
  if (!image->texts) return ORRERY_PNG_NO_MEMORY;
  for (int i = 0; i < count; i++) {
    orrery_png_text *text = &image->texts[image->text_count];
    text->is_utf8 = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE;
    text->keyword = copy(texts[i].key ? texts[i].key : "");
    text->text = copy(texts[i].text ? texts[i].text : "");
    image->text_count++;
    if (!text->keyword || !text->text) return ORRERY_PNG_NO_MEMORY;
  }
  return ORRERY_PNG_OK;
}

int orrery_png_decode(const uint8_t *bytes, size_t size, uint32_t max_side, size_t max_bytes,
                      orrery_png *image, char message[ORRERY_PNG_MESSAGE]) {
  memset(image, 0, sizeof *image);
  source in = {bytes, size, 0, NULL};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  int status = ORRERY_PNG_NO_MEMORY;
  if (info) {
    png_set_read_fn(png, &in, get);
    status = decode(png, info, &in, max_side, max_bytes, image, message);
  }
  png_destroy_read_struct(&png, &info, NULL);
  free(in.rows);
  if (status != ORRERY_PNG_OK) orrery_png_free(image);
  return status;
}

void orrery_png_free(orrery_png *image) {
  free(image->pixels);
  for (size_t i = 0; i < image->text_count; i++) {
    free(image->texts[i].keyword);
    free(image->texts[i].text);
  }
  free(image->texts);
  memset(image, 0, sizeof *image);
}
