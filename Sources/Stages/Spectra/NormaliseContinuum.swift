import OrreryKit

/// Divides the spectrum by its continuum, or subtracts it.
///
/// Where the continuum is not above `minimum` times the median good flux, a division would give
/// noise the look of lines: those pixels become missing and are counted.
struct NormaliseContinuum: SpectrumStage {
  enum Method: String, Codable, CaseIterable {
    case runningMedian = "running-median"
    case polynomial
  }
  enum Operation: String, Codable, CaseIterable { case divide, subtract }

  var method = Method.runningMedian
  var operation = Operation.divide
  var window = 301
  var degree = 5
  var clipBelow = 1.5
  var clipAbove = 3.0
  var iterations = 10
  var minimum = 0.01

  static let info = describe(
    .normalisation, "normalise-continuum", "Divides the spectrum by its continuum.",
    [
      Setting("method", "How the continuum is estimated", choices: Method.choices),
      Setting("operation", "What is done with it", choices: Operation.choices),
      Setting("window", "Length of the running median", unit: "pixel", range: 1...1e6),
      Setting("degree", "Degree of the polynomial", range: 0...30),
      Setting(
        "clipBelow", "Leave pixels out further below than this", unit: "sigma", range: 0...1e6),
      Setting(
        "clipAbove", "Leave pixels out further above than this", unit: "sigma", range: 0...1e6),
      Setting("iterations", "Most rounds of leaving out", range: 0...100),
      Setting(
        "minimum", "Lowest continuum to divide by, as a share of the median flux", range: 0...1),
    ],
    missingData: "Bad pixels take no part; they are divided like the others and stay flagged. "
      + "Without a continuum, or with one too low to divide by, a pixel becomes NaN.")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) {
    let good = OrderedValues(
      spectrum.flux.indices.filter(spectrum.isGood).map { spectrum.flux[$0] })
    guard !good.isEmpty else { return }
    let continuum =
      switch method {
      case .runningMedian: Continuum.runningMedian(of: spectrum, window: window)
      case .polynomial:
        Continuum.polynomial(
          of: spectrum, degree: degree, below: clipBelow, above: clipAbove, iterations: iterations)
      }
    let floor = minimum * max(good.median, 0)
    var lost = 0
    for index in spectrum.flux.indices {
      let level = continuum[index]
      switch operation {
      case .subtract where level.isFinite:
        spectrum.flux[index] = Float(Double(spectrum.flux[index]) - level)
        if let model = spectrum.model?[index] {
          spectrum.model?[index] = Float(Double(model) - level)
        }
      case .divide where level > floor && level.isFinite:
        spectrum.flux[index] = Float(Double(spectrum.flux[index]) / level)
        if let model = spectrum.model?[index] {
          spectrum.model?[index] = Float(Double(model) / level)
        }
        if let sigma = spectrum.uncertainty?[index] {
          spectrum.uncertainty?[index] = Float(Double(sigma) / level)
        }
      default:
        if spectrum.isGood(index) { lost += 1 }
        spectrum.remove(index)
        spectrum.model?[index] = .nan
      }
    }
    if operation == .divide { spectrum.fluxUnit = nil }
    object.measure(
      Measurement(
        "pixels_without_continuum", .integer(Int64(lost)),
        description: "Good pixels lost: no continuum to divide by"))
    if lost > 0 { object.flag(.missingData) }
  }
}
