/// Reads spectra in arms: image HDUs `B_WAVELENGTH`, `B_FLUX`, `B_IVAR`, `B_MASK`, `R_WAVELENGTH`,
/// …, with one object in each row (DESI coadds and spectra). Wavelengths are in vacuum.
struct ArmReader {
  let file: FITSFile
  let arms: [String]

  init(_ file: FITSFile, arms: [String]) {
    self.file = file
    self.arms = arms
  }

  /// The arms that have wavelengths and fluxes, in file order.
  static func arms(of file: FITSFile) -> [String] {
    let suffix = "_WAVELENGTH"
    let names = Set(file.hdus.filter(\.hasImage).map { $0.name.uppercased() })
    return file.hdus.compactMap { hdu in
      let name = hdu.name.uppercased()
      guard hdu.hasImage, name.hasSuffix(suffix) else { return nil }
      let arm = String(name.dropLast(suffix.count))
      return names.contains(arm + "_FLUX") ? arm : nil
    }
  }

  /// One spectrum for each row, or for each row and arm.
  func read(_ settings: SpectrumSettings) throws -> [Spectrum] {
    let byArm = try arms.map { try spectra(ofArm: $0, settings) }
    let rows = byArm[0].count
    guard byArm.allSatisfy({ $0.count == rows }) else {
      throw DataError(.damaged, "the arms \(arms.joined(separator: ", ")) differ in rows")
    }
    let targets = try targets(rows)
    var result: [Spectrum] = []
    for row in 0..<rows {
      var pieces = byArm.map { $0[row] }
      if settings.joinArms { pieces = [try pieces.dropFirst().reduce(pieces[0], Self.joined)] }
      for (index, piece) in pieces.enumerated() {
        var spectrum = piece
        spectrum.name = targets[row].name
        if pieces.count > 1 { spectrum.name += (spectrum.name.isEmpty ? "" : "-") + arms[index] }
        spectrum.position = targets[row].position
        result.append(spectrum)
      }
    }
    return result
  }

  private func spectra(ofArm arm: String, _ settings: SpectrumSettings) throws -> [Spectrum] {
    func hdu(_ suffix: String) -> HDU? {
      file.hdus.first { $0.hasImage && $0.name.uppercased() == arm + suffix }
    }
    guard let axis = hdu("_WAVELENGTH"), let flux = hdu("_FLUX") else { return [] }
    let width = flux.width
    let values = try file.readPixels(axis.index)
    guard values.count == width, width > 0 else {
      throw DataError(
        .damaged, "\(values.count) wavelengths for \(width) pixels of arm \(arm)", hdu: flux.index)
    }
    let unit =
      settings.unit.map { .wavelength($0) }
      ?? SpectralUnit(axis.header.string("BUNIT")) ?? .wavelength(.angstrom)
    let (wavelength, finalUnit) = unit.wavelengths(values)
    let image = try file.readImage(flux.index)
    func beside(_ suffix: String) throws -> HDU? {
      guard let other = hdu(suffix) else { return nil }
      guard other.pixelCount == flux.pixelCount else {
        throw DataError(
          .damaged, "\(other.name) and \(flux.name) differ in shape", hdu: other.index)
      }
      return other
    }
    let weights = try beside("_IVAR").map { try file.readImage($0.index).pixels }
    // Float64: bits above 2^24 would round as Float32.
    let masks = try beside("_MASK").map { try file.readPixels($0.index) }
    return try (0..<image.pixels.count / width).map { row in
      let range = row * width..<(row + 1) * width
      var parts = SpectrumParts(
        wavelength: wavelength, unit: finalUnit, medium: .vacuum, flux: Array(image.pixels[range]))
      if let weights { parts.noise = .inverseVariance(Array(weights[range])) }
      parts.isBad =
        masks.map { mask in
          mask[range].map { (Int64(exactly: $0) ?? -1) & (settings.maskBits ?? -1) != 0 }
        } ?? []
      parts.header = file.hdus[0].header
      var spectrum = try parts.spectrum()
      spectrum.fluxUnit = image.unit
      return spectrum
    }
  }

