import Foundation
import OrreryKit

/// The joint probability of template and redshift, and what is read off it.
struct RedshiftPosterior: Sendable {
  struct Template: Sendable {
    var classIndex: Int
    var subtype: String?
  }

  /// Doubts about a redshift; the column `z_warning` is their sum.
  struct Warning: OptionSet {
    let rawValue: Int
    /// Less than half of the pixels are good.
    static let littleCoverage = Warning(rawValue: 1)
    /// Another redshift has a fifth of the probability or more.
    static let secondSolution = Warning(rawValue: 2)
    /// At the end of the range: the truth may lie beyond.
    static let edge = Warning(rawValue: 4)
    /// The class has less than 0.9 of the probability.
    static let uncertainClass = Warning(rawValue: 8)
  }

  let grid: RedshiftGrid
  let classes: [String]
  let templates: [Template]
  /// Added to the scores: 0 where a template may lie, a large negative number elsewhere.
  private let mask: Tensor
  /// Redshifts within this of 0, or within one step, count as nearby.
  private static let nearby = 0.005
  /// Steps on either side of a peak that belong to it.
  private static let reach = 4

  /// Templates times steps.
  var size: Int { templates.count * grid.count }

  /// - Throws: `Settings.Failure` for a template or nearby class that is none of the classes.
  init(templates names: [String], classes: [String], nearby: [String], grid: RedshiftGrid) throws {
    func place(_ name: String, _ key: String) throws -> Int {
      guard let index = classes.firstIndex(of: name) else {
        throw Settings.Failure(
          path: [key],
          reason: "'\(name)' is no class" + NearestNames.suggestion(for: name, among: classes))
      }
      return index
    }
    let templates = try (names.isEmpty ? classes : names).map { name in
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      return Template(
        classIndex: try place(parts.first ?? "", "templates"),
        subtype: parts.count == 2 ? parts[1] : nil)
    }
    if let missing = classes.indices.first(where: { index in
      !templates.contains { $0.classIndex == index }
    }) {
      throw Settings.Failure(
        path: ["templates"], reason: "class '\(classes[missing])' has no template")
    }
    let near = try nearby.map { try place($0, "nearby") }
    let allowed = templates.flatMap { template in
      (0..<grid.count).map { step -> Float in
        near.contains(template.classIndex)
          && abs(grid.redshift(at: Double(step))) > max(Self.nearby, grid.step)
          ? -1e4 : 0
      }
    }
    self.grid = grid
    self.classes = classes
    self.templates = templates
    mask = Tensor(allowed, shape: [1, templates.count * grid.count])
  }

  /// `[N, K, steps]` to `[N, K · steps]`, impossible ones pushed away.
  func allowed(_ scores: Tensor) -> Tensor {
    scores.reshaped([scores.shape[0], size]) + mask
  }

  /// Logarithms of the summed exponentials of each class, `[N, classes]`.
  func classScores(_ scores: Tensor) -> Tensor {
    let each = scores.reshaped([scores.shape[0], templates.count, grid.count])
      .logSumExp(over: [2])
    let columns = classes.indices.map { index in
      each.indexSelected(
        templates.indices.filter { templates[$0].classIndex == index }, axis: 1
      ).logSumExp(over: [1], keepingDimensions: true)
    }
    return .concatenated(columns, axis: 1)
  }

  // MARK: - Truth

  /// Where the truth of an object lies, spread over the two steps around its redshift.
  /// - Throws: `DataError.invalidValue` for an object without redshift, or with one off the grid.
  func target(of object: SkyObject) throws -> [Float] {
    guard let redshift = object.truthValues["z"], let shares = grid.shares(of: redshift)
    else {
      throw DataError(
        .invalidValue, "\(object.id): its true redshift is missing or beyond the model's range")
    }
    let subtype = object.truthNames["subclass"]
    var target = [Float](repeating: 0, count: size)
    for (index, name) in classes.enumerated() {
      guard let weight = object.truth[name], weight > 0 else { continue }
      let own = templates.indices.filter { templates[$0].classIndex == index }
      let named = own.filter { templates[$0].subtype == subtype }
      let chosen = named.isEmpty ? own : named
      for template in chosen {
        for (step, share) in shares {
          target[template * grid.count + step] += weight * share / Float(chosen.count)
        }
      }
    }
    return target
  }

  // MARK: - Answers

