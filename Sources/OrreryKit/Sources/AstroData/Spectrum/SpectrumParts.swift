/// The arrays of a spectrum as a file gives them, and the rules that make a `Spectrum` of them.
struct SpectrumParts {
  /// What stands for the uncertainty in the file.
  enum Noise {
    case none
    case deviation([Float])
    case variance([Float])
    case inverseVariance([Float])
  }

  var wavelength: [Double]
  var unit: Spectrum.WavelengthUnit
  var medium = Spectrum.Medium.unknown
  var flux: [Float]
  var noise = Noise.none
  /// True where the file marks a bad pixel; empty where it marks none.
  var isBad: [Bool] = []
  var model: [Float]?
  var header = Header()
  var name = ""

  /// Rules: pixels ascend in wavelength; a flux that is not finite is NaN and `missing`; a pixel
  /// whose inverse variance, variance or deviation is not positive and finite is infinitely
  /// uncertain and flagged `instrument`, as is one that the file marks. Fluxes stay as they are.
  ///
  /// Pixels whose wavelength is not finite or not positive have no place and are left out, with a
  /// HISTORY card that counts them.
  ///
  /// - Throws: `DataError.damaged` where lengths differ or no pixel has a wavelength.
  func spectrum() throws -> Spectrum {
    let count = wavelength.count
    let lengths = [flux.count, model?.count ?? count, isBad.isEmpty ? count : isBad.count]
    guard lengths.allSatisfy({ $0 == count }) else {
      throw DataError(
        .damaged, "\(count) wavelengths beside \(lengths.first { $0 != count } ?? 0) values")
    }
    var result = Spectrum(
      wavelength: wavelength, unit: unit, medium: medium, flux: flux, header: header, name: name)
    result.model = model
    var mask = [UInt8](repeating: 0, count: count)
    if let deviation = try deviations(count) {
      for index in deviation.indices where deviation[index] == .infinity {
        mask[index] |= PixelFlags.instrument.rawValue
      }
      result.uncertainty = deviation
    }
    for index in flux.indices {
      if !isBad.isEmpty, isBad[index] { mask[index] |= PixelFlags.instrument.rawValue }
      if !flux[index].isFinite {
        result.flux[index] = .nan
        mask[index] |= PixelFlags.missing.rawValue
      }
    }
    if mask.contains(where: { $0 != 0 }) { result.mask = mask }
    return try ordered(result)
  }

  /// One standard deviation for each pixel, infinite where there is no information.
  private func deviations(_ count: Int) throws -> [Float]? {
    let values: [Float]
    let convert: (Float) -> Float
    switch noise {
    case .none: return nil
    case .deviation(let given): (values, convert) = (given, { $0 })
    case .variance(let given): (values, convert) = (given, { $0.squareRoot() })
    case .inverseVariance(let given): (values, convert) = (given, { 1 / $0.squareRoot() })
    }
    guard values.count == count else {
      throw DataError(.damaged, "\(count) wavelengths beside \(values.count) uncertainties")
    }
    return values.map { value in
      guard value > 0, value.isFinite else { return .infinity }
      let sigma = convert(value)
      return sigma > 0 && sigma.isFinite ? sigma : .infinity
    }
  }

  private func ordered(_ spectrum: Spectrum) throws -> Spectrum {
    let kept = wavelength.indices.filter { wavelength[$0].isFinite && wavelength[$0] > 0 }
    guard !kept.isEmpty else {
      throw DataError(.damaged, "no pixel has a wavelength")
    }
    var order = kept
    let ascends = zip(kept, kept.dropFirst()).allSatisfy { wavelength[$0] < wavelength[$1] }
    if !ascends { order.sort { (wavelength[$0], $0) < (wavelength[$1], $1) } }
    guard kept.count < wavelength.count || !ascends else { return spectrum }
    var result = spectrum.selecting(order)
    if kept.count < wavelength.count {
      result.header.addHistory(
        "Orrery left out \(wavelength.count - kept.count) pixels without a wavelength")
    }
    return result
  }
}
