import Foundation
import OrreryKit

/// The prediction for one image: its objects measured, brightest first, and its maps.
struct SourceCatalog {
  private let maps: PixelMaps
  private let image: Image
  private var sources: [(source: Source, centre: Segments.Centre, pixels: [Int])] = []
  private let probability: [Float]

  /// - Parameters:
  ///   - image: in units of the noise, several channels as their mean.
  ///   - object: what the image came with: its `noise` layer turns fluxes into its own unit.
  init(_ segments: Segments, maps: PixelMaps, image: Image, object: SkyObject) {
    self.maps = maps
    self.image = image
    probability = maps.probability
    let light = Light(image, noise: object.layers["noise"])
    let mask = image.mask.map { Array($0[..<image.planeSize]) }
    for place in segments.centres.indices {
      let pixels = segments.members[place]
      var source = Source(
        measuring: pixels, plane: light.plane, noise: light.noise, weights: light.weights,
        mask: mask, gain: 0, height: image.height,
        width: image.width)
      if segments.touches[place] { source.flags.append(.blended) }
      sources.append((source, segments.centres[place], pixels))
    }
    sources.sort {
      $0.source.flux != $1.source.flux
        ? $0.source.flux > $1.source.flux : $0.pixels[0] < $1.pixels[0]
    }
  }

  var prediction: Prediction {
    var numbers = [Float](repeating: 0, count: image.planeSize)
    for (place, entry) in sources.enumerated() {
      for pixel in entry.pixels { numbers[pixel] = Float(place + 1) }
    }
    return Prediction(
      measurements: [
        Measurement("sources", .integer(Int64(sources.count)), description: "Sources found"),
        Measurement(
          "source_fraction",
          .real(probability.reduce(0.0) { $0 + Double($1) } / Double(max(1, probability.count))),
          description: "Expected share of the pixels that belong to sources"),
      ],
      layers: [
        "segmentation": layer(numbers, "segmentation"),
        "source-probability": layer(probability, "source-probability"),
      ], tables: ["sources": table])
  }

  private func layer(_ pixels: [Float], _ name: String) -> Image {
    var result = Image(pixels: pixels, height: image.height, width: image.width, name: name)
    result.wcs = image.wcs
    return result
  }

  /// One row for each source, in the order of their numbers in the segmentation map.
  private var table: Catalog {
    let sky = sources.map { image.wcs?.sky(x: Double($0.centre.x), y: Double($0.centre.y)) }
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
