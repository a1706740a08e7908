import Foundation

/// Seconds on the clock and of this process's processors.
struct ProcessTimes {
  let wall: Double
  let processor: Double

  static var now: ProcessTimes {
    ProcessTimes(wall: seconds(CLOCK_MONOTONIC), processor: seconds(CLOCK_PROCESS_CPUTIME_ID))
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
