/// Whether operations are recorded, for the current thread or task.
enum GradientMode {
  @TaskLocal static var isOn = true
}

extension Tensor {
  /// True where operations are recorded.
  package static var isRecording: Bool { GradientMode.isOn }
}

/// Runs `body` and records nothing: results are not tracked. Other threads and tasks are not touched.
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
  try GradientMode.$isOn.withValue(false, operation: body)
}
