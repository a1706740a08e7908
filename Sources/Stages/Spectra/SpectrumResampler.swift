import OrreryKit

/// Resamples a spectrum so that its integral is kept (Carnall 2017, arXiv:1705.05165).
///
/// `F_j = Σ_i o_ij F_i / Σ_i o_ij` with `o_ij` the overlap of input pixel `i` with output pixel
/// `j`; `σ_j = √Σ o_ij² σ_i² / Σ o_ij`. Correlations between output pixels are not kept: on a finer
/// grid the uncertainties of neighbours belong to the same photons.
struct SpectrumResampler {
  let grid: SpectralGrid
  /// An output pixel needs at least this share of its width covered by good input pixels.
  var minimumCoverage = 0.5

  /// The spectrum on the grid, which is in the spectrum's unit.
  ///
  /// Bad pixels are left out. An output pixel without enough cover is NaN and carries the flags of
  /// what it would be made of, `missing`, or `outside` beyond the ends.
  func resampled(_ input: Spectrum) throws -> Spectrum {
    let source = try SpectralGrid(centres: input.wavelength)
    let count = grid.centres.count
    var output = Spectrum(
      wavelength: grid.centres, unit: input.wavelengthUnit, medium: input.medium,
      flux: [Float](repeating: .nan, count: count), header: input.header, name: input.name)
    output.fluxUnit = input.fluxUnit
    output.redshift = input.redshift
    output.classification = input.classification
    output.position = input.position
    var sigmas = [Float](repeating: .infinity, count: count)
    var models = [Float](repeating: .nan, count: count)

    var first = 0
    for pixel in 0..<count {
      let (low, high) = (grid.edges[pixel], grid.edges[pixel + 1])
      while first < input.count, source.edges[first + 1] <= low { first += 1 }
      var (covered, touched, sum, square, modelSum) = (0.0, 0.0, 0.0, 0.0, 0.0)
      var flags: UInt8 = 0
      var index = first
      while index < input.count, source.edges[index] < high {
        let overlap = min(high, source.edges[index + 1]) - max(low, source.edges[index])
        touched += overlap
        if let model = input.model { modelSum += overlap * Double(model[index]) }
        if input.isGood(index) {
          covered += overlap
          sum += overlap * Double(input.flux[index])
          let sigma = Double(input.uncertainty?[index] ?? 0)
          square += overlap * overlap * sigma * sigma
        } else {
          flags |= input.mask?[index] ?? 0
          if !input.flux[index].isFinite { flags |= PixelFlags.missing.rawValue }
        }
        index += 1
      }
      if touched > 0 { models[pixel] = Float(modelSum / touched) }
      if covered > 0, covered >= minimumCoverage * (high - low) * (1 - 1e-9) {
        output.flux[pixel] = Float(sum / covered)
        sigmas[pixel] = Float(square.squareRoot() / covered)
      } else {
        let isOutside = touched < minimumCoverage * (high - low)
        output.flag(
          pixel, [PixelFlags(rawValue: flags), isOutside ? .outside : .missing])
      }
    }
    if input.uncertainty != nil { output.uncertainty = sigmas }
    if input.model != nil { output.model = models }
    return output
  }
}
