import OrreryKit

/// How well a segmenter finds the pixels and the objects of fields whose truth is known, pooled over
/// all of them.
///
/// Regions are matched one to one where they overlap by half of their union, centres within three
/// pixels; a second detection of an object is a false one, and so is one of two objects at once.
struct SegmentationFigures {
  /// Least pixels of a true object that must be found.
  static let leastArea = 5
  /// Farthest that a centre may lie from the true one, pixels.
  static let radius = 3.0

  private var pixels = PixelReport()
  private var found = 0
  private var there = 0
  private var regions = 0
  private var centres = 0

  /// Adds a field; one without a true map or without a prediction adds nothing found.
  mutating func add(_ prediction: Prediction, truth object: SkyObject) {
    guard let map = object.layers["truth"], let table = object.tables["truth"],
      let x = table["x"]?.doubles, let y = table["y"]?.doubles
    else { return }
    let size = map.pixels.count
    let probability =
      prediction.layers["source-probability"]?.pixels ?? [Float](repeating: .nan, count: size)
    pixels.add(probabilities: probability, isSource: map.pixels.map { $0 > 0 })
    var truth = map.pixels.map { $0.isFinite ? Int32($0) : 0 }
    var areas = [Int](repeating: 0, count: x.count + 1)
    for number in truth { areas[Int(number)] += 1 }
    for pixel in truth.indices where areas[Int(truth[pixel])] < Self.leastArea { truth[pixel] = 0 }
    let labels =
      prediction.layers["segmentation"]?.pixels.map { $0.isFinite ? Int32($0) : 0 }
      ?? [Int32](repeating: 0, count: size)
    let match = ObjectMatch(predicted: labels, truth: truth)
    found += match.predictedCount
    there += match.truthCount
    regions += match.pairs.count
    let wanted = x.indices.filter { areas[$0 + 1] >= Self.leastArea }
    let sources = prediction.tables["sources"]
    let places = zip(sources?["x"]?.doubles ?? [], sources?["y"]?.doubles ?? [])
    centres +=
      ObjectMatch(
        predicted: places.map { SIMD2($0, $1) }, truth: wanted.map { SIMD2(x[$0], y[$0]) },
        radius: Self.radius
      ).pairs.count
  }

  /// For a card: `pixel-f1` of all pixels, `object-f1` by regions and `centre-f1` by centres, with
  /// the completeness and purity of the latter.
  var metrics: [String: Double] {
    [
      "pixel-f1": pixels.f1, "pixel-precision": pixels.precision, "pixel-recall": pixels.recall,
      "object-f1": 2 * Double(regions) / Double(found + there),
      "centre-f1": 2 * Double(centres) / Double(found + there),
      "completeness": Double(centres) / Double(there), "purity": Double(centres) / Double(found),
    ].filter { $0.value.isFinite }
  }
}
