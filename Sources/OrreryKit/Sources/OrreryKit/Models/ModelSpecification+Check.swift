extension ModelSpecification {
  /// Checks that an object is of the kind that the model takes, with its channels, bands and size.
  /// - Throws: `DataError.invalidValue` that names both.
  public func check(_ object: SkyObject) throws {
    switch (input, object.content) {
    case (.image, .image(let image)): try check(image, object)
    case (.spectrum, .spectrum(let spectrum)):
      guard shape.isEmpty || shape == [spectrum.count] else {
        throw DataError(
          .invalidValue,
          "\(object.id): has \(spectrum.count) pixels, the model takes \(shape[0])")
      }
    case (.lightCurve, .lightCurve(let curve)):
      if let unknown = curve.bands.first(where: { !bands.contains($0) }), !bands.isEmpty {
        throw DataError(
          .invalidValue,
          "\(object.id): has a band '\(unknown)', the model takes \(bands.joined(separator: ", "))")
      }
    case (.row, .row(let row)):
      // By name: a table may have more columns, in another order.
      if let absent = bands.first(where: { row.index(of: $0) == nil }) {
        throw DataError(
          .invalidValue, "\(object.id): has no column '\(absent)', which the model takes")
      }
    default:
      throw DataError(
        .invalidValue, "\(object.id): is \(object.kind.singular), the model takes \(input.plural)")
    }
  }

  private func check(_ image: Image, _ object: SkyObject) throws {
    guard image.channels == channels else {
      let names = bands.isEmpty ? "" : " (\(bands.joined(separator: ", ")))"
      throw DataError(
        .invalidValue,
        "\(object.id): has \(image.channels) channel\(image.channels == 1 ? "" : "s"), "
          + "the model takes \(channels)\(names)")
    }
    guard shape.isEmpty || shape == [image.height, image.width] else {
      throw DataError(
        .invalidValue,
        "\(object.id): is \(image.height) × \(image.width) pixels, the model takes "
          + shape.map(String.init).joined(separator: " × "))
    }
    if !bands.isEmpty && !image.bands.isEmpty && image.bands != bands {
      throw DataError(
        .invalidValue,
        "\(object.id): has the bands \(image.bands.joined(separator: ", ")), the model takes "
          + bands.joined(separator: ", "))
    }
  }
}
