import OrreryKit

/// Turns blocks of 2×2 pixels into channels and back (Dinh et al. 2017, arXiv:1605.08803).
///
/// **Shapes** `[N, C, H, W]` to `[N, 4 C, H / 2, W / 2]`.
enum Squeeze {
  static func forward(_ input: Tensor) -> Tensor {
    let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2] / 2, input.shape[3] / 2)
    return input.reshaped([n, c, h, 2, w, 2]).permuted([0, 1, 3, 5, 2, 4])
      .reshaped([n, 4 * c, h, w])
  }

  static func inverse(_ output: Tensor) -> Tensor {
    let (n, c, h, w) = (output.shape[0], output.shape[1] / 4, output.shape[2], output.shape[3])
    return output.reshaped([n, c, 2, 2, h, w]).permuted([0, 1, 4, 2, 5, 3])
      .reshaped([n, c, 2 * h, 2 * w])
  }
}
