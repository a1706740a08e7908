import Foundation
import OrreryKit

extension Calibration {
  /// A table with a column of probabilities for each class, its rows calibrated; any other as it is.
  func calibrated(_ table: Catalog, classes: [String]) -> Catalog {
    guard changes, !classes.isEmpty else { return table }
    let places = classes.compactMap { name in table.columns.firstIndex { $0.name == name } }
    let values = places.compactMap { place -> [Float]? in
      guard case .float(let column) = table.columns[place].values,
        table.columns[place].width == 1
      else { return nil }
      return column
    }
    guard values.count == classes.count else { return table }
    let rows = (0..<table.rowCount).map { row in calibrated(values.map { $0[row] }) }
    var table = table
    for (index, place) in places.enumerated() {
      table.columns[place].values = .float(rows.map { $0[index] })
    }
    return table
  }

  /// p^(1/T) e^b / Σ p^(1/T) e^b; NaN stays NaN.
  func calibrated(_ probabilities: [Float]) -> [Float] {
    guard changes else { return probabilities }
    let weights = probabilities.enumerated().map { place, probability in
      pow(Double(probability), 1 / temperature) * exp(offset(place))
    }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  private var changes: Bool { temperature != 1 || offsets != nil }

  private func offset(_ place: Int) -> Double {
    guard let offsets, offsets.indices.contains(place) else { return 0 }
    return offsets[place]
  }

  /// For objects of other class shares: p'ₖ ∝ pₖ π'ₖ / πₖ (Saerens, Latinne & Decaestecker 2002,
  /// Neural Computation 14, 21). The conformal sets, whose promise is of the old shares, are left out.
  /// - Precondition: the card tells the shares it was fitted to; both have as many classes.
  func moved(to shares: [Double]) -> Calibration {
    guard let prior else { preconditionFailure("Calibration.moved: of unknown shares") }
    precondition(prior.count == shares.count, "Calibration.moved: \(shares.count) classes")
    var result = self
    result.offsets = shares.indices.map { k in
      offset(k) + (prior[k] > 0 && shares[k] > 0 ? log(shares[k] / prior[k]) : -1e3)
    }
    result.prior = shares
    result.conformal = nil
    return result
  }

  /// Adds the classes that cannot be excluded, the most probable first, to the catalogue's row.
  /// - Throws: `DataError.mismatch` where the card's sets are of other classes.
  func addSet(to prediction: inout Prediction, classes: [String]) throws {
    guard let conformal, !prediction.probabilities.isEmpty else { return }
    guard conformal.thresholds.count == classes.count,
      prediction.probabilities.count == classes.count
    else {
      throw DataError(
        .mismatch,
        "the card's conformal sets are of \(conformal.thresholds.count) classes, the model gives "
          + "\(prediction.probabilities.count)")
    }
    // An object without an answer has no set: its flags say why.
    let isAnswered = prediction.probabilities.allSatisfy(\.isFinite)
    let names = isAnswered ? conformal.set(prediction.probabilities).map { classes[$0] } : []
    let percent = String(format: "%g", 100 * conformal.level)
    prediction.measurements.append(
      Measurement(
        "conformal_set", .string(names.joined(separator: ",")),
        description: "Classes that hold the true one at \(percent) %"))
  }

  /// Adds how far the features lie from those of the training, and flags what is unlike them.
  /// - Throws: `DataError.mismatch` where the card is of other features.
  func addDistance(to prediction: inout Prediction) throws {
    guard let distance else { return }
    var value = Double.nan
    if !prediction.features.isEmpty {
      guard prediction.features.count == distance.features else {
        throw DataError(
          .mismatch,
          "the card's feature distance is of \(distance.features) features, the model gives "
            + "\(prediction.features.count)")
      }
      value = distance.distance(prediction.features)
      if distance.isOutside(prediction.features) { prediction.flags.append(.outOfDistribution) }
    }
    prediction.measurements.append(
      Measurement(
        "feature_distance", .real(value),
        description: "Distance from the training; flagged above \(Float(distance.threshold))"))
  }
}
