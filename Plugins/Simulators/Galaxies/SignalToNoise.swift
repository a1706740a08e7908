/// The S/N of an object whose pixels are weighted best: √Σ(light² / variance).
enum SignalToNoise {
  static func value(of light: Canvas, flux: Double, sky: Double, _ detector: Detector) -> Double {
    let floor = sky / detector.gain + pow2(detector.readNoise / detector.gain)
    var sum = 0.0
    for value in light.pixels where value > 0 {
      let counts = flux * Double(value)
      sum += counts * counts / (floor + counts / detector.gain)
    }
    return sum.squareRoot()
  }

  /// The flux that gives an S/N to light of flux 1, within a part in a thousand.
  static func flux(
    of light: Canvas, _ target: Double, sky: Double, _ detector: Detector
  ) -> Double {
    var flux = 1.0
    // S/N grows as flux to a power between 1/2 and 1: each step overshoots little.
    for _ in 0..<12 {
      let ratio = target / value(of: light, flux: flux, sky: sky, detector)
      guard ratio.isFinite, abs(ratio - 1) > 1e-3 else { break }
      flux *= ratio > 1.2 ? ratio * ratio.squareRoot() : ratio
    }
    return flux
  }

  private static func pow2(_ value: Double) -> Double { value * value }
}
