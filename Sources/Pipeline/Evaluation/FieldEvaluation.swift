import Foundation
import OrreryKit

/// Everything measured of a model that finds sources in fields.
///
/// Truth: the map of owners `layers["truth"]` (0 sky, NaN unknown) and the table `truth` with their
/// numbers, places and fluxes. Prediction: the map `source-probability`, the table `sources`.
public struct FieldEvaluation: Sendable {
  public let name: String
  public let fields: Int
  public let pixels: PixelReport
  /// All fields together.
  public let match: ObjectMatch
  /// Share of the true sources that were found, by -2.5 log₁₀ of their flux.
  public let completeness: ShareByValue
  /// Share of the found sources that are true ones, by -2.5 log₁₀ of the measured flux.
  public let purity: ShareByValue
  /// Pixels asked about per second.
  public let pixelsPerSecond: Double

  /// True sources count from this many pixels of their own.
  static let leastArea = 5
  /// Centres further apart are different sources, in pixels.
  static let radius = 3.0

  /// - Returns: `nil` where the objects have no such truth or the model no such maps.
  init?(_ model: LoadedModel, name: String, fields objects: [SkyObject]) throws {
    var pixels = PixelReport()
    var found: [SIMD2<Double>] = [], known: [SIMD2<Double>] = []
    var foundMagnitudes: [Double] = [], knownMagnitudes: [Double] = []
    var count = 0
    var seconds = 0.0
    for object in objects {
      guard let owners = object.layers["truth"], let truth = object.tables["truth"],
        let numbers = truth["number"]?.doubles, let x = truth["x"]?.doubles,
        let y = truth["y"]?.doubles
      else { continue }
      let start = ContinuousClock.now
      guard let prediction = try model.predict([object]).first,
        let probability = prediction.layers["source-probability"],
        let sources = prediction.tables["sources"], let u = sources["x"]?.doubles,
        let v = sources["y"]?.doubles, probability.pixels.count == owners.pixels.count
      else { continue }
      seconds += (ContinuousClock.now - start) / .seconds(1)
      let judged = owners.pixels.indices.filter { owners.pixels[$0].isFinite }
      pixels.add(
        probabilities: judged.map { probability.pixels[$0] },
        isSource: judged.map { owners.pixels[$0] > 0 })
      var areas: [Int: Int] = [:]
      for place in judged where owners.pixels[place] > 0 {
        areas[Int(owners.pixels[place]), default: 0] += 1
      }
      let rows = numbers.indices.filter { areas[Int(numbers[$0]), default: 0] >= Self.leastArea }
      // Fields lie far apart, so that no source matches one of another field.
      let shift = SIMD2(1e6 * Double(count), 0)
      known += rows.map { SIMD2(x[$0], y[$0]) + shift }
      found += zip(u, v).map { SIMD2($0, $1) + shift }
      let flux = truth["flux"]?.doubles, measured = sources["flux"]?.doubles
      knownMagnitudes += rows.map { Self.magnitude(flux?[$0] ?? .nan) }
      foundMagnitudes += u.indices.map { Self.magnitude(measured?[$0] ?? .nan) }
      count += 1
    }
    guard count > 0 else { return nil }
    let match = ObjectMatch(predicted: found, truth: known, radius: Self.radius)
    let edges = Self.edges(knownMagnitudes)
    self.name = name
    fields = count
    self.pixels = pixels
    self.match = match
    completeness = match.completeness(by: knownMagnitudes, edges: edges)
    purity = match.purity(by: foundMagnitudes, edges: edges)
    let all = pixels.truePositives + pixels.falsePositives + pixels.falseNegatives
    pixelsPerSecond = Double(all + pixels.trueNegatives) / seconds
  }

  private static func magnitude(_ flux: Double) -> Double {
    flux > 0 ? -2.5 * log10(flux) : .nan
  }

  /// Half magnitudes over the central 98 % of the sources.
  private static func edges(_ magnitudes: [Double]) -> [Double] {
    let ordered = magnitudes.filter(\.isFinite).sorted()
    guard !ordered.isEmpty else { return [0, 1] }
    let low = (2 * ordered[ordered.count / 100]).rounded(.down) / 2
    let high = (2 * ordered[ordered.count - 1 - ordered.count / 100]).rounded(.up) / 2
    return Array(stride(from: low, through: max(high, low + 0.5), by: 0.5))
  }

  /// All figures; `null` where there is none.
  public var json: JSONValue {
    func shares(_ value: ShareByValue) -> JSONValue {
      .array(
        value.bins.map {
          .object([
            "from": .figure($0.lower), "to": .figure($0.upper),
            "count": .integer(Int64($0.count)), "share": .figure($0.share),
            "error": .figure($0.error),
          ])
        })
    }
    return .object([
      "model": .string(name), "fields": .integer(Int64(fields)),
      "pixel-precision": .figure(pixels.precision), "pixel-recall": .figure(pixels.recall),
      "pixel-f1": .figure(pixels.f1), "pixel-iou": .figure(pixels.intersectionOverUnion),
      "pixels-unusable": .integer(Int64(pixels.unusable)),
      "object-completeness": .figure(match.completeness), "object-purity": .figure(match.purity),
      "object-f1": .figure(match.f1), "true-objects": .integer(Int64(match.truthCount)),
      "found-objects": .integer(Int64(match.predictedCount)),
      "match-radius-pixels": .figure(Self.radius),
      "least-true-area-pixels": .integer(Int64(Self.leastArea)),
      "completeness-by-magnitude": shares(completeness), "purity-by-magnitude": shares(purity),
      "pixels-per-second": .figure(pixelsPerSecond),
    ])
  }
}
