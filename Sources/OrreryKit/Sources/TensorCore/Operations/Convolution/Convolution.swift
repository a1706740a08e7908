internal import Kernels

/// The three passes of a convolution over channels-last images.
///
/// 3×3 windows with stride 1 go by Winograd's tiles where the channels allow it, windows over each
/// channel by itself by their sum, all others as products of shifted rows. The work is cut into pieces by the shapes alone, and gradients of
/// weights are summed in a fixed order: results do not depend on the number of threads.
struct Convolution {
  private let inputShape: [Int]
  private let outputShape: [Int]
  private let weightShape: [Int]
  private let direct: DirectConvolution
  private let winograd: WinogradConvolution?
  private let depthwise: DepthwiseConvolution?
  /// True where the window is the whole image: each image is then a row of a matrix product.
  private let isWhole: Bool
  private let precision: Precision

  init(
    _ window: Window, outputChannels: Int, groups: Int, precision: Precision = .current
  ) {
    self.precision = precision
    inputShape = [window.images, window.channels, window.input.height, window.input.width]
    outputShape = [window.images, outputChannels, window.output.height, window.output.width]
    weightShape = [
      outputChannels, window.channels / groups, window.kernel.height, window.kernel.width,
    ]
    isWhole = groups == 1 && window.isWhole
    direct = DirectConvolution(
      window.geometry(
        outputs: outputChannels / groups, groups: groups, isWhole: isWhole, depth: precision.depth),
      groups: groups)
    winograd =
      groups == 1
      ? WinogradConvolution(window, outputChannels: outputChannels, depth: precision.depth) : nil
    depthwise = DepthwiseConvolution(window, outputChannels: outputChannels, groups: groups)
  }

  /// `[N, C, H, W]` to `[N, O, H', W']`.
  func forward(_ x: Tensor, _ weight: Tensor, _ ending: Ending = Ending()) -> Tensor {
    let (x, weight) = (factor(x), kernelWeight(weight))
    return Tensor(shape: outputShape, layout: .channelsLast) { y in
      ending.withKernelForm { ending in
        if let winograd {
          winograd.forward(x, weight, ending, y)
        } else if let depthwise {
          depthwise.forward(x, weight, ending, y)
        } else {
          direct.forward(x, weight, ending, y)
        }
      }
    }
  }

  /// Gradient at the input; forward, a transposed convolution.
  func inputGradient(_ gradient: Tensor, _ weight: Tensor, _ ending: Ending = Ending()) -> Tensor {
    let (gradient, weight) = (factor(gradient), kernelWeight(weight))
    // Where each image is a row, its pixels are columns of the product.
    let ending = isWhole ? ending.repeated(inputShape[2] * inputShape[3]) : ending
    return Tensor(shape: inputShape, layout: .channelsLast) { dx in
      ending.withKernelForm { ending in
        if let winograd {
          winograd.inputGradient(gradient, weight, ending, dx)
        } else if let depthwise {
          depthwise.inputGradient(gradient, weight, ending, dx)
        } else {
          direct.inputGradient(gradient, weight, ending, dx)
        }
      }
    }
  }

  /// Gradient at the weights.
  func weightGradient(_ gradient: Tensor, _ x: Tensor) -> Tensor {
    let (gradient, x) = (factor(gradient), factor(x))
    return Tensor(shape: weightShape, layout: isWhole ? .channelsLast : .rowMajor) { dw in
      if let winograd {
        winograd.weightGradient(gradient, x, dw)
      } else if let depthwise {
        depthwise.weightGradient(gradient, x, dw)
      } else {
        direct.weightGradient(gradient, x, dw)
      }
    }
  }

  private func kernelWeight(_ weight: Tensor) -> Tensor {
    factor(weight, isWhole ? .channelsLast : .rowMajor)
  }

  /// What the kernels multiply.
  private func factor(_ x: Tensor, _ layout: Layout = .channelsLast) -> Tensor {
    let x = x.laidOut(layout)
    let isRounded = precision.roundsFactors || depthwise != nil && precision == .bfloat16
    return isRounded ? x.roundedToBfloat16() : x
  }
}

/// Pieces of `rows` rows of each image, run in parallel.
func forPieces(
  images: Int, height: Int, rows: Int, _ body: (_ image: Int, _ rows: Range<Int>) -> Void
) {
  let pieces = (height + rows - 1) / rows
  parallelFor(images * pieces) { piece in
    let first = piece % pieces * rows
    body(piece / pieces, first..<min(height, first + rows))
  }
}

/// Shares of sums that are added in order at the end: few where the sums are large.
func shareCount(items: Int, size: Int) -> Int {
  max(1, min(items, max(2, min(8, (4 << 20) / max(size, 1)))))
}
