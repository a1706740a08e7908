import OrreryKit

/// The parts that an image is worked on in, so that the answer is that of the whole image.
///
/// The image is padded with 0, the sky, at its right and upper border to a multiple of what the
/// network halves. Each tile begins on that grid and has a halo as wide as the network looks, cut
/// off at the borders of the padded image: a pixel sees in its tile what it sees in the whole.
struct Tiles {
  let height: Int
  let width: Int
  private let paddedHeight: Int
  private let paddedWidth: Int
  private let multiple: Int
  private let core: Int
  private let halo: Int

  /// - Parameters:
  ///   - multiple: what divides the sides of every tile and its place.
  ///   - core: side of a tile without its halo, about.
  ///   - halo: pixels around it; rounded up to a multiple.
  init(height: Int, width: Int, multiple: Int, core: Int, halo: Int) {
    func rounded(_ value: Int) -> Int { (value + multiple - 1) / multiple * multiple }
    self.height = height
    self.width = width
    self.multiple = multiple
    paddedHeight = rounded(height)
    paddedWidth = rounded(width)
    let whole = max(paddedHeight, paddedWidth, multiple)
    self.halo = rounded(halo)
    // A tile that the halo would reach over anyhow is not cut.
    self.core = min(core, whole) == whole ? whole : rounded(core)
  }

  /// A tile along one axis.
  struct Axis {
    /// What comes out of the tile.
    var core: Range<Int>
    /// What goes into it.
    var window: Range<Int>
  }

  /// The tiles from the bottom to the top, and from the left to the right.
  var rows: [Axis] { axes(paddedHeight) }
  var columns: [Axis] { axes(paddedWidth) }

  private func axes(_ length: Int) -> [Axis] {
    // An image that is little larger than a tile goes whole: two halos would cost more.
    guard length > core + 2 * halo else { return [Axis(core: 0..<length, window: 0..<length)] }
    // Even parts: a narrow one at the end would be all halo.
    let count = max(1, Int((Double(length) / Double(core)).rounded()))
    let step = (length / multiple + count - 1) / count * multiple
    return stride(from: 0, to: length, by: step).map { start in
      let core = start..<min(start + step, length)
      return Axis(
        core: core,
        window: max(0, core.lowerBound - halo)..<min(length, core.upperBound + halo))
    }
  }

  /// The outputs for every pixel, plane after plane: `[outputs, height, width]`.
  /// - Parameters:
  ///   - image: `[1, channels, height, width]`.
  ///   - network: `[1, channels, h, w]` to `[1, outputs, h, w]`.
  func run(_ image: Tensor, outputs: Int, _ network: (Tensor) -> Tensor) -> [Float] {
    let (rows, columns) = (self.rows, self.columns)
    if rows.count == 1, columns.count == 1, (paddedHeight, paddedWidth) == (height, width) {
      return network(image).scalars
    }
    let channels = image.shape[1]
    let whole = PixelRegion(x: 0..<width, y: 0..<height)
    return [Float](unsafeUninitializedCapacity: outputs * height * width) { result, count in
      image.withUnsafeBufferPointer { pixels in
        for row in rows {
          for column in columns {
            let tile = tile(of: pixels, in: whole, channels: channels, row.window, column.window)
            network(tile).withUnsafeBufferPointer {
              paste($0, outputs, row, column, into: result)
            }
          }
        }
      }
      count = outputs * height * width
    }
  }

  /// The pixels of a window of the padded image.
  func region(_ rows: Range<Int>, _ columns: Range<Int>) -> PixelRegion {
    PixelRegion(x: columns.clamped(to: 0..<width), y: rows.clamped(to: 0..<height))
  }

  /// What goes into the network for a window of the padded image: `[1, channels, h, w]`.
  /// - Parameters:
  ///   - pixels: of a region that holds the window, plane after plane.
  func tile(
    of pixels: UnsafeBufferPointer<Float>, in region: PixelRegion, channels: Int,
    _ rows: Range<Int>, _ columns: Range<Int>
  ) -> Tensor {
    var tile = Tensor.zeros([1, channels, rows.count, columns.count])
    let length = columns.clamped(to: 0..<width).count
    tile.withUnsafeMutableBufferPointer { tile in
      for channel in 0..<channels {
        for row in rows.clamped(to: 0..<height) {
          let from =
            (channel * region.y.count + row - region.y.lowerBound) * region.x.count
            + columns.lowerBound - region.x.lowerBound
          let to = (channel * rows.count + row - rows.lowerBound) * columns.count
          for offset in 0..<length { tile[to + offset] = pixels[from + offset] }
        }
      }
    }
    return tile
  }

  private func paste(
    _ tile: UnsafeBufferPointer<Float>, _ outputs: Int, _ rows: Axis, _ columns: Axis,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let (windowRows, windowColumns) = (rows.window.count, columns.window.count)
    let inside = columns.core.clamped(to: 0..<width)
    for output in 0..<outputs {
      for row in rows.core.clamped(to: 0..<height) {
        let from =
          (output * windowRows + row - rows.window.lowerBound) * windowColumns
          - columns.window.lowerBound
        let to = (output * height + row) * width
        for column in inside { result[to + column] = tile[from + column] }
      }
    }
  }
}
