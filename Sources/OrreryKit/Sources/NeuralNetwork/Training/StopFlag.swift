internal import Synchronization

/// Asks a training to end soon: it finishes the step, writes its checkpoint and returns.
///
/// Setting it takes no lock and allocates nothing: a signal handler may do it.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  public init() {}

  /// Asks to stop; may be called from any thread and from a signal handler.
  public func request() { flag.store(true, ordering: .relaxed) }
  public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
