import Foundation
import OrreryKit

/// The objects of an image measured, brightest first, and what is told of them.
///
/// The image is read once, strip by strip; the maps are made row by row when they are asked for.
struct SourceCatalog: Sendable {
  /// One object of the catalogue.
  struct Entry: Sendable {
    var source: Source
    var centre: Segments.Centre
    /// Its first pixel in the plane.
    fileprivate var first: Int
    /// Its owner's place in the segments.
    fileprivate var owner: Int
  }

  /// In the order of their numbers in the segmentation map.
  let sources: [Entry]
  private let segments: Segments
  /// The number of each owner in the map; 0 of one with too few pixels.
  private let numbers: [Float]
  /// Sum of all pixels' probabilities to belong to a source.
  private let sourceSum: Double
  private let wcs: WCS?

  /// Rows that are read at once.
  private static let strip = 64

  /// - Parameters:
  ///   - image: in units of the noise, several channels as their mean; its `noise` layer turns fluxes
  ///     into its own unit.
  ///   - leastArea: pixels of an object.
  init(_ segments: Segments, of image: any TiledImage, leastArea: Int) throws {
    let width = image.width
    var sums = [SourceSums](repeating: SourceSums(), count: segments.centres.count)
    var touches = [Bool](repeating: false, count: segments.centres.count)
    var sourceSum = 0.0
    var below: [Int32] = []
    try image.forEachStrip(of: Self.strip) { rows, strip in
      guard let pixels = strip.image else { return true }
      let light = Light(pixels, noise: strip.layers["noise"])
      let mask = pixels.mask ?? []
      for y in rows {
        let (owners, map) = try segments.row(y)
        for value in MapRow.probability(map.source) { sourceSum += Double(value) }
        for x in 0..<width where owners[x] > 0 {
          let own = Int(owners[x]) - 1
          let index = (y - rows.lowerBound) * width + x
          sums[own].add(
            x: x, y: y, value: light.plane[index], noise: light.noise[index],
            weight: light.weights[index], mask: mask.isEmpty ? 0 : mask[index])
          let left = x > 0 ? owners[x - 1] : 0
          if left > 0, left != owners[x] {
            touches[own] = true
            touches[Int(left) - 1] = true
          }
          let under = below.isEmpty ? 0 : below[x]
          if under > 0, under != owners[x] {
            touches[own] = true
            touches[Int(under) - 1] = true
          }
        }
        below = owners
      }
      return true
    }
    var entries: [Entry] = []
    for owner in sums.indices where sums[owner].area >= leastArea {
      guard let first = sums[owner].first else { continue }
      var source = sums[owner].source(gain: 0, height: image.height, width: width)
      if touches[owner] { source.flags.append(.blended) }
      entries.append(
        Entry(
          source: source, centre: segments.centres[owner], first: first.y * width + first.x,
          owner: owner))
    }
    entries.sort {
      $0.source.flux != $1.source.flux
        ? $0.source.flux > $1.source.flux : $0.first < $1.first
    }
    var numbers = [Float](repeating: 0, count: segments.centres.count)
    for (place, entry) in entries.enumerated() { numbers[entry.owner] = Float(place + 1) }
    self.segments = segments
    self.numbers = numbers
    self.sourceSum = sourceSum
    sources = entries
    wcs = image.object.image?.wcs
  }

  /// What the catalogue says of the image, without its maps.
  var prediction: Prediction {
    let count = segments.maps.height * segments.maps.width
    return Prediction(
      measurements: [
        Measurement("sources", .integer(Int64(sources.count)), description: "Sources found"),
        Measurement(
          "source_fraction", .real(sourceSum / Double(max(1, count))),
          description: "Expected share of the pixels that belong to sources"),
      ], tables: ["sources": table])
  }

  // MARK: - Maps

