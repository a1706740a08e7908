import Foundation
import OrreryKit
import Testing

@testable import Stages

struct DetectionPartsTests {
  private func components(_ rows: [String]) -> [[Int]] {
    let cells = rows.joined().map { $0 == "#" }
    return ConnectedComponents(height: rows.count, width: rows[0].count) { cells[$0] }.members
  }

  @Test("Pixels that touch by a corner are one group, and arms that meet later are joined")
  func components() {
    #expect(components(["#.#", ".#.", "..."]) == [[0, 2, 4]])
    #expect(components(["#.#", "#.#", "###"]).count == 1)
    #expect(components(["##..#", ".....", "#..##"]) == [[0, 1], [4], [10], [13, 14]])
    // Wrapping from one row's end to the next row's start is not touching.
    #expect(components(["..#", "...", "#.."]).count == 2)
    #expect(components([".", "."]).isEmpty)
  }

  @Test("Moments of a sampled ellipse are its axes and angle")
  func moments() {
    let (a, b, angle) = (5.0, 2.0, 0.7)
    var weights = [Float](repeating: 0, count: 80 * 80)
    for y in 0..<80 {
      for x in 0..<80 {
        let (dx, dy) = (Double(x) - 40.3, Double(y) - 39.6)
        let u = dx * cos(angle) + dy * sin(angle)
        let v = -dx * sin(angle) + dy * cos(angle)
        weights[y * 80 + x] = Float(exp(-0.5 * (u * u / (a * a) + v * v / (b * b))))
      }
    }
    let moments = PixelMoments(pixels: Array(weights.indices), weights: weights, width: 80)
    #expect(abs(moments.x - 40.3) < 1e-3 && abs(moments.y - 39.6) < 1e-3)
    #expect(abs(moments.semiMajor - a) < 1e-3 && abs(moments.semiMinor - b) < 1e-3)
    #expect(abs(moments.angle - angle) < 1e-3)
    // The ellipse through the end of the major axis is 1 away.
    #expect(
      abs(moments.distance(x: 40.3 + a * cos(angle), y: 39.6 + a * sin(angle)) - 1) < 1e-3)
  }

  @Test("One pixel has the extent of a pixel, and its centre where it is")
  func onePixel() {
    var weights = [Float](repeating: 0, count: 100)
    weights[57] = 3
    let moments = PixelMoments(pixels: [57], weights: weights, width: 10)
    #expect(moments.x == 7 && moments.y == 5)
    #expect(moments.semiMajor == (1.0 / 12).squareRoot() && moments.semiMinor == moments.semiMajor)
  }

  @Test("The filter is the plain weighted sum, NaN pixels left out")
  func filter() {
    let (height, width) = (5, 6)
    let plane = (0..<30).map { $0 == 14 ? Float.nan : Float(($0 * 7) % 11) - 3 }
    let noise = (0..<30).map { 1 + 0.1 * Float($0 % 4) }
    let filtered = MatchedFilter(
      plane: plane, noise: noise, height: height, width: width, fwhm: 2)
    // The kernel is ¼ ½ ¼ / ½ 1 ½ / ¼ ½ ¼: Σk = 4, √Σk² = 1.5.
    for y in 0..<height {
      for x in 0..<width {
        var signal = 0.0, weights = 0.0, variance = 0.0
        for v in max(0, y - 1)...min(height - 1, y + 1) {
          for u in max(0, x - 1)...min(width - 1, x + 1) where !plane[v * width + u].isNaN {
            let kernel = (v == y ? 1 : 0.5) * (u == x ? 1 : 0.5)
            let sigma = Double(noise[v * width + u])
            signal += kernel * Double(plane[v * width + u]) / (sigma * sigma)
            weights += kernel / (sigma * sigma)
            variance += kernel * kernel / (sigma * sigma)
          }
        }
        let index = y * width + x
        let significance = signal / variance.squareRoot() * 1.5 / 4
        #expect(abs(Double(filtered.significance[index]) - significance) < 1e-4)
        #expect(abs(Double(filtered.smoothed[index]) - signal / weights) < 1e-4)
      }
    }
  }

  @Test("A spline passes through its nodes and is a line for a line")
  func spline() {
    let spline = NaturalSpline([2, 5, 1, 1])
    for (index, value) in [2.0, 5, 1, 1].enumerated() {
      #expect(abs(spline(Double(index)) - value) < 1e-12)
    }
    let line = NaturalSpline([1, 3, 5, 7, 9])
    for place in [-0.5, 0.3, 2.7, 4.4] { #expect(abs(line(place) - 1 - 2 * place) < 1e-12) }
    #expect(NaturalSpline([4])(7) == 4 && NaturalSpline([0, 2])(1.5) == 3)
  }

  @Test("Clipped statistics leave outliers out")
  func clipped() throws {
    let values = (0..<1000).map { Float($0 % 10) } + [1e6, -1e6, 5e8]
    let statistics = try #require(
      ClippedStatistics(OrderedValues(values), clip: 3, iterations: 50))
    #expect(statistics.count == 1000)
    #expect(abs(statistics.mean - 4.5) < 1e-9 && statistics.median == 4.5)
    #expect(abs(statistics.deviation - 8.25.squareRoot()) < 1e-9)
    let nothing = ClippedStatistics(OrderedValues([.nan]), clip: 3, iterations: 5)
    #expect(nothing == nil)
  }
}
