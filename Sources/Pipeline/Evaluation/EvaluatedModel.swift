import OrreryKit

/// A model and its answers for the parts of a data set.
public struct EvaluatedModel: Sendable {
  /// In tables and legends: `morphology-cnn galaxy-zoo`.
  public var name: String
  /// The classes it knows, in its order.
  public var classes: [String]
  /// For objects that neither training nor any fit saw.
  public var test: Answers
  /// For objects that conformal sets and thresholds may be fitted to; without objects there are no
  /// such sets.
  public var validation: Answers
  /// For objects of the training: what strangeness is measured from.
  public var training: Answers
  /// Time for one object of the test part; `nil` where it was not measured.
  public var seconds: Double?
  /// Class shares that its probabilities are meant for, where they are not those of the data.
  public var prior: [Double]?
  /// What is measured of some classes besides.
  public var questions: [ClassQuestion] = []
  /// How small a step makes it change its mind, where that was asked.
  public var robustness: Robustness?
  /// The recipe's metrics of the test part, by name; those that are defined.
  public var metrics: [String: Double] = [:]
  /// Some objects of its training, where they were asked for.
  public var examples: TrainingExamples?
  /// That of its card, with what is missing there fitted to the validation part, where examples were
  /// asked for.
  public var calibration: Calibration?
  /// Where its weights lie, and their card; `nil` of a method that was fitted here.
  public var stored: (entry: ModelEntry, card: ModelCard)?
  /// Whether these are the parts that its weights were trained with, as far as can be told.
  public var isOfItsTraining = true
  /// Where it finds sources in fields.
  public var fields: FieldEvaluation?
  /// Where it makes objects.
  public var samples: SampleEvaluation?

  public init(
    name: String, classes: [String], test: Answers, validation: Answers = Answers(ids: []),
    training: Answers = Answers(ids: []), seconds: Double? = nil
  ) {
    self.name = name
    self.classes = classes
    self.test = test
    self.validation = validation
    self.training = training
    self.seconds = seconds
  }
}
