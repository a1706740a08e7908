// Winograd's F(4x4, r x r): an output tile of 4x4 from an input tile of (r + 3)² by (r + 3)² products
// instead of 16 r². Y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A, with the points 0, ±1, ±2, ∞ for r = 3 and 0, ±1,
// 2, ∞ for r = 2 (Lavin & Gray 2016, arXiv:1509.09308). The places of the transformed tiles are
// planes: as many matrix products.
//
// Each transform treats 16 channels at once, a vector, first down the columns and then along rows.
// `taps` is a constant wherever it is passed.

enum { most_places = 6, spread = 16 };  // planes lie `spread` floats off a power of two: cache sets

LOCAL int64_t plane(int64_t tiles, int64_t channels) { return tiles * channels + spread; }

// Bᵀ d
LOCAL void transform_input(int taps, const vector *d, vector *t) {
  if (taps == 2) {
    vector a = d[3] - d[1];
    t[0] = 2 * (d[0] - d[2]) + a;
    t[1] = d[3] - d[2] - 2 * d[1];
    t[2] = d[3] - 3 * d[2] + 2 * d[1];
    t[3] = a;
    t[4] = d[4] - d[2] - 2 * a;
    return;
  }
  vector a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], e = d[4] - d[2], f = 2 * (d[3] - d[1]);
  t[0] = 4 * d[0] - 5 * d[2] + d[4];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  t[4] = e - f;
  t[5] = 4 * d[1] - 5 * d[3] + d[5];
}

// Aᵀ m
LOCAL void transform_output(int taps, const vector *m, vector *y) {
  vector a = m[1] + m[2], b = m[1] - m[2];
  if (taps == 2) {
    y[0] = m[0] + a + m[3];
    y[1] = b + 2 * m[3];
    y[2] = a + 4 * m[3];
    y[3] = b + 8 * m[3] + m[4];
    return;
  }
  vector e = m[3] + m[4], f = m[3] - m[4];
  y[0] = m[0] + a + e;
  y[1] = b + 2 * f;
  y[2] = a + 4 * e;
  y[3] = b + 8 * f + m[5];
}

// A y, for the gradient
LOCAL void transform_gradient(int taps, const vector *y, vector *t) {
  vector a = y[0] + y[2], b = y[1] + y[3], e = y[0] + 4 * y[2], f = 2 * y[1] + 8 * y[3];
  t[0] = y[0];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  if (taps == 3) t[4] = e - f;
  t[taps + 2] = y[3];
}

// G w
LOCAL void transform_weight(int taps, const vector *w, vector *u) {
  if (taps == 2) {
    u[0] = w[0] * 0.5f;
    u[1] = (w[0] + w[1]) * -0.5f;
    u[2] = (w[1] - w[0]) * (1.0f / 6);
    u[3] = w[0] * (1.0f / 6) + w[1] * (1.0f / 3);
    u[4] = w[1];
    return;
  }
  vector a = (w[0] + w[2]) * (-1.0f / 6), b = w[1] * (1.0f / 6);
  vector e = w[0] * (1.0f / 24) + w[2] * (1.0f / 6), f = w[1] * (1.0f / 12);
  u[0] = w[0] * 0.25f;
  u[1] = a - b;
  u[2] = a + b;
  u[3] = e + f;
  u[4] = e - f;
  u[5] = w[2];
}

// Gᵀ u, for the gradient
LOCAL void transform_weight_gradient(int taps, const vector *u, vector *w) {
  if (taps == 2) {
    w[0] = (u[0] - u[1]) * 0.5f + (u[3] - u[2]) * (1.0f / 6);
    w[1] = u[2] * (1.0f / 6) + u[3] * (1.0f / 3) - u[1] * 0.5f + u[4];
    return;
  }
  vector a = u[1] + u[2], b = u[2] - u[1], e = u[3] + u[4], f = u[3] - u[4];
  w[0] = u[0] * 0.25f - a * (1.0f / 6) + e * (1.0f / 24);
  w[1] = b * (1.0f / 6) + f * (1.0f / 12);
  w[2] = e * (1.0f / 6) - a * (1.0f / 6) + u[5];
}

// Where a tile lies: its first output.
typedef struct place {
  int64_t image, row, column;
} place;

LOCAL place place_of(const orrery_winograd *w, int64_t tile) {
  int64_t across = (w->output_width + 3) / 4, down = (w->output_height + 3) / 4;
  return (place){tile / (across * down), tile / across % down * 4, tile % across * 4};
}

// The planes of the input tile at `corner`, whose rows and pixels lie as told.
LOCAL void spread_tile(int taps, const float *corner, int64_t row, int64_t pixel, float *t,
                       int64_t plane) {
  int side = taps + 3;
  vector half[most_places][most_places];
  for (int j = 0; j < side; j++) {
    vector d[most_places], column[most_places];
    UNROLL for (int i = 0; i < side; i++) d[i] = load(corner + i * row + j * pixel);
    transform_input(taps, d, column);
    UNROLL for (int i = 0; i < side; i++) half[i][j] = column[i];
  }
  for (int i = 0; i < side; i++) {
    vector along[most_places];
    transform_input(taps, half[i], along);
    UNROLL for (int j = 0; j < side; j++) store(t + (i * side + j) * plane, along[j]);
  }
}

// The indices i of 0 ..< count for which start + i step lies in 0 ..< length.
LOCAL void range_inside(int64_t start, int64_t step, int64_t count, int64_t length, int64_t *first,
                        int64_t *last) {
  *first = start < 0 ? (-start + step - 1) / step : 0;
  *last = lesser(count, start < length ? (length - start + step - 1) / step : 0);
}

