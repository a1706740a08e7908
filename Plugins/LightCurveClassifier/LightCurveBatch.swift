import OrreryKit

/// Light curves side by side: padded to the longest, with their lengths, so that a recurrent layer
/// does no work behind them.
///
/// Points that are not good or whose error is not positive and finite are left out; the object is
/// then flagged `missing-data`. Without a point it is flagged `no-valid-data`, with one
/// `too-few-points`, with equal values `constant`: such objects have no row.
public struct LightCurveBatch: InputBatch {
  /// `[N, T, F]`, 0 behind each curve's end.
  let steps: Tensor
  /// Steps of each curve.
  let lengths: [Int]
  /// `[N, G]`: facts of each whole curve.
  let facts: Tensor
  /// `[N, T, 1]`: 1 where there is a step.
  let mask: Tensor
  public let rows: [Int]
  public let flags: [[ObjectFlag]]

  /// The encoding of the default configuration.
  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    try self.init(
      objects, specification, CurveEncoder(LightCurveConfiguration(), specification))
  }

  /// - Throws: `DataError.invalidValue` for an object that the specification or the encoder refuses.
  init(
    _ objects: [SkyObject], _ specification: ModelSpecification, _ encoder: CurveEncoder
  ) throws {
    var curves: [EncodedCurve] = []
    for object in objects {
      try specification.check(object)
      guard let curve = object.lightCurve else { continue }
      curves.append(try encoder.encode(object, curve))
    }
    rows = curves.indices.filter { curves[$0].isUsable }
    flags = curves.map(\.flags)
    let members = rows.map { curves[$0] }
    lengths = members.map(\.count)
    let longest = lengths.max() ?? 0
    var steps: [Float] = []
    var mask: [Float] = []
    steps.reserveCapacity(members.count * longest * encoder.stepWidth)
    for curve in members {
      let empty = longest - curve.count
      steps += curve.steps
      steps += [Float](repeating: 0, count: empty * encoder.stepWidth)
      mask += [Float](repeating: 1, count: curve.count) + [Float](repeating: 0, count: empty)
    }
    self.steps = Tensor(steps, shape: [members.count, longest, encoder.stepWidth])
    self.mask = Tensor(mask, shape: [members.count, longest, 1])
    facts = Tensor(members.flatMap(\.facts), shape: [members.count, encoder.factCount])
  }
}
