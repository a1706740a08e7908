// Kernels over [pixels, channels]; a vector holds neighbouring channels.
#include "../include/Channels.h"
#include "Vectors.h"

// Runs `body` for each vector of channels: c is its first channel, count how many it has.
#define FOR_CHANNELS(channels)                                                        \
  for (int64_t c = 0, count = lesser(lanes, channels); c < (channels);                \
       c += lanes, count = lesser(lanes, (channels)-c))

enum { run = 32 };  // floats are summed in runs of this many pixels, the runs in double

// Asks for the numbers that come after those at x: the next channels of the run, or the first ones of
// the next run. A processor foresees whole rows, not columns of them.
LOCAL void ask_for_next(const float *x, int64_t c, int64_t channels) {
  __builtin_prefetch(x + (c + lanes < channels ? lanes : run * channels - c), 0, 3);
}

LOCAL void add_run(double *total, vector v, int64_t count) {
  for (int64_t i = 0; i < count; i++) total[i] += v[i];
}

LOCAL void add_full_run(double *total, vector v) {
  UNROLL for (int i = 0; i < lanes; i++) total[i] += v[i];
}

static void channel_sums(int64_t pixels, int64_t channels, const float *x, double *sums,
                         double *squares) {
  memset(sums, 0, (size_t)channels * sizeof(double));
  memset(squares, 0, (size_t)channels * sizeof(double));
  for (int64_t first = 0; first < pixels; first += run) {
    int64_t last = lesser(pixels, first + run);
    FOR_CHANNELS(channels) {
      vector pivot = get(x + c, count), sum = 0, square = 0;
      if (count == lanes)
        for (int64_t p = first; p < last; p++) {
          ask_for_next(x + p * channels + c, c, channels);
          vector v = load(x + p * channels + c) - pivot;
          sum += v, square += v * v;
        }
      else
        for (int64_t p = first; p < last; p++) {
          vector v = load_some(x + p * channels + c, count) - pivot;
          sum += v, square += v * v;
        }
      if (count == lanes) {
        add_full_run(sums + c, sum), add_full_run(squares + c, square);
      } else {
        add_run(sums + c, sum, count), add_run(squares + c, square, count);
      }
    }
  }
}

LOCAL vector normalised(vector x, vector mean, vector scale, vector shift) {
  return (x - mean) * scale + shift;
}

// The gradient before the activation.
LOCAL vector before(vector g, vector x, vector mean, vector scale, vector shift, float slope) {
  return normalised(x, mean, scale, shift) > 0 ? g : g * slope;
}

static void channel_normalise(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                              const float *x, float *y) {
  for (int64_t first = 0; first < pixels; first += run) {
    int64_t last = lesser(pixels, first + run);
    FOR_CHANNELS(channels) {
      vector mean = get(n->mean + c, count), scale = get(n->scale + c, count);
      vector shift = get(n->shift + c, count);
      for (int64_t p = first; p < last; p++) {
        int64_t at = p * channels + c;
        ask_for_next(x + at, c, channels), ask_for_next(y + at, c, channels);
        vector v = normalised(get(x + at, count), mean, scale, shift);
        if (n->slope != 1) v = bend(v, n->slope);
        put(y + at, v, count);
      }
    }
  }
}

static void channel_products(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                             const float *g, const float *x, double *sums, double *products) {
  memset(sums, 0, (size_t)channels * sizeof(double));
  memset(products, 0, (size_t)channels * sizeof(double));
  for (int64_t first = 0; first < pixels; first += run) {
    int64_t last = lesser(pixels, first + run);
    FOR_CHANNELS(channels) {
      vector mean = get(n->mean + c, count), scale = get(n->scale + c, count);
      vector shift = get(n->shift + c, count), sum = 0, product = 0;
      for (int64_t p = first; p < last; p++) {
        int64_t at = p * channels + c;
        ask_for_next(x + at, c, channels), ask_for_next(g + at, c, channels);
        vector v = get(x + at, count), h = get(g + at, count);
        if (n->slope != 1) h = before(h, v, mean, scale, shift, n->slope);
        sum += h, product += h * (v - mean);
      }
      if (count == lanes) {
        add_full_run(sums + c, sum), add_full_run(products + c, product);
      } else {
        add_run(sums + c, sum, count), add_run(products + c, product, count);
      }
    }
  }
}

static void channel_combine(int64_t pixels, int64_t channels, const orrery_normalisation *n,
                            const float *g, const float *x, const float *a, const float *b,
                            const float *d, float *dx) {
  for (int64_t first = 0; first < pixels; first += run) {
    int64_t last = lesser(pixels, first + run);
    FOR_CHANNELS(channels) {
      vector mean = get(n->mean + c, count), scale = get(n->scale + c, count);
      vector shift = get(n->shift + c, count);
      vector va = get(a + c, count), vb = get(b + c, count), vd = get(d + c, count);
      for (int64_t p = first; p < last; p++) {
        int64_t at = p * channels + c;
        ask_for_next(x + at, c, channels), ask_for_next(g + at, c, channels);
        ask_for_next(dx + at, c, channels);
        vector v = get(x + at, count), h = get(g + at, count);
        if (n->slope != 1) h = before(h, v, mean, scale, shift, n->slope);
        put(dx + at, va * h + (vb * (v - mean) + vd), count);
      }
    }
  }
}
