import Dispatch
import Foundation
import OrreryKit

/// Turns SIGINT and SIGTERM into a stop flag; a second one ends the program at once.
final class StopSignals {
  private var sources: [any DispatchSourceSignal] = []

  init(_ stop: StopFlag) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if stop.isRequested { _exit(128 + number) }
        stop.request()
      }
      source.resume()
      sources.append(source)
    }
  }

  /// Gives the signals their usual effect back.
  func cancel() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