  /// The number of the source at each pixel of some rows; 0 where there is none.
  func segmentation(_ rows: Range<Int>) throws -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(rows.count * segments.maps.width)
    for y in rows {
      for owner in try segments.row(y).owners {
        result.append(owner > 0 ? numbers[Int(owner) - 1] : 0)
      }
    }
    return result
  }

  /// The probability of each pixel of some rows to belong to a source.
  func probability(_ rows: Range<Int>) throws -> [Float] {
    MapRow.probability(try rows.flatMap { try segments.maps.row($0).source })
  }

  // MARK: - Catalogue

  /// One row for each source, in the order of their numbers in the segmentation map.
  private var table: Catalog {
    let sky = sources.map { wcs?.sky(x: Double($0.centre.x), y: Double($0.centre.y)) }
    func real(
      _ name: String, unit: String? = nil, _ about: String,
      _ value: (Source, Segments.Centre) -> Double
    ) -> Column {
      Column(
        name, .real(sources.map { value($0.source, $0.centre) }), unit: unit, description: about)
    }
    return Catalog(
      columns: [
        Column(
          "number", .integer(sources.indices.map { Int64($0 + 1) }),
          description: "Its value in the segmentation map"),
        real("x", unit: "pixel", "Column of the centre, from 0") { Double($1.x) },
        real("y", unit: "pixel", "Row of the centre, from 0") { Double($1.y) },
        Column(
          "ra", .real(sky.map { $0?.ra ?? .nan }), unit: "deg", description: "Right ascension"),
        Column("dec", .real(sky.map { $0?.dec ?? .nan }), unit: "deg", description: "Declination"),
        real("flux", "Sum of its pixels above the sky, in the image's unit") { source, _ in
          source.flux
        },
        real("flux_err", "Of the sky's noise, one standard deviation") { source, _ in
          source.fluxError
        },
        real("peak", "Highest pixel above the sky") { source, _ in source.peak },
        Column(
          "area", .integer(sources.map { Int64($0.source.area) }), unit: "pixel",
          description: "Pixels that belong to it"),
        real("a", unit: "pixel", "Root-mean-square extent along the major axis") { source, _ in
          source.semiMajor
        },
        real("b", unit: "pixel", "Along the minor axis") { source, _ in source.semiMinor },
        real("theta", unit: "deg", "Of the major axis, from +x towards +y") { source, _ in
          source.angle * 180 / .pi
        },
        real("p_centre", "Probability that a centre lies here") { _, centre in
          1 / (1 + exp(-Double(centre.logit)))
        },
        Column(
          "flags",
          .string(sources.map { $0.source.flags.map(\.rawValue).joined(separator: ",") }),
          description: "What to know of it; by comma"),
      ], name: "SOURCES")
  }

  /// One plane of light in the image's own unit, as measuring takes it.
  private struct Light {
    var plane: [Float]
    var noise: [Float]
    /// The plane where it is above 0; elsewhere next to nothing.
    var weights: [Float]

    init(_ image: Image, noise layer: Image?) {
      let (count, channels) = (image.planeSize, image.channels)
      let hasNoise = layer?.pixels.count == image.pixels.count
      noise = hasNoise ? Array(layer?.pixels[..<count] ?? []) : [Float](repeating: 1, count: count)
      plane = [Float](repeating: 0, count: count)
      weights = plane
      let bad = PixelFlags([.missing, .outside, .cosmicRay, .instrument]).rawValue
      let (pixels, mask) = (image.pixels, image.mask ?? [])
      var used = plane
      for channel in 0..<channels {
        for index in 0..<count {
          let value = pixels[channel * count + index]
          guard value.isFinite, mask.isEmpty || mask[channel * count + index] & bad == 0 else {
            continue
          }
          plane[index] += value
          used[index] += 1
        }
      }
      for index in 0..<count {
        plane[index] = used[index] > 0 ? plane[index] / used[index] * noise[index] : .nan
        weights[index] = max(plane[index].isFinite ? plane[index] : 0, .leastNormalMagnitude)
      }
    }
  }
}
