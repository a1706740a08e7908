/// A star that does not change.
struct ConstantShape: VariableShape {
  let period = Double.nan
  let epoch = Double.nan
  let subclass = ""
  func magnitude(at time: Double, in band: PhotometricBand) -> Double { 0 }
}
