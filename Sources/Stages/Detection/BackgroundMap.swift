import OrreryKit

/// The smooth sky and its noise in one plane, from clipped statistics on a mesh of boxes.
///
/// In each box the values are clipped around their median until nothing changes; the sky is the
/// mode's estimate and the noise the deviation. A median filter over boxes removes those that a
/// bright object fills, and a natural bicubic spline makes the maps.
/// Bertin & Arnouts 1996, A&AS 117, 393, section 4.
public struct BackgroundMap: Sendable {
  public struct Options: Sendable {
    /// Side of a box in pixels.
    public var box = 64
    /// Side of the median filter in boxes, odd; 1 is none.
    public var filterSize = 3
    /// Clipping distance in deviations.
    public var clipSigma = 3.0
    /// Most rounds of clipping.
    public var iterations = 50

    public init() {}
  }

  public let width: Int
  public let height: Int
  /// Boxes along x and y; the last ones may be cut by the border.
  public let columns: Int
  public let rows: Int
  /// Sky in each box, row by row from the bottom, in the image's unit.
  public let levels: [Double]
  /// Noise in each box: one standard deviation, in the image's unit.
  public let deviations: [Double]
  /// Boxes that had too few good pixels and took their neighbours' values.
  public let filledBoxes: Int
  private let box: Int

  /// - Parameter plane: `[height, width]`, NaN where a pixel must not count.
  /// - Returns: `nil` where no pixel is finite.
  public init?(plane: [Float], height: Int, width: Int, options: Options = Options()) {
    precondition(
      plane.count == height * width && options.box > 0 && options.filterSize > 0,
      "BackgroundMap: \(plane.count) pixels for [\(height), \(width)], box \(options.box)")
    self.init(height: height, width: width, options: options) { rows in
      plane[rows.lowerBound * width..<rows.upperBound * width]
    }
  }

  /// - Parameter strip: rows of the plane; a row of boxes at a time is asked for, and all of them
  ///   where no box is half good.
  init?(
    height: Int, width: Int, options: Options,
    strip: (_ rows: Range<Int>) throws -> ArraySlice<Float>
  ) rethrows {
    guard height > 0, width > 0 else { return nil }
    self.width = width
    self.height = height
    box = options.box
    columns = (width + box - 1) / box
    rows = (height + box - 1) / box

    var mesh = Mesh(columns: columns, rows: rows)
    for row in 0..<rows {
      let y = row * box..<min((row + 1) * box, height)
      let lines = try strip(y)
      for column in 0..<columns {
        let x = column * box..<min((column + 1) * box, width)
        var values: [Float] = []
        values.reserveCapacity(x.count * y.count)
        for line in 0..<y.count {
          let start = lines.startIndex + line * width
          values += lines[start + x.lowerBound..<start + x.upperBound]
        }
        let ordered = OrderedValues(values)
        guard 2 * ordered.count >= values.count,
          let statistics = ClippedStatistics(
            ordered, clip: options.clipSigma, iterations: options.iterations)
        else { continue }
        mesh.set(statistics.mode, statistics.deviation, column: column, row: row)
      }
    }
    filledBoxes = mesh.emptyCount
    if mesh.emptyCount == columns * rows {
      // No box is half good: one value from all good pixels there are.
      guard
        let statistics = ClippedStatistics(
          OrderedValues(Array(try strip(0..<height))), clip: options.clipSigma,
          iterations: options.iterations)
      else { return nil }
      mesh.set(statistics.mode, statistics.deviation, column: 0, row: 0)
    }
    mesh.fillEmpty()
    mesh.filterMedian(size: options.filterSize)
    levels = mesh.levels
    deviations = mesh.deviations
  }

  /// Median of the boxes' sky.
  public var globalLevel: Double { OrderedValues(levels.map(Float.init)).median }

  /// Median of the boxes' noise.
  public var globalDeviation: Double { OrderedValues(deviations.map(Float.init)).median }

  /// The sky at every pixel, `[height, width]`.
  public func level() -> [Float] { level(in: whole) }

  /// The sky at the pixels of a region, row by row.
  func level(in region: PixelRegion) -> [Float] { interpolated(levels, region) }

  /// The noise at every pixel, `[height, width]`; never below the lowest box, where a spline could
  /// undershoot to 0.
  public func deviation() -> [Float] { deviation(in: whole) }

  /// The noise at the pixels of a region, row by row.
  func deviation(in region: PixelRegion) -> [Float] {
    let lowest = Float(deviations.min() ?? 0)
    return interpolated(deviations, region).map { max($0, lowest) }
  }

  private var whole: PixelRegion { PixelRegion(x: 0..<width, y: 0..<height) }

  private func interpolated(_ nodes: [Double], _ region: PixelRegion) -> [Float] {
    let alongY = (0..<columns).map { column in
      NaturalSpline((0..<rows).map { nodes[$0 * columns + column] })
    }
    var result: [Float] = []
    result.reserveCapacity(region.x.count * region.y.count)
    let offset = 0.5 - 0.5 / Double(box)
    for y in region.y {
      let position = Double(y) / Double(box) - offset
      let spline = NaturalSpline(alongY.map { $0(position) })
      for x in region.x { result.append(Float(spline(Double(x) / Double(box) - offset))) }
    }
    return result
  }
}
