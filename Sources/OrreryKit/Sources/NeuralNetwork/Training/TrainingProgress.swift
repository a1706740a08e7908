/// Where a training stands: with the tensors of a checkpoint all that the next step depends on.
///
/// Random numbers need no state: they are drawn by seed, epoch and step.
struct TrainingProgress: Codable, Equatable {
  /// What must be the same when a training is resumed.
  struct Identity: Codable, Equatable {
    var seed: UInt64
    var dataSeed: UInt64
    var batchSize: Int
    var objects: Int
    var groups: Int
    var accumulation: Int
    /// `nil` for Float32.
    var precision: String?
    var configuration: String
  }

  var identity: Identity
  var epoch = 0
  /// Batches done in this epoch.
  var step = 0
  /// Steps of the optimiser done in all.
  var totalSteps = 0
  /// Of the present epoch so far.
  var scores = Scores()
  var history: [EpochRecord] = []
  var bestEpoch: Int?
  var bestScore = Double.infinity
  var scheduleState: [Double] = []
  /// Of the last step.
  var rateFactor = 1.0

  init(_ identity: Identity) { self.identity = identity }

  /// Epochs since the best one.
  var epochsWithoutImprovement: Int { history.count - 1 - (bestEpoch ?? -1) }
}
