import Foundation

/// Noiseless light on a grid of pixels: a whole image or the box of one source.
struct Canvas {
  /// Column and row of its first pixel in the image.
  let x: Int
  let y: Int
  let width: Int
  let height: Int
  /// Row after row.
  private(set) var pixels: [Float]

  init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    pixels = [Float](repeating: 0, count: width * height)
  }

  /// Adds one light component through a point spread function, down to a brightness of
  /// `threshold` per pixel.
  ///
  /// - Parameters:
  ///   - x: column of the object's centre in the image, from 0.
  ///   - y: row of the object's centre.
  ///   - flux: factor on the component's flux.
  mutating func add(
    _ component: LightComponent, x: Double, y: Double, flux: Double, through psf: PointSpread,
    threshold: Double
  ) {
    for term in psf.terms {
      add(
        flux: flux * component.flux * term.flux, x: x + component.x, y: y + component.y,
        xx: component.xx + term.xx, xy: component.xy + term.xy, yy: component.yy + term.yy,
        threshold: threshold)
    }
  }

  /// Adds all light of an object; arguments as above.
  mutating func add(
    _ components: [LightComponent], x: Double, y: Double, flux: Double, band: Band,
    through psf: PointSpread, threshold: Double
  ) {
    for component in components {
      add(
        component, x: x, y: y, flux: flux * component.population.weight(band), through: psf,
        threshold: threshold)
    }
  }

  /// An empty canvas for the part of an image that an object reaches, down to `threshold`; `nil`
  /// where it reaches none.
  static func box(
    around components: [LightComponent], x: Double, y: Double, flux: Double, band: Band,
    through psf: PointSpread, threshold: Double, width: Int, height: Int
  ) -> Canvas? {
    var low = (x: Double.infinity, y: Double.infinity)
    var high = (x: -Double.infinity, y: -Double.infinity)
    for component in components {
      let total = flux * component.population.weight(band) * component.flux
      for term in psf.terms {
        let xx = component.xx + term.xx, xy = component.xy + term.xy, yy = component.yy + term.yy
        let peak = abs(total * term.flux) / (2 * .pi * (xx * yy - xy * xy).squareRoot())
        guard peak > threshold else { continue }
        let reach = (2 * log(peak / threshold)).squareRoot()
        let dx = reach * xx.squareRoot(), dy = reach * yy.squareRoot()
        low = (min(low.x, component.x - dx), min(low.y, component.y - dy))
        high = (max(high.x, component.x + dx), max(high.y, component.y + dy))
      }
    }
    let left = max(0, whole(x + low.x, .down)), right = min(width - 1, whole(x + high.x, .up))
    let bottom = max(0, whole(y + low.y, .down)), top = min(height - 1, whole(y + high.y, .up))
    guard left <= right, bottom <= top else { return nil }
    return Canvas(x: left, y: bottom, width: right - left + 1, height: top - bottom + 1)
  }

  /// Adds a Gaussian with second moments in pixels².
  ///
  /// Along a row a Gaussian follows from its neighbours by two products: exp(-(x + 1)²) =
  /// exp(-x²) exp(-2x - 1).
  private mutating func add(
    flux: Double, x centreX: Double, y centreY: Double, xx: Double, xy: Double, yy: Double,
    threshold: Double
  ) {
    let determinant = xx * yy - xy * xy
    let peak = flux / (2 * .pi * determinant.squareRoot())
    guard abs(peak) > threshold else { return }
    let reach = (2 * log(abs(peak) / threshold)).squareRoot()
    let localX = centreX - Double(x), localY = centreY - Double(y)
    let reachY = reach * yy.squareRoot()
    let firstRow = max(0, Self.whole(localY - reachY, .up))
    let lastRow = min(height - 1, Self.whole(localY + reachY, .down))
    guard firstRow <= lastRow else { return }
    let slope = xy / yy
    let sharpness = yy / determinant  // of a cut along a row
    let step = exp(-sharpness)
    for row in firstRow...lastRow {
      let dy = Double(row) - localY
      let left = reach * reach - dy * dy / yy
      guard left > 0 else { continue }
      let middle = localX + slope * dy
      let half = (left / sharpness).squareRoot()
      let first = max(0, Self.whole(middle - half, .up))
      let last = min(width - 1, Self.whole(middle + half, .down))
      guard first <= last else { continue }
      let start = min(max(Self.whole(middle, .toNearestOrEven), first), last)
      let offset = Double(start) - middle
      let value = peak * exp(-0.5 * (dy * dy / yy + sharpness * offset * offset))
      let upward = exp(-sharpness * (offset + 0.5))
      let base = row * width
      var g = value
      var ratio = upward
      for column in start...last {
        pixels[base + column] += Float(g)
        g *= ratio
        ratio *= step
      }
      guard first < start else { continue }
      ratio = step / upward
      g = value * ratio
      for column in stride(from: start - 1, through: first, by: -1) {
        pixels[base + column] += Float(g)
        ratio *= step
        g *= ratio
      }
    }
  }

  /// Rounds, safely for what lies far outside of any image.
  private static func whole(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int {
    Int(min(max(value, -1e9), 1e9).rounded(rule))
  }
}
