import OrreryKit
import Testing

/// Predictions keep packed weights; other uses of the same values must not meet them.
@Suite struct KeptFormsTests {
  private func random(_ shape: [Int]) -> Tensor {
    var random = RandomStream(seed: 9, key: "\(shape)")
    return .normal(shape, &random)
  }

  /// The same values without what was kept of them.
  private func fresh(_ x: Tensor) -> Tensor { Tensor(x.scalars, shape: x.shape) }

  /// Each use gives with a shared weight what it gives with a weight of its own.
  private func isTheSame(_ weight: Tensor, _ uses: [(Tensor) -> Tensor]) {
    withoutGradient {
      for (index, use) in (uses + uses).enumerated() {
        #expect(use(weight) == use(fresh(weight)), "use \(index)")
      }
    }
  }

  @Test("One weight serves convolutions of other groups, sizes, strides and paddings")
  func convolutions() {
    let (two, four) = (random([3, 2, 9, 7]), random([3, 4, 9, 7]))
    isTheSame(
      random([4, 2, 3, 3]),
      [
        { two.conv2d($0) }, { four.conv2d($0, groups: 2) }, { two.conv2d($0, dilation: 2) },
        { two.conv2d($0, stride: 2, padding: 1) }, { four.convTranspose2d($0) },
        { four.convTranspose2d($0, stride: 2, groups: 2) },
      ])
    let (small, large) = (random([5, 1, 3, 3]), random([2, 1, 8, 6]))
    isTheSame(random([40, 1, 3, 3]), [{ small.conv2d($0) }, { large.conv2d($0) }])
  }

  @Test("One weight serves transposed convolutions whose paddings differ")
  func transposedConvolutions() {
    let x = random([8, 16, 16, 16])
    isTheSame(
      random([16, 16, 4, 4]),
      [
        { x.convTranspose2d($0, stride: 2) }, { x.convTranspose2d($0, stride: 2, padding: 1) },
        { x.convTranspose2d($0, stride: 2, padding: 2) }, { x.conv2d($0, stride: 2, padding: 1) },
      ])
  }

  @Test("One weight serves dense layers in another shape, and as a convolution")
  func products() {
    let (wide, narrow, image) = (random([5, 6]), random([5, 4]), random([2, 6, 3, 3]))
    isTheSame(
      random([4, 6]),
      [
        { wide.linear($0) }, { narrow.linear($0.reshaped([6, 4])) },
        { image.conv2d($0.reshaped([4, 6, 1, 1])) }, { narrow.matmul($0) },
      ])
  }
}
