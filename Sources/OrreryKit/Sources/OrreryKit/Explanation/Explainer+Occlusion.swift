extension Explainer {
  /// How much evidence is lost where a window of the object is covered by its absence, the mean over
  /// the windows that cover a place (Zeiler & Fergus 2014, ECCV, arXiv:1311.2901).
  ///
  /// - Parameter window: side in pixels, or places of a series; `nil` for an eighth of an image's
  ///   side, a twenty-fourth of a series. Windows overlap by half.
  public func occlusion(window: Int? = nil) throws -> Attribution {
    precondition(window ?? 1 > 0, "occlusion: a window of \(window ?? 0)")
    let windows = object.image.map { imageWindows($0, window) } ?? seriesWindows(window)
    let (values, base) = (object.values, absence.values)
    let planes = object.image?.channels ?? 1
    let size = placeCount
    let covered = try evidence(count: windows.count) { number in
      var values = values
      for place in windows[number] {
        for plane in 0..<planes { values[plane * size + place] = base[plane * size + place] }
      }
      return object.with(values)
    }
    var sum = [Double](repeating: 0, count: size)
    var count = [Int](repeating: 0, count: size)
    for (places, left) in zip(windows, covered) where left.isFinite {
      for place in places {
        sum[place] += evidence - left
        count[place] += 1
      }
    }
    return Attribution(
      .occlusion, self,
      values: sum.indices.map { count[$0] == 0 ? 0 : Float(sum[$0] / Double(count[$0])) })
  }

  private func imageWindows(_ image: Image, _ window: Int?) -> [[Int]] {
    let side = window ?? max(2, min(image.height, image.width) / 8)
    let step = max(1, side / 2)
    func starts(_ length: Int) -> [Int] { Array(stride(from: step - side, to: length, by: step)) }
    return starts(image.height).flatMap { y in
      starts(image.width).map { x in
        (max(0, y)..<min(image.height, y + side)).flatMap { row in
          (max(0, x)..<min(image.width, x + side)).map { row * image.width + $0 }
        }
      }
    }.filter { !$0.isEmpty }
  }

  private func seriesWindows(_ window: Int?) -> [[Int]] {
    let order = Players.order(of: object)
    let length = window ?? max(1, order.count / 24)
    let step = max(1, length / 2)
    return stride(from: step - length, to: order.count, by: step).map { start in
      Array(order[max(0, start)..<min(order.count, start + length)])
    }.filter { !$0.isEmpty }
  }
}
