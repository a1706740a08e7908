// Winograd's F(4x4, 3x3): an output tile of 4x4 from an input tile of 6x6 by 36 products instead of
// 144. Y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A, with the points 0, ±1, ±2, ∞ (Lavin & Gray 2016,
// arXiv:1509.09308). The 36 places of the transformed tiles are planes: 36 matrix products.
//
// Each transform treats 16 channels at once, a vector, first down the columns and then along rows.

enum { places = 36, spread = 16 };  // planes lie `spread` floats off a power of two: cache sets

LOCAL int64_t plane(int64_t tiles, int64_t channels) { return tiles * channels + spread; }

// Bᵀ d
LOCAL void transform_input(const vector d[6], vector t[6]) {
  vector a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], e = d[4] - d[2], f = 2 * (d[3] - d[1]);
  t[0] = 4 * d[0] - 5 * d[2] + d[4];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  t[4] = e - f;
  t[5] = 4 * d[1] - 5 * d[3] + d[5];
}

// Aᵀ m
LOCAL void transform_output(const vector m[6], vector y[4]) {
  vector a = m[1] + m[2], b = m[1] - m[2], e = m[3] + m[4], f = m[3] - m[4];
  y[0] = m[0] + a + e;
  y[1] = b + 2 * f;
  y[2] = a + 4 * e;
  y[3] = b + 8 * f + m[5];
}

// A y, for the gradient
LOCAL void transform_gradient(const vector y[4], vector t[6]) {
  vector a = y[0] + y[2], b = y[1] + y[3], e = y[0] + 4 * y[2], f = 2 * y[1] + 8 * y[3];
  t[0] = y[0];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = e + f;
  t[4] = e - f;
  t[5] = y[3];
}

// G w
LOCAL void transform_weight(const vector w[3], vector u[6]) {
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
LOCAL void transform_weight_gradient(const vector u[6], vector w[3]) {
  vector a = u[1] + u[2], b = u[2] - u[1], e = u[3] + u[4], f = u[3] - u[4];
  w[0] = u[0] * 0.25f - a * (1.0f / 6) + e * (1.0f / 24);
  w[1] = b * (1.0f / 6) + f * (1.0f / 12);
  w[2] = e * (1.0f / 6) - a * (1.0f / 6) + u[5];
}

// Where a tile lies: its first output pixel.
typedef struct place {
  int64_t image, row, column;
} place;

LOCAL place place_of(const orrery_winograd *w, int64_t tile) {
  int64_t across = (w->output_width + 3) / 4, down = (w->output_height + 3) / 4;
  return (place){tile / (across * down), tile / across % down * 4, tile % across * 4};
}

// t[36] planes of the pixels [first_row, first_row + 6) x [...]: those outside the image are 0.
LOCAL void spread_input(const orrery_winograd *w, place at, const float *x, int64_t c, float *t,
                        int64_t plane) {
  int64_t top = at.row - w->padding_height, left = at.column - w->padding_width;
  const float *image = x + at.image * w->height * w->width * w->inputs + c;
  vector half[6][6];
  if (top >= 0 && left >= 0 && top + 6 <= w->height && left + 6 <= w->width) {
    const float *corner = image + (top * w->width + left) * w->inputs;
    for (int j = 0; j < 6; j++) {
      vector d[6], column[6];
      UNROLL for (int i = 0; i < 6; i++) d[i] = load(corner + (i * w->width + j) * w->inputs);
      transform_input(d, column);
      UNROLL for (int i = 0; i < 6; i++) half[i][j] = column[i];
    }
  } else {
    for (int j = 0; j < 6; j++) {
      vector d[6], column[6];
      int64_t q = left + j;
      for (int i = 0; i < 6; i++) {
        int64_t p = top + i;
        int inside = p >= 0 && p < w->height && q >= 0 && q < w->width;
        d[i] = inside ? load(image + (p * w->width + q) * w->inputs) : (vector)0;
      }
      transform_input(d, column);
      UNROLL for (int i = 0; i < 6; i++) half[i][j] = column[i];
    }
  }
  for (int i = 0; i < 6; i++) {
    vector row[6];
    transform_input(half[i], row);
    UNROLL for (int j = 0; j < 6; j++) store(t + (i * 6 + j) * plane, row[j]);
  }
}

// The output tile of the channels from n, from 36 planes of sums.
LOCAL void gather_output(const orrery_winograd *w, place at, const float *m, int64_t plane,
                         int64_t n, float *y, const orrery_ending *e) {
  vector half[4][6];
  for (int j = 0; j < 6; j++) {
    vector d[6], column[4];
    UNROLL for (int i = 0; i < 6; i++) d[i] = load(m + (i * 6 + j) * plane);
    transform_output(d, column);
    UNROLL for (int i = 0; i < 4; i++) half[i][j] = column[i];
  }
  int64_t rows = lesser(4, w->output_height - at.row), columns = lesser(4, w->output_width - at.column);
  int64_t corner = ((at.image * w->output_height + at.row) * w->output_width + at.column) * w->outputs + n;
  for (int64_t i = 0; i < rows; i++) {
    vector row[4];
    transform_output(half[i], row);
    int64_t pixel = corner + i * w->output_width * w->outputs;
    if (columns == 4) {
      UNROLL for (int j = 0; j < 4; j++)
        finish(row[j], y + pixel + j * w->outputs,
               e->residual ? e->residual + pixel + j * w->outputs : 0, n, lanes, e);
    } else {
      for (int64_t j = 0; j < columns; j++)
        finish(row[j], y + pixel + j * w->outputs,
               e->residual ? e->residual + pixel + j * w->outputs : 0, n, lanes, e);
    }
  }
}

// A g Aᵀ of the gradient's tile.
LOCAL void spread_gradient(const orrery_winograd *w, place at, const float *g, int64_t n, float *t,
                           int64_t plane) {
  int64_t rows = lesser(4, w->output_height - at.row), columns = lesser(4, w->output_width - at.column);
  const float *corner =
      g + ((at.image * w->output_height + at.row) * w->output_width + at.column) * w->outputs + n;
  vector half[6][4];
  for (int j = 0; j < 4; j++) {
    vector d[4], column[6];
    for (int i = 0; i < 4; i++)
      d[i] = i < rows && j < columns ? load(corner + (i * w->output_width + j) * w->outputs)
                                     : (vector)0;
    transform_gradient(d, column);
    UNROLL for (int i = 0; i < 6; i++) half[i][j] = column[i];
  }
  for (int i = 0; i < 6; i++) {
    vector row[6];
    transform_gradient(half[i], row);
    UNROLL for (int j = 0; j < 6; j++) store(t + (i * 6 + j) * plane, row[j]);
  }
}

static void winograd_weights(int64_t inputs, int64_t outputs, int64_t first, int64_t last,
                             const float *weight, int64_t output, int64_t input, int64_t row,
                             int64_t column, float *u) {
  int64_t plane = orrery_packed_size(inputs, outputs);
  for (int64_t n = first; n < last; n += lanes)
    for (int64_t c = 0; c < inputs; c++) {
      vector w[3][3], half[6][3], all[6];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
          const float *from = weight + n * output + c * input + i * row + j * column;
          UNROLL for (int v = 0; v < lanes; v++) w[i][j][v] = from[v * output];
        }
      for (int j = 0; j < 3; j++) {
        vector d[3] = {w[0][j], w[1][j], w[2][j]}, down[6];
        transform_weight(d, down);
        UNROLL for (int i = 0; i < 6; i++) half[i][j] = down[i];
      }
      float *to = u + n / panel * panel * inputs + c * panel + n % panel;
      for (int i = 0; i < 6; i++) {
        transform_weight(half[i], all);
        UNROLL for (int j = 0; j < 6; j++) store(to + (i * 6 + j) * plane, all[j]);
      }
    }
}

