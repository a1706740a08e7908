import OrreryKit
import Testing

@testable import Segmenter

struct TilesTests {
  private func noise(_ height: Int, _ width: Int) -> Tensor {
    var random = RandomStream(seed: 8)
    return Tensor.normal([1, 1, height, width], mean: 0, deviation: 3, &random)
  }

  private func maps(_ image: Tensor, tile: Int, patch: Int = 2) throws -> [Float] {
    let model = try Sky.model {
      $0.tile = tile
      $0.patch = patch
    }
    var pass = Pass.inference
    let maps = model.maps(of: image, &pass)
    return (0..<maps.height).flatMap { y in
      let row = maps.row(y)
      return row.source + row.centre + row.x + row.y
    }
  }

  @Test("The answer does not depend on the size of the tiles", arguments: [1, 2, 4])
  func seamless(_ patch: Int) throws {
    let image = noise(250, 237)
    let whole = try maps(image, tile: 4096, patch: patch)
    // Cores of 32 and 48 pixels with halos around them make many seams.
    for tile in [32, 48] {
      let cut = try maps(image, tile: tile, patch: patch)
      let worst = zip(whole, cut).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(worst < 2e-3, "tiles of \(tile): \(worst)")
    }
  }

  @Test("A pixel beyond the network's reach changes nothing")
  func reach() throws {
    let model = try Sky.model()
    let side = 160
    var pixels = noise(side, side).scalars
    var pass = Pass.inference
    let before = model.maps(of: Tensor(pixels, shape: [1, 1, side, side]), &pass)
    pixels[80 * side + 3] += 1000
    let after = model.maps(of: Tensor(pixels, shape: [1, 1, side, side]), &pass)
    let changed = (0..<side).flatMap { y in
      let (old, new) = (before.row(y).source, after.row(y).source)
      return (0..<side).filter { old[$0] != new[$0] }
    }
    let farthest = changed.map { $0 - 3 }.max() ?? 0
    #expect(farthest > 8 && farthest <= UNet.reach(model.configuration), "\(farthest)")
  }

  @Test("Any size goes, odd, smaller than the network's grid, a single row")
  func sizes() throws {
    for (height, width) in [(1, 1), (1, 37), (3, 5), (33, 31), (64, 17)] {
      let maps = try maps(noise(height, width), tile: 64)
      #expect(maps.count == 4 * height * width && maps.allSatisfy(\.isFinite))
    }
  }
}
