internal import Kernels

/// Generations of processors that the dense kernels are compiled for; the best that the machine
/// can run is taken at the first call.
package enum Generation: Int32, CaseIterable, Sendable {
  case plain = 0
  case avx2 = 1
  case avx512 = 2

  /// What this machine can run.
  package static var available: [Generation] {
    allCases.filter { $0.rawValue <= orrery_best_generation() }
  }

  /// Runs `body` with these kernels, on this thread alone.
  package func use<Result>(_ body: () -> Result) -> Result {
    orrery_use_generation(rawValue)
    defer { orrery_use_generation(orrery_best_generation()) }
    return Compute.withThreads(1, body)
  }
}
