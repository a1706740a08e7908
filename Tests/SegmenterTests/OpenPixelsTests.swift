import OrreryKit
import Testing

@testable import Segmenter

struct OpenPixelsTests {
  /// Gathers a map of votes, the lowest row first.
  private func gather(_ rows: [[Int32]], most: Int = .max) throws -> OpenPixels {
    let width = rows[0].count
    var open = OpenPixels(height: rows.count, width: width, most: most)
    var below: OpenPixels.Row = []
    for (y, row) in rows.enumerated() {
      var votes = row
      // The likeliest centre is the pixel that comes last.
      let centre = (0..<width).map { Float(y * width + $0) }
      try open.add(&votes, y: y, below: below, centre: centre)
      below = votes
    }
    return open
  }

  @Test("Open pixels take the owner of the nearest pixel that has one, below and left first")
  func rings() throws {
    var open = try gather([
      [1, -1, -1, -1, 2],
      [0, 0, -1, 0, 0],
      [0, 0, -1, 3, 0],
    ])
    open.spread()
    #expect(open.pixels == [1, 2, 3, 7, 12])
    // (2, 0) lies between 1 and 2, both two steps away: left comes before right.
    #expect(open.owners == [1, 1, 2, 3, 3])
  }

  @Test("A large piece without an owner is an object, centred on its likeliest pixel")
  func orphan() throws {
    var open = try gather([
      [-1, 0, 0, -1],
      [0, -1, 0, 0],
      [-1, 0, 0, -1],
    ])
    open.spread()
    var centres = [Segments.Centre(x: 9, y: 9, logit: 0)]
    open.adopt(&centres, leastArea: 3)
    // Pixels 0, 5 and 8 touch at their corners.
    #expect(open.pixels == [0, 3, 5, 8, 11] && open.owners == [2, 0, 2, 2, 0])
    #expect(centres.count == 2 && centres[1].x == 0 && centres[1].y == 2)
  }

  @Test("More open pixels than may be are an error")
  func limit() {
    #expect(throws: DataError.self) { _ = try gather([[-1, -1], [-1, -1]], most: 3) }
  }
}