  /// How far the best score of each template, at any redshift, lies below the best of all,
  /// `ln(1 + distance)`, one for each template.
  func lags(_ scores: [Float]) -> [Float] {
    let best = templates.indices.map { index in
      scores[index * grid.count..<(index + 1) * grid.count].max() ?? 0
    }
    let highest = best.max() ?? 0
    return best.map { log1p(highest - $0) }
  }

  /// The answer for a spectrum of which nothing can be said.
  func nothing(flags: [ObjectFlag]) -> Prediction {
    // 0 would call it good.
    let warning: Warning =
      flags.contains(.noValidData) ? [.littleCoverage, .uncertainClass] : .uncertainClass
    return Prediction(
      measurements: measurements(z: .nan, error: .nan, warning: warning, subtype: ""),
      probabilities: [Float](repeating: .nan, count: classes.count), flags: flags)
  }

  /// - Parameters:
  ///   - probabilities: of each template and step, `size` of them.
  ///   - coverage: share of the pixels that are good.
  func prediction(_ probabilities: [Float], coverage: Double, flags: [ObjectFlag]) -> Prediction {
    var byClass = [Float](repeating: 0, count: classes.count)
    var byTemplate = [Float](repeating: 0, count: templates.count)
    for (index, template) in templates.enumerated() {
      byTemplate[index] = probabilities[index * grid.count..<(index + 1) * grid.count].reduce(0, +)
      byClass[template.classIndex] += byTemplate[index]
    }
    let best = byClass.indices.max { byClass[$0] < byClass[$1] } ?? 0
    let own = templates.indices.filter { templates[$0].classIndex == best }
    let density = (0..<grid.count).map { step in
      own.reduce(Float(0)) { $0 + probabilities[$1 * grid.count + step] }
        / max(byClass[best], 1e-30)
    }
    let peak = density.indices.max { density[$0] < density[$1] } ?? 0
    let window = max(0, peak - Self.reach)...min(grid.count - 1, peak + Self.reach)
    let mass = window.reduce(0.0) { $0 + Double(density[$1]) }
    let centre = window.reduce(0.0) { $0 + Double(density[$1]) * Double($1) } / mass
    let spread =
      window.reduce(0.0) {
        $0 + Double(density[$1]) * pow(Double($1) - centre, 2)
      } / mass
    // The truth was spread over two steps in training: that much is not doubt.
    let part = centre - centre.rounded(.down)
    let variance = max(spread - part * (1 - part), 0) + 1 / 12.0 / 4
    let z = grid.redshift(at: centre)

    var warning: Warning = []
    if coverage < 0.5 { warning.insert(.littleCoverage) }
    let other = density.indices.filter { !window.contains($0) }.max { density[$0] < density[$1] }
    if let other, density[other] + density[max(0, other - 1)] > 0.2 {
      warning.insert(.secondSolution)
    }
    if window.upperBound == grid.count - 1 { warning.insert(.edge) }
    if byClass[best] < 0.9 { warning.insert(.uncertainClass) }
    let subtype = own.max { byTemplate[$0] < byTemplate[$1] }.flatMap { templates[$0].subtype }
    return Prediction(
      measurements: measurements(
        z: z, error: (1 + z) * grid.step * variance.squareRoot(), warning: warning,
        subtype: subtype ?? ""),
      probabilities: byClass, tables: ["redshift-density": table(probabilities)], flags: flags)
  }

  private func measurements(
    z: Double, error: Double, warning: Warning, subtype: String
  ) -> [OrreryKit.Measurement] {
    [
      Measurement("z_model", .real(z), description: "Redshift of the most probable class"),
      Measurement("z_error", .real(error), description: "One standard deviation of it"),
      Measurement(
        "z_warning", .integer(Int64(warning.rawValue)),
        description: "0 good, sum of 1 little coverage, 2 second solution, 4 edge, 8 class unsure"),
      Measurement("subtype", .string(subtype), description: "Most probable sub-type of the class"),
    ]
  }

  /// Probability of each redshift, a column for each class.
  private func table(_ probabilities: [Float]) -> Catalog {
    var columns = [
      Column("z", .real((0..<grid.count).map { grid.redshift(at: Double($0)) }))
    ]
    for (index, name) in classes.enumerated() {
      let own = templates.indices.filter { templates[$0].classIndex == index }
      columns.append(
        Column(
          name,
          .float(
            (0..<grid.count).map { step in
              own.reduce(Float(0)) { $0 + probabilities[$1 * grid.count + step] }
            })))
    }
    return Catalog(columns: columns, name: "redshift-density")
  }
}
