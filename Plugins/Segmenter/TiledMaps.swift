import OrreryKit

/// What the network says of an image that need not fit into memory: made tile by tile, kept in a
/// file.
///
/// Of each row the file has the logits of the sources, then three numbers for each source pixel:
/// where it points to in x and y, and the logit of a centre. The tiles are those of the same image in
/// memory, so the numbers have the same bits.
struct TiledMaps: MapRows {
  let height: Int
  let width: Int
  /// Of the centre map.
  let peaks: [Segments.Centre]
  /// What was filled in the whole image.
  let fill: PixelFill
  /// False where a logit or an offset is NaN or infinite.
  let isFinite: Bool
  private let threshold: Float
  private let scratch: ScratchFile
  /// Where each row begins in the file, and where the last one ends.
  private let starts: [Int]

  init(
    _ image: any TiledImage, of model: Segmenter, scratch: ScratchFile, _ pass: inout Pass
  ) throws {
    (height, width) = (image.height, image.width)
    self.scratch = scratch
    threshold = PixelMaps.logit(model.configuration.threshold)
    let tiles = model.tiles(height: image.height, width: image.width)
    var finder = PeakFinder(width: width, threshold: model.configuration.centreThreshold)
    var fill = PixelFill()
    var isFinite = true
    var starts = [0]
    for rows in tiles.rows {
      let core = rows.core.clamped(to: 0..<height)
      guard !core.isEmpty else { continue }
      var band = Band(rows: core, width: width, threshold: threshold)
      for columns in tiles.columns {
        let region = tiles.region(rows.window, columns.window)
        let inside = tiles.region(rows.core, columns.core)
        guard !inside.x.isEmpty else { continue }
        let tile = try Self.tile(of: image, tiles, region, inside, rows, columns, &fill)
        let output = withoutGradient { model.network(tile, &pass) }
        isFinite =
          output.withUnsafeBufferPointer {
            band.take($0, rows: rows.window, columns: columns.window, inside: inside)
          } && isFinite
      }
      try band.write(to: scratch, &starts, &finder)
    }
    finder.finish()
    peaks = finder.peaks
    self.starts = starts
    self.fill = fill
    self.isFinite = isFinite
  }

  func row(_ y: Int) throws -> MapRow {
    let numbers = try scratch.read(starts[y + 1] - starts[y], at: starts[y])
    let zeros = [Float](repeating: 0, count: width)
    var row = MapRow(source: Array(numbers[..<width]), x: zeros, y: zeros, centre: zeros)
    var next = width
    for x in 0..<width where row.source[x] >= threshold {
      row.x[x] = numbers[next]
      row.y[x] = numbers[next + 1]
      row.centre[x] = numbers[next + 2]
      next += 3
    }
    return row
  }

  /// What goes into the network for one tile; the pixels of its core are counted.
  private static func tile(
    of image: any TiledImage, _ tiles: Tiles, _ region: PixelRegion, _ inside: PixelRegion,
    _ rows: Tiles.Axis, _ columns: Tiles.Axis, _ fill: inout PixelFill
  ) throws -> Tensor {
    let object = try image.read(region)
    guard let part = object.image else {
      throw DataError(.invalidValue, "segmenter: \(object.id) is no image")
    }
    let mask = part.mask ?? []
    var core: [Float] = []
    var coreMask: [UInt8] = []
    for channel in 0..<part.channels {
      for row in inside.y {
        let start =
          (channel * region.y.count + row - region.y.lowerBound) * region.x.count
          + inside.x.lowerBound - region.x.lowerBound
        core += part.pixels[start..<start + inside.x.count]
        if !mask.isEmpty { coreMask += mask[start..<start + inside.x.count] }
      }
    }
    fill.take(&core, mask: coreMask)
    var pixels = part.pixels
    // What lies around the core is counted with its own tile.
    var ignored = PixelFill()
    ignored.take(&pixels, mask: mask)
    return pixels.withUnsafeBufferPointer {
      tiles.tile(of: $0, in: region, channels: part.channels, rows.window, columns.window)
    }
  }
}

/// The maps of a row of tiles, until they are written.
private struct Band {
  private let rows: Range<Int>
  private let width: Int
  private let threshold: Float
  /// Logits of the rows.
  private var source: [Float]
  private var centre: [Float]
  /// For each tile from the left: what its source pixels say, and where each row of it begins.
  private var tiles: [(numbers: [Float], starts: [Int])] = []

  init(rows: Range<Int>, width: Int, threshold: Float) {
    (self.rows, self.width, self.threshold) = (rows, width, threshold)
    source = [Float](repeating: 0, count: rows.count * width)
    centre = source
  }

  /// Takes the core of a tile out of what the network gave for its window: `[4, h, w]`.
  /// - Returns: false where a number of the core is not finite.
  mutating func take(
    _ output: UnsafeBufferPointer<Float>, rows window: Range<Int>, columns: Range<Int>,
    inside: PixelRegion
  ) -> Bool {
    let plane = window.count * columns.count
    var numbers: [Float] = []
    var starts: [Int] = []
    var sum: Float = 0
    for row in inside.y {
      starts.append(numbers.count)
      let from = (row - window.lowerBound) * columns.count - columns.lowerBound
      let to = (row - rows.lowerBound) * width
      for column in inside.x {
        let index = from + column
        let (logit, middle) = (output[index], output[plane + index])
        let (x, y) = (output[2 * plane + index], output[3 * plane + index])
        // A sum is not finite where a term is not; these cannot overflow otherwise.
        sum += logit * 0 + middle * 0 + x * 0 + y * 0
        source[to + column] = logit
        centre[to + column] = middle
        guard logit >= threshold else { continue }
        numbers.append(x)
        numbers.append(y)
        numbers.append(middle)
      }
    }
    starts.append(numbers.count)
    tiles.append((numbers, starts))
    return sum == 0
  }

  /// Puts the rows behind what was written before, and looks for peaks in them.
  func write(
    to scratch: ScratchFile, _ starts: inout [Int], _ finder: inout PeakFinder
  ) throws {
    for row in 0..<rows.count {
      var numbers = Array(source[row * width..<(row + 1) * width])
      for tile in tiles { numbers += tile.numbers[tile.starts[row]..<tile.starts[row + 1]] }
      let start = starts[starts.count - 1]
      try scratch.write(numbers, at: start)
      starts.append(start + numbers.count)
      finder.add(Array(centre[row * width..<(row + 1) * width]))
    }
  }
}
