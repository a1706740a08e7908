import Testing

@testable import TensorCore

/// Images lie channels-last between operations; nobody sees it but the clock.
@Suite struct LayoutTests {
  private let image: Tensor

  init() {
    var random = RandomStream(seed: 41)
    image = Tensor.normal([2, 5, 6, 7], &random).upsampleNearest2d(by: 1)
  }

  @Test("Operations on images leave them channels-last")
  func kept() {
    #expect(image.layout == .channelsLast)
    let weight = Tensor.ones([5, 6, 7])
    for (name, result) in [
      ("softmax", image.softmax(axis: 1)), ("logSoftmax", image.logSoftmax(axis: 1)),
      ("layerNorm", image.layerNorm(weight: weight, bias: weight)),
      ("adaptiveMaxPool2d", image.adaptiveMaxPool2d(to: [2, 3])),
      ("groupNorm", image.groupNorm(groups: 5)), ("sum", image + image.gelu()),
      ("sliced", image.sliced(axis: 1, 1..<3)), ("maximum", image.max(over: [2])),
    ] {
      #expect(result.layout == .channelsLast, "\(name)")
    }
  }

  @Test("Images become rows of pixels and images again without a copy")
  func permuted() {
    let pixels = image.permuted([0, 2, 3, 1])
    #expect(pixels.elements == image.elements && pixels.shape == [2, 6, 7, 5])
    #expect(pixels[1, 5, 0, 3] == image[1, 3, 5, 0])
    let back = pixels.permuted([0, 3, 1, 2])
    #expect(back.elements == image.elements && back == image)
    #expect(image.permuted([0, 1, 2, 3]).elements == image.elements)
    #expect(image.permuted([0, 2, 1, 3]).elements != image.elements)
    let sequences = Tensor(image.scalars, shape: [4, 15, 7])
    #expect(sequences.permuted([0, 2, 1]).elements == sequences.elements)
    #expect(sequences.permuted([0, 2, 1])[3, 6, 14] == sequences[3, 14, 6])
  }

  @Test("A copy that is changed leaves what shares its elements")
  func changed() {
    var pixels = image.permuted([0, 2, 3, 1])
    let before = image.scalars
    pixels.withUnsafeMutableBufferPointer { $0[0] = 100 }
    #expect(image.scalars == before && pixels[0, 0, 0, 0] == 100)
  }
}
