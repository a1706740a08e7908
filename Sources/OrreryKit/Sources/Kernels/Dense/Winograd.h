// Winograd's F(4x4, r x r): an output tile of 4x4 from an input tile of (r + 3)² by (r + 3)² products
// instead of 16 r². Y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A, with the points 0, ±a, ±b, ∞ for r = 3 and 0, ±a,
// b, ∞ for r = 2 (Lavin & Gray 2016, arXiv:1509.09308). The places of the transformed tiles are
// planes: as many matrix products.
//
// Small whole numbers, a = 1 and b = 2, make exact transforms; where their results are rounded to
// bfloat16, points nearer to each other's inverse have less than half the error.
//
// Each transform treats 16 channels at once, a vector, first down the columns and then along rows.
// `taps` is a constant wherever it is passed.

#include "Factors.h"

#if DEPTH == 2
#define POINT_A(taps) ((taps) == 3 ? 2.0 / 3 : 0.75)
#define POINT_B(taps) ((taps) == 3 ? 1.5 : 2.0)
#else
#define POINT_A(taps) 1.0
#define POINT_B(taps) 2.0
#endif
// What the transforms use of the points, as constants of the compiler.
#define POINTS(taps)                                                                         \
  const double pa = POINT_A(taps), pb = POINT_B(taps);                                       \
  const float a1 = (float)pa, a2 = (float)(pa * pa), a3 = (float)(pa * pa * pa);             \
  const float b1 = (float)pb, b2 = (float)(pb * pb), b3 = (float)(pb * pb * pb);             \
  (void)a1, (void)a2, (void)a3, (void)b1, (void)b2, (void)b3

enum { most_places = 6, spread = 16 };  // planes lie `spread` floats off a power of two: cache sets

LOCAL int64_t plane(int64_t tiles, int64_t channels) { return tiles * channels + spread; }

// The inverse of each point's product of distances to the others, and times the point.
#define SHARES(taps)                                                                            \
  POINTS(taps);                                                                                 \
  const double square_a = pa * pa, square_b = pb * pb;                                          \
  const double s0 = taps == 3 ? 1 / (square_a * square_b) : 1 / (square_a * pb);                \
  const double sa = 1 / (2 * square_a * (taps == 3 ? square_a - square_b : pa - pb));           \
  const double sn = -1 / (2 * square_a * (pa + pb));                                            \
  const double sb = taps == 3 ? 1 / (2 * square_b * (square_b - square_a))                      \
                              : 1 / (pb * (square_b - square_a));                               \
  const float of_0 = (float)s0, of_a = (float)sa, of_a1 = (float)(sa * pa);                     \
  const float of_a2 = (float)(sa * square_a), of_minus_a = (float)sn;                           \
  const float of_b = (float)sb, of_b1 = (float)(sb * pb), of_b2 = (float)(sb * square_b);       \
  (void)of_0, (void)of_a, (void)of_a1, (void)of_a2, (void)of_minus_a, (void)of_b,               \
      (void)of_b1, (void)of_b2

// Bᵀ d
LOCAL void transform_input(int taps, const vector *d, vector *t) {
  POINTS(taps);
  if (taps == 2) {
    const float ab = (float)(pa * pb), less = (float)(pb - pa), more = (float)(pb + pa);
    vector a = d[3] - a2 * d[1], e = d[2] - a2 * d[0];
    t[0] = a - b1 * e;
    t[1] = d[3] - less * d[2] - ab * d[1];
    t[2] = d[3] - more * d[2] + ab * d[1];
    t[3] = a;
    t[4] = d[4] - a2 * d[2] - b1 * a;
    return;
  }
  const float both = (float)(pa * pa + pb * pb), product = (float)(pa * pa * pb * pb);
  vector a = d[4] - b2 * d[2], b = a1 * (d[3] - b2 * d[1]);
  vector e = d[4] - a2 * d[2], f = b1 * (d[3] - a2 * d[1]);
  t[0] = product * d[0] - both * d[2] + d[4];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  t[4] = e - f;
  t[5] = product * d[1] - both * d[3] + d[5];
}

