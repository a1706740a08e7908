extension CelestialSolution {
  /// The plate solution of the Digitized Sky Survey (AMDXi, AMDYi), which such headers give beside a
  /// linear fit in CTYPE and CD; `nil` where the header has none.
  ///
  /// The survey's polynomial of plate millimetres is a TPV polynomial with other names: it becomes
  /// one, exactly, so that crop and bin need no rule of their own.
  static func plate(_ cards: CelestialCards, frame: CelestialFrame) throws -> CelestialSolution? {
    guard cards.contains("AMDX1"), cards.contains("AMDY1"), cards.contains("PLTRAH") else {
      return nil
    }
    func need(_ keyword: String) throws -> Double {
      guard let value = try cards.number(keyword) else {
        throw DataError(.damaged, "world coordinates: a plate solution without \(keyword)")
      }
      return value
    }
    let ra = try 15 * (need("PLTRAH") + need("PLTRAM") / 60 + need("PLTRAS") / 3600)
    let size = try need("PLTDECD") + need("PLTDECM") / 60 + need("PLTDECS") / 3600
    let dec = cards.text("PLTDECSN")?.hasPrefix("-") == true ? -size : size
    // Micrometres of one pixel, and of the plate's centre.
    let pixel = try SIMD2(need("XPIXELSZ"), need("YPIXELSZ"))
    let centre = try SIMD2(need("PPO3"), need("PPO6"))
    let corner = try SIMD2(need("CNPIX1"), need("CNPIX2"))
    // Degrees on the sky per millimetre: the unit in which the polynomial is written.
    let unit = try need("AMDX1") / 3600
    guard (10...90).contains(abs(unit) * 3600), pixel.x > 0, pixel.y > 0, abs(dec) <= 90 else {
      throw DataError(.damaged, "world coordinates: the plate solution has impossible numbers")
    }
    var parameters: [Parameter] = []
    var omissions: [String] = []
    for (axis, name) in [(1, "AMDX"), (2, "AMDY")] {
      let a = try [0] + (1...13).map { try cards.number("\(name)\($0)") ?? 0 }
      // TPV index, power, coefficient.
      let terms: [(index: Int, power: Int, value: Double)] = [
        (0, 0, a[3]), (1, 1, a[1]), (2, 1, a[2]), (4, 2, a[4] + a[7]), (5, 2, a[5]),
        (6, 2, a[6] + a[7]), (7, 3, a[8] + a[12]), (8, 3, a[9]), (9, 3, a[10] + a[12]),
        (10, 3, a[11]), (17, 5, a[13]), (19, 5, 2 * a[13]), (21, 5, a[13]),
      ]
      for term in terms where term.value != 0 || term.index == 1 {
        let scale = (0..<term.power).reduce(1.0) { product, _ in product * unit }
        parameters.append(
          Parameter(axis: axis, index: term.index, value: term.value / 3600 / scale))
      }
      for extra in 14...20 where (try cards.number("\(name)\(extra)") ?? 0) != 0 {
        omissions.append("plate term \(name)\(extra) is not applied")
      }
    }
    return CelestialSolution(
      types: ["RA---TPV", "DEC--TPV"], referencePixel: centre / pixel - corner + 0.5,
      referenceValue: [ra, dec],
      matrix: [[-pixel.x / 1000 * unit, 0], [0, pixel.y / 1000 * unit]], parameters: parameters,
      nativePoleLongitude: nil, nativePoleLatitude: nil, frame: frame, distortion: nil,
      isCDForm: true, omissions: omissions)
  }
}
