/// What stands beside a weights file: how the model was made, what it takes, how good it is.
public struct ModelCard: Sendable, Codable {
  /// A stage and its settings (Swift property names), fitted statistics included.
  public struct StageRecord: Sendable, Codable, Equatable {
    public var name: String
    public var settings: JSONValue
    public init(name: String, settings: JSONValue) {
      self.name = name
      self.settings = settings
    }
  }

  /// Facts of the training.
  public struct Training: Sendable, Codable {
    /// What it was trained on, in words, with the files' names.
    public var data: String
    /// Objects in each split: `train`, `validation`, `test`.
    public var objects: [String: Int]
    public var seed: UInt64
    public var epochs: Int
    /// Day it was made, `2026-11-21`.
    public var date: String
    /// SHA-256 of the recipe as it was run.
    public var recipe: String
    /// Of the products of training steps; `nil` in cards of before there was a choice: Float32.
    public var precision: Precision?
    public init(
      data: String, objects: [String: Int], seed: UInt64, epochs: Int, date: String, recipe: String,
      precision: Precision? = nil
    ) {
      self.data = data
      self.objects = objects
      self.seed = seed
      self.epochs = epochs
      self.date = date
      self.recipe = recipe
      self.precision = precision
    }
  }

  /// What the same recipe reaches from several seeds, on the same test split.
  public struct Seeds: Sendable, Codable {
    /// How many trainings: their initial weights and the order of their objects differ.
    public var count: Int
    public var mean: [String: Double]
    /// Standard deviation of one training, of `count` - 1 degrees of freedom.
    public var spread: [String: Double]

    /// Of the metrics that every training has.
    /// - Parameter trainings: the metrics of each, two or more.
    public init(_ trainings: [[String: Double]]) {
      precondition(trainings.count > 1, "Seeds: a spread needs two trainings or more")
      count = trainings.count
      mean = [:]
      spread = [:]
      for name in trainings[0].keys {
        let values = trainings.compactMap { $0[name] }
        guard values.count == count else { continue }
        let middle = values.reduce(0, +) / Double(count)
        let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        mean[name] = middle
        spread[name] = (squares / Double(count - 1)).squareRoot()
      }
    }
  }

  /// What an evaluation found, and the command that repeats it.
  public struct Evaluation: Sendable, Codable, Equatable {
    public var command: String
    /// By name, as `metrics` of the card.
    public var metrics: [String: Double]

    public init(command: String, metrics: [String: Double]) {
      self.command = command
      self.metrics = metrics
    }
  }

  /// Version of this format.
  public var schema: Int
  /// Name of the architecture that the weights belong to.
  public var architecture: String
  /// Name of this set of weights: `simulated`, `galaxy-zoo`.
  public var name: String
  public var summary: String
  /// Configuration of the architecture (Swift property names).
  public var configuration: JSONValue
  public var specification: ModelSpecification
  /// Preparation that the model saw in training and must see in a run, in order.
  public var stages: [StageRecord]
  public var training: Training
  /// Measured on the test split that training never saw: `accuracy`, `balanced-accuracy`, `ece`.
  public var metrics: [String: Double]
  /// `nil` where the recipe was trained from one seed.
  public var seeds: Seeds?
  /// Later evaluations, on other data perhaps, in the order they were first made; `nil` for none.
  public var evaluations: [Evaluation]?
  /// How its answers are made honest, fitted on the validation part.
  public var calibration: Calibration
  /// The command that makes these weights and figures again.
  public var command: String

  public init(
    architecture: String, name: String, summary: String, configuration: JSONValue,
    specification: ModelSpecification, stages: [StageRecord], training: Training,
    metrics: [String: Double], calibration: Calibration = Calibration(), command: String
  ) {
    self.schema = 1
    self.architecture = architecture
    self.name = name
    self.summary = summary
    self.configuration = configuration
    self.specification = specification
    self.stages = stages
    self.training = training
    self.metrics = metrics
    self.calibration = calibration
    self.command = command
  }

  /// Keeps an evaluation in place of an earlier one by the same command.
  public mutating func record(_ evaluation: Evaluation) {
    var all = evaluations ?? []
    if let index = all.firstIndex(where: { $0.command == evaluation.command }) {
      all[index] = evaluation
    } else {
      all.append(evaluation)
    }
    evaluations = all
  }
}
