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

  var inputArea: Int { input.height * input.width }
  var outputArea: Int { output.height * output.width }

  /// True where unfolding an image would give the image itself.
  var isPointwise: Bool { kernel == 1 && stride == 1 && padding == 0 }

  /// For the C kernels, over this many channels.
  func geometry(channels: Int) -> orrery_window {
    orrery_window(
      channels: Int64(channels), height: Int64(input.height), width: Int64(input.width),
      kernel_height: Int64(kernel.height), kernel_width: Int64(kernel.width),
      stride_height: Int64(stride.height), stride_width: Int64(stride.width),
      padding_height: Int64(padding.height), padding_width: Int64(padding.width),
      dilation_height: Int64(dilation.height), dilation_width: Int64(dilation.width),
      output_height: Int64(output.height), output_width: Int64(output.width))
  }
}
