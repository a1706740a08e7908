import TensorCore

/// Largest difference, relative to the largest number.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
  guard a.shape == b.shape else { return .infinity }
  let scale = b.scalars.map(abs).max() ?? 1
  return zip(a.scalars, b.scalars).map { abs($0 - $1) }.max().map { $0 / max(scale, 1e-20) } ?? 0
}
