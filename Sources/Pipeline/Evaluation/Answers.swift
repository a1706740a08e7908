import OrreryKit

/// What a model says of some objects, beside what is true of them.
public struct Answers: Sendable {
  /// A number that was predicted, and the true one, of every object.
  public struct Numbers: Sendable {
    /// NaN where there is no answer.
    public var predicted: [Double]
    /// One standard deviation; empty where the model gives none.
    public var errors: [Double]
    public var truth: [Double]

    public init(predicted: [Double], errors: [Double], truth: [Double]) {
      self.predicted = predicted
      self.errors = errors
      self.truth = truth
    }
  }

  public var ids: [String]
  /// True classes; empty where the objects have none.
  public var labels: [Int]
  /// `[N, classes]`, calibrated; NaN where there is no answer.
  public var probabilities: [Float]
  /// What the answers were made from, a row for each object that has any.
  public var features: [[Float]]
  /// By the name of the true number.
  public var numbers: [String: Numbers]
  /// ln p of each object, of a model that tells it; NaN where there is no answer.
  public var densities: [Double] = []
  /// How the answer to each object changes with time, of a model that tells it for all of them.
  public var courses: [TimeEvaluation.Course] = []
  /// How many objects carry each flag.
  public var flags: [String: Int]

  public init(
    ids: [String], labels: [Int] = [], probabilities: [Float] = [], features: [[Float]] = [],
    numbers: [String: Numbers] = [:], flags: [String: Int] = [:]
  ) {
    self.ids = ids
    self.labels = labels
    self.probabilities = probabilities
    self.features = features
    self.numbers = numbers
    self.flags = flags
  }

  public var count: Int { ids.count }
}

extension Answers {
  /// Asks a model.
  /// - Parameter classes: those of the model.
  init(of model: LoadedModel, to objects: [SkyObject], classes: [String], batch: Int) throws {
    var predictions: [Prediction] = []
    for start in stride(from: 0, to: objects.count, by: batch) {
      predictions += try model.predict(
        Array(objects[start..<min(start + batch, objects.count)]))
    }
    let isClassified =
      !classes.isEmpty && objects.allSatisfy { $0.label(among: classes) != nil }
      && predictions.allSatisfy { $0.probabilities.count == classes.count }
    self.init(
      ids: objects.map(\.id),
      labels: isClassified ? objects.map { $0.label(among: classes) ?? 0 } : [],
      probabilities: isClassified ? predictions.flatMap(\.probabilities) : [],
      features: predictions.map(\.features))
    if predictions.contains(where: { $0.number("log_density") != nil }) {
      densities = predictions.map { $0.number("log_density") ?? .nan }
    }
    let courses = predictions.compactMap {
      TimeEvaluation.Course($0.tables["probability-over-time"], classes: classes)
    }
    if courses.count == predictions.count { self.courses = courses }
    for flag in predictions.flatMap(\.flags) { flags[flag.rawValue, default: 0] += 1 }
    for name in Set(objects.flatMap { $0.truthValues.keys }).sorted() {
      guard
        let column = Self.column(
          for: name, among: Set(predictions.flatMap { $0.measurements.map(\.name) }))
      else { continue }
      let error = Self.errorColumn(for: column)
      let known = objects.indices.filter { objects[$0].truthValues[name]?.isFinite == true }
      let errors = known.compactMap { predictions[$0].number(error) }
      numbers[name] = Numbers(
        predicted: known.map { predictions[$0].number(column) ?? .nan },
        errors: errors.count == known.count ? errors : [],
        truth: known.compactMap { objects[$0].truthValues[name] })
    }
  }

  /// The prediction of a true number: `z_model` or `z` for `z`, `subtype_model` for
  /// `subtype_number`.
  static func column(for name: String, among names: Set<String>) -> String? {
    let stem = name.split(separator: "_").first.map(String.init) ?? name
    return ["\(name)_model", name, "\(stem)_model", stem].first(where: names.contains)
  }

  /// `z_error` for `z_model`.
  static func errorColumn(for column: String) -> String {
    (column.hasSuffix("_model") ? String(column.dropLast("_model".count)) : column) + "_error"
  }
}

extension Prediction {
  /// A measurement as a number; `nil` where there is none.
  func number(_ name: String) -> Double? {
    measurements.first { $0.name == name }?.value.number
  }
}

extension OrreryKit.Measurement.Value {
  /// A real or whole number; `nil` for other cells.
  var number: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
