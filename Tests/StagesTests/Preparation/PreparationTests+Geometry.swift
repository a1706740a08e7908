import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Stages

/// What changes the shape of an image, and its sky with it.
extension PreparationTests {
  @Test("A crop keeps the middle and the sky of every pixel")
  func crop() throws {
    let image = try ramp()
    var stage = CropImage()
    stage.size = 4
    let cut = try #require(try run(stage, image).image)
    #expect(cut[0, 0, 0] == image[0, 1, 2] && cut[0, 3, 3] == image[0, 4, 5])
    #expect(distance(cut.wcs?.sky(x: 0, y: 0), image.wcs?.sky(x: 2, y: 1)) < 1e-6)
    #expect(cut.header.double("CRPIX1") == 1)
    stage.size = 7
    #expect { try run(stage, image) } throws: { "\($0)".contains("8 x 6") }
  }

  @Test("Padding and cropping back gives the image")
  func padAndCrop() throws {
    var image = try ramp(width: 6, height: 6)
    image.flag(3, .cosmicRay)
    var pad = PadImage()
    pad.size = 11
    let padded = try run(pad, image)
    #expect(padded.image?.width == 11 && padded.flags == [.edge])
    #expect(padded.image?.pixels.count(where: \.isNaN) == 121 - 36)
    var crop = CropImage()
    crop.size = 6
    let back = try #require(try run(crop, padded).image)
    #expect(back.pixels == image.pixels && back.mask == image.mask)
    #expect(distance(back.wcs?.sky(x: 1, y: 4), image.wcs?.sky(x: 1, y: 4)) < 1e-6)
  }

  @Test("Binning takes the mean or sum of blocks, scales for missing pixels and moves the WCS")
  func bin() throws {
    var image = try ramp()
    var stage = BinImage()
    let mean = try #require(try run(stage, image).image)
    #expect(mean.width == 4 && mean.height == 3)
    #expect(mean[0, 0, 0] == 5.5 && mean[0, 2, 3] == 51.5)
    // The corner between four pixels is the centre of their block.
    #expect(distance(mean.wcs?.sky(x: 0, y: 0), image.wcs?.sky(x: 0.5, y: 0.5)) < 1e-6)
    stage.method = .sum
    image.pixels[0] = .nan
    #expect(try run(stage, image).image?[0, 0, 0] == Float((1 + 10 + 11) * 4) / 3)
    for index in [1, 8] { image.pixels[index] = .nan }
    let lost = try #require(try run(stage, image).image)
    #expect(lost[0, 0, 0].isNaN && lost.mask?[0] == PixelFlags.missing.rawValue)
  }

  @Test("Columns and rows that fill no block are left out, which the history says")
  func binRest() throws {
    var stage = BinImage()
    stage.factor = 4
    let result = try run(stage, try ramp())
    #expect(result.image?.width == 2 && result.image?.height == 1)
    #expect(result.history.contains { $0.contains("0 columns and 2 rows") })
  }

  @Test("Resizing keeps brightness or flux, as asked", arguments: [5, 13, 16, 40])
  func resize(size: Int) throws {
    let image = try ramp(width: 16, height: 16)
    let total = image.pixels.reduce(0) { $0 + Double($1) }
    for method in [ResizeImage.Method.area, .auto, .linear] {
      var stage = ResizeImage()
      (stage.size, stage.method) = (size, method)
      let mean = try #require(try run(stage, image).image)
      #expect(mean.width == size && mean.height == size)
      #expect(
        abs(mean.pixels.reduce(0) { $0 + Double($1) } / Double(size * size) - total / 256) < 0.01)
      stage.conserve = .flux
      let sum = try #require(try run(stage, image).image)
      #expect(abs(sum.pixels.reduce(0) { $0 + Double($1) } / total - 1) < 1e-3)
      // The middle stays the middle.
      let middle = Double(size - 1) / 2
      #expect(distance(mean.wcs?.sky(x: middle, y: middle), image.wcs?.sky(x: 7.5, y: 7.5)) < 1e-6)
    }
  }

  @Test("An image that is not square is padded to keep its shape, or stretched")
  func aspect() throws {
    var stage = ResizeImage()
    stage.size = 4
    let kept = try run(stage, try ramp(width: 8, height: 4))
    #expect(kept.image?.pixels.prefix(4).contains(where: \.isFinite) == false)
    #expect(kept.flags == [.edge])
    stage.aspect = .stretch
    let stretched = try run(stage, try ramp(width: 8, height: 4))
    #expect(stretched.image?.pixels.prefix(4) == [0.5, 2.5, 4.5, 6.5])
  }
}
