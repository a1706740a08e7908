import OrreryKit

/// One object of a file behind its first stages, or why there is none.
struct FrameResult: Sendable {
  var id: String
  var origin: String
  var outcome: Result<StageChain.Frame, StepFailure>
  var effort = SinkItem.Effort()
}
