import OrreryKit
import Testing

@testable import Pipeline

struct FieldBlocksTests {
  @Test("Blocks hold the means of finite pixels and the numbers in their middles, by any rows")
  func blocks() {
    let (height, width) = (100, 5600)
    let template = Image(repeating: 0, height: 0, width: 0)
    let factor = FieldBlocks.factor(height: height, width: width)
    #expect(factor == 2 && FieldBlocks.factor(height: 4096, width: 4096) == 1)
    let pixels = (0..<height * width).map { $0 % 7 == 0 ? Float.nan : Float($0 % 13) }
    var numbers = [Float](repeating: 0, count: height * width)
    numbers[3 * width + 5] = 4
    numbers[2 * width + 9] = 9
    var whole = FieldBlocks(template, height: height, width: width)
    whole.add(0..<height, pixels: [pixels], numbers: numbers, width: width)
    var parts = FieldBlocks(template, height: height, width: width)
    for rows in [0..<33, 33..<34, 34..<100] {
      func part(_ values: [Float]) -> [Float] {
        Array(values[rows.lowerBound * width..<rows.upperBound * width])
      }
      parts.add(rows, pixels: [part(pixels)], numbers: part(numbers), width: width)
    }
    let means = whole.means
    #expect((means.height, means.width) == (50, 2800))
    #expect(means.pixels.map(\.bitPattern) == parts.means.pixels.map(\.bitPattern))
    #expect(whole.labels == parts.labels)
    // Pixels 1, 2 of row 0 … of block (1, 0): columns 2 and 3, rows 0 and 1.
    let values = [2, 3, width + 2, width + 3].map { pixels[$0] }.filter(\.isFinite)
    #expect(means.pixels[1] == values.reduce(0, +) / Float(values.count))
    // The pixel in the middle of a block is its upper right one.
    #expect(whole.labels[1 * 2800 + 2] == 4 && whole.labels.count { $0 != 0 } == 1)
    #expect(whole.numbers == [4, 9])
  }
}
