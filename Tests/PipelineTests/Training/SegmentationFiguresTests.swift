import OrreryKit
import Testing

@testable import Pipeline

struct SegmentationFiguresTests {
  /// Two squares of 3 × 3 pixels that touch, and one pixel that is too small to be asked for.
  private func field() -> SkyObject {
    var map = Image(repeating: 0, height: 8, width: 12)
    for y in 1..<4 { for x in 1..<7 { map[0, y, x] = x < 4 ? 1 : 2 } }
    map[0, 6, 10] = 3
    var object = SkyObject(id: "f", content: .image(map))
    object.layers["truth"] = map
    object.tables["truth"] = Catalog(columns: [
      Column("x", .real([2, 5, 10])), Column("y", .real([2, 2, 6])),
    ])
    return object
  }

  private func prediction(_ labels: Image, x: [Double], y: [Double]) -> Prediction {
    var probability = labels
    for index in labels.pixels.indices {
      probability.pixels[index] = labels.pixels[index] > 0 ? 1 : 0
    }
    return Prediction(
      layers: ["segmentation": labels, "source-probability": probability],
      tables: ["sources": Catalog(columns: [Column("x", .real(x)), Column("y", .real(y))])])
  }

  @Test("The truth itself is right in everything but the pixel that no object counts for")
  func truth() throws {
    var labels = try #require(field().layers["truth"])
    labels[0, 6, 10] = 0
    var figures = SegmentationFigures()
    figures.add(prediction(labels, x: [2, 5], y: [2, 2]), truth: field())
    #expect(figures.metrics["object-f1"] == 1 && figures.metrics["centre-f1"] == 1)
    #expect(figures.metrics["pixel-precision"] == 1 && figures.metrics["pixel-recall"] == 18.0 / 19)
  }

  @Test("A blend taken for one object finds one of two, with pixels that are right")
  func blend() throws {
    var labels = try #require(field().layers["truth"])
    for index in labels.pixels.indices { labels.pixels[index] = min(1, labels.pixels[index]) }
    labels[0, 6, 10] = 0
    var figures = SegmentationFigures()
    figures.add(prediction(labels, x: [3.5], y: [2]), truth: field())
    #expect(figures.metrics["object-f1"] == 2.0 / 3)
    #expect(figures.metrics["completeness"] == 0.5 && figures.metrics["purity"] == 1)
  }

  @Test("No prediction finds nothing")
  func nothing() {
    var figures = SegmentationFigures()
    figures.add(Prediction(), truth: field())
    #expect(figures.metrics["object-f1"] == 0 && figures.metrics["pixel-recall"] == 0)
  }
}
