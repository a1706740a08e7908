import Figures
import OrreryKit

/// How some objects look to a model, small.
public struct ExampleLooks: Sendable, Equatable {
  /// What is kept of each object.
  public enum Kind: Sendable, Equatable {
    /// Pixels, the top row first: planes × height × width samples.
    case pictures(planes: Int, height: Int, width: Int)
    /// Points of a plot, x and y from 0 to 255, bright or high up: points × 2 samples.
    case sketches(points: Int)

    /// Samples of one object.
    var size: Int {
      switch self {
      case .pictures(let planes, let height, let width): planes * height * width
      case .sketches(let points): points * 2
      }
    }
  }

  public let kind: Kind
  /// `[N, …]`.
  let samples: [UInt8]

  /// The longer side of a picture, and the points of a sketch.
  static let side = 32
  static let points = 96

  var count: Int { samples.count / max(1, kind.size) }

  init(_ kind: Kind, samples: [UInt8]) {
    precondition(
      kind.size > 0 && samples.count % kind.size == 0,
      "ExampleLooks: \(samples.count) samples for \(kind)")
    self.kind = kind
    self.samples = samples
  }

  /// - Returns: `nil` where there is nothing to see, as of rows of a table.
  init?(of objects: [SkyObject]) {
    guard let first = objects.first else { return nil }
    switch first.content {
    case .image(let image) where image.planeSize > 0 && image.channels > 0:
      let longer = max(image.height, image.width)
      let height = max(1, min(Self.side, longer) * image.height / longer)
      let width = max(1, min(Self.side, longer) * image.width / longer)
      kind = .pictures(planes: image.channels == 3 ? 3 : 1, height: height, width: width)
    case .spectrum, .lightCurve: kind = .sketches(points: Self.points)
    case .image, .row: return nil
    }
    var samples: [UInt8] = []
    for object in objects {
      let own = Self.samples(of: object, kind)
      guard own.count == kind.size else { return nil }
      samples += own
    }
    self.samples = samples
  }

  /// One of them as a picture; `nil` of a sketch.
  public func picture(_ place: Int) -> PNGImage? {
    guard case .pictures(let planes, let height, let width) = kind else { return nil }
    let size = height * width
    let own = samples[place * kind.size..<(place + 1) * kind.size]
    let first = own.startIndex
    return PNGImage(
      width: width, height: height, layout: .rgb,
      samples: .eight(
        (0..<size).flatMap { pixel in
          (0..<3).map { own[first + min($0, planes - 1) * size + pixel] }
        }))
  }

  /// One of them as points, x and y from 0 to 1; `nil` of a picture.
  public func sketch(_ place: Int) -> (x: [Double], y: [Double])? {
    guard case .sketches(let points) = kind else { return nil }
    let start = place * kind.size
    func values(_ axis: Int) -> [Double] {
      (0..<points).map { Double(samples[start + 2 * $0 + axis]) / 255 }
    }
    return (values(0), values(1))
  }

  // MARK: - Drawing

  private static func samples(of object: SkyObject, _ kind: Kind) -> [UInt8] {
    switch (kind, object.content) {
    case (.pictures(let planes, let height, let width), .image(let image))
    where image.planeSize > 0 && (planes == 1 || image.channels == 3):
      // Prepared colours are stretched already.
      let full =
        planes == 3
        ? ColorComposite.plain(.percentiles(lower: 1, upper: 99.7), .linear).picture(of: image)
        : Rendering().picture(of: image)
      let colors = full.scaled(width: width, height: height).colors
      return (0..<planes).flatMap { plane in
        (0..<height * width).map { colors[3 * $0 + plane] }
      }
    case (.sketches(let points), .spectrum(let spectrum)):
      let good = spectrum.flux.indices.filter(spectrum.isGood)
      return sketch(
        good.map { spectrum.wavelength[$0] }, good.map { Double(spectrum.flux[$0]) }, points,
        isMean: true)
    case (.sketches(let points), .lightCurve(let curve)):
      // By phase where a stage found a period, or else a search finds one.
      func found() -> Double? {
        Inspector.period(of: curve).flatMap { $0.isSignificant ? $0.period : nil }
      }
      let period =
        object.measurements.first { $0.name == "ls_period" }?.value.number ?? found() ?? 0
      let times = curve.time.map { time in
        period > 0 ? time / period - (time / period).rounded(.down) : time
      }
      let good = curve.time.indices.filter(curve.isGood).sorted {
        (times[$0], $0) < (times[$1], $1)
      }
      let sign: Double = curve.quantity == .magnitude ? -1 : 1
      return sketch(
        good.map { times[$0] }, good.map { sign * Double(curve.value[$0]) }, points,
        isMean: false)
    default: return []
    }
  }

  /// Means of stretches of a series, or every n-th point; few points are repeated.
  private static func sketch(
    _ x: [Double], _ y: [Double], _ points: Int, isMean: Bool
  ) -> [UInt8] {
    guard !x.isEmpty else { return [UInt8](repeating: 0, count: 2 * points) }
    let parts = (0..<points).map { part -> (Double, Double) in
      let start = part * x.count / points
      let range = start..<(isMean ? max(start + 1, (part + 1) * x.count / points) : start + 1)
      let count = Double(range.count)
      return (x[range].reduce(0, +) / count, y[range].reduce(0, +) / count)
    }
    let (across, up) = (bytes(parts.map(\.0)), bytes(parts.map(\.1)))
    return zip(across, up).flatMap { [$0, $1] }
  }

  /// The smallest value as 0, the largest as 255.
  private static func bytes(_ values: [Double]) -> [UInt8] {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), high > low else {
      return [UInt8](repeating: 128, count: values.count)
    }
    return values.map { value in
      value.isFinite ? UInt8(max(0, min(255, (255 * (value - low) / (high - low)).rounded()))) : 0
    }
  }
}
