#ifndef ORRERY_DENSE_H
#define ORRERY_DENSE_H
// Matrix products and convolutions over channels-last arrays, for several generations of processors.
#include <stdint.h>

// MARK: Generations

enum { ORRERY_PLAIN = 0, ORRERY_AVX2 = 1, ORRERY_AVX512 = 2 };
// The best generation that this machine can run.
int orrery_best_generation(void);
// The generation that the calling thread uses: the best, unless it took another one, for tests.
int orrery_generation(void);
void orrery_use_generation(int generation);

// MARK: Factors

// Nonzero where the calling thread's kernels multiply pairs of bfloat16. Products, convolutions and
// Winograd's tiles then take a `depth` of 2: their factors, rounded to nearest even, lie in pairs,
// neighbours of the sum, in words of four bytes; lengths and distances of packed factors count
// words. Sums are float32. A depth of 1 is float32 throughout.
int orrery_has_pairs(void);
// Words of `rows` rows of n numbers, which begin `stride` apart: [rows][(n + 1) / 2].
void orrery_round_rows(int64_t rows, int64_t n, const float *x, int64_t stride, float *words);
// Words of neighbouring rows: x[2 k][i], x[2 k + 1][i], behind the last row 0:
// [(rows + 1) / 2][n].
void orrery_round_pairs(int64_t rows, int64_t n, const float *x, int64_t stride, float *words);
// The words of b as orrery_pack has its floats; one of `row` and `column` is 1.
void orrery_round_panels(int64_t inner, int64_t columns, const float *b, int64_t row,
                         int64_t column, float *words);
// Rounds to bfloat16, kept as floats; for kernels without pairs.
void orrery_round(int64_t n, const float *x, float *y);

// MARK: Products

// What happens to a sum on its way to memory: y = scale[n] sum + shift[n]; then, where
// y < 0, y *= slope. Null pointers stand for 1, 0 and 0.
typedef struct orrery_ending {
  const float *scale, *shift;
  float slope;              // 1: no activation, 0: ReLU
  int adds;                 // nonzero: c's own value is added to the sum first
} orrery_ending;

// Where a segment of a sum lies in a and in b.
typedef struct orrery_segment {
  int64_t a, b;
} orrery_segment;

// Where a row begins in a and in c.
typedef struct orrery_row {
  int64_t a, c;
} orrery_row;

// C[m, n] = sum over s < segments, k < inner of
//   a[row[m].a + segment[s].a + k a_inner] * b[(n / 32) b_panel + segment[s].b + k b_inner + n % 32]
// at c[row[m].c + n].
// A packed b has b_inner = 32 and b_panel = the floats of a panel; rows of a plain b have b_inner =
// their distance and b_panel = 32. b is read in vectors of 16: as many floats behind the last
// column must be readable.
typedef struct orrery_product {
  int64_t depth;
  int64_t segments;
  const orrery_segment *segment;  // null: one, at 0
  int64_t inner;
  const orrery_row *row;          // null: evenly spaced
  int64_t a_row, a_inner;
  int64_t b_inner, b_panel;
  int64_t c_row;
} orrery_product;

void orrery_matrix_product(const orrery_product *p, int64_t rows, int64_t columns, const float *a,
                     const float *b, float *c, const orrery_ending *ending);

// Floats that a packed b of these columns takes.
int64_t orrery_packed_size(int64_t inner, int64_t columns);
// Packs b[k, n] at k row + n column into panels of 32 columns, zeros behind the last; `inner` is the
// whole length of the sum.
void orrery_pack(int64_t inner, int64_t columns, const float *b, int64_t row, int64_t column,
                 float *packed);

// MARK: Convolution

// A convolution over x [images, height, width, x_pixel], of which `inputs` channels from the given
// pointer on belong to this group; likewise y with `outputs` of y_pixel.
typedef struct orrery_convolution {
  int64_t depth;
  int64_t images, height, width, inputs, outputs;
  int64_t x_pixel, y_pixel;
  int64_t kernel_height, kernel_width;
  int64_t stride_height, stride_width;
  int64_t padding_height, padding_width;
  int64_t dilation_height, dilation_width;
  int64_t output_height, output_width;
} orrery_convolution;