// Aᵀ m
LOCAL void transform_output(int taps, const vector *m, vector *y) {
  POINTS(taps);
  vector a = m[1] + m[2], b = m[1] - m[2];
  if (taps == 2) {
    y[0] = m[0] + a + m[3];
    y[1] = a1 * b + b1 * m[3];
    y[2] = a2 * a + b2 * m[3];
    y[3] = a3 * b + b3 * m[3] + m[4];
    return;
  }
  vector e = m[3] + m[4], f = m[3] - m[4];
  y[0] = m[0] + a + e;
  y[1] = a1 * b + b1 * f;
  y[2] = a2 * a + b2 * e;
  y[3] = a3 * b + b3 * f + m[5];
}

// A y, for the gradient
LOCAL void transform_gradient(int taps, const vector *y, vector *t) {
  POINTS(taps);
  vector a = y[0] + a2 * y[2], b = a1 * y[1] + a3 * y[3];
  vector e = y[0] + b2 * y[2], f = b1 * y[1] + b3 * y[3];
  t[0] = y[0];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  if (taps == 3) t[4] = e - f;
  t[taps + 2] = y[3];
}

// G w
LOCAL void transform_weight(int taps, const vector *w, vector *u) {
  SHARES(taps);
  if (taps == 2) {
    u[0] = w[0] * of_0;
    u[1] = (w[0] + a1 * w[1]) * of_a;
    u[2] = (a1 * w[1] - w[0]) * -of_minus_a;
    u[3] = w[0] * of_b + w[1] * of_b1;
    u[4] = w[1];
    return;
  }
  vector a = (w[0] + a2 * w[2]) * of_a, b = w[1] * -of_a1;
  vector e = w[0] * of_b + w[2] * of_b2, f = w[1] * of_b1;
  u[0] = w[0] * of_0;
  u[1] = a - b;
  u[2] = a + b;
  u[3] = e + f;
  u[4] = e - f;
  u[5] = w[2];
}

// Gᵀ u, for the gradient
LOCAL void transform_weight_gradient(int taps, const vector *u, vector *w) {
  SHARES(taps);
#if DEPTH == 2
  if (taps == 2) {
    w[0] = u[0] * of_0 + u[1] * of_a + u[2] * of_minus_a + u[3] * of_b;
    w[1] = u[1] * of_a1 - u[2] * (of_minus_a * a1) + u[3] * of_b1 + u[4];
    return;
  }
#else
  if (taps == 2) {
    w[0] = (u[0] - u[1]) * 0.5f + (u[3] - u[2]) * (1.0f / 6);
    w[1] = u[2] * (1.0f / 6) + u[3] * (1.0f / 3) - u[1] * 0.5f + u[4];
    return;
  }
#endif
  vector a = u[1] + u[2], b = u[2] - u[1], e = u[3] + u[4], f = u[3] - u[4];
  w[0] = u[0] * of_0 + a * of_a + e * of_b;
  w[1] = b * -of_a1 + f * of_b1;
  w[2] = e * of_b2 + a * of_a2 + u[5];
}

// Where a tile lies: its first output.
typedef struct place {
  int64_t image, row, column;
} place;

LOCAL place place_of(const orrery_winograd *w, int64_t tile) {
  int64_t across = (w->output_width + 3) / 4, down = (w->output_height + 3) / 4;
  return (place){tile / (across * down), tile / across % down * 4, tile % across * 4};
}

LOCAL place place_after(const orrery_winograd *w, place at) {
  if ((at.column += 4) < w->output_width) return at;
  at.column = 0;
  if ((at.row += 4) < w->output_height) return at;
  at.row = 0, at.image++;
  return at;
}

// Where output (i, j) of a tile stands in y, for the channels from n.
LOCAL int64_t pixel_of(const orrery_winograd *w, place at, int64_t i, int64_t j, int64_t n) {
  int64_t row = w->y_row + (at.row + i) * w->y_step;
  int64_t column = w->y_column + (at.column + j) * w->y_step;
  return ((at.image * w->y_height + row) * w->y_width + column) * w->outputs + n;
}

// How 16 channels of a place are kept: as floats; as words of neighbouring channels; or as words
// with those of an earlier tile, [places][16] floats, in the low halves.
typedef enum form { FLOATS, CHANNELS, TILES } form;
#define FACTORS (DEPTH == 2 ? CHANNELS : FLOATS)

