import OrreryKit

/// The noiseless light of all sources of a field, and the brightest at each pixel.
struct FieldLight {
  let width: Int
  let height: Int
  private(set) var total: [Float]
  private var best: [Float]
  private var owner: [Int32]
  private var count: Int32 = 0

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    total = [Float](repeating: 0, count: width * height)
    best = total
    owner = [Int32](repeating: 0, count: width * height)
  }

  /// Adds the next source; its number is how many there are by then. Drawn in its own box.
  mutating func add(_ source: FieldSource, through psf: PointSpread, threshold: Double) {
    count += 1
    guard
      var box = Canvas.box(
        around: source.model.components, x: source.x, y: source.y, flux: source.flux, band: .r,
        through: psf, threshold: threshold, width: width, height: height)
    else { return }
    box.add(
      source.model.components, x: source.x, y: source.y, flux: source.flux, band: .r, through: psf,
      threshold: threshold)
    for row in 0..<box.height {
      let from = row * box.width
      let to = (row + box.y) * width + box.x
      for column in 0..<box.width {
        let value = box.pixels[from + column]
        total[to + column] += value
        if value > best[to + column] {
          best[to + column] = value
          owner[to + column] = count
        }
      }
    }
  }

  /// The number of the source that gives most light where all together give more than `limit`; 0
  /// elsewhere.
  func owners(above limit: Float) -> Image {
    Image(
      pixels: total.indices.map { total[$0] > limit ? Float(owner[$0]) : 0 }, height: height,
      width: width, name: "TRUTH")
  }
}
