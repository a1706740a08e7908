internal import Dispatch
internal import Synchronization

/// Pieces that several threads take one after the other.
///
/// The caller works too and waits only for pieces that others have begun: on a busy machine a
/// thread that starts late finds nothing to do, and nobody has waited for it.
final class SharedWork: @unchecked Sendable {
  private let count: Int
  /// Cleared by the caller at the end; nobody reads it after the last piece.
  var body: ((Int) -> Void)?
  private let next = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ count: Int, _ body: @escaping (Int) -> Void) {
    self.count = count
    self.body = body
  }

  func join() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body?(index)
      if done.add(1, ordering: .acquiringAndReleasing).newValue == count { isDone.signal() }
    }
  }

  func waitUntilDone() { isDone.wait() }
}