LOCAL void keep(form form, int place, vector v, float *t, int64_t plane, const float *earlier) {
#if DEPTH == 2
  if (form == CHANNELS) return store_rounded(t + place * plane, v);
  if (form == TILES) v = paired(load(earlier + place * lanes), v);
#endif
  (void)form, (void)earlier;
  store(t + place * plane, v);
}

// The planes of the input tile at `corner`, whose rows and pixels lie as told. Its rows [i0, i1) and
// columns [j0, j1) are there, the others are 0.
LOCAL void spread_tile(int taps, form form, const float *corner, int64_t row, int64_t pixel,
                       int64_t i0, int64_t i1, int64_t j0, int64_t j1, float *t, int64_t plane,
                       const float *earlier) {
  static const float nothing[lanes];
  int side = taps + 3;
  vector half[most_places][most_places];
  for (int j = 0; j < side; j++) {
    vector d[most_places], column[most_places];
    UNROLL for (int i = 0; i < side; i++)
      d[i] = load(i >= i0 && i < i1 && j >= j0 && j < j1 ? corner + i * row + j * pixel : nothing);
    transform_input(taps, d, column);
    UNROLL for (int i = 0; i < side; i++) half[i][j] = column[i];
  }
  for (int i = 0; i < side; i++) {
    vector along[most_places];
    transform_input(taps, half[i], along);
    UNROLL for (int j = 0; j < side; j++) keep(form, i * side + j, along[j], t, plane, earlier);
  }
}

// The indices i of 0 ..< count for which start + i step lies in 0 ..< length.
LOCAL void range_inside(int64_t start, int64_t step, int64_t count, int64_t length, int64_t *first,
                        int64_t *last) {
  *first = start < 0 ? (-start + step - 1) / step : 0;
  *last = lesser(count, start < length ? (length - start + step - 1) / step : 0);
}

// The same for the channels from c of the phase (p, q); pixels outside the image are 0.
LOCAL void spread_input(int taps, form form, const orrery_winograd *w, place at, int64_t p,
                        int64_t q, const float *x, int64_t c, float *t, int64_t plane,
                        const float *earlier) {
  int side = taps + 3;
  int64_t top = at.row * w->step - w->padding_height + p;
  int64_t left = at.column * w->step - w->padding_width + q;
  int64_t row = w->step * w->width * w->inputs, pixel = w->step * w->inputs;
  const float *corner =
      x + ((at.image * w->height + top) * w->width + left) * w->inputs + c;
  int64_t i0, i1, j0, j1;
  range_inside(top, w->step, side, w->height, &i0, &i1);
  range_inside(left, w->step, side, w->width, &j0, &j1);
  if (i0 == 0 && j0 == 0 && i1 == side && j1 == side) {
    spread_tile(taps, form, corner, row, pixel, 0, side, 0, side, t, plane, earlier);
  } else {
    spread_tile(taps, form, corner, row, pixel, i0, i1, j0, j1, t, plane, earlier);
  }
}

// Asks for the pixels of an input tile that its neighbours before do not share. Images do not stay
// in the second-level cache, and tiles are no order that a processor foresees.
LOCAL void ask_for_input(int taps, const orrery_winograd *w, place at, const float *x) {
  if (at.image >= w->images) return;
  int64_t step = w->step, first = step * (taps - 1), end = step * (taps + 3);
  int64_t top = at.row * step - w->padding_height, left = at.column * step - w->padding_width;
  for (int64_t i = greater(top + first, 0); i < lesser(top + end, w->height); i++) {
    int64_t j = greater(left + first, 0), last = lesser(left + end, w->width);
    const float *from = x + ((at.image * w->height + i) * w->width + j) * w->inputs;
    for (int64_t k = 0; k < (last - j) * w->inputs; k += lanes) __builtin_prefetch(from + k, 0, 3);
  }
}

// The same for a tile of the output, to write it or, of its gradient, to read it.
LOCAL void ask_for_output(const orrery_winograd *w, place at, const float *y, int writes) {
  if (at.image >= w->images) return;
  int64_t rows = lesser(4, w->output_height - at.row);
  int64_t columns = lesser(4, w->output_width - at.column);
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t j = 0; j < columns; j++) {
      const float *from = y + pixel_of(w, at, i, j, 0);
      for (int64_t n = 0; n < w->outputs; n += lanes)
        if (writes) __builtin_prefetch(from + n, 1, 3);
        else __builtin_prefetch(from + n, 0, 3);
    }
  }
}

