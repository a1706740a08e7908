import Foundation
import OrreryKit

/// An image on its way through the camera: light, then electrons, then counts, with what goes wrong.
struct Exposure {
  let width: Int
  let height: Int
  /// Mean counts until `expose`, counts after it.
  private(set) var pixels: [Float]
  /// `PixelFlags` bits; `nil` where nothing went wrong.
  private(set) var mask: [UInt8]?

  init(light: FieldLight) {
    width = light.width
    height = light.height
    pixels = light.total
  }

  /// Adds a brightness that depends on column and row.
  mutating func addSky(_ brightness: (Double, Double) -> Double) {
    for row in 0..<height {
      for column in 0..<width {
        pixels[row * width + column] += Float(brightness(Double(column), Double(row)))
      }
    }
  }

  /// Adds straight tracks of charge, sharp as no star is.
  mutating func addCosmicRays(_ count: Int, gain: Double, random: inout RandomStream) {
    for _ in 0..<count {
      var x = random.uniform(0, Double(width)), y = random.uniform(0, Double(height))
      let angle = random.uniform(0, 2 * .pi)
      let length = 1 + Int(-7 * log(1 - random.uniform()))
      let charge = 1500 * exp(0.8 * random.normal()) / gain  // per pixel of track
      for _ in 0..<length {
        guard x >= 0, y >= 0, Int(x) < width, Int(y) < height else { break }
        let pixel = Int(y) * width + Int(x)
        pixels[pixel] += Float(charge * exp(0.25 * random.normal()))
        flag(pixel, .cosmicRay)
        x += cos(angle)
        y += sin(angle)
      }
    }
  }

  /// Adds straight trails of satellites: as wide as out-of-focus stars, from border to border, 2 to
  /// 60 times the noise high.
  mutating func addTrails(_ count: Int, noise: Double, random: RandomStream) {
    var random = random
    for _ in 0..<count {
      let (x0, y0) = (random.uniform(0, Double(width)), random.uniform(0, Double(height)))
      let angle = random.uniform(0, .pi)
      let sigma = random.uniform(0.8, 3)
      let peak = noise * exp(random.uniform(log(2), log(60)))
      let (c, s) = (cos(angle), sin(angle))
      for y in 0..<height {
        for x in 0..<width {
          let distance = (Double(x) - x0) * s - (Double(y) - y0) * c
          guard abs(distance) < 5 * sigma else { continue }
          let light = peak * exp(-0.5 * distance * distance / (sigma * sigma))
          pixels[y * width + x] += Float(light)
          if light > noise { flag(y * width + x, .instrument) }
        }
      }
    }
  }

  /// Adds single pixels with charge of their own, 5 to 1000 times the noise.
  mutating func addHotPixels(_ mean: Double, noise: Double, random: RandomStream) {
    var random = random
    for _ in 0..<random.poisson(mean) {
      let pixel = Int(random.uniform(0, Double(pixels.count)))
      pixels[pixel] += Float(noise * exp(random.uniform(log(5), log(1000))))
      flag(pixel, .instrument)
    }
  }

  /// Poisson and read noise, whole counts, full pixels that run over along their column.
  mutating func expose(_ detector: Detector, saturation: Double, random: inout RandomStream) {
    for index in pixels.indices {
      pixels[index] = Float(detector.expose(Double(pixels[index]), random: &random))
    }
    let limit = Float(saturation)
    for column in 0..<width { bleed(column, limit) }
  }

  /// Half of the charge above the limit goes up the column and half goes down until it finds room;
  /// what reaches an end leaves the detector there.
  private mutating func bleed(_ column: Int, _ limit: Float) {
    var excess: [(row: Int, charge: Float)] = []
    for row in 0..<height where pixels[row * width + column] >= limit {
      excess.append((row, pixels[row * width + column] - limit))
      pixels[row * width + column] = limit
      flag(row * width + column, .saturated)
    }
    for (start, charge) in excess {
      for direction in [-1, 1] {
        var left = charge / 2
        var row = start + direction
        while left > 0, row >= 0, row < height {
          let pixel = row * width + column
          let room = limit - pixels[pixel]
          if room > 0 {
            let taken = min(room, left)
            pixels[pixel] = (pixels[pixel] + taken).rounded()
            left -= taken
            flag(pixel, .saturated)
          }
          row += direction
        }
      }
    }
  }

  /// Columns that give no signal.
  mutating func killColumns(_ count: Int, random: inout RandomStream) {
    for _ in 0..<count {
      let column = Int(random.uniform(0, Double(width)))
      for row in 0..<height {
        pixels[row * width + column] = 0
        flag(row * width + column, .instrument)
      }
    }
  }

  private mutating func flag(_ index: Int, _ flags: PixelFlags) {
    if mask == nil { mask = [UInt8](repeating: 0, count: pixels.count) }
    mask?[index] |= flags.rawValue
  }
}
