/// Objects to try things on: noise of each kind of data, and objects with holes.
enum ConformanceExamples {
  static let bands = ["g", "r"]

  /// Objects of noise around a bright middle, each with a class as its truth.
  static func objects(
    _ kind: DataKind, count: Int = 4, shape: [Int]? = nil, channels: Int = 1, classes: [String],
    seed: UInt64 = 0
  ) -> [SkyObject] {
    (0..<count).map { index in
      var random = RandomStream(seed: seed, key: "\(kind.rawValue)/\(index)", purpose: "example")
      var object = SkyObject(
        id: "example-\(index)", origin: "example",
        content: content(kind, shape: shape, channels: channels, &random))
      if !classes.isEmpty { object.truth = [classes[index % classes.count]: 1] }
      return object
    }
  }

  private static func content(
    _ kind: DataKind, shape: [Int]?, channels: Int, _ random: inout RandomStream
  ) -> SkyObject.Content {
    func noise(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    switch kind {
    case .image:
      let (height, width) = (shape?[0] ?? 64, shape?[1] ?? 64)
      var image = Image(
        pixels: noise(channels * height * width), channels: channels, height: height, width: width)
      let (low, high) = (Double(min(height, width)) / 8, Double(min(height, width)) / 4)
      let radius = random.uniform(low, high)
      for channel in 0..<channels {
        for y in 0..<height {
          for x in 0..<width {
            let (dx, dy) = (Double(x) - Double(width) / 2, Double(y) - Double(height) / 2)
            image[channel, y, x] += Float(10 / (1 + (dx * dx + dy * dy) / (radius * radius)))
          }
        }
      }
      return .image(image)
    case .spectrum:
      let count = shape?[0] ?? 512
      // Equal steps of the logarithm, as most surveys have them.
      var step = 1.0
      let wavelength = (0..<count).map { _ in
        defer { step *= 1.000_4 }
        return 4000 * step
      }
      return .spectrum(
        Spectrum(
          wavelength: wavelength, unit: .angstrom, medium: .vacuum,
          flux: noise(count).map { 20 + $0 }, uncertainty: [Float](repeating: 1, count: count)))
    case .lightCurve:
      let count = 48
      return .lightCurve(
        LightCurve(
          time: (0..<count).map { 59_000 + 3 * Double($0) + random.uniform() },
          value: noise(count).map { 18 + 0.3 * $0 },
          uncertainty: [Float](repeating: 0.1, count: count),
          band: (0..<count).map { $0 % bands.count }, bands: bands, quantity: .magnitude))
    case .row:
      let names = ["u", "g", "r", "i"]
      return .row(CatalogRow(names: names, values: noise(names.count).map { 20 + Double($0) }))
    }
  }

  /// The object with some values missing (`share` of them from the middle on), or all.
  static func holed(_ object: SkyObject, all: Bool) -> SkyObject {
    var object = object
    func hole(_ values: inout [Float]) {
      let (from, count) = all ? (0, values.count) : (values.count / 2, max(1, values.count / 50))
      for index in from..<min(values.count, from + count) { values[index] = .nan }
    }
    switch object.content {
    case .image(var image):
      object.content = .row(CatalogRow(names: [], values: []))
      hole(&image.pixels)
      object.content = .image(image)
    case .spectrum(var spectrum):
      hole(&spectrum.flux)
      object.content = .spectrum(spectrum)
    case .lightCurve(var curve):
      hole(&curve.value)
      object.content = .lightCurve(curve)
    case .row(var row):
      for index in row.values.indices where all || index == 0 { row.values[index] = .nan }
      object.content = .row(row)
    }
    return object
  }
}

extension SkyObject {
  /// Every number of its data, for comparison to the bit.
  var numbers: [UInt64] {
    switch content {
    case .image(let image):
      [UInt64(image.height), UInt64(image.width)] + image.pixels.map { UInt64($0.bitPattern) }
        + (image.mask ?? []).map(UInt64.init)
    case .spectrum(let spectrum):
      spectrum.wavelength.map(\.bitPattern) + spectrum.flux.map { UInt64($0.bitPattern) }
    case .lightCurve(let curve):
      curve.time.map(\.bitPattern) + curve.value.map { UInt64($0.bitPattern) }
    case .row(let row): row.values.map(\.bitPattern)
    }
  }

  /// Whether any of its data is a finite number.
  var hasFiniteValue: Bool {
    switch content {
    case .image(let image): image.pixels.contains(where: \.isFinite)
    case .spectrum(let spectrum): spectrum.flux.contains(where: \.isFinite)
    case .lightCurve(let curve): curve.value.contains(where: \.isFinite)
    case .row(let row): row.values.contains(where: \.isFinite)
    }
  }
}
