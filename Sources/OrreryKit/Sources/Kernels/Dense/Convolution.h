// Convolution as matrix products over shifted rows: nothing is unfolded. The rows that a piece of
// the output needs are copied once, with their border of zeros; then each tap of the kernel (or
// each of its rows) is a segment of the sum.
#include "Factors.h"
#include "Geometry.h"

#if DEPTH == 2
// Copies the rows [top, bottom) and columns [left, right) of an image into scratch, rounded, zeros
// outside. A pixel gets `room` numbers there: its channels, or one more to fill a word.
LOCAL void copy_with_border(const float *image, int64_t height, int64_t width, int64_t pixel,
                            int64_t channels, int64_t top, int64_t bottom, int64_t left,
                            int64_t right, int64_t room, float *scratch) {
  int64_t from = greater(left, 0), to = greater(from, lesser(right, width));
  uint16_t *next = (uint16_t *)scratch;
  for (int64_t i = top; i < bottom; i++, next += (right - left) * room) {
    if (i < 0 || i >= height) {
      memset(next, 0, (size_t)((right - left) * room) * sizeof *next);
      continue;
    }
    memset(next, 0, (size_t)((from - left) * room) * sizeof *next);
    memset(next + (to - left) * room, 0, (size_t)((right - to) * room) * sizeof *next);
    const float *row = image + (i * width + from) * pixel;
    uint16_t *inside = next + (from - left) * room;
    if (pixel == channels && room == channels) {
      round_factors((to - from) * channels, row, inside);
    } else {
      for (int64_t j = from; j < to; j++, row += pixel, inside += room) {
        round_factors(channels, row, inside);
        for (int64_t k = channels; k < room; k++) inside[k] = 0;
      }
    }
  }
}
#else
// Copies the rows [top, bottom) and columns [left, right) of an image into scratch, zeros outside.
LOCAL void copy_with_border(const float *image, int64_t height, int64_t width, int64_t pixel,
                            int64_t channels, int64_t top, int64_t bottom, int64_t left,
                            int64_t right, int64_t room, float *scratch) {
  (void)room;
  int64_t from = greater(left, 0), to = greater(from, lesser(right, width));
  for (int64_t i = top; i < bottom; i++) {
    size_t all = (size_t)((right - left) * channels);
    if (i < 0 || i >= height) {
      memset(scratch, 0, all * sizeof(float));
      scratch += all;
      continue;
    }
    memset(scratch, 0, (size_t)((from - left) * channels) * sizeof(float));
    scratch += (from - left) * channels;
    const float *row = image + (i * width + from) * pixel;
    if (pixel == channels) {
      memcpy(scratch, row, (size_t)((to - from) * channels) * sizeof(float));
      scratch += (to - from) * channels;
    } else {
      for (int64_t j = from; j < to; j++, row += pixel, scratch += channels)
        memcpy(scratch, row, (size_t)channels * sizeof(float));
    }
    memset(scratch, 0, (size_t)((right - to) * channels) * sizeof(float));
    scratch += (right - to) * channels;
  }
}
#endif

// The input that the output rows [first, last) see, and the distance of its rows in factors; a
// pixel has `room` of them.
LOCAL const float *needed_input(const orrery_convolution *c, int64_t image, int64_t first,
                                int64_t last, const float *x, int64_t room, float *scratch,
                                int64_t *row) {
  const float *from = x + image * c->height * c->width * c->x_pixel;
  int64_t top = first * c->stride_height - c->padding_height;
  if (DEPTH == 1 && !c->padding_height && !c->padding_width && c->x_pixel == c->inputs) {
    *row = c->width * c->inputs;
    return from + top * *row;
  }
  int64_t bottom =
      top + (last - 1 - first) * c->stride_height + (c->kernel_height - 1) * c->dilation_height + 1;
  int64_t width = (c->output_width - 1) * c->stride_width +
                  (c->kernel_width - 1) * c->dilation_width + 1;
  copy_with_border(from, c->height, c->width, c->x_pixel, c->inputs, top, bottom, -c->padding_width,
                   width - c->padding_width, room, scratch);
  *row = width * room;
  return scratch;
}

