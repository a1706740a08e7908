/// A noiseless spectrum and its truth.
struct DrawnSpectrum: Sendable {
  var model: SpectrumModel
  var redshift: Double
  var subclass: String
  /// Effective temperature in kelvin; NaN for what is no star.
  var temperature = Double.nan
}
