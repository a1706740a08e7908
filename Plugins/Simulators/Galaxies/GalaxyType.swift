/// The classes of `galaxies`, in the order of their numbers.
enum GalaxyType: String, Codable, Sendable, CaseIterable {
  case elliptical
  case spiral
  case edgeOn = "edge-on"
  case merger
  case star

  /// Usual half-light radius over that of an elliptical of the same brightness.
  var extent: Double {
    switch self {
    case .elliptical, .star: 1
    case .spiral: 1.45
    case .edgeOn: 1.35
    case .merger: 1.5
    }
  }
}
