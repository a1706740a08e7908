import OrreryKit

/// How soon a classifier of light curves is right: its accuracy as more and more days are seen.
public struct TimeEvaluation: Sendable {
  /// The answers of one object, by the days since its first point.
  public struct Course: Sendable {
    /// Ascending.
    public var days: [Double]
    /// Most probable class; `nil` where there is no answer.
    public var answers: [Int?]

    public init(days: [Double], answers: [Int?]) {
      self.days = days
      self.answers = answers
    }

    /// The last answer until a day; `nil` where there is none yet.
    func answer(until day: Double) -> Int? {
      days.lastIndex { $0 <= day }.flatMap { answers[$0] }
    }

    /// Reads the table `probability-over-time` of a prediction; `nil` where it is another.
    init?(_ table: Catalog?, classes: [String]) {
      guard let days = table?["time"]?.doubles, !classes.isEmpty else { return nil }
      let columns = classes.compactMap { table?[$0]?.doubles }
      guard columns.count == classes.count else { return nil }
      self.days = days
      answers = days.indices.map { row in
        let values = columns.map { $0[row] }
        guard values.allSatisfy(\.isFinite) else { return nil }
        return values.indices.max { values[$0] < values[$1] }
      }
    }
  }

  public let name: String
  public let days: [Double]
  /// After so many days; objects without an answer yet are wrong.
  public let accuracies: [Double]
  /// Mean recall of the classes.
  public let balancedAccuracies: [Double]
  public let objects: Int

  static let grid = [0.0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000]

  /// - Returns: `nil` where the model tells nothing over time.
  public init?(_ model: EvaluatedModel) {
    let (courses, labels) = (model.test.courses, model.test.labels)
    guard !courses.isEmpty, courses.count == labels.count else { return nil }
    let longest = courses.compactMap(\.days.last).max() ?? 0
    // The longest as well, so that the last figure is of whole curves.
    let days = Array(Self.grid.prefix { $0 < longest }) + [longest]
    let matrices = days.map { day in
      var matrix = ConfusionMatrix(classes: model.classes.count)
      for (course, label) in zip(courses, labels) {
        matrix.add(true: label, predicted: course.answer(until: day))
      }
      return matrix
    }
    name = model.name
    self.days = days
    accuracies = matrices.map(\.accuracy)
    balancedAccuracies = matrices.map(\.balancedAccuracy)
    objects = labels.count
  }

  public var json: JSONValue {
    .object([
      "model": .string(name), "objects": .integer(Int64(objects)),
      "course": .array(
        days.indices.map {
          .object([
            "days": .figure(days[$0]), "accuracy": .figure(accuracies[$0]),
            "balanced-accuracy": .figure(balancedAccuracies[$0]),
          ])
        }),
    ])
  }
}