// Floats of scratch for `rows` output rows (of an input gradient: input rows).
int64_t orrery_convolution_scratch(const orrery_convolution *c, int64_t rows);
int64_t orrery_convolution_gradient_scratch(const orrery_convolution *c, int64_t rows);
int64_t orrery_convolution_weight_gradient_scratch(const orrery_convolution *c, int64_t rows,
                                                   int64_t images);
// Floats of the packed weights for either way.
int64_t orrery_convolution_weights_size(const orrery_convolution *c);
int64_t orrery_convolution_gradient_weights_size(const orrery_convolution *c);
// Packs weight[outputs][inputs][kernel height][kernel width].
void orrery_convolution_weights(const orrery_convolution *c, const float *weight, float *packed);
void orrery_convolution_gradient_weights(const orrery_convolution *c, const float *weight,
                                         float *packed);
// The output rows [first, last) of some images, which are all where there are several. The scratch is
// for each image.
void orrery_convolution_forward(const orrery_convolution *c, int64_t image, int64_t images,
                                int64_t first, int64_t last, const float *x, const float *packed, float *y,
                                const orrery_ending *ending, float *scratch);
// The rows [first, last) of the gradient at some images; what a transposed convolution does forward.
void orrery_convolution_input_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                       int64_t first, int64_t last, const float *gradient, const float *packed,
                                       float *dx, const orrery_ending *ending, float *scratch);
// Adds the share of some images to sums[kernel area][inputs][outputs]: the output rows
// [first, last), which are all where there are several images.
void orrery_convolution_weight_gradient(const orrery_convolution *c, int64_t image, int64_t images,
                                        int64_t first, int64_t last, const float *x,
                                        const float *gradient, float *sums, float *scratch);
// From `shares` arrays of sums, added in order, to weight[outputs][inputs][kernel area], for the
// outputs [first, last).
void orrery_convolution_weight_gradient_end(const orrery_convolution *c, int64_t first,
                                            int64_t last, int64_t shares, const float *sums,
                                            float *weight);

// MARK: Winograd's F(4x4, 3x3) and F(4x4, 2x2)

// Output tiles of 4x4 of a correlation with `taps` x `taps` weights (Lavin & Gray 2016,
// arXiv:1509.09308), over x [images, height, width, inputs]. A stride of 2 (`step`) takes the image
// apart into four phases, whose channels stand side by side in the sum: four rows of weights with
// 2x2 taps are a 4x4 window. Inputs and outputs are multiples of 16.
typedef struct orrery_winograd {
  int64_t depth;
  int64_t taps, step;
  int64_t images, height, width, inputs, outputs;
  int64_t padding_height, padding_width;
  int64_t output_height, output_width;
  // Output (i, j) is the pixel (y_row + i y_step, y_column + j y_step) of y.
  int64_t y_height, y_width, y_row, y_column, y_step;
} orrery_winograd;

int64_t orrery_winograd_tiles(const orrery_winograd *w);
// Floats of the transformed weights, and of the scratch for a block of tiles.
int64_t orrery_winograd_weights_size(const orrery_winograd *w);
int64_t orrery_winograd_scratch(const orrery_winograd *w, int64_t tiles);
// Transforms the weights of the outputs [first, last), a multiple of 32 first, for one phase of the
// input. The weight of output o, input c, row i, column j stands at o output + c input + i row +
// j column (so that a flipped and exchanged weight serves the way back).
void orrery_winograd_weights(const orrery_winograd *w, int64_t phase, int64_t first, int64_t last,
                             const float *weight, int64_t output, int64_t input, int64_t row,
                             int64_t column, float *transformed);
// The output tiles [first, last).
void orrery_winograd_forward(const orrery_winograd *w, int64_t first, int64_t last, const float *x,
                             const float *transformed, float *y, const orrery_ending *ending,
                             float *scratch);
// Adds the share of the tiles [first, last) to the transformed weights' gradient
// [places][step * step * inputs][outputs].
void orrery_winograd_gradient(const orrery_winograd *w, int64_t first, int64_t last,
                              const float *x, const float *gradient, float *sums, float *scratch);
// Back to weights: from `shares` arrays of sums, added in order, for the inputs [first, last); to
// weight[outputs][inputs][step taps][step taps].
void orrery_winograd_gradient_end(const orrery_winograd *w, int64_t first, int64_t last,
                                  int64_t shares, const float *sums, float *weight);
#endif
