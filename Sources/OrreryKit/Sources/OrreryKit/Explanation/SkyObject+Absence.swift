extension SkyObject {
  /// The numbers that are explained: pixels of all planes, fluxes, brightnesses.
  var values: [Float] {
    get {
      switch content {
      case .image(let image): image.pixels
      case .spectrum(let spectrum): spectrum.flux
      case .lightCurve(let curve): curve.value
      case .row: []
      }
    }
    set {
      switch content {
      case .image(var image):
        image.pixels = newValue
        content = .image(image)
      case .spectrum(var spectrum):
        spectrum.flux = newValue
        content = .spectrum(spectrum)
      case .lightCurve(var curve):
        curve.value = newValue
        content = .lightCurve(curve)
      case .row: break
      }
    }
  }

  /// This with other values.
  func with(_ values: [Float]) -> SkyObject {
    var result = self
    result.values = values
    return result
  }

  /// True where a value counts.
  func isGood(_ index: Int) -> Bool {
    switch content {
    case .image(let image): image.isGood(index)
    case .spectrum(let spectrum): spectrum.isGood(index)
    case .lightCurve(let curve): curve.isGood(index)
    case .row: false
    }
  }

  /// The same object as it would be without what makes it one.
  ///
  /// - an image: sky of the level and noise of its border;
  /// - a spectrum: its continuum, the running median over a twelfth of its length;
  /// - a light curve: a constant star, each band at its median with its own uncertainties.
  ///
  /// Values that are not good stay as they are.
  /// - Throws: `DataError.unsupported` for a row of a table.
  func absence(_ random: inout RandomStream) throws -> SkyObject {
    switch content {
    case .image(let image): return with(Self.sky(image, &random))
    case .spectrum(let spectrum): return with(Self.continuum(spectrum))
    case .lightCurve(let curve): return with(Self.constant(curve, &random))
    case .row:
      throw DataError(
        .unsupported, "\(id): explanations are of images, spectra and light curves")
    }
  }

  private static func sky(_ image: Image, _ random: inout RandomStream) -> [Float] {
    var pixels = image.pixels
    let rim = max(1, min(image.height, image.width) / 10)
    for channel in 0..<image.channels {
      let plane = image.planeRange(channel)
      let good = plane.filter { image.isGood($0) }
      let border = good.filter { index in
        let (y, x) = (
          (index - plane.lowerBound) / image.width, (index - plane.lowerBound) % image.width
        )
        return y < rim || x < rim || y >= image.height - rim || x >= image.width - rim
      }
      let known = OrderedValues((border.isEmpty ? good : border).map { image.pixels[$0] })
      if known.isEmpty { continue }
      // Sky of one value alone would be no image to a model.
      let all = OrderedValues(good.map { image.pixels[$0] })
      let range = all.values[all.count - 1] - all.values[0]
      let noise = max(known.medianAbsoluteDeviation * 1.4826, Double(range) * 1e-4)
      for index in good { pixels[index] = Float(known.median + noise * random.normal()) }
    }
    return pixels
  }

  private static func continuum(_ spectrum: Spectrum) -> [Float] {
    let good = spectrum.flux.indices.filter(spectrum.isGood)
    let reach = max(5, good.count / 24)
    var flux = spectrum.flux
    for (place, index) in good.enumerated() {
      let window = good[max(0, place - reach)..<min(good.count, place + reach + 1)]
      flux[index] = Float(OrderedValues(window.map { spectrum.flux[$0] }).median)
    }
    return flux
  }

  private static func constant(_ curve: LightCurve, _ random: inout RandomStream) -> [Float] {
    var values = curve.value
    for band in curve.bands.indices {
      let points = curve.points(ofBand: band, where: curve.isGood)
      let known = OrderedValues(points.map { curve.value[$0] })
      if known.isEmpty { continue }
      // Without uncertainties, the scatter between neighbours: noise of a curve that is well sampled.
      let steps = zip(points, points.dropFirst()).map { abs(curve.value[$1] - curve.value[$0]) }
      let scatter = steps.isEmpty ? 0 : OrderedValues(steps).median * 1.0484
      let least = max(abs(known.median), 1) * 1e-6
      for point in points {
        let given = curve.uncertainty.map { Double($0[point]) } ?? scatter
        let noise = given.isFinite ? max(given, least) : least
        values[point] = Float(known.median + noise * random.normal())
      }
    }
    return values
  }
}
