import OrreryKit
import Testing

@testable import Pipeline

struct SeriesPictureTests {
  private let curve = LightCurve(
    time: (0..<30).map { 58_000 + Double($0) }, value: (0..<30).map { 15 + 0.1 * Float($0 % 5) },
    quantity: .magnitude)

  private func height(_ table: Catalog?, classes: [String] = ["a", "b"]) throws -> Int {
    try SeriesPicture.draw(curve, overTime: table, classes: classes, title: "c", texts: []).height
  }

  @Test(
    "Probabilities over time stand below the light curve; a table that has none changes nothing")
  func overTime() throws {
    let times = Column("time", .real([0, 10, 29]))
    let a = Column("a", .float([.nan, 0.6, 0.9])), b = Column("b", .float([.nan, 0.4, 0.1]))
    let plain = try height(nil)
    #expect(try height(Catalog(columns: [times, a, b])) > plain + 200)
    #expect(try height(Catalog(columns: [times, a])) == plain)
    #expect(try height(Catalog(columns: [a, b])) == plain)
    #expect(try height(Catalog(columns: [Column("time", .real([]))])) == plain)
  }
}
