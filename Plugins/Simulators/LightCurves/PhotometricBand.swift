/// A filter of the simulated survey.
enum PhotometricBand: String, Codable, Sendable, CaseIterable {
  case u, g, r, i, z

  /// Amplitude of a pulsation over that in r: hot phases are blue.
  var amplitude: Double {
    switch self {
    case .u: 1.45
    case .g: 1.32
    case .r: 1
    case .i: 0.82
    case .z: 0.74
    }
  }

  /// Place on an axis of colour, 0 in r; times g - r it is a star's magnitude less that in r.
  var colour: Double {
    switch self {
    case .u: 2.6
    case .g: 1
    case .r: 0
    case .i: -0.45
    case .z: -0.65
    }
  }

  /// Magnitude of a source at five sigma in a usual night, less that in r.
  var depth: Double {
    switch self {
    case .u: -0.9
    case .g: 0.2
    case .r: 0
    case .i: -0.4
    case .z: -1
    }
  }
}
