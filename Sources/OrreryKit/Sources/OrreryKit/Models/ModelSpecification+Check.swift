extension ModelSpecification {
  /// Checks that an image has the channels and size that the model takes.
  /// - Throws: `DataError.invalidValue` that names both.
  public func check(_ object: SkyObject) throws {
    guard let image = object.image else {
      throw DataError(.invalidValue, "\(object.id): is no image, the model takes images")
    }
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
