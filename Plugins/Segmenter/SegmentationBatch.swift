import Foundation
import OrreryKit

/// Images side by side with what the network shall say of them.
public struct SegmentationBatch: Sendable {
  /// `[N, channels, H, W]`, in units of the noise.
  let images: Tensor
  /// `[N, 1, H, W]`: 1 where the light of all objects exceeds the noise.
  let source: Tensor
  /// `[N, 1, H, W]`: 1 where the truth is known.
  let isKnown: Tensor
  /// `[N, 1, H, W]`: a Gaussian of one pixel's deviation around each centre, the highest of several.
  let centre: Tensor
  /// `[N, 1, H, W]`: 0 around centres of objects too small to be asked for.
  let centreWeight: Tensor
  /// `[N, 2, H, W]`: from each source pixel to the centre of its owner, in `Segmenter.offsetScale`.
  let offset: Tensor
  /// `[N, 2, H, W]`: 1 / √area of the owner, so that large objects do not count for all others.
  let offsetWeight: Tensor

  /// Objects of the batch.
  var count: Int { images.shape[0] }

  /// - Parameters:
  ///   - objects: with the owners of their pixels in `layers["truth"]` and the owners' centres in
  ///     `tables["truth"]`, as the simulators of fields make them.
  ///   - leastArea: pixels from which on an object's centre is asked for.
  /// - Throws: `DataError` for an object without truth, or whose image is refused.
  init(_ objects: [SkyObject], specification: ModelSpecification, leastArea: Int) throws {
    let inputs = try ImageBatch(objects, specification: specification)
    let (height, width) = (inputs.images.shape[2], inputs.images.shape[3])
    let size = height * width
    var maps = [[Float]](repeating: [], count: 7)
    for row in inputs.rows {
      let truth = try Truth(objects[row], height: height, width: width, leastArea: leastArea)
      for (place, map) in truth.maps.enumerated() { maps[place] += map }
    }
    func tensor(_ places: [Int]) -> Tensor {
      guard places.count > 1 else {
        return Tensor(maps[places[0]], shape: [inputs.rows.count, 1, height, width])
      }
      var values: [Float] = []
      values.reserveCapacity(places.count * maps[places[0]].count)
      for row in inputs.rows.indices {
        for place in places { values += maps[place][row * size..<(row + 1) * size] }
      }
      return Tensor(values, shape: [inputs.rows.count, places.count, height, width])
    }
    images = inputs.images
    source = tensor([0])
    isKnown = tensor([1])
    centre = tensor([2])
    centreWeight = tensor([3])
    offset = tensor([4, 5])
    offsetWeight = tensor([6, 6])
  }

  /// The seven maps of one object: source, known, centre, its weight, offset in x and y, its weight.
  private struct Truth {
    private(set) var maps: [[Float]]
    private let height: Int
    private let width: Int

    init(_ object: SkyObject, height: Int, width: Int, leastArea: Int) throws {
      guard let owners = object.layers["truth"], let table = object.tables["truth"],
        owners.pixels.count == height * width, let numbers = table["number"]?.doubles,
        let x = table["x"]?.doubles, let y = table["y"]?.doubles
      else {
        throw DataError(
          .missing,
          "segmenter: \(object.id) has no true map with a table of number, x and y to learn from")
      }
      (self.height, self.width) = (height, width)
      maps = [[Float]](repeating: [Float](repeating: 0, count: height * width), count: 7)
      var places: [Int: Int] = [:]
      for (place, number) in numbers.enumerated() { places[Int(number)] = place }
      var areas = [Int](repeating: 0, count: numbers.count)
      var owner = [Int](repeating: -1, count: height * width)
      for (pixel, value) in owners.pixels.enumerated() {
        maps[3][pixel] = 1
        guard value.isFinite else { continue }
        maps[1][pixel] = 1
        guard value > 0 else { continue }
        maps[0][pixel] = 1
        guard let place = places[Int(value)] else { continue }
        owner[pixel] = place
        areas[place] += 1
      }
      for place in areas.indices where areas[place] > 0 {
        mark(x: x[place], y: y[place], isWanted: areas[place] >= leastArea)
      }
      for pixel in owner.indices where owner[pixel] >= 0 {
        let place = owner[pixel]
        point(pixel, to: (x[place], y[place]), weight: 1 / Float(areas[place]).squareRoot())
      }
    }

    /// Draws a centre, or leaves out what is around one that is not asked for.
    private mutating func mark(x: Double, y: Double, isWanted: Bool) {
      let reach = isWanted ? 4 : 2
      let (column, row) = (Int(x.rounded()), Int(y.rounded()))
      for v in (row - reach..<row + reach + 1).clamped(to: 0..<height) {
        for u in (column - reach..<column + reach + 1).clamped(to: 0..<width) {
          let pixel = v * width + u
          if isWanted {
            let (dx, dy) = (Double(u) - x, Double(v) - y)
            maps[2][pixel] = max(maps[2][pixel], Float(exp(-0.5 * (dx * dx + dy * dy))))
          } else if maps[2][pixel] < 0.1 {
            maps[3][pixel] = 0
          }
        }
      }
    }

    /// The way from a pixel to a centre, cut to what the voting can use.
    private mutating func point(_ pixel: Int, to centre: (x: Double, y: Double), weight: Float) {
      var way = SIMD2(
        Float(centre.x) - Float(pixel % width), Float(centre.y) - Float(pixel / width))
      way /= Segmenter.offsetScale
      let length = (way * way).sum().squareRoot()
      if length > Self.longest { way *= Self.longest / length }
      maps[4][pixel] = way.x
      maps[5][pixel] = way.y
      maps[6][pixel] = weight
    }

    /// Longest way, in `Segmenter.offsetScale`.
    private static let longest: Float = 4
  }
}