  /// Names and positions of the rows, from FIBERMAP where there is one.
  private func targets(_ rows: Int) throws -> [(name: String, position: SkyPosition?)] {
    let wanted = ["TARGETID", "TARGET_RA", "TARGET_DEC"]
    let map = file.hdus.first { hdu in
      hdu.hasTable && hdu.name.uppercased() == "FIBERMAP" && hdu.rowCount == rows
        && Set(hdu.fields.map { $0.name.uppercased() }).isSuperset(of: wanted)
    }
    guard let map else { return (0..<rows).map { _ in ("", nil) } }
    let table = try file.readTable(map.index, columns: wanted)
    guard case .integer(let identifiers)? = table["TARGETID"]?.values,
      let ra = table["TARGET_RA"]?.doubles, let dec = table["TARGET_DEC"]?.doubles
    else { return (0..<rows).map { _ in ("", nil) } }
    return identifiers.indices.map {
      ("\(identifiers[$0])", SpectrumReader.position(ra: ra[$0], dec: dec[$0]))
    }
  }

  /// Two arms as one. Where they overlap their pixels must coincide within a hundredth of a pixel;
  /// there the flux is the mean of the good ones weighted by inverse variance, and the inverse
  /// variances add up.
  ///
  /// - Throws: `DataError.unsupported` where the grids do not coincide.
  static func joined(_ first: Spectrum, _ second: Spectrum) throws -> Spectrum {
    var (left, right) = (first, second)
    if let a = left.wavelength.first, let b = right.wavelength.first, b < a {
      swap(&left, &right)
    }
    guard let end = left.wavelength.last, let start = right.wavelength.first else { return left }
    var order: [(left: Int?, right: Int?)] = left.wavelength.indices.map { ($0, nil) }
    var next = 0
    if start <= end {
      let step = right.count > 1 ? right.wavelength[1] - start : 0
      let tolerance = 0.01 * step
      guard
        let offset = left.wavelength.firstIndex(where: { $0 >= start - tolerance })
      else { return left }
      for place in offset..<left.count {
        guard next < right.count,
          abs(left.wavelength[place] - right.wavelength[next]) <= tolerance
        else {
          throw DataError(
            .unsupported,
            "arms overlap on different grids at \(left.wavelength[place]); read them apart with "
              + "join-arms: false")
        }
        order[place].right = next
        next += 1
      }
    }
    order += (next..<right.count).map { (nil, $0) }

    var result = Spectrum(
      wavelength: order.map {
        $0.left.map { left.wavelength[$0] } ?? right.wavelength[$0.right ?? 0]
      },
      unit: left.wavelengthUnit, medium: left.medium, flux: order.map { _ in .nan },
      header: left.header, name: left.name)
    result.fluxUnit = left.fluxUnit
    var sigmas = [Float](repeating: .infinity, count: order.count)
    var mask = [UInt8](repeating: 0, count: order.count)
    for (place, sources) in order.enumerated() {
      let pixels = [sources.left.map { (left, $0) }, sources.right.map { (right, $0) }]
        .compactMap { $0 }
      let good = pixels.filter { $0.0.isGood($0.1) }
      // Without a good pixel the first stands with its flags.
      let used = good.isEmpty ? Array(pixels.prefix(1)) : good
      if good.isEmpty { mask[place] = pixels.reduce(0) { $0 | ($1.0.mask?[$1.1] ?? 0) } }
      let weights = used.map { 1 / pow2($0.0.uncertainty?[$0.1] ?? 1) }
      let total = weights.reduce(0, +)
      if used.count == 1 || !(total > 0 && total.isFinite) {
        result.flux[place] = used[0].0.flux[used[0].1]
        sigmas[place] = used[0].0.uncertainty?[used[0].1] ?? .infinity
      } else {
        let sum = zip(used, weights).reduce(0) { $0 + $1.1 * Double($1.0.0.flux[$1.0.1]) }
        result.flux[place] = Float(sum / total)
        sigmas[place] = Float(1 / total.squareRoot())
      }
    }
    if left.uncertainty != nil, right.uncertainty != nil { result.uncertainty = sigmas }
    if mask.contains(where: { $0 != 0 }) { result.mask = mask }
    return result
  }

  private static func pow2(_ value: Float) -> Double { Double(value) * Double(value) }
}
