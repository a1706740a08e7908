import OrreryKit
import Testing

/// Parts of objects: every place once, in order.
struct PlayersTests {
  @Test(
    "A grid covers the image, each pixel once", arguments: [(8, 8, 4), (7, 13, 12), (3, 3, 40)])
  func grid(height: Int, width: Int, count: Int) {
    let players = Players.grid(of: Image(repeating: 0, height: height, width: width), count: count)
    #expect(players.places.joined().sorted() == Array(0..<height * width))
    #expect(!players.places.contains { $0.isEmpty })
  }

  @Test("Superpixels cover the image and follow its edges")
  func superpixels() {
    var image = Image(repeating: 0, height: 30, width: 30)
    for y in 0..<30 { for x in 13..<30 { image[0, y, x] = 10 } }
    for index in image.pixels.indices { image.pixels[index] += Float(index % 7) * 0.1 }
    let players = Players.superpixels(of: image, count: 16)
    #expect(players.places.joined().sorted() == Array(0..<900))
    let labels = players.labels(placeCount: 900)
    // Hardly an area lies on both sides.
    let mixed = players.places.count { places in
      let bright = places.count { $0 % 30 >= 13 }
      return min(bright, places.count - bright) > places.count / 10
    }
    #expect(mixed <= 1 && labels.min() == 0)
    #expect(Players.superpixels(of: image, count: 16) == players)
  }

  @Test("Stretches of a light curve follow time, not the order of the file")
  func segments() {
    let curve = LightCurve(
      time: [5, 1, 4, 2, 3, .nan], value: [1, 2, 3, 4, 5, 6], quantity: .flux)
    let object = SkyObject(id: "a", content: .lightCurve(curve))
    #expect(Players.segments(of: object, count: 2).places == [[1, 3], [4, 2, 0]])
    #expect(Players.segments(of: object, count: 99).count == 5)
    #expect(Players.segments(of: object, count: 2).labels(placeCount: 6) == [1, 0, 1, 0, 1, -1])
  }
}
