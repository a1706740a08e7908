import Foundation
import OrreryKit

/// Objects that small networks can learn and do not learn without error.
enum Simulated {
  struct Batch: Sendable {
    var inputs: Tensor
    var labels: [Int] = []
    var targets = Tensor(0)
  }

  private static func random(_ index: Int, _ purpose: String) -> RandomStream {
    RandomStream(seed: 20, key: "\(index)", purpose: purpose)
  }

  /// Round, elongated, spiral and double galaxies in noise, `[N, 1, 32, 32]`.
  @Sendable static func galaxies(_ indices: [Int]) -> Batch {
    let images = indices.map { index -> [Float] in
      var random = random(index, "galaxy")
      let (kind, size) = (index % 4, random.uniform(2.5, 5))
      let (x0, y0) = (random.uniform(13, 18), random.uniform(13, 18))
      let (turn, flux) = (random.uniform(0, .pi), random.uniform(0.7, 2))
      let flat = kind == 1 ? random.uniform(0.3, 0.6) : random.uniform(0.75, 1)
      let (apart, arms) = (random.uniform(3, 6), random.uniform(0.25, 0.6))
      func light(_ x: Double, _ y: Double) -> Double {
        let along = x * cos(turn) + y * sin(turn)
        let across = (y * cos(turn) - x * sin(turn)) / flat
        let radius = (along * along + across * across).squareRoot()
        let wave = kind == 2 ? 1 + arms * 2 * sin(2 * atan2(across, along) - 0.9 * radius) : 1
        return exp(-radius / size) * max(wave, 0)
      }
      return (0..<1024).map { place in
        let (x, y) = (Double(place % 32) - x0, Double(place / 32) - y0)
        let second = kind == 3 ? 0.8 * light(x - apart * cos(turn), y - apart * sin(turn)) : 0
        return Float(flux * (light(x, y) + second) + 0.35 * random.normal())
      }
    }
    return Batch(
      inputs: Tensor(images.flatMap { $0 }, shape: [indices.count, 1, 32, 32]),
      labels: indices.map { $0 % 4 })
  }

  /// Sky with sources and the pixels where a source is brighter than half the noise,
  /// `[N, 1, 64, 64]`.
  @Sendable static func fields(_ indices: [Int]) -> Batch {
    var (skies, masks): ([Float], [Float]) = ([], [])
    for index in indices {
      var random = random(index, "field")
      var light = [Double](repeating: 0, count: 64 * 64)
      for _ in 0..<8 {
        let (x0, y0) = (random.uniform(0, 64), random.uniform(0, 64))
        let (width, peak) = (random.uniform(1.5, 4), random.uniform(0.7, 4))
        for place in light.indices {
          let (x, y) = (Double(place % 64) - x0, Double(place / 64) - y0)
          light[place] += peak * exp(-(x * x + y * y) / (2 * width * width))
        }
      }
      skies += light.map { Float($0 + random.normal()) }
      masks += light.map { $0 > 0.5 ? 1 : 0 }
    }
    let shape = [indices.count, 1, 64, 64]
    return Batch(inputs: Tensor(skies, shape: shape), targets: Tensor(masks, shape: shape))
  }

  /// Constant, sine, sawtooth, eclipsing and flaring stars, `[N, 60, 8]`: eight bands that share a
  /// signal, each with its own noise.
  @Sendable static func lightCurves(_ indices: [Int]) -> Batch {
    let curves = indices.map { index -> [Float] in
      var random = random(index, "light curve")
      let (kind, period) = (index % 5, random.uniform(8, 25))
      let (start, height) = (random.uniform(0, 1), random.uniform(0.4, 1.2))
      return (0..<60).flatMap { step -> [Float] in
        let phase = (Double(step) / period + start).truncatingRemainder(dividingBy: 1)
        let signal =
          switch kind {
          case 1: sin(2 * .pi * phase)
          case 2: 2 * phase - 1
          case 3: phase < 0.15 ? -2.0 : 0.3
          case 4: 3 * exp(-8 * phase) - 0.4
          default: 0.0
          }
        return (0..<8).map { band in
          Float(height * signal * (0.5 + 0.1 * Double(band)) + 1.2 * random.normal())
        }
      }
    }
    return Batch(
      inputs: Tensor(curves.flatMap { $0 }, shape: [indices.count, 60, 8]),
      labels: indices.map { $0 % 5 })
  }

  /// Folded light curves of pulsating stars, `[N, 64]`.
  @Sendable static func profiles(_ indices: [Int]) -> Batch {
    let curves = indices.flatMap { index -> [Float] in
      var random = random(index, "profile")
      let (start, height) = (random.uniform(0, 2 * .pi), random.uniform(0.5, 2))
      let (second, skew) = (random.uniform(0, 0.6), random.normal())
      return (0..<64).map { place in
        let phase = 2 * .pi * Double(place) / 64 + start
        return Float(
          height * (sin(phase) + second * sin(2 * phase + skew)) + 0.2 * random.normal())
      }
    }
    return Batch(inputs: Tensor(curves, shape: [indices.count, 64]))
  }
}
