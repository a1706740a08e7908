import OrreryKit

/// Class probabilities as more and more of a curve is seen.
extension LightCurveClassifier {
  /// Name of the table.
  static let overTime = "probability-over-time"

  /// What `classified` says, and where `times` are asked for the table `probability-over-time`: days
  /// since the first point, points seen, and a column for each class.
  ///
  /// Each row is the answer to the curve as it was at that time, all that lies behind cut away before
  /// it is encoded: nothing of the future is known, not even the level. The last row is the whole.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    var predictions = try classified(objects, &pass)
    guard configuration.times > 0 else { return predictions }
    for (index, object) in objects.enumerated() {
      guard let curve = object.lightCurve else { continue }
      predictions[index].tables[Self.overTime] = try table(object, curve, &pass)
    }
    return predictions
  }

  private func table(
    _ object: SkyObject, _ curve: LightCurve, _ pass: inout Pass
  ) throws -> Catalog {
    let times = curve.time.indices.filter(curve.isGood).map { curve.time[$0] }.sorted()
    let ends = Self.ends(of: times, rows: configuration.times)
    let young = ends.map { end in
      var young = object
      young.lightCurve = curve.selecting(curve.time.indices.filter { curve.time[$0] <= end })
      return young
    }
    let answers = try classified(young, &pass)
    var table = Catalog(name: Self.overTime)
    table.columns = [
      Column(
        "time", .real(ends.map { $0 - (times.first ?? 0) }), unit: "d",
        description: "Time since the first point"),
      Column(
        "points", .integer(ends.map { end in Int64(times.count { $0 <= end }) }),
        description: "Good points until then"),
    ]
    for (place, name) in specification.classes.enumerated() {
      table.columns.append(
        Column(
          name, .float(answers.map { $0.probabilities[place] }),
          description: "Probability of \(name)"))
    }
    return table
  }

  /// Up to so many different times of points, evenly among the points, the last one among them.
  static func ends(of times: [Double], rows: Int) -> [Double] {
    var ends: [Double] = []
    for row in 1...rows where !times.isEmpty {
      let end = times[max(row * times.count / rows, 1) - 1]
      if ends.last != end { ends.append(end) }
    }
    return ends
  }
}
