// Pooling and upsampling of channels-last images.

typedef uint16_t short_vector __attribute__((ext_vector_type(16)));
typedef int int_vector __attribute__((ext_vector_type(16)));

// The taps of a window at output (i, j) that lie inside the image.
typedef struct inside {
  int64_t top, left;               // the window's first pixel, which may lie outside
  int64_t k0, k1, l0, l1;          // taps from ... to
} inside;

LOCAL int64_t first_tap(int64_t start, int64_t step) { return start < 0 ? (-start + step - 1) / step : 0; }

LOCAL int64_t last_tap(int64_t start, int64_t step, int64_t taps, int64_t length) {
  if (start + (taps - 1) * step < length) return taps;
  return lesser(taps, start < length ? (length - start + step - 1) / step : 0);
}

LOCAL inside inside_of(const orrery_window *w, int64_t i, int64_t j) {
  int64_t top = i * w->stride_height - w->padding_height;
  int64_t left = j * w->stride_width - w->padding_width;
  return (inside){top, left, first_tap(top, w->dilation_height),
                  last_tap(top, w->dilation_height, w->kernel_height, w->height),
                  first_tap(left, w->dilation_width),
                  last_tap(left, w->dilation_width, w->kernel_width, w->width)};
}

#define FOR_TAPS(w, at)                                                                     \
  for (int64_t k = (at).k0; k < (at).k1; k++)                                               \
    for (int64_t l = (at).l0,                                                               \
                 pixel = ((at).top + k * (w)->dilation_height) * (w)->width + (at).left +   \
                         (at).l0 * (w)->dilation_width;                                     \
         l < (at).l1; l++, pixel += (w)->dilation_width)

// One vector of channels of a window; the first of equal values wins, and the first NaN. The taps
// [k0, k1) x [l0, l1), constants where a window is small and lies inside.
LOCAL vector largest_of(int64_t k0, int64_t k1, int64_t l0, int64_t l1, const orrery_window *w,
                        inside at, const float *x, int64_t count, int_vector *place) {
  vector best = -__builtin_inff();
  int_vector where = k0 < k1 && l0 < l1 ? k0 * w->kernel_width + l0 : 65535;
  int64_t step = w->dilation_width * w->channels;
  for (int64_t k = k0; k < k1; k++) {
    const float *from =
        x + ((at.top + k * w->dilation_height) * w->width + at.left) * w->channels + l0 * step;
    for (int64_t l = l0; l < l1; l++, from += step) {
      vector v = get(from, count);
      int_vector wins = !(v <= best) & (best == best);
      best = wins ? v : best;
      if (place) where = wins ? (int_vector)(int)(k * w->kernel_width + l) : where;
    }
  }
  if (place) *place = where;
  return best;
}

LOCAL vector largest(const orrery_window *w, inside at, const float *x, int64_t count,
                     int_vector *place) {
  if (at.k1 - at.k0 == 2 && at.l1 - at.l0 == 2 && !at.k0 && !at.l0)
    return largest_of(0, 2, 0, 2, w, at, x, count, place);
  return largest_of(at.k0, at.k1, at.l0, at.l1, w, at, x, count, place);
}

static void max_pool(const orrery_window *w, int64_t first, int64_t last, const float *x, float *y,
                     uint16_t *places) {
  int64_t channels = w->channels;
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      int64_t to = (i * w->output_width + j) * channels;
      inside at = inside_of(w, i, j);
      FOR_CHANNELS(channels) {
        if (places) {
          int_vector place;
          put(y + to + c, largest(w, at, x + c, count, &place), count);
          short_vector narrow = __builtin_convertvector(place, short_vector);
          memcpy(places + to + c, &narrow, (size_t)count * sizeof(uint16_t));
        } else {
          put(y + to + c, largest(w, at, x + c, count, 0), count);
        }
      }
    }
}

static void max_pool_gradient(const orrery_window *w, const float *g, const uint16_t *places,
                              float *dx) {
  int64_t channels = w->channels;
  memset(dx, 0, (size_t)(w->height * w->width * channels) * sizeof(float));
  for (int64_t i = 0; i < w->output_height; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      int64_t from = (i * w->output_width + j) * channels;
      inside at = inside_of(w, i, j);
      FOR_CHANNELS(channels) {
        vector v = get(g + from + c, count);
        short_vector narrow = 65535;
        memcpy(&narrow, places + from + c, (size_t)count * sizeof(uint16_t));
        int_vector place = __builtin_convertvector(narrow, int_vector);
        FOR_TAPS(w, at) {
          float *to = dx + pixel * channels + c;
          vector share = place == (int)(k * w->kernel_width + l) ? v : (vector)0;
          put(to, get(to, count) + share, count);
        }
      }
    }
}

static void average_pool(const orrery_window *w, int64_t first, int64_t last, const float *x,
                         float *y) {
  int64_t channels = w->channels;
  float factor = 1.0f / (float)(w->kernel_height * w->kernel_width);
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      inside at = inside_of(w, i, j);
      FOR_CHANNELS(channels) {
        vector sum = 0;
        FOR_TAPS(w, at) sum += get(x + pixel * channels + c, count);
        put(y + (i * w->output_width + j) * channels + c, sum * factor, count);
      }
    }
}

