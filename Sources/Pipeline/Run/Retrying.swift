import Foundation
import OrreryKit

/// Tries again what may pass: a failure of the operating system, not of the data.
struct Retrying: Sendable {
  /// Seconds to wait before each further try.
  var pauses = [0.1, 0.5, 2]
  var wait: @Sendable (Double) -> Void = { Thread.sleep(forTimeInterval: $0) }

  /// The result of the first try that does not fail in passing, and how many tries it took.
  func result<Value>(_ body: () throws -> Value) -> (outcome: Result<Value, any Error>, tries: Int)
  {
    for (index, pause) in pauses.enumerated() {
      do {
        return (.success(try body()), index + 1)
      } catch let error as DataError where error.code == .passing {
        wait(pause)
      } catch {
        return (.failure(error), index + 1)
      }
    }
    return (Result { try body() }, pauses.count + 1)
  }
}