static void winograd_forward(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                             const float *u, float *y, const orrery_ending *e, float *scratch) {
  int64_t tiles = last - first;
  int64_t in = plane(tiles, w->inputs), out = plane(tiles, w->outputs);
  int64_t weights = orrery_packed_size(w->inputs, w->outputs);
  float *v = scratch, *m = scratch + places * in;
  for (int64_t t = 0; t < tiles; t++) {
    place at = place_of(w, first + t);
    for (int64_t c = 0; c < w->inputs; c += lanes)
      spread_input(w, at, x, c, v + t * w->inputs + c, in);
  }
  orrery_product product = {.segments = 1, .inner = w->inputs, .a_row = w->inputs, .a_inner = 1,
                            .b_inner = panel, .b_panel = panel * w->inputs, .c_row = w->outputs};
  orrery_ending none = {.slope = 1};
  for (int k = 0; k < places; k++)
    multiply(&product, tiles, w->outputs, v + k * in, u + k * weights, m + k * out, &none);
  for (int64_t t = 0; t < tiles; t++) {
    place at = place_of(w, first + t);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      gather_output(w, at, m + t * w->outputs + n, out, n, y, e);
  }
}

static void winograd_gradient(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                              const float *g, float *sums, float *scratch) {
  int64_t tiles = last - first;
  int64_t in = plane(tiles, w->inputs), out = plane(tiles, w->outputs);
  float *v = scratch, *m = scratch + places * in;
  for (int64_t t = 0; t < tiles; t++) {
    place at = place_of(w, first + t);
    for (int64_t c = 0; c < w->inputs; c += lanes)
      spread_input(w, at, x, c, v + t * w->inputs + c, in);
    for (int64_t n = 0; n < w->outputs; n += lanes)
      spread_gradient(w, at, g, n, m + t * w->outputs + n, out);
  }
  orrery_product product = {.segments = 1, .inner = tiles, .a_row = 1, .a_inner = w->inputs,
                            .b_inner = w->outputs, .b_panel = panel, .c_row = w->outputs};
  orrery_ending add = {.slope = 1, .adds = 1};
  for (int k = 0; k < places; k++)
    multiply(&product, w->inputs, w->outputs, v + k * in, m + k * out,
             sums + k * w->inputs * w->outputs, &add);
}

static void winograd_gradient_end(int64_t inputs, int64_t outputs, int64_t first, int64_t last,
                                  int64_t shares, const float *sums, float *weight) {
  int64_t plane = inputs * outputs;
  for (int64_t c = first; c < last; c++)
    for (int64_t n = 0; n < outputs; n += lanes) {
      const float *u = sums + c * outputs + n;
      vector half[3][6], w[3];
      for (int j = 0; j < 6; j++) {
        vector d[6], down[3];
        for (int i = 0; i < 6; i++) {
          d[i] = load(u + (i * 6 + j) * plane);
          for (int64_t s = 1; s < shares; s++) d[i] += load(u + (s * places + i * 6 + j) * plane);
        }
        transform_weight_gradient(d, down);
        UNROLL for (int i = 0; i < 3; i++) half[i][j] = down[i];
      }
      for (int i = 0; i < 3; i++) {
        transform_weight_gradient(half[i], w);
        for (int j = 0; j < 3; j++)
          UNROLL for (int v = 0; v < lanes; v++)
            weight[((n + v) * inputs + c) * 9 + i * 3 + j] = w[j][v];
      }
    }
}