// All channels and phases of the tiles [first, last).
LOCAL void spread_inputs(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                         const float *x, float *v, int64_t plane) {
  int64_t inner = w->step * w->step * w->inputs;
  place at = place_of(w, first), next = place_after(w, at);
  for (int64_t t = first; t < last; t++, at = next, next = place_after(w, next)) {
    float *to = v + (t - first) * inner / DEPTH;
    ask_for_input(taps, w, next, x);
    for (int64_t p = 0; p < w->step; p++)
      for (int64_t q = 0; q < w->step; q++)
        for (int64_t c = 0; c < w->inputs; c += lanes, to += lanes / DEPTH)
          spread_input(taps, FACTORS, w, at, p, q, x, c, to, plane, 0);
  }
}

#if DEPTH == 2
// The same for sums over tiles: words hold the tiles 2 k and 2 k + 1, behind the last one 0.
LOCAL void spread_input_pairs(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                              const float *x, float *v, int64_t plane) {
  int64_t inner = w->step * w->step * w->inputs;
  float earlier[most_places * most_places * lanes];
  place at = place_of(w, first), next = place_after(w, at);
  for (int64_t t = first; t < last; t += 2, at = place_after(w, next), next = place_after(w, at)) {
    float *to = v + (t - first) / 2 * inner;
    place third = place_after(w, next);
    ask_for_input(taps, w, third, x);
    ask_for_input(taps, w, place_after(w, third), x);
    for (int64_t p = 0; p < w->step; p++)
      for (int64_t q = 0; q < w->step; q++)
        for (int64_t c = 0; c < w->inputs; c += lanes, to += lanes) {
          spread_input(taps, FLOATS, w, at, p, q, x, c, earlier, lanes, 0);
          if (t + 1 < last)
            spread_input(taps, TILES, w, next, p, q, x, c, to, plane, earlier);
          else
            for (int k = 0; k < (taps + 3) * (taps + 3); k++)
              store(to + k * plane, paired(load(earlier + k * lanes), (vector)0));
        }
  }
}
#endif

// The output tile of the channels from n, from the planes of sums.
LOCAL void gather_output(int taps, const orrery_winograd *w, place at, const float *m,
                         int64_t plane, int64_t n, float *y, const orrery_ending *e) {
  int side = taps + 3;
  vector half[4][most_places];
  for (int j = 0; j < side; j++) {
    vector d[most_places], column[4];
    UNROLL for (int i = 0; i < side; i++) d[i] = load(m + (i * side + j) * plane);
    transform_output(taps, d, column);
    UNROLL for (int i = 0; i < 4; i++) half[i][j] = column[i];
  }
  int64_t rows = lesser(4, w->output_height - at.row);
  int64_t columns = lesser(4, w->output_width - at.column);
  vector scale = e->scale ? load(e->scale + n) : (vector)1;
  vector shift = e->shift ? load(e->shift + n) : (vector)0;
  for (int64_t i = 0; i < rows; i++) {
    vector row[4];
    transform_output(taps, half[i], row);
    int64_t pixel = pixel_of(w, at, i, 0, n), step = w->y_step * w->outputs;
    UNROLL for (int j = 0; j < 4; j++) {
      vector v = row[j] * scale + shift;
      if (j >= columns) break;
      store(y + pixel + j * step, bend(v, e->slope));
    }
  }
}

// A g Aᵀ of the gradient's tile at `corner`, whose rows and pixels lie as told.
LOCAL void spread_gradient_tile(int taps, form form, const float *corner, int64_t row,
                                int64_t pixel, float *t, int64_t plane, const float *earlier) {
  int side = taps + 3;
  vector half[most_places][4];
  for (int j = 0; j < 4; j++) {
    vector d[4], column[most_places];
    UNROLL for (int i = 0; i < 4; i++) d[i] = load(corner + i * row + j * pixel);
    transform_gradient(taps, d, column);
    UNROLL for (int i = 0; i < side; i++) half[i][j] = column[i];
  }
  for (int i = 0; i < side; i++) {
    vector along[most_places];
    transform_gradient(taps, half[i], along);
    UNROLL for (int j = 0; j < side; j++) keep(form, i * side + j, along[j], t, plane, earlier);
  }
}

