#include "CPNGCodec.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

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

// Everything that longjmp may skip past lives in the caller's frame: `out`, `texts`.
static int encode(png_structp png, png_infop info, const orrery_png *image, int level,
                  png_text *texts) {
  if (setjmp(png_jmpbuf(png))) return ORRERY_PNG_DAMAGED;
  static const int colors[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                               PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(png, info, image->width, image->height, image->bit_depth,
               colors[image->channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, level);
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
  size_t stride = (size_t)image->width * image->channels * (image->bit_depth / 8);
  for (uint32_t y = 0; y < image->height; y++)
    png_write_row(png, (png_const_bytep)image->pixels + y * stride);
  png_write_end(png, NULL);
  return ORRERY_PNG_OK;
}

int orrery_png_encode(const orrery_png *image, int level, uint8_t **bytes, size_t *size,
                      char message[ORRERY_PNG_MESSAGE]) {
  sink out = {0};
  png_text *texts = calloc(image->text_count + 1, sizeof(png_text));
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  int status = ORRERY_PNG_NO_MEMORY;
  if (info && texts) {
    png_set_write_fn(png, &out, put, flush);
    status = encode(png, info, image, level, texts);
  }
  png_destroy_write_struct(&png, &info);
  free(texts);
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
