import AstroData
import Foundation
import TestSupport
import Testing

/// Pixel to sky and back against astropy: see make-wcs-references.py.
struct WCSTests {
  /// Degrees.
  static let tolerance = 1e-9

  static func difference(_ a: Double, _ b: Double) -> Double {
    abs(remainder(a - b, 360))
  }

  static func check(_ wcs: WCS, _ reference: WCSReference) {
    for index in reference.x.indices {
      let (x, y) = (reference.x[index], reference.y[index])
      guard let native = wcs.native(x: x, y: y) else {
        Issue.record("\(reference.name): no sky at pixel \(x), \(y)")
        continue
      }
      let cosine = cos(reference.lat[index] * .pi / 180)
      #expect(difference(native.longitude, reference.lon[index]) * cosine < tolerance)
      #expect(abs(native.latitude - reference.lat[index]) < tolerance)
      if let ra = reference.ra, let dec = reference.dec, wcs.skyFrame == .icrs {
        let sky = wcs.sky(x: x, y: y)
        #expect(difference(sky?.ra ?? .nan, ra[index]) * cos(dec[index] * .pi / 180) < tolerance)
        #expect(abs((sky?.dec ?? .nan) - dec[index]) < tolerance)
      }
      if let sky = wcs.sky(x: x, y: y) {
        let back = wcs.pixel(of: sky)
        // The COBE cube's inverse is itself a fit, good to 0.001 degree on a face of 90 degrees.
        let limit = wcs.projectionCode == "CSC" ? 0.1 : 1e-8
        #expect(abs((back?.x ?? .nan) - x) < limit)
        #expect(abs((back?.y ?? .nan) - y) < limit)
      }
    }
  }

  @Test("There are references")
  func references() {
    #expect(WCSReference.written.count > 50)
  }

  @Test(
    "Every projection, matrix form, distortion and frame agrees with astropy to 1e-9 degree",
    arguments: WCSReference.written)
  func agreement(_ reference: WCSReference) throws {
    let wcs = try #require(try WCS(reference.header))
    Self.check(wcs, reference)
  }

  @Test("Cards that are written give the same solution", arguments: WCSReference.written)
  func cardsRoundTrip(_ reference: WCSReference) throws {
    let wcs = try #require(try WCS(reference.header))
    let again = try #require(try WCS(wcs.header))
    Self.check(again, reference)
    #expect(again.frame == wcs.frame)
  }

  @Test("The cut-out's pixel is the same place on the sky", arguments: WCSReference.written)
  func crop(_ reference: WCSReference) throws {
    let wcs = try #require(try WCS(reference.header))
    let cropped = wcs.cropped(x: 13, y: -7)
    for (x, y) in zip(reference.x, reference.y) {
      let (a, b) = (wcs.native(x: x, y: y), cropped.native(x: x - 13, y: y + 7))
      #expect(Self.difference(a?.longitude ?? .nan, b?.longitude ?? 0) < Self.tolerance)
      #expect(abs((a?.latitude ?? .nan) - (b?.latitude ?? 0)) < Self.tolerance)
    }
  }

  @Test("A binned pixel's centre is the middle of its block", arguments: WCSReference.written)
  func bin(_ reference: WCSReference) throws {
    let wcs = try #require(try WCS(reference.header))
    let binned = wcs.resampled(x: 4, y: 3)
    for (x, y) in zip(reference.x, reference.y) {
      let (a, b) = (wcs.native(x: 4 * x + 1.5, y: 3 * y + 1), binned.native(x: x, y: y))
      guard let a else {
        #expect(b == nil)
        continue
      }
      #expect(Self.difference(a.longitude, b?.longitude ?? .nan) < Self.tolerance)
      #expect(abs(a.latitude - (b?.latitude ?? .nan)) < Self.tolerance)
    }
  }
}