// The same for the channels from n; outputs that are not there have no gradient.
LOCAL void spread_gradient(int taps, form form, const orrery_winograd *w, place at, const float *g,
                           int64_t n, float *t, int64_t plane, const float *earlier) {
  int64_t rows = lesser(4, w->output_height - at.row);
  int64_t columns = lesser(4, w->output_width - at.column);
  const float *corner = g + pixel_of(w, at, 0, 0, n);
  int64_t row = w->y_width * w->outputs, pixel = w->outputs;
  if (rows == 4 && columns == 4) {
    spread_gradient_tile(taps, form, corner, row, pixel, t, plane, earlier);
    return;
  }
  float tile[16 * lanes];
  UNROLL for (int k = 0; k < 16; k++) store(tile + k * lanes, 0);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      store(tile + (i * 4 + j) * lanes, load(corner + i * row + j * pixel));
  spread_gradient_tile(taps, form, tile, 4 * lanes, lanes, t, plane, earlier);
}

LOCAL void weights_with(int taps, const orrery_winograd *w, int64_t phase, int64_t first,
                        int64_t last, const float *weight, int64_t output, int64_t input,
                        int64_t row, int64_t column, float *u) {
  int side = taps + 3;
  int64_t inner = w->step * w->step * w->inputs / DEPTH;
  int64_t plane = orrery_packed_size(inner, w->outputs);
  float earlier[most_places * most_places * lanes];
  for (int64_t n = first; n < last; n += lanes)
    for (int64_t c = 0; c < w->inputs; c++) {
      vector d[3], down[most_places], half[most_places][3], all[most_places];
      for (int j = 0; j < taps; j++) {
        for (int i = 0; i < taps; i++) {
          const float *from = weight + n * output + c * input + i * row + j * column;
          UNROLL for (int v = 0; v < lanes; v++) d[i][v] = from[v * output];
        }
        transform_weight(taps, d, down);
        UNROLL for (int i = 0; i < side; i++) half[i][j] = down[i];
      }
      int is_whole = c % DEPTH == DEPTH - 1;  // the word's last channel
      float *to = u + n / panel * panel * inner + (phase * w->inputs + c) / DEPTH * panel + n % panel;
      for (int i = 0; i < side; i++) {
        transform_weight(taps, half[i], all);
        UNROLL for (int j = 0; j < side; j++)
          if (is_whole) keep(DEPTH == 2 ? TILES : FLOATS, i * side + j, all[j], to, plane, earlier);
          else store(earlier + (i * side + j) * lanes, all[j]);
      }
    }
}

LOCAL void forward_with(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                        const float *x, const float *u, float *y, const orrery_ending *e,
                        float *scratch) {
  int places = (taps + 3) * (taps + 3);
  int64_t tiles = last - first, inner = w->step * w->step * w->inputs / DEPTH;
  int64_t in = plane(tiles, inner), out = plane(tiles, w->outputs);
  int64_t weights = orrery_packed_size(inner, w->outputs);
  float *v = scratch, *m = scratch + places * in;
  spread_inputs(taps, w, first, last, x, v, in);
  orrery_product product = {.segments = 1, .inner = inner, .a_row = inner, .a_inner = 1,
                            .b_inner = panel, .b_panel = panel * inner, .c_row = w->outputs};
  orrery_ending none = {.slope = 1};
  for (int k = 0; k < places; k++)
    multiply(&product, tiles, w->outputs, v + k * in, u + k * weights, m + k * out, &none);
  place at = place_of(w, first);
  for (int64_t t = 0; t < tiles; t++, at = place_after(w, at)) {
    ask_for_output(w, place_after(w, at), y, 1);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      gather_output(taps, w, at, m + t * w->outputs + n, out, n, y, e);
  }
}

