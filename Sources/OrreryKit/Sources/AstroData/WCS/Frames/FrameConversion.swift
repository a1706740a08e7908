internal import Foundation

/// The way from a celestial frame to ICRS and back: a matrix, and for FK4 the E-terms before it.
///
/// FK5: frame bias of Mignard & Froeschlé (2000), precession IAU 2006 (Hilton et al. 2006).
/// FK4: Newcomb's precession and Murray (1989, A&A 218, 325); the epoch of observation is the
/// equinox. Galactic: the pole of J2000 (Reid & Brunthaler 2004 give the same numbers).
struct FrameConversion: Sendable, Equatable {
  /// From the frame (after the E-terms are taken off) to ICRS.
  private let toICRS: Rotation
  private let fromICRS: Rotation
  /// E-terms of aberration of an FK4 frame.
  private let eTerms: SIMD3<Double>?

  /// `nil` for a frame without a fixed relation to ICRS.
  init?(_ frame: CelestialFrame) {
    var terms: SIMD3<Double>?
    let matrix: Rotation
    switch frame {
    case .icrs:
      matrix = .identity
    case .fk5(let equinox):
      matrix = FK5.toICRS * FK5.precessionToJ2000(from: equinox)
    case .fk4(let equinox):
      matrix = FK5.toICRS * FK4.toFK5(equinox: equinox)
      terms = FK4.eTerms(equinox: equinox)
    case .fk4WithoutETerms(let equinox):
      matrix = FK5.toICRS * FK4.toFK5(equinox: equinox)
    case .galactic:
      matrix = FK5.toICRS * FK5.toGalactic.inverse
    case .supergalactic:
      matrix = FK5.toICRS * FK5.toGalactic.inverse * FK5.galacticToSupergalactic.inverse
    case .ecliptic(let equinox):
      matrix =
        FK5.toICRS * FK5.precessionToJ2000(from: equinox) * FK5.toEcliptic(equinox: equinox).inverse
    case .other:
      return nil
    }
    toICRS = matrix
    fromICRS = matrix.inverse
    eTerms = terms
  }

  func icrs(longitude: Double, latitude: Double) -> SkyPosition {
    var v = Direction.vector(longitude: longitude, latitude: latitude)
    if let eTerms { v = v - eTerms + (eTerms * v).sum() * v }
    let sky = Direction.angles(toICRS * v)
    return SkyPosition(ra: sky.longitude, dec: sky.latitude)
  }

  func native(_ position: SkyPosition) -> (longitude: Double, latitude: Double) {
    var v = fromICRS * Direction.vector(longitude: position.ra, latitude: position.dec)
    if let eTerms {
      // Undoes the E-terms by iteration: they are 1e-6, so that four steps reach 1e-24.
      v /= SIMD3(repeating: (v * v).sum().squareRoot())
      let bare = v
      for _ in 0..<4 {
        v = (bare + eTerms) / SIMD3(repeating: 1 + (eTerms * v).sum())
        v /= SIMD3(repeating: (v * v).sum().squareRoot())
      }
    }
    return Direction.angles(v)
  }
}