// The same for the channels from c of the phase (p, q); pixels outside the image are 0.
LOCAL void spread_input(int taps, const orrery_winograd *w, place at, int64_t p, int64_t q,
                        const float *x, int64_t c, float *t, int64_t plane) {
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
    spread_tile(taps, corner, row, pixel, t, plane);
    return;
  }
  float tile[most_places * most_places * lanes];
  UNROLL for (int k = 0; k < side * side; k++) store(tile + k * lanes, 0);
  for (int64_t i = i0; i < i1; i++)
    for (int64_t j = j0; j < j1; j++)
      store(tile + (i * side + j) * lanes, load(corner + i * row + j * pixel));
  spread_tile(taps, tile, side * lanes, lanes, t, plane);
}

// All channels and phases of the tiles [first, last).
LOCAL void spread_inputs(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                         const float *x, float *v, int64_t plane) {
  int64_t inner = w->step * w->step * w->inputs;
  for (int64_t t = first; t < last; t++) {
    place at = place_of(w, t);
    float *to = v + (t - first) * inner;
    for (int64_t p = 0; p < w->step; p++)
      for (int64_t q = 0; q < w->step; q++)
        for (int64_t c = 0; c < w->inputs; c += lanes, to += lanes)
          spread_input(taps, w, at, p, q, x, c, to, plane);
  }
}

// Where output (i, j) of a tile stands in y, for the channels from n.
LOCAL int64_t pixel_of(const orrery_winograd *w, place at, int64_t i, int64_t j, int64_t n) {
  int64_t row = w->y_row + (at.row + i) * w->y_step;
  int64_t column = w->y_column + (at.column + j) * w->y_step;
  return ((at.image * w->y_height + row) * w->y_width + column) * w->outputs + n;
}

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
LOCAL void spread_gradient_tile(int taps, const float *corner, int64_t row, int64_t pixel, float *t,
                                int64_t plane) {
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
    UNROLL for (int j = 0; j < side; j++) store(t + (i * side + j) * plane, along[j]);
  }
}

// The same for the channels from n; outputs that are not there have no gradient.
LOCAL void spread_gradient(int taps, const orrery_winograd *w, place at, const float *g, int64_t n,
                           float *t, int64_t plane) {
  int64_t rows = lesser(4, w->output_height - at.row);
  int64_t columns = lesser(4, w->output_width - at.column);
  const float *corner = g + pixel_of(w, at, 0, 0, n);
  int64_t row = w->y_width * w->outputs, pixel = w->outputs;
  if (rows == 4 && columns == 4) {
    spread_gradient_tile(taps, corner, row, pixel, t, plane);
    return;
  }
  float tile[16 * lanes];
  UNROLL for (int k = 0; k < 16; k++) store(tile + k * lanes, 0);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      store(tile + (i * 4 + j) * lanes, load(corner + i * row + j * pixel));
  spread_gradient_tile(taps, tile, 4 * lanes, lanes, t, plane);
}

LOCAL void weights_with(int taps, const orrery_winograd *w, int64_t phase, int64_t first,
                        int64_t last, const float *weight, int64_t output, int64_t input,
                        int64_t row, int64_t column, float *u) {
  int side = taps + 3;
  int64_t inner = w->step * w->step * w->inputs, plane = orrery_packed_size(inner, w->outputs);
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
      float *to = u + n / panel * panel * inner + (phase * w->inputs + c) * panel + n % panel;
      for (int i = 0; i < side; i++) {
        transform_weight(taps, half[i], all);
        UNROLL for (int j = 0; j < side; j++) store(to + (i * side + j) * plane, all[j]);
      }
    }
}

LOCAL void forward_with(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                        const float *x, const float *u, float *y, const orrery_ending *e,
                        float *scratch) {
  int places = (taps + 3) * (taps + 3);
  int64_t tiles = last - first, inner = w->step * w->step * w->inputs;
  int64_t in = plane(tiles, inner), out = plane(tiles, w->outputs);
  int64_t weights = orrery_packed_size(inner, w->outputs);
  float *v = scratch, *m = scratch + places * in;
  spread_inputs(taps, w, first, last, x, v, in);
  orrery_product product = {.segments = 1, .inner = inner, .a_row = inner, .a_inner = 1,
                            .b_inner = panel, .b_panel = panel * inner, .c_row = w->outputs};
  orrery_ending none = {.slope = 1};
  for (int k = 0; k < places; k++)
    multiply(&product, tiles, w->outputs, v + k * in, u + k * weights, m + k * out, &none);
  for (int64_t t = 0; t < tiles; t++) {
    place at = place_of(w, first + t);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      gather_output(taps, w, at, m + t * w->outputs + n, out, n, y, e);
  }
}

LOCAL void gradient_with(int taps, const orrery_winograd *w, int64_t first, int64_t last,
                         const float *x, const float *g, float *sums, float *scratch) {
  int places = (taps + 3) * (taps + 3);
  int64_t tiles = last - first, inner = w->step * w->step * w->inputs;
  int64_t in = plane(tiles, inner), out = plane(tiles, w->outputs);
  float *v = scratch, *m = scratch + places * in;
  spread_inputs(taps, w, first, last, x, v, in);
  for (int64_t t = 0; t < tiles; t++) {
    place at = place_of(w, first + t);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      spread_gradient(taps, w, at, g, n, m + t * w->outputs + n, out);
  }
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
    for (int64_t phase = 0; phase < w->step * w->step; phase++)
      for (int64_t n = 0; n < w->outputs; n += lanes) {
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
