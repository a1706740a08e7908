#include "include/Depthwise.h"
#include "Clones.h"
#include "Dense/Geometry.h"
#include "Dense/Vectors.h"

// How the results of one axis see the numbers they are made of: result m sees number
// place + m move + t step through the tap first + t next, where that is one of `length` numbers.
typedef struct axis {
  int64_t taps, first, next;
  int64_t place, move, step, length;
} axis;

// The taps [from, to) through which a result that begins at `start` sees numbers.
typedef struct span {
  int64_t from, to;
} span;

LOCAL span inside(const axis *a, int64_t start) {
  int64_t from = start < 0 ? (-start + a->step - 1) / a->step : 0;
  int64_t to = start < a->length ? (a->length - start + a->step - 1) / a->step : 0;
  to = lesser(a->taps, to);
  return (span){from, greater(from, to)};
}

LOCAL void store_first(float *x, vector v, int64_t count) {
  if (count >= lanes) {
    store(x, v);
    return;
  }
  int at = 0;
  if (count & 8) memcpy(x, &v, 32), at = 8;
  if (count & 4) memcpy(x + at, (const float *)&v + at, 16), at += 4;
  if (count & 2) memcpy(x + at, (const float *)&v + at, 8), at += 2;
  if (count & 1) memcpy(x + at, (const float *)&v + at, 4);
}

// What stays the same along a line of results.
typedef struct line {
  const axis *rows, *columns;
  int64_t channels, kernel_width;
  span taps;             // of the rows
  const float *x;        // the first tap's row of numbers
  const float *weight;
  const orrery_ending *ending;
} line;

// The results m ... m + n of a vector of channels, through the same taps; n is a constant.
LOCAL void results(const line *l, int n, int64_t m, span taps, int64_t c, float *y,
                   int64_t distance) {
  const axis *rows = l->rows, *columns = l->columns;
  vector sum[8];
  UNROLL for (int i = 0; i < n; i++) sum[i] = 0;
  for (int64_t k = l->taps.from; k < l->taps.to; k++) {
    const float *row = l->x + (k - l->taps.from) * rows->step * columns->length * l->channels + c;
    const float *weights =
        l->weight + (rows->first + k * rows->next) * l->kernel_width * l->channels + c;
    for (int64_t t = taps.from; t < taps.to; t++) {
      vector weight = load(weights + (columns->first + t * columns->next) * l->channels);
      const float *from =
          row + (columns->place + m * columns->move + t * columns->step) * l->channels;
      UNROLL for (int i = 0; i < n; i++)
        sum[i] += weight * load(from + i * columns->move * l->channels);
    }
  }
  const orrery_ending *e = l->ending;
  int64_t count = l->channels - c;
  vector scale = e->scale ? load(e->scale + c) : 1, shift = e->shift ? load(e->shift + c) : 0;
  UNROLL for (int i = 0; i < n; i++) {
    vector v = e->scale ? sum[i] * scale + shift : sum[i] + shift;
    if (e->slope != 1) v = bend(v, e->slope);
    store_first(y + i * distance, v, count);
  }
}

// `all` results of a line, `distance` floats apart: most see every tap and are made eight at a time.
LOCAL void line_of_results(const line *l, int64_t all, float *y, int64_t distance) {
  const axis *a = l->columns;
  int64_t reach = a->taps ? (a->taps - 1) * a->step : 0;
  int64_t whole = a->place < 0 ? lesser(all, (-a->place + a->move - 1) / a->move) : 0;
  int64_t room = a->length - 1 - reach - a->place;
  int64_t end = greater(whole, room < 0 ? 0 : lesser(all, room / a->move + 1));
  for (int64_t c = 0; c < l->channels; c += lanes) {
    int64_t m = 0;
    for (; m < whole; m++)
      results(l, 1, m, inside(a, a->place + m * a->move), c, y + m * distance + c, distance);
    for (; m + 8 <= end; m += 8)
      results(l, 8, m, (span){0, a->taps}, c, y + m * distance + c, distance);
    for (; m < all; m++)
      results(l, 1, m, inside(a, a->place + m * a->move), c, y + m * distance + c, distance);
  }
}

