import OrreryKit

/// A description of a training that has been checked: data, preparation, model, optimisation.
public struct TrainingRecipe: Sendable {
  /// The recipe's file as the user named it.
  public var file: String
  public var description: String
  /// SHA-256 of the file and of what the command line changed of it.
  public var digest: String
  public var data: TrainingData
  /// In the order of the logits; objects of other classes are left out and counted. Empty for models
  /// that need no class: then every object takes part.
  public var classes: [String]
  /// Shares of the objects (of the fields, where fields are simulated) kept from training.
  public var split: Split
  /// Training objects whose labels are looked at, drawn by a hash of their ids; `nil` for all.
  public var labels: Int?
  /// What finds and cuts out the objects of the data; a run may find its objects otherwise.
  public var prepare: [PlannedStage]
  /// What every object passes, in training and in a run: recorded in the card.
  public var stages: [PlannedStage]
  /// What training objects pass behind them, anew in each epoch.
  public var augment: [PlannedStage]
  public var model: Model
  /// Layers and tables that the architecture learns from (`ArchitectureInfo.learnsFrom`).
  public var keeps: Set<String>
  /// `nil` for the loss that the model brings itself.
  public var loss: PlannedLoss?
  /// Measured on the validation part after each epoch, and once on the test part.
  public var metrics: [any Metric]
  public var optimizer: OptimizerSettings
  public var schedule: ScheduleSettings
  public var epochs: Int
  /// Which epoch's weights are kept: the best by a score of the validation part, or the last.
  public var monitor: TrainingSettings.Monitor
  /// One of the metrics that chooses the epoch in place of `monitor`.
  public var figure: MonitoredFigure?
  public var batch: Int
  /// Batches whose gradients make one step.
  public var accumulate: Int
  /// Epochs without improvement after which training ends; `nil` for never.
  public var patience: Int?
  /// Exponent of the class counts in the sampling: 0 as they come, 1 every class as often.
  public var balance: Double
  /// The class shares that calibrated probabilities are meant for.
  public var prior: ClassPrior
  /// What is measured of some classes besides.
  public var questions: [ClassQuestion]
  /// Of the products of training steps.
  public var precision: Precision
  public var seed: UInt64

  /// How long to train, and what counts as better.
  var trainingSettings: TrainingSettings {
    var settings = TrainingSettings(
      epochs: epochs, seed: seed, monitor: monitor, patience: patience,
      gradientLimit: optimizer.gradientLimit, averageDecay: optimizer.averageDecay,
      accumulation: accumulate, precision: precision, configuration: digest)
    settings.figure = figure
    return settings
  }

  /// The learning rate over a training with so many batches in an epoch.
  func schedule(batches: Int) -> any Schedule {
    schedule.schedule(steps: (batches + accumulate - 1) / accumulate * epochs)
  }

  /// The architecture and the name of the weights to make.
  public struct Model: Sendable {
    public var architecture: String
    public var weights: String
    /// Keys of the configuration over the architecture's defaults (YAML spelling).
    public var configuration: [String: JSONValue]
    /// `nil` where all weights start fresh.
    public var start: StartingPoint?
  }

  /// Where objects go, by a hash of their id and the seed.
  public struct Split: Codable, Sendable {
    public var validation = 0.1
    public var test = 0.15
    /// Of the hash; the recipe's own where absent. Trainings of several seeds share their parts by
    /// it, so that they can be compared, and averaged.
    public var seed: Int?

    static let settings = [
      Setting(
        "validation", "Share that chooses the epoch and fits the calibration", range: 0...0.9),
      Setting("test", "Share that is only measured, once, at the end", range: 0...1),
      Setting(
        "seed", "Of the hash that deals them out; the recipe's own where absent", range: 0...9e15,
        type: "whole number"),
    ]

    public enum Part: String, Sendable, CaseIterable { case train, validation, test }

    /// The part of a group of objects: it depends on the group's id and the seed alone.
    /// - Parameter seed: of the recipe; counts where the split has none of its own.
    public func part(of group: String, seed: UInt64) -> Part {
      var random = RandomStream(
        seed: self.seed.map { UInt64(clamping: $0) } ?? seed, key: group, purpose: "split")
      let place = random.uniform()
      return place < test ? .test : place < test + validation ? .validation : .train
    }
  }
}
