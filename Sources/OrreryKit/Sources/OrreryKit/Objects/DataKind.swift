/// What an object's data are.
@frozen
public enum DataKind: String, Sendable, Codable, CaseIterable {
  case image
  case spectrum
  case lightCurve = "light-curve"
}
