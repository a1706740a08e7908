import OrreryKit

/// Makes one object of each source: a stamp around it, with its measurements.
struct CutOut: ExpandingStage {
  /// What becomes of other sources in the stamp.
  enum Neighbours: String, Codable, CaseIterable { case keep, mask }

  var size = 64
  var scale = 0.0
  var neighbours = Neighbours.keep

  static let info = StageInfo(
    name: "cut-out",
    summary: "Makes one object of each source: a square stamp with its measurements and position.",
    category: .preparation, accepts: [.image], requires: ["sources"],
    settings: [
      Setting("size", "Side of the stamp", unit: "pixel", range: 1...8192),
      Setting(
        "scale",
        "Side of the field in units of the source's major axis a, brought to `size` pixels; "
          + "0 cuts `size` pixels as they are", unit: "a", range: 0...1000),
      Setting(
        "neighbours", "Other sources in the stamp: kept, or made NaN by the segmentation map",
        choices: Neighbours.allCases.map(\.rawValue)),
    ],
    missingData: "Pixels over the border become NaN, masked `outside`, and flag the object `edge`.")

  func expand(_ object: SkyObject, random: inout RandomStream) throws -> [SkyObject] {
    let image = try object.image(for: Self.self)
    return try object.sources.map { try stamp(of: $0, in: object, image) }
  }

  private func stamp(
    of source: Source, in object: SkyObject, _ image: Image
  ) throws -> SkyObject {
    let side =
      scale > 0 ? max(3, Int((scale * source.semiMajor).rounded(.up))) : size
    let region = PixelRegion(centerX: source.x, centerY: source.y, width: side, height: side)
    var cut = image.cutOut(region)
    var layers = object.layers.mapValues { $0.cutOut(region, alongWith: cut) }
    var masked = 0
    if neighbours == .mask {
      guard let segmentation = layers["segmentation"] else {
        throw DataError(
          .missing, "cut-out: \(object.id) has no segmentation map to mask neighbours by")
      }
      masked = cut.erase {
        segmentation.pixels[$0] > 0 && Int(segmentation.pixels[$0]) != source.number
      }
    }
    let explained = PixelFlags([.outside, .erased]).rawValue
    let reachesOver = cut.mask?.contains { $0 & PixelFlags.outside.rawValue != 0 } ?? false
    let hasHoles = cut.pixels.indices.contains {
      !cut.pixels[$0].isFinite && (cut.mask?[$0] ?? 0) & explained == 0
    }
    if side != size {
      cut = cut.resampled(
        width: size, height: size, by: .auto(from: side, to: size), conservesFlux: false)
      for (name, layer) in layers {
        layers[name] = layer.resampled(
          width: size, height: size,
          by: name == "segmentation" ? .nearest : .auto(from: side, to: size), conservesFlux: false)
      }
    }

    var result = SkyObject(
      id: object.id + "-" + Self.padded(source.number), origin: object.origin, content: .image(cut))
    result.layers = layers
    result.truth = object.truth
    result.truthValues = object.truthValues
    result.truthNames = object.truthNames
    result.history = object.history
    result.pixel = (source.x, source.y)
    result.position = image.wcs?.sky(x: source.x, y: source.y)
    for flag in object.flags where flag == .noWCS { result.flag(flag) }
    for flag in source.flags { result.flag(flag) }
    if reachesOver { result.flag(.edge) }
    if hasHoles { result.flag(.missingData) }
    result.flagDegenerate(cut)
    for measurement in Self.measurements(of: source, unit: image.unit) {
      result.measure(measurement)
    }
    if neighbours == .mask {
      result.measure(
        Measurement(
          "masked_neighbours", .integer(Int64(masked)), unit: "pixel",
          description: "Stamp pixels masked because they belong to other sources"))
    }
    result.history.append(
      side == size
        ? "cut-out: source \(source.number), \(size) pixels"
        : "cut-out: source \(source.number), \(side) pixels brought to \(size)")
    return result
  }

  /// Five digits at least, so that files sort as the sources do.
  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private static func measurements(of source: Source, unit: String?) -> [Measurement] {
    [
      Measurement(
        "flux", .real(source.flux), unit: unit, description: "Sum of the source's pixels"),
      Measurement(
        "flux_err", .real(source.fluxError), unit: unit,
        description: "One standard deviation of flux"),
      Measurement("peak", .real(source.peak), unit: unit, description: "Highest pixel"),
      Measurement(
        "area", .integer(Int64(source.area)), unit: "pixel",
        description: "Pixels above the detection threshold"),
      Measurement(
        "a", .real(source.semiMajor), unit: "pixel",
        description: "Root-mean-square extent along the major axis"),
      Measurement(
        "b", .real(source.semiMinor), unit: "pixel",
        description: "Root-mean-square extent along the minor axis"),
      Measurement(
        "theta", .real(source.angle * 180 / .pi), unit: "deg",
        description: "Angle of the major axis from +x towards +y"),
    ]
  }
}

extension Image {
  /// Makes the pixels of a plane's places NaN and `erased` in all channels.
  /// - Returns: how many places there were.
  mutating func erase(where chosen: (Int) -> Bool) -> Int {
    var count = 0
    for place in 0..<planeSize where chosen(place) {
      count += 1
      for channel in 0..<channels {
        pixels[channel * planeSize + place] = .nan
        flag(channel * planeSize + place, .erased)
      }
    }
    return count
  }
}