static void average_pool_gradient(const orrery_window *w, const float *g, float *dx) {
  int64_t channels = w->channels;
  float factor = 1.0f / (float)(w->kernel_height * w->kernel_width);
  memset(dx, 0, (size_t)(w->height * w->width * channels) * sizeof(float));
  for (int64_t i = 0; i < w->output_height; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      inside at = inside_of(w, i, j);
      FOR_CHANNELS(channels) {
        vector v = get(g + (i * w->output_width + j) * channels + c, count) * factor;
        FOR_TAPS(w, at) {
          float *to = dx + pixel * channels + c;
          put(to, get(to, count) + v, count);
        }
      }
    }
}

LOCAL int64_t cell(int64_t i, int64_t length, int64_t cells) { return i * length / cells; }
LOCAL int64_t cell_end(int64_t i, int64_t length, int64_t cells) {
  return ((i + 1) * length + cells - 1) / cells;
}

static void adaptive_average_pool(const orrery_window *w, int64_t first, int64_t last,
                                  const float *x, float *y) {
  int64_t channels = w->channels;
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      int64_t top = cell(i, w->height, w->output_height);
      int64_t bottom = cell_end(i, w->height, w->output_height);
      int64_t left = cell(j, w->width, w->output_width);
      int64_t right = cell_end(j, w->width, w->output_width);
      float factor = 1.0f / (float)((bottom - top) * (right - left));
      FOR_CHANNELS(channels) {
        // Sums of rows first: the rounding of a long sum would show in large images.
        vector sum = 0;
        for (int64_t p = top; p < bottom; p++) {
          vector row = 0;
          for (int64_t q = left; q < right; q++)
            row += get(x + (p * w->width + q) * channels + c, count);
          sum += row;
        }
        put(y + (i * w->output_width + j) * channels + c, sum * factor, count);
      }
    }
}

static void adaptive_average_pool_gradient(const orrery_window *w, const float *g, float *dx) {
  int64_t channels = w->channels;
  memset(dx, 0, (size_t)(w->height * w->width * channels) * sizeof(float));
  for (int64_t i = 0; i < w->output_height; i++)
    for (int64_t j = 0; j < w->output_width; j++) {
      int64_t top = cell(i, w->height, w->output_height);
      int64_t bottom = cell_end(i, w->height, w->output_height);
      int64_t left = cell(j, w->width, w->output_width);
      int64_t right = cell_end(j, w->width, w->output_width);
      float factor = 1.0f / (float)((bottom - top) * (right - left));
      FOR_CHANNELS(channels) {
        vector v = get(g + (i * w->output_width + j) * channels + c, count) * factor;
        for (int64_t p = top; p < bottom; p++)
          for (int64_t q = left; q < right; q++) {
            float *to = dx + (p * w->width + q) * channels + c;
            put(to, get(to, count) + v, count);
          }
      }
    }
}

static void upsample_nearest(const orrery_window *w, int64_t first, int64_t last, const float *x,
                             float *y) {
  int64_t channels = w->channels;
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < w->output_width; j++)
      memcpy(y + (i * w->output_width + j) * channels,
             x + (i / w->stride_height * w->width + j / w->stride_width) * channels,
             (size_t)channels * sizeof(float));
}

static void upsample_nearest_gradient(const orrery_window *w, const float *g, float *dx) {
  int64_t channels = w->channels;
  for (int64_t p = 0; p < w->height; p++)
    for (int64_t q = 0; q < w->width; q++)
      FOR_CHANNELS(channels) {
        vector sum = 0;
        for (int64_t k = 0; k < w->stride_height; k++)
          for (int64_t l = 0; l < w->stride_width; l++)
            sum += get(g + ((p * w->stride_height + k) * w->output_width + q * w->stride_width + l) *
                               channels + c, count);
        put(dx + (p * w->width + q) * channels + c, sum, count);
      }
}

// Blocks of 16 x 16, so that both sides use whole cache lines.
static void transpose(int64_t matrices, int64_t rows, int64_t columns, const float *x, float *y) {
  for (int64_t matrix = 0; matrix < matrices; matrix++, x += rows * columns, y += rows * columns)
    for (int64_t i = 0; i < rows; i += lanes)
      for (int64_t j = 0; j < columns; j += lanes) {
        int64_t down = lesser(lanes, rows - i), across = lesser(lanes, columns - j);
        const float *from = x + i * columns + j;
        float *to = y + j * rows + i;
        if (down == lanes)
          for (int64_t b = 0; b < across; b++) {
            vector v;
            UNROLL for (int a = 0; a < lanes; a++) v[a] = from[a * columns + b];
            store(to + b * rows, v);
          }
        else
          for (int64_t b = 0; b < across; b++)
            for (int64_t a = 0; a < down; a++) to[b * rows + a] = from[a * columns + b];
      }
}
