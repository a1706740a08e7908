import Foundation
import OrreryKit

/// The gnomonic projection of an image: the cards of its header and the sky position of a pixel
/// (TAN; Calabretta & Greisen 2002, A&A 395, 1077, section 5.1.3).
struct TangentPlane: Sendable {
  /// Where the plane touches the sky.
  let centre: SkyPosition
  /// Pixel of `centre`, from 0.
  let x: Double
  let y: Double
  /// Degrees per pixel: intermediate world coordinates are (a dx + b dy, c dx + d dy).
  let a: Double
  let b: Double
  let c: Double
  let d: Double

  /// - Parameters:
  ///   - scale: arcsec per pixel.
  ///   - rotation: of north from +y towards -x, degrees; east is to the left.
  init(centre: SkyPosition, x: Double, y: Double, scale: Double, rotation: Double) {
    self.centre = centre
    self.x = x
    self.y = y
    let step = scale / 3600, angle = rotation * .pi / 180
    a = -step * cos(angle)
    b = -step * sin(angle)
    c = -step * sin(angle)
    d = step * cos(angle)
  }

  /// The sky position of a pixel, from 0.
  func sky(x column: Double, y row: Double) -> SkyPosition {
    let dx = column - x, dy = row - y
    let xi = (a * dx + b * dy) * .pi / 180, eta = (c * dx + d * dy) * .pi / 180
    let dec = centre.dec * .pi / 180
    let denominator = cos(dec) - eta * sin(dec)
    let ra = centre.ra * .pi / 180 + atan2(xi, denominator)
    let height = atan2(sin(dec) + eta * cos(dec), hypot(xi, denominator))
    let turn = ra / (2 * .pi)
    return SkyPosition(ra: 360 * (turn - turn.rounded(.down)), dec: height * 180 / .pi)
  }

  /// The cards of the solution; FITS counts pixels from 1.
  var cards: [Card] {
    [
      Card("CTYPE1", "RA---TAN", comment: "gnomonic projection"),
      Card("CTYPE2", "DEC--TAN", comment: "gnomonic projection"),
      Card("CUNIT1", "deg"), Card("CUNIT2", "deg"),
      Card("CRVAL1", .real(centre.ra), comment: "[deg] right ascension of the reference"),
      Card("CRVAL2", .real(centre.dec), comment: "[deg] declination of the reference"),
      Card("CRPIX1", .real(x + 1), comment: "[pixel] reference, from 1"),
      Card("CRPIX2", .real(y + 1), comment: "[pixel] reference, from 1"),
      Card("CD1_1", .real(a)), Card("CD1_2", .real(b)),
      Card("CD2_1", .real(c)), Card("CD2_2", .real(d)),
      Card("RADESYS", "ICRS", comment: "frame of the coordinates"),
    ]
  }
}