// The same for some images, which lie `each` words apart: in the scratch or, where they need no
// border, as they are.
LOCAL const float *needed_inputs(const orrery_convolution *c, int64_t image, int64_t images,
                                 int64_t first, int64_t last, const float *x, int64_t room,
                                 float *scratch, int64_t *each, int64_t *row) {
  const float *a = needed_input(c, image, first, last, x, room, scratch, row);
  for (int64_t n = 1; n < images; n++) {
    const float *next = needed_input(c, image + n, first, last, x, room, scratch + n * *each, row);
    if (n == 1) *each = next - a;
  }
  return a;
}

// Rows of a product are taken in runs of so many, and so are the taps of a large window.
enum { run_of_rows = 256, run_of_taps = 1024 };

// What ends the taps [begin, begin + count) of all: the runs after the first add to those before,
// and only the last one is scaled, shifted and rectified.
LOCAL orrery_ending ending_of_run(const orrery_ending *ending, int64_t begin, int64_t count,
                                  int64_t all) {
  orrery_ending own = begin + count < all ? (orrery_ending){.slope = 1} : *ending;
  own.adds = begin ? 1 : ending->adds;
  return own;
}

static void convolution_forward(const orrery_convolution *c, int64_t image, int64_t images,
                                int64_t first, int64_t last, const float *x, const float *packed,
                                float *y, const orrery_ending *ending, float *scratch) {
  int64_t row, area = (last - first) * c->output_width, pixels = images * area;
  int64_t pixel = words(c->inputs), join = joined(c), inner = join * pixel;
  int64_t each = orrery_convolution_scratch(c, last - first);
  const float *a = needed_inputs(c, image, images, first, last, x, pixel * DEPTH, scratch, &each,
                                 &row);
  row /= DEPTH;
  int64_t across = c->kernel_width / join, all = c->kernel_height * across;
  int64_t size = orrery_packed_size(inner, c->outputs);
  orrery_segment segment[run_of_taps];
  orrery_row rows[run_of_rows];
  orrery_product p = {.segment = segment, .inner = inner, .row = rows,
                      .a_inner = 1, .b_inner = panel, .b_panel = panel * inner};
  int64_t start = (image * c->output_height + first) * c->output_width * c->y_pixel;
  for (int64_t begin = 0; begin < all; begin += run_of_taps) {
    p.segments = lesser(run_of_taps, all - begin);
    for (int64_t s = 0; s < p.segments; s++) {
      int64_t i = (begin + s) / across, j = (begin + s) % across;
      segment[s] = (orrery_segment){
          i * c->dilation_height * row + j * c->dilation_width * pixel, (begin + s) * size};
    }
    orrery_ending own = ending_of_run(ending, begin, p.segments, all);
    for (int64_t done = 0; done < pixels; done += run_of_rows) {
      int64_t count = lesser(run_of_rows, pixels - done);
      int64_t n = done / area, i = done % area / c->output_width, j = done % c->output_width;
      for (int64_t m = 0; m < count; m++) {
        rows[m] = (orrery_row){n * each + i * c->stride_height * row + j * c->stride_width * pixel,
                               (done + m) * c->y_pixel};
        if (++j == c->output_width) j = 0, i++;
        if (i == last - first) i = 0, n++;
      }
      multiply(&p, count, c->outputs, a, packed, y + start, &own);
    }
  }
}

