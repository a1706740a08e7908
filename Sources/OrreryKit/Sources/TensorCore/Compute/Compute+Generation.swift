internal import Kernels

extension Compute {
  /// Generations of kernels that this machine can run: plain ones, AVX2, AVX-512.
  @_spi(Testing) public static let generations = 0...Int(orrery_best_generation())

  /// The generation that the current task asks for, in tests of each; `nil` for the one in use.
  ///
  /// Recurrent layers look at it.
  @_spi(Testing) @TaskLocal public static var generation: Int?

  static var kernelGeneration: Int {
    min(generation ?? Int(orrery_generation()), generations.upperBound)
  }
}
