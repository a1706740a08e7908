internal import Kernels

/// How exactly the factors of products and convolutions are kept while they are multiplied.
///
/// Everything else is Float32 at any precision: tensors, sums, norms, activations, losses, weights
/// and what an optimiser remembers. Training at `bfloat16` is therefore mixed precision with
/// nothing to scale: bfloat16 has the exponents of Float32.
@frozen public enum Precision: String, Sendable, Codable, CaseIterable {
  /// Products of Float32.
  case float32
  /// The factors of matrix products, dense layers, convolutions and recurrent layers are rounded to
  /// bfloat16, 8 bits, nearest even; their products are summed in Float32. So it is in the way
  /// back: gradients and factors of the weights' gradients are rounded as well. 3×3 windows, and
  /// 4×4 windows with stride 2, are rounded after Winograd's transform of their tiles.
  ///
  /// The relative error of a sum is about 0.3 %, of Winograd's 1 % (root mean square, as a part of
  /// the results'). Numbers below 1e-38 count as 0. Faster where the processor multiplies pairs of
  /// bfloat16 (AVX-512 BF16); the same elsewhere, without Winograd's share of the error, but slower.
  case bfloat16

  /// What operations of the current task use; their way back uses what they used.
  @TaskLocal public static var current = Precision.float32

  /// Factors in a word of the kernels: 2 where they multiply pairs.
  var depth: Int { self == .bfloat16 && orrery_has_pairs() != 0 ? 2 : 1 }
  /// True where factors are rounded one by one, for kernels that do not know pairs.
  var roundsFactors: Bool { self == .bfloat16 && orrery_has_pairs() == 0 }
}

/// Runs `body` with operations at this precision, in this task and its children.
///
/// Wrap the forward pass; the way back follows it.
/// ```swift
/// let loss = withPrecision(.bfloat16) { model(images).mean() }
/// loss.backward()
/// ```
public func withPrecision<Result>(
  _ precision: Precision, _ body: () throws -> Result
) rethrows -> Result {
  try Precision.$current.withValue(precision, operation: body)
}

extension Tensor {
  /// Each element rounded to bfloat16, kept as Float32; its history is forgotten.
  func roundedToBfloat16() -> Tensor {
    Tensor(shape: shape, layout: layout) { y in
      raw(self) { x in
        parallelChunks(count) {
          orrery_round(Int64($0.count), x + $0.lowerBound, y + $0.lowerBound)
        }
      }
    }
  }
}
