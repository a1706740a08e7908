// One generation's kernels: included with GENERATION, TILE_ROWS and TILE_VECTORS defined.
#include "Kernels.h"
#include "Channels.h"
#include "Products.h"
#include "Convolution.h"
#include "Windows.h"
#include "Winograd.h"

const orrery_dense_kernels GENERATION = {
    .multiply = multiply,
    .convolution_forward = convolution_forward,
    .convolution_input_gradient = convolution_input_gradient,
    .convolution_weight_gradient = convolution_weight_gradient,
    .convolution_weight_gradient_end = convolution_weight_gradient_end,
    .winograd_weights = winograd_weights,
    .winograd_forward = winograd_forward,
    .winograd_gradient = winograd_gradient,
    .winograd_gradient_end = winograd_gradient_end,
    .channel_sums = channel_sums,
    .channel_normalise = channel_normalise,
    .channel_products = channel_products,
    .channel_combine = channel_combine,
    .max_pool = max_pool,
    .max_pool_gradient = max_pool_gradient,
    .average_pool = average_pool,
    .average_pool_gradient = average_pool_gradient,
    .adaptive_average_pool = adaptive_average_pool,
    .adaptive_average_pool_gradient = adaptive_average_pool_gradient,
    .upsample_nearest = upsample_nearest,
    .upsample_nearest_gradient = upsample_nearest_gradient,
    .transpose = transpose,
};
