import OrreryKit

/// Tells classes of light curves apart by a recurrent network over their points.
///
///     point → gated recurrent units → mean and maximum over the points → linear
///
/// **Shapes** `[N, T, features]` to `[N, classes]`, curves of any length.
public struct SeriesTemplate: Classifier, Module {
  /// What a recipe may change; every key stands in `info.settings` too.
  public struct Configuration: Codable, Sendable {
    public var width = 24
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "author/series-template", summary: "Classes of light curves, by a recurrent network.",
    version: "0.1.0", task: .classification, accepts: .lightCurve,
    settings: [Setting("width", "Numbers that the network remembers", range: 1...512)],
    reference: "Cho et al. 2014, arXiv:1406.1078")

  public let specification: ModelSpecification
  let memory: GRU
  let head: Linear

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    self.specification = specification
    memory = GRU(
      inputs: 3 + specification.bands.count, hidden: configuration.width, random: &random)
    head = Linear(
      inputs: 2 * configuration.width, outputs: specification.classes.count, random: &random)
  }

  public func features(_ batch: CurveBatch, _ pass: inout Pass) -> Tensor {
    let output = memory.run(batch.points, lengths: batch.lengths, &pass).output  // [N, T, width]
    let mean = output.sum(over: [1]) / batch.counts
    // Places behind the end of a curve are far below what a cell can give.
    let highest = (output + batch.absent * -4).max(over: [1])
    return .concatenated([mean, highest], axis: 1)  // [N, 2 width]
  }

  public func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor { head(features, &pass) }
}

/// Light curves side by side, in time order, padded to the longest.
public struct CurveBatch: InputBatch {
  /// `[N, T, 3 + bands]`: root of the days since the point before, value less the median in units of
  /// 0.3, its error likewise, and which band it is of.
  let points: Tensor
  let lengths: [Int]
  /// `[N, 1]`: points of each curve.
  let counts: Tensor
  /// `[N, T, 1]`: 1 behind a curve's end.
  let absent: Tensor
  public let rows: [Int]
  public let flags: [[ObjectFlag]]

  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    let bands = specification.bands
    var curves: [[Float]] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    for (row, object) in objects.enumerated() {
      try specification.check(object)
      guard let curve = object.lightCurve else { continue }
      let good = curve.time.indices.filter(curve.isGood)
        .sorted { curve.time[$0] < curve.time[$1] }
      flags.append(good.isEmpty ? [.noValidData] : good.count < curve.count ? [.missingData] : [])
      guard !good.isEmpty else { continue }
      let middle = good.map { curve.value[$0] }.sorted()[good.count / 2]
      var points: [Float] = []
      for (place, index) in good.enumerated() {
        let days = place == 0 ? 0 : curve.time[index] - curve.time[good[place - 1]]
        let error = curve.uncertainty.map { $0[index] } ?? 0
        points += [
          Float(days + 1).squareRoot() - 1, (curve.value[index] - middle) / 0.3,
          error.isFinite ? min(error / 0.3, 10) : 10,
        ]
        points += bands.map { $0 == curve.bands[curve.band[index]] ? 1 : 0 }
      }
      curves.append(points)
      rows.append(row)
    }
    let width = 3 + bands.count
    lengths = curves.map { $0.count / width }
    let longest = lengths.max() ?? 0
    let padded = curves.flatMap {
      $0 + [Float](repeating: 0, count: longest * width - $0.count)
    }
    points = Tensor(padded, shape: [curves.count, longest, width])
    counts = Tensor(lengths.map(Float.init), shape: [curves.count, 1])
    absent = Tensor(
      lengths.flatMap { length in (0..<longest).map { $0 < length ? 0 : 1 } },
      shape: [curves.count, longest, 1])
    self.rows = rows
    self.flags = flags
  }
}
