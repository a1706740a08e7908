/// A filter of the simulated camera.
enum Band: String, Codable, Sendable, CaseIterable {
  case g, r, z

  /// Seeing over the seeing in r: wavelength to the power -1/5.
  var seeing: Double {
    switch self {
    case .g: 1.05
    case .r: 1
    case .z: 0.93
    }
  }

  /// Dark sky over the dark sky in r, in counts.
  var sky: Double {
    switch self {
    case .g: 0.45
    case .r: 1
    case .z: 1.9
    }
  }
}