static void convolution_input_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                       int64_t first, int64_t last, const float *gradient,
                                       const float *packed, float *dx, const orrery_ending *ending,
                                       float *scratch) {
  int64_t y_image = c->output_height * c->output_width * c->y_pixel;
  int64_t x_image = c->height * c->width * c->x_pixel;
  const float *from = gradient + image * y_image;
  int64_t pixel = words(c->outputs), size = orrery_packed_size(pixel, c->inputs);
  if (DEPTH == 1 && is_pointwise(c)) {
    int64_t start = first * c->width, at = image * x_image + start * c->x_pixel;
    orrery_product p = {.segments = 1, .inner = c->outputs, .a_row = c->y_pixel, .a_inner = 1,
                        .b_inner = panel, .b_panel = panel * c->outputs, .c_row = c->x_pixel};
    multiply(&p, images * (last - first) * c->width, c->inputs, from + start * c->y_pixel, packed, dx + at,
             ending);
    return;
  }
  int64_t start = image * x_image;
  for (int64_t down = 0; down < c->stride_height; down++)
    for (int64_t across = 0; across < c->stride_width; across++) {
      // The rows and columns of this phase: phase + q stride.
      int64_t q0 = greater(0, (first - down + c->stride_height - 1) / c->stride_height);
      int64_t q1 = (last - down + c->stride_height - 1) / c->stride_height;
      int64_t columns = (c->width - across + c->stride_width - 1) / c->stride_width;
      if (q1 <= q0 || columns <= 0) continue;
      taps v = find_taps(c->kernel_height, c->stride_height, c->padding_height,
                         c->dilation_height, down);
      taps h = find_taps(c->kernel_width, c->stride_width, c->padding_width, c->dilation_width,
                         across);
      int64_t left = h.least, right = columns + h.most, row = (right - left) * pixel;
      int64_t all = v.count * h.count, area = (q1 - q0) * columns, pixels = images * area;
      int64_t each = (q1 - q0 + v.most - v.least) * row, begin = 0;
      for (int64_t n = 0; all && n < images; n++)
        copy_with_border(from + n * y_image, c->output_height, c->output_width, c->y_pixel,
                         c->outputs, q0 + v.least, q1 + v.most, left, right, pixel * DEPTH,
                         scratch + n * each);
      orrery_segment segment[run_of_taps];
      orrery_row rows[run_of_rows];
      orrery_product p = {.segment = segment, .inner = pixel, .row = rows, .a_inner = 1,
                          .b_inner = panel, .b_panel = panel * pixel};
      do {  // once where no tap reaches the phase
        p.segments = lesser(run_of_taps, all - begin);
        for (int64_t s = 0; s < p.segments; s++) {
          int64_t i = (begin + s) / h.count, j = (begin + s) % h.count;
          segment[s] = (orrery_segment){
              i * v.advance * row + j * h.advance * pixel,
              ((v.last - i * v.step) * c->kernel_width + h.last - j * h.step) * size};
        }
        orrery_ending own = ending_of_run(ending, begin, p.segments, all);
        for (int64_t done = 0; done < pixels; done += run_of_rows) {
          int64_t count = lesser(run_of_rows, pixels - done);
          int64_t n = done / area, i = done % area / columns, j = done % columns;
          for (int64_t m = 0; m < count; m++) {
            int64_t line = down + (q0 + i) * c->stride_height;
            int64_t column = across + j * c->stride_width;
            rows[m] = (orrery_row){n * each + i * row + j * pixel,
                                   n * x_image + (line * c->width + column) * c->x_pixel};
            if (++j == columns) j = 0, i++;
            if (i == q1 - q0) i = 0, n++;
          }
          multiply(&p, count, c->inputs, scratch, packed, dx + start, &own);
        }
      } while ((begin += run_of_taps) < all);
    }
}