ORRERY_CLONES void orrery_depthwise_forward(const orrery_window *w, int64_t first, int64_t last,
                                            const float *x, const float *weight, float *y,
                                            const orrery_ending *ending) {
  axis rows = {w->kernel_height, 0, 1, -w->padding_height, w->stride_height, w->dilation_height,
               w->height};
  axis columns = {w->kernel_width, 0, 1, -w->padding_width, w->stride_width, w->dilation_width,
                  w->width};
  line l = {&rows, &columns, w->channels, w->kernel_width, {0, 0}, 0, weight, ending};
  for (int64_t i = first; i < last; i++) {
    int64_t start = rows.place + i * rows.move;
    l.taps = inside(&rows, start);
    l.x = x + (start + l.taps.from * rows.step) * w->width * w->channels;
    line_of_results(&l, w->output_width, y + i * w->output_width * w->channels, w->channels);
  }
}

// The pixels `phase`, `phase + stride`, ... of the input are seen through some of the taps.
LOCAL axis axis_of_phase(int64_t kernel, int64_t stride, int64_t padding, int64_t dilation,
                         int64_t phase, int64_t length) {
  taps t = find_taps(kernel, stride, padding, dilation, phase);
  return (axis){t.count, t.last, -t.step, t.least, 1, t.count ? t.advance : 1, length};
}

ORRERY_CLONES void orrery_depthwise_input_gradient(const orrery_window *w, int64_t first,
                                                   int64_t last, const float *gradient,
                                                   const float *weight, float *dx,
                                                   const orrery_ending *ending) {
  for (int64_t p = first; p < last; p++) {
    int64_t down = p % w->stride_height, m = p / w->stride_height;
    axis rows = axis_of_phase(w->kernel_height, w->stride_height, w->padding_height,
                              w->dilation_height, down, w->output_height);
    for (int64_t across = 0; across < lesser(w->stride_width, w->width); across++) {
      axis columns = axis_of_phase(w->kernel_width, w->stride_width, w->padding_width,
                                   w->dilation_width, across, w->output_width);
      span taps = inside(&rows, rows.place + m);
      line l = {&rows, &columns, w->channels, w->kernel_width, taps, 0, weight, ending};
      l.x = gradient +
            (rows.place + m + taps.from * rows.step) * w->output_width * w->channels;
      int64_t all = (w->width - across + w->stride_width - 1) / w->stride_width;
      line_of_results(&l, all, dx + (p * w->width + across) * w->channels,
                      w->stride_width * w->channels);
    }
  }
}

// The sum of the products of `pixels` numbers, `move` apart, with those of the gradient.
LOCAL void sum_of_products(const float *a, int64_t move, const float *g, int64_t channels,
                           int64_t pixels, int64_t count, double *own) {
  vector sum[4] = {0, 0, 0, 0};
  int64_t j = 0;
  for (; j + 4 <= pixels; j += 4, a += 4 * move, g += 4 * channels)
    UNROLL for (int n = 0; n < 4; n++) sum[n] += load(g + n * channels) * load(a + n * move);
  for (; j < pixels; j++, a += move, g += channels) sum[0] += load(g) * load(a);
  vector line = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  if (count >= lanes)
    UNROLL for (int n = 0; n < lanes; n++) own[n] += line[n];
  else
    for (int64_t n = 0; n < count; n++) own[n] += line[n];
}

ORRERY_CLONES void orrery_depthwise_weight_gradient(const orrery_window *w, int64_t first,
                                                    int64_t last, const float *x,
                                                    const float *gradient, double *sums) {
  int64_t channels = w->channels;
  axis rows = {w->kernel_height, 0, 1, -w->padding_height, w->stride_height, w->dilation_height,
               w->height};
  for (int64_t i = first; i < last; i++) {
    int64_t start = rows.place + i * rows.move;
    span taps = inside(&rows, start);
    for (int64_t k = taps.from; k < taps.to; k++) {
      const float *row = x + (start + k * rows.step) * w->width * channels;
      for (int64_t l = 0; l < w->kernel_width; l++) {
        // The output columns that see a pixel through this tap.
        int64_t place = l * w->dilation_width - w->padding_width;
        int64_t from = place < 0 ? (-place + w->stride_width - 1) / w->stride_width : 0;
        int64_t to = place < w->width ? (w->width - 1 - place) / w->stride_width + 1 : 0;
        to = lesser(w->output_width, to);
        for (int64_t c = 0; c < channels; c += lanes)
          sum_of_products(row + (place + from * w->stride_width) * channels + c,
                          w->stride_width * channels,
                          gradient + (i * w->output_width + from) * channels + c, channels,
                          to - from, channels - c,
                          sums + (k * w->kernel_width + l) * channels + c);
      }
    }
  }
}