LOCAL void gradient_with(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                         const float *x, const float *g, float *sums, float *scratch) {
  int places = (taps + 3) * (taps + 3);
  int64_t tiles = words(last - first), inner = w->step * w->step * w->inputs;
  int64_t in = plane(tiles, inner), out = plane(tiles, w->outputs);
  float *v = scratch, *m = scratch + places * in;
#if DEPTH == 2
  spread_input_pairs(taps, w, first, last, x, v, in);
  float earlier[most_places * most_places * lanes];
  place at = place_of(w, first), next = place_after(w, at);
  for (int64_t t = first; t < last; t += 2, at = place_after(w, next), next = place_after(w, at)) {
    place third = place_after(w, next);
    ask_for_output(w, third, g, 0);
    ask_for_output(w, place_after(w, third), g, 0);
    for (int64_t n = 0; n < w->outputs; n += lanes) {
      float *to = m + (t - first) / 2 * w->outputs + n;
      spread_gradient(taps, FLOATS, w, at, g, n, earlier, lanes, 0);
      if (t + 1 < last)
        spread_gradient(taps, TILES, w, next, g, n, to, out, earlier);
      else
        for (int k = 0; k < places; k++)
          store(to + k * out, paired(load(earlier + k * lanes), (vector)0));
    }
  }
#else
  spread_inputs(taps, w, first, last, x, v, in);
  place at = place_of(w, first);
  for (int64_t t = 0; t < tiles; t++, at = place_after(w, at)) {
    ask_for_output(w, place_after(w, at), g, 0);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      spread_gradient(taps, FLOATS, w, at, g, n, m + t * w->outputs + n, out, 0);
  }
#endif
  orrery_product product = {.segments = 1, .inner = tiles, .a_row = 1, .a_inner = inner,
                            .b_inner = w->outputs, .b_panel = panel, .c_row = w->outputs};
  orrery_ending add = {.slope = 1, .adds = 1};
  for (int k = 0; k < places; k++)
    multiply(&product, inner, w->outputs, v + k * in, m + k * out, sums + k * inner * w->outputs,
             &add);
}

LOCAL void gradient_end_with(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                             int64_t shares, const float *sums, float *weight) {
  int side = taps + 3;
  int64_t inner = w->step * w->step * w->inputs, plane = inner * w->outputs;
  int64_t kernel = taps * w->step;
  for (int64_t c = first; c < last; c++)
    for (int64_t n = 0; n < w->outputs; n += lanes)
      for (int64_t phase = 0; phase < w->step * w->step; phase++) {
        const float *u = sums + (phase * w->inputs + c) * w->outputs + n;
        vector half[3][most_places], d[most_places], down[3], along[3];
        for (int j = 0; j < side; j++) {
          for (int i = 0; i < side; i++) {
            d[i] = load(u + (i * side + j) * plane);
            for (int64_t s = 1; s < shares; s++)
              d[i] += load(u + (s * side * side + i * side + j) * plane);
          }
          transform_weight_gradient(taps, d, down);
          UNROLL for (int i = 0; i < taps; i++) half[i][j] = down[i];
        }
        float *to = weight + (n * w->inputs + c) * kernel * kernel +
                    phase / w->step * kernel + phase % w->step;
        for (int i = 0; i < taps; i++) {
          transform_weight_gradient(taps, half[i], along);
          for (int j = 0; j < taps; j++)
            UNROLL for (int v = 0; v < lanes; v++)
              to[v * w->inputs * kernel * kernel + (i * kernel + j) * w->step] = along[j][v];
        }
      }
}

// The two windows.

static void winograd_weights(const orrery_winograd *w, int64_t phase, int64_t first, int64_t last,
                             const float *weight, int64_t output, int64_t input, int64_t row,
                             int64_t column, float *u) {
  if (w->taps == 3) weights_with(3, w, phase, first, last, weight, output, input, row, column, u);
  else weights_with(2, w, phase, first, last, weight, output, input, row, column, u);
}

static void winograd_forward(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                             const float *u, float *y, const orrery_ending *e, float *scratch) {
  if (w->taps == 3) forward_with(3, w, first, last, x, u, y, e, scratch);
  else forward_with(2, w, first, last, x, u, y, e, scratch);
}

static void winograd_gradient(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                              const float *g, float *sums, float *scratch) {
  if (w->taps == 3) gradient_with(3, w, first, last, x, g, sums, scratch);
  else gradient_with(2, w, first, last, x, g, sums, scratch);
}

static void winograd_gradient_end(const orrery_winograd *w, int64_t first, int64_t last,
                                  int64_t shares, const float *sums, float *weight) {
  if (w->taps == 3) gradient_end_with(3, w, first, last, shares, sums, weight);
  else gradient_end_with(2, w, first, last, shares, sums, weight);
}
