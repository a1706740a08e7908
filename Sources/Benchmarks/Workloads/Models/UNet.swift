import OrreryKit

/// Segmentation by a contracting and an expanding path with skips between (Ronneberger et al. 2015,
/// arXiv:1505.04597), with batch normalisation and padded convolutions.
///
/// **Shapes** `[N, 1, H, W]` to `[N, 1, H, W]`; 16 divides H and W.
struct UNet: Layer {
  let encoder: [Sequential]
  let upsampling: [ConvTranspose2d]
  let decoder: [Sequential]
  let head: Conv2d

  /// - Parameter width: channels at full size; each of four poolings doubles them.
  init(width: Int, _ random: inout RandomStream) {
    func pair(_ inputs: Int, _ outputs: Int) -> Sequential {
      Sequential(
        convolutionBlock(inputs, outputs, &random) + convolutionBlock(outputs, outputs, &random))
    }
    let widths = (0..<5).map { width << $0 }
    encoder = zip([1] + widths, widths).map { pair($0, $1) }
    decoder = widths.dropLast().reversed().map { pair(2 * $0, $0) }
    upsampling = widths.dropLast().reversed().map {
      ConvTranspose2d(
        inputChannels: 2 * $0, outputChannels: $0, kernelSize: 2, stride: 2, random: &random)
    }
    head = Conv2d(inputChannels: width, outputChannels: 1, kernelSize: 1, random: &random)
  }

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    var x = encoder[0](input, &pass)  // [N, width, H, W]
    var skipped: [Tensor] = []
    for block in encoder.dropFirst() {
      skipped.append(x)
      x = block(x.maxPool2d(2), &pass)  // at last [N, 16 width, H / 16, W / 16]
    }
    for (up, block) in zip(upsampling, decoder) {
      x = block(.concatenated([skipped.removeLast(), up(x)], axis: 1), &pass)
    }
    return head(x)
  }
}
