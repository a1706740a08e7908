import OrreryKit

/// A contracting and an expanding path with skips between (Ronneberger et al. 2015,
/// arXiv:1505.04597), behind blocks of `patch` pixels that become channels.
///
///     asinh → stem: conv 2p×2p, stride p → norm → ReLU
///     depth ×  [ 2 × (conv 3×3 → norm → ReLU) → max pool 2×2 ],  2 × (conv 3×3 → norm → ReLU)
///     depth ×  [ transposed conv 2×2 → beside the skip → 2 × (conv 3×3 → norm → ReLU) ]
///     head: transposed conv p×p, stride p
///
/// With p = 2 three quarters of the work of a full-size network fall away; the head's outputs still
/// differ from pixel to pixel.
///
/// **Shapes** `[N, channels, H, W]` to `[N, outputs, H, W]`; `multiple` divides H and W.
struct UNet: Module {
  let stem: Sequential
  let encoder: [Sequential]
  let upsampling: [ConvTranspose2d]
  let decoder: [Sequential]
  let head: ConvTranspose2d

  /// - Parameter biases: what each output begins with, before it has learned anything.
  init(
    _ configuration: Segmenter.Configuration, channels: Int, biases: [Float],
    random: inout RandomStream
  ) {
    let (patch, norm) = (configuration.patch, configuration.norm)
    let widths = (0...configuration.depth).map {
      min(configuration.width << $0, configuration.widest)
    }
    func block(_ convolution: Conv2d, _ outputs: Int) -> [any Layer] {
      switch norm {
      case .batch: [convolution, BatchNorm2d(channels: outputs), ReLU()]
      case .group: [convolution, GroupNorm(groups: min(8, outputs), channels: outputs), ReLU()]
      case .none: [convolution, ReLU()]
      }
    }
    func pair(_ inputs: Int, _ outputs: Int) -> Sequential {
      Sequential(
        [inputs, outputs].flatMap { inputs in
          block(
            Conv2d(
              inputChannels: inputs, outputChannels: outputs, kernelSize: 3, padding: 1,
              hasBias: norm == .none, random: &random), outputs)
        })
    }
    stem = Sequential(
      block(
        Conv2d(
          inputChannels: channels, outputChannels: widths[0],
          kernelSize: Size2d(patch == 1 ? 3 : 2 * patch), stride: Size2d(patch),
          padding: Size2d(patch == 1 ? 1 : patch / 2), hasBias: norm == .none, random: &random),
        widths[0]))
    encoder = zip([widths[0]] + widths, widths).map { pair($0, $1) }
    let levels = (0..<configuration.depth).reversed()
    upsampling = levels.map {
      ConvTranspose2d(
        inputChannels: widths[$0 + 1], outputChannels: widths[$0], kernelSize: 2, stride: 2,
        random: &random)
    }
    decoder = levels.map { pair(2 * widths[$0], widths[$0]) }
    head = ConvTranspose2d(
      inputChannels: widths[0], outputChannels: biases.count, kernelSize: Size2d(patch),
      stride: Size2d(patch), random: &random)
    head.bias?.value = Tensor(biases, shape: [biases.count])
  }

  /// - Parameter images: in units of the noise; asinh keeps faint light linear and bright light small.
  func callAsFunction(_ images: Tensor, _ pass: inout Pass) -> Tensor {
    var x = stem(Self.compressed(images), &pass)  // [N, width, H / p, W / p]
    var skipped: [Tensor] = []
    for (level, block) in encoder.enumerated() {
      if level > 0 {
        skipped.append(x)
        x = x.maxPool2d(2)
      }
      x = block(x, &pass)  // at last [N, widest, H / (p 2^depth), …]
    }
    for (up, block) in zip(upsampling, decoder) {
      x = block(.concatenated([skipped.removeLast(), up(x)], axis: 1), &pass)
    }
    return head(x)
  }

  /// asinh x = sign(x) log(|x| + √(x² + 1)).
  static func compressed(_ x: Tensor) -> Tensor {
    let size = ((x.square() + 1).sqrt() + x.abs()).log()
    return Tensor.select(x.less(than: Tensor(0)), -size, size)
  }

  /// What must divide the sides of an image.
  static func multiple(_ configuration: Segmenter.Configuration) -> Int {
    configuration.patch << configuration.depth
  }

  /// How far a pixel's outputs look: beyond it nothing changes them.
  ///
  /// Each level has two 3×3 convolutions on the way down and two on the way up, whose reach doubles;
  /// pooling and patches round up to their own grid.
  static func reach(_ configuration: Segmenter.Configuration) -> Int {
    let patch = configuration.patch
    var pixels = 2 * patch
    for level in 0...configuration.depth {
      pixels += (level == configuration.depth ? 2 : 4) * (patch << level)
    }
    return pixels + multiple(configuration)
  }

  /// Bytes that a pass without gradients takes at its highest for each pixel of an image, about.
  func bytesPerPixel(_ configuration: Segmenter.Configuration) -> Int {
    let area = configuration.patch * configuration.patch
    // The last level: what came up, what was skipped, both side by side, two more on the way out.
    let level = 4 * 8 * configuration.width / area
    // The image itself and what comes out.
    return level + 4 * 10
  }
}
