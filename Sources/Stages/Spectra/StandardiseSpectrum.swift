import OrreryKit

/// `(x - mean) / deviation`, or `(x - median) / (1.4826 MAD)`, over the good pixels.
///
/// A spectrum whose good pixels are all the same is only shifted to 0, and flagged `constant`.
struct StandardiseSpectrum: SpectrumStage {
  var robust = false

  static let info = describe(
    .normalisation, "standardise-spectrum", "Brings a spectrum to mean 0 and deviation 1.",
    [Setting("robust", "Median and median absolute deviation instead of mean and deviation")],
    missingData: "Bad pixels take no part; they are scaled like the others and stay flagged.")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) {
    let good = spectrum.flux.indices.filter(spectrum.isGood).map { spectrum.flux[$0] }
    guard let first = good.first else { return }
    var (centre, deviation): (Double, Double)
    if robust {
      let ordered = OrderedValues(good)
      (centre, deviation) = (ordered.median, 1.4826 * ordered.medianAbsoluteDeviation)
    } else {
      centre = good.reduce(0.0) { $0 + Double($1) } / Double(good.count)
      let sum = good.reduce(0.0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
      deviation = (sum / Double(good.count)).squareRoot()
    }
    if good.allSatisfy({ $0 == first }) {
      (centre, deviation) = (Double(first), 1)
      object.flag(.constant)
    }
    spectrum.rescale(shift: centre, scale: deviation > 0 ? deviation : 1)
    spectrum.fluxUnit = nil
  }
}
