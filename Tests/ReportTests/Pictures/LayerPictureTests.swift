import OrreryKit
import Testing

@testable import Report

struct LayerPictureTests {
  @Test("Labels are coloured on nothing, the upper row first")
  func labels() throws {
    let image = Image(pixels: [0, 1, 2, .nan], height: 2, width: 2)
    let picture = try #require(LayerPicture.draw(image, name: "segmentation"))
    #expect(picture.layout == .rgba)
    #expect(picture.pixel(x: 0, y: 1)[3] == 0)  // label 0 stands below, at the left
    #expect(picture.pixel(x: 1, y: 1)[3] == 255)
    #expect(picture.pixel(x: 0, y: 0)[3] == 255)
    #expect(picture.pixel(x: 1, y: 0)[3] == 0)
    #expect(picture.pixel(x: 1, y: 1) != picture.pixel(x: 0, y: 0))
  }

  @Test("What goes below zero is drawn from blue to red, even on both sides")
  func attribution() throws {
    let image = Image(pixels: [-1, 0, 0.5], height: 1, width: 3)
    let picture = try #require(LayerPicture.draw(image, name: "attribution"))
    let (low, middle, high) = (
      picture.pixel(x: 0, y: 0), picture.pixel(x: 1, y: 0), picture.pixel(x: 2, y: 0)
    )
    #expect(low[2] > low[0])
    #expect(high[0] > high[2])
    #expect(middle.allSatisfy { $0 > 200 })
  }

  @Test("A probability keeps its scale from 0 to 1, whatever the values are")
  func probability() throws {
    let image = Image(pixels: [0.2, 0.3], height: 1, width: 2)
    let picture = try #require(LayerPicture.draw(image, name: "source-probability"))
    let inferno = ColorMap.inferno
    let expected = inferno.colors[Int(0.3 * 255 + 0.5)]
    #expect(
      picture.pixel(x: 1, y: 0) == [expected.red, expected.green, expected.blue].map(Int.init))
  }

  @Test("Large layers are thinned, labels not mixed; an empty image has no picture")
  func size() throws {
    let large = Image(repeating: 3, height: 2100, width: 4200)
    let picture = try #require(LayerPicture.draw(large, name: "segmentation"))
    #expect(picture.width == 1400 && picture.height == 700)
    let none = Image(repeating: .nan, height: 2, width: 2)
    #expect(LayerPicture.draw(none, name: "background") != nil)
  }
}
