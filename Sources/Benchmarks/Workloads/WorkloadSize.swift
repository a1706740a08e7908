/// How large a workload is made.
public enum WorkloadSize: String, Sendable {
  /// As it is timed.
  case full
  /// The full network on a batch of 1.
  case single
  /// The same network, narrower and on less data: ten training steps take a blink.
  case reduced

  /// A batch of this many, 1 or fewer.
  func batch(_ full: Int, _ reduced: Int) -> Int {
    switch self {
    case .full: full
    case .single: 1
    case .reduced: reduced
    }
  }

  /// A width or side.
  func width(_ full: Int, _ reduced: Int) -> Int { self == .reduced ? reduced : full }
}
