import Foundation
import Testing

@testable import AstroData

/// Changed files are refused or read to something; they never end the process.
struct MutationTests {
  /// A file with an image, a table with a heap, and an integer image.
  private static let seed: [UInt8] = {
    var writer = FITSWriter()
    writer.append(.float32((0..<300).map(Float.init)), shape: [3, 10, 10])
    let table = Catalog(columns: [
      Column("id", .integer([1, 2, 3])), Column("name", .string(["a", "bb", "ccc"])),
      Column("v", .variable([[1], [], [2, 3]])), Column("x", .real([1, 2, 3, 4, 5, 6]), width: 2),
    ])
    try? writer.append(table)
    writer.append(.uint16([1, 2, 3, 4]), shape: [2, 2])
    return writer.data
  }()

  private static let numbers = [
    "-1", "0", "1", "999", "65536", "2147483647", "4294967296", "9223372036854775807",
    "99999999999999999999", "1E30", "T", "'X'",
  ]

  @Test("Seeded mutations of a file never crash a reader", arguments: 1...4)
  func mutations(_ seed: UInt64) throws {
    var state = seed
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, count)
    }
    for _ in 0..<100 {
      var bytes = Self.seed
      for _ in 0...random(3) {
        switch random(5) {
        case 0: bytes[random(bytes.count)] = UInt8(random(256))
        case 1: bytes.removeLast(min(bytes.count - 80, random(3000)))
        case 2:
          let card = random(bytes.count / 80) * 80
          let text = Self.numbers[random(Self.numbers.count)].padding(20)
          bytes.replaceSubrange(card + 10..<card + 30, with: text.utf8)
        case 3:
          let (a, b) = (random(bytes.count / 80) * 80, random(bytes.count / 80) * 80)
          for byte in 0..<80 { bytes.swapAt(a + byte, b + byte) }
        default:
          for _ in 0..<20 { bytes[random(bytes.count)] ^= UInt8(1 << random(8)) }
        }
      }
      do {
        let file = try FITSFile(data: bytes)
        for hdu in file.hdus {
          if hdu.hasImage { _ = try file.readImage(hdu.index) }
          if hdu.hasTable { _ = try file.readTable(hdu.index) }
        }
      } catch let error as DataError {
        #expect(!error.description.contains("\n"))
      }
    }
  }
}