#if DEPTH == 2
// The sums run over pixels: pairs of neighbours in a row of the output make a word, and a row with
// an odd end a pair with 0. For each row of the kernel, the input's pairs are put side by side.
static void convolution_weight_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                        int64_t first, int64_t last, const float *x,
                                        const float *gradient, float *sums, float *scratch) {
  int64_t row, height = last - first, lines = images * height, join = joined(c);
  int64_t width = c->output_width, pairs = (width + 1) / 2, run = join * c->inputs;
  int64_t size = orrery_convolution_scratch(c, height);
  needed_inputs(c, image, images, first, last, x, c->inputs, scratch, &size, &row);
  float *g = scratch + images * size, *a = g + lines * pairs * c->outputs;
  for (int64_t line = 0; line < lines; line++) {
    const float *from = gradient + ((image + line / height) * c->output_height + first +
                                    line % height) * width * c->y_pixel;
    float *to = g + line * pairs * c->outputs;
    for (int64_t p = 0; p < width; p += 2, from += 2 * c->y_pixel, to += c->outputs)
      pair_rows(c->outputs, from, p + 1 < width ? from + c->y_pixel : 0, to);
  }
  orrery_ending add = {.slope = 1, .adds = 1};
  orrery_product p = {.segments = 1, .inner = lines * pairs, .a_row = 1, .a_inner = run,
                      .b_inner = c->outputs, .b_panel = panel, .c_row = c->outputs};
  for (int64_t i = 0; i < c->kernel_height; i++)
    for (int64_t j = 0; j < c->kernel_width; j += join, sums += run * c->outputs) {
      float *to = a;
      for (int64_t line = 0; line < lines; line++) {
        const uint16_t *from =
            (const uint16_t *)(scratch + line / height * size) +
            (line % height * c->stride_height + i * c->dilation_height) * row +
            j * c->dilation_width * c->inputs;
        for (int64_t q = 0; q < width; q += 2, to += run) {
          const uint16_t *left = from + q * c->stride_width * c->inputs;
          pair_runs(run, left, q + 1 < width ? left + c->stride_width * c->inputs : 0, to);
        }
      }
      multiply(&p, run, c->outputs, a, g, sums, &add);
    }
}
#else
static void convolution_weight_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                        int64_t first, int64_t last, const float *x,
                                        const float *gradient, float *sums, float *scratch) {
  enum { most_lines = 256 };
  orrery_segment segment[most_lines];
  int64_t row, height = last - first, lines = images * height, join = joined(c);
  int64_t size = orrery_convolution_scratch(c, height);
  const float *a =
      needed_inputs(c, image, images, first, last, x, c->inputs, scratch, &size, &row);
  const float *g = gradient + (image * c->output_height + first) * c->output_width * c->y_pixel;
  orrery_ending add = {.slope = 1, .adds = 1};
  orrery_product p = {.segment = segment, .inner = c->output_width, .a_row = 1,
                      .a_inner = c->stride_width * c->inputs, .b_inner = c->y_pixel,
                      .b_panel = panel, .c_row = c->outputs};
  for (int64_t line = 0; line < lines; line += most_lines) {
    p.segments = lesser(most_lines, lines - line);
    for (int64_t s = 0; s < p.segments; s++)
      segment[s] = (orrery_segment){
          (line + s) / height * size + (line + s) % height * c->stride_height * row,
          (line + s) * c->output_width * c->y_pixel};
    float *to = sums;
    for (int64_t i = 0; i < c->kernel_height; i++)
      for (int64_t j = 0; j < c->kernel_width; j += join, to += join * c->inputs * c->outputs)
        multiply(&p, join * c->inputs, c->outputs,
                 a + i * c->dilation_height * row + j * c->dilation_width * c->inputs, g, to,
                 &add);
  }
}
#endif

#if DEPTH == 1
static void convolution_weight_gradient_end(const orrery_convolution *c, int64_t first,
                                            int64_t last, int64_t shares, const float *sums,
                                            float *weight) {
  int64_t area = c->kernel_height * c->kernel_width, row = c->inputs * area;
  for (int64_t n = first; n < last; n += lanes) {
    int64_t count = lesser(lanes, last - n);
    for (int64_t k = 0; k < c->inputs; k++)
      for (int64_t tap = 0; tap < area; tap++) {
        const float *from = sums + (tap * c->inputs + k) * c->outputs + n;
        vector sum = get(from, count);
        for (int64_t s = 1; s < shares; s++) sum += get(from + s * row * c->outputs, count);
        float *to = weight + n * row + k * area + tap;
        if (count == lanes)
          UNROLL for (int v = 0; v < lanes; v++) to[v * row] = sum[v];
        else
          for (int64_t v = 0; v < count; v++) to[v * row] = sum[v];
      }
  }
}
#endif
