/// Reads spectra from images: rows along a wavelength axis, or rows of wavelength, flux and noise.
struct SpectrumImageReader {
  let file: FITSFile
  /// The fluxes, then images of the same shape that may go with them.
  let hdus: [HDU]

  init(_ file: FITSFile, hdus: [HDU]) {
    self.file = file
    self.hdus = hdus
  }

  // MARK: - A wavelength axis

  /// One spectrum for each row of the image, axes beyond the first counted on.
  ///
  /// What the images that follow hold is told by EXTNAME (`ERR`, `IVAR`, `VAR`, `MASK`, `MODEL`,
  /// …). Nameless ones along a `LOG-LINEAR` axis are APOGEE's: noise, then model.
  func read(_ settings: SpectrumSettings) throws -> [Spectrum] {
    let hdu = hdus[0]
    let width = hdu.width
    let isLogLinear = (hdu.header.string("CTYPE1") ?? "").uppercased().hasPrefix("LOG-LIN")
    let isNameless = hdus.allSatisfy(\.name.isEmpty)
    let isAPOGEE = isLogLinear && isNameless
    func companion(_ names: Set<String>, place: Int? = nil) throws -> [Float]? {
      let other =
        hdus.dropFirst().first { names.contains($0.name.uppercased()) }
        ?? (isAPOGEE ? place.flatMap { $0 < hdus.count ? hdus[$0] : nil } : nil)
      return try other.map { try file.readImage($0.index).pixels }
    }
    // The pixels come first: their limits bound the axis too.
    let image = try file.readImage(hdu.index)
    guard let axis = try SpectralAxis(hdu.header, count: width) else { return [] }
    let weights = try companion(["IVAR", "INVVAR"])
    let deviations = try companion(
      ["ERR", "ERROR", "ERRS", "SIGMA", "STD", "STDDEV", "UNCERT", "NOISE"], place: 1)
    let variances = try companion(["VAR", "VARIANCE", "STAT"])
    let masks = try companion(["MASK", "DQ", "QUALITY"])
    let models = try companion(["MODEL"], place: 2)

    var header = hdu.header
    let unit: SpectralUnit
    if let given = settings.unit {
      unit = .wavelength(given)
    } else if let stated = axis.unit {
      unit = stated
    } else {
      let guess = SpectralUnit.guess(axis.values)
      header.addHistory("Orrery took the wavelengths' unit from their range: \(guess.rawValue)")
      unit = .wavelength(guess)
    }
    let (wavelength, finalUnit) = unit.wavelengths(axis.values)
    let primary = file.hdus[0].header
    return try (0..<image.pixels.count / max(width, 1)).map { row in
      let range = row * width..<(row + 1) * width
      var parts = SpectrumParts(
        wavelength: wavelength, unit: finalUnit, flux: Array(image.pixels[range]))
      parts.medium =
        SpectrumReader.medium(hdu.header) ?? SpectrumReader.medium(primary)
        ?? (isAPOGEE ? .vacuum : axis.medium)
      if let weights {
        parts.noise = .inverseVariance(Array(weights[range]))
      } else if let deviations {
        parts.noise = .deviation(Array(deviations[range]))
      } else if let variances {
        parts.noise = .variance(Array(variances[range]))
      }
      parts.isBad =
        masks.map { mask in
          mask[range].map { value in
            guard let bits = Int64(exactly: value) else { return !value.isNaN }
            return bits & (settings.maskBits ?? -1) != 0
          }
        } ?? []
      parts.model = models.map { Array($0[range]) }
      parts.header = header
      var spectrum = try parts.spectrum()
      spectrum.fluxUnit = image.unit
      spectrum.position = SpectrumReader.position(hdu.header) ?? SpectrumReader.position(primary)
      return spectrum
    }
  }

  // MARK: - Rows of wavelength, flux and noise

  /// True for an image of 2 to 4 rows without an axis, of which the first ascends from above 0.
  static func isRows(_ hdu: HDU, in file: FITSFile) throws -> Bool {
    guard hdu.hasImage, hdu.shape.count == 2, 2...4 ~= hdu.height, hdu.width >= 16,
      hdu.bitpix < 0, hdu.header.string("CTYPE1") ?? "" == ""
    else { return false }
    let row = try file.readImage(
      hdu.index, region: PixelRegion(x: 0..<hdu.width, y: 0..<1)
    ).pixels.filter(\.isFinite)
    guard let first = row.first, first > 0, row.count > hdu.width / 2 else { return false }
    return zip(row, row.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The spectrum of such an image; the unit is that of `XUNITS`.
  func readRows(_ settings: SpectrumSettings) throws -> Spectrum {
    let hdu = hdus[0]
    let width = hdu.width
    let pixels = try file.readPixels(hdu.index)
    var header = hdu.header
    let row = Array(pixels[0..<width])
    let unit: SpectralUnit
    if let given = settings.unit {
      unit = .wavelength(given)
    } else if let stated = SpectralUnit(header.string("XUNITS")) {
      unit = stated
    } else {
      let guess = SpectralUnit.guess(row)
      header.addHistory("Orrery took the wavelengths' unit from their range: \(guess.rawValue)")
      unit = .wavelength(guess)
    }
    let (wavelength, finalUnit) = unit.wavelengths(row)
    var parts = SpectrumParts(
      wavelength: wavelength, unit: finalUnit, flux: pixels[width..<2 * width].map { Float($0) })
    parts.medium = SpectrumReader.medium(header) ?? .unknown
    if hdu.height > 2 {
      parts.noise = .deviation(pixels[2 * width..<3 * width].map { Float($0) })
    }
    parts.header = header
    var spectrum = try parts.spectrum()
    spectrum.fluxUnit =
      header.string("YUNITS").flatMap { $0.isEmpty ? nil : $0 } ?? header.string("BUNIT")
    spectrum.position =
      SpectrumReader.position(header)
      ?? SpectrumReader.position(
        ra: Self.number(header, "RADEG"), dec: Self.number(header, "DECDEG"))
    return spectrum
  }

  /// A number that may be written as text, as old SpeX headers do.
  private static func number(_ header: Header, _ keyword: String) -> Double? {
    header.double(keyword) ?? header.string(keyword).flatMap { Double($0) }
  }
}
