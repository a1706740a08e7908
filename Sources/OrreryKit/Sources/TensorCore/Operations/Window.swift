internal import Kernels

/// A window that moves over images `[N, C, H, W]`, checked.
struct Window {
  let images: Int
  let channels: Int
  let input: Size2d
  let kernel: Size2d
  let output: Size2d
  private let stride: Size2d
  private let padding: Size2d
  private let dilation: Size2d

  init(
    _ operation: String, _ shape: [Int], kernel: Size2d, stride: Size2d, padding: Size2d,
    dilation: Size2d
  ) {
    precondition(shape.count == 4, "\(operation): shape \(shape) is not [N, C, H, W]")
    precondition(
      kernel.height > 0 && kernel.width > 0 && stride.height > 0 && stride.width > 0
        && padding.height >= 0 && padding.width >= 0 && dilation.height > 0 && dilation.width > 0,
      "\(operation): kernel \(kernel), stride \(stride), padding \(padding), dilation \(dilation)")
    func length(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let room = size + 2 * padding - dilation * (kernel - 1) - 1
      precondition(
        room >= 0,
        "\(operation): window \(kernel) with dilation \(dilation) does not fit into shape \(shape)"
          + " with padding \(padding)")
      return room / stride + 1
    }
    images = shape[0]
    channels = shape[1]
    input = Size2d(shape[2], shape[3])
    output = Size2d(
      length(shape[2], kernel.height, stride.height, padding.height, dilation.height),
      length(shape[3], kernel.width, stride.width, padding.width, dilation.width))
    (self.kernel, self.stride, self.padding, self.dilation) = (kernel, stride, padding, dilation)
  }

  /// Cells of an output of another size, each `stride` wide where that is given.
  init(_ shape: [Int], output: Size2d, stride: Size2d = 1) {
    images = shape[0]
    channels = shape[1]
    input = Size2d(shape[2], shape[3])
    self.output = output
    (kernel, self.stride, padding, dilation) = (1, stride, 0, 1)
  }

  var inputArea: Int { input.height * input.width }
  var outputArea: Int { output.height * output.width }

  /// The input pixel under a tap of the window at an output pixel; `nil` outside the image.
  func pixel(output: Int, tap: Int) -> Int? {
    guard tap < kernel.height * kernel.width else { return nil }
    let row =
      output / self.output.width * stride.height - padding.height
      + tap / kernel.width * dilation.height
    let column =
      output % self.output.width * stride.width - padding.width
      + tap % kernel.width * dilation.width
    guard 0..<input.height ~= row, 0..<input.width ~= column else { return nil }
    return row * input.width + column
  }

  /// True where one window covers the image.
  var isWhole: Bool { kernel == input && padding == 0 && dilation == 1 }

  /// For the kernels of pooling.
  var geometry: orrery_window {
    orrery_window(
      channels: Int64(channels), height: Int64(input.height), width: Int64(input.width),
      kernel_height: Int64(kernel.height), kernel_width: Int64(kernel.width),
      stride_height: Int64(stride.height), stride_width: Int64(stride.width),
      padding_height: Int64(padding.height), padding_width: Int64(padding.width),
      dilation_height: Int64(dilation.height), dilation_width: Int64(dilation.width),
      output_height: Int64(output.height), output_width: Int64(output.width))
  }

  /// For the kernels of convolution, of one group; where the window `isWhole`, each image may count
  /// as a pixel.
  func geometry(
    outputs: Int, groups: Int, isWhole: Bool, depth: Int
  ) -> orrery_convolution {
    if isWhole {
      let inputs = Int64(channels * inputArea)
      return orrery_convolution(
        depth: Int64(depth), images: 1, height: 1, width: Int64(images), inputs: inputs,
        outputs: Int64(outputs),
        x_pixel: inputs, y_pixel: Int64(outputs), kernel_height: 1, kernel_width: 1,
        stride_height: 1, stride_width: 1, padding_height: 0, padding_width: 0,
        dilation_height: 1, dilation_width: 1, output_height: 1, output_width: Int64(images))
    }
    return orrery_convolution(
      depth: Int64(depth), images: Int64(images), height: Int64(input.height),
      width: Int64(input.width),
      inputs: Int64(channels / groups), outputs: Int64(outputs), x_pixel: Int64(channels),
      y_pixel: Int64(outputs * groups), kernel_height: Int64(kernel.height),
      kernel_width: Int64(kernel.width), stride_height: Int64(stride.height),
      stride_width: Int64(stride.width), padding_height: Int64(padding.height),
      padding_width: Int64(padding.width), dilation_height: Int64(dilation.height),
      dilation_width: Int64(dilation.width), output_height: Int64(output.height),
      output_width: Int64(output.width))
  }

  /// For Winograd's kernels; `nil` where they do not serve.
  func winograd(outputs: Int, depth: Int) -> orrery_winograd? {
    let isPlain = kernel == 3 && stride == 1 && padding.height <= 2 && padding.width <= 2
    let isHalving = kernel == 4 && stride == 2 && padding.height <= 3 && padding.width <= 3
    guard isPlain || isHalving, dilation == 1, output.height > 2, output.width > 2 else {
      return nil
    }
    return orrery_winograd(
      depth: Int64(depth), taps: isPlain ? 3 : 2, step: isPlain ? 1 : 2, images: Int64(images),
      height: Int64(input.height), width: Int64(input.width), inputs: Int64(channels),
      outputs: Int64(outputs), padding_height: Int64(padding.height),
      padding_width: Int64(padding.width), output_height: Int64(output.height),
      output_width: Int64(output.width), y_height: Int64(output.height),
      y_width: Int64(output.width), y_row: 0, y_column: 0, y_step: 1)
  }
}
