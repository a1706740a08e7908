import Foundation
import Testing

@testable import AstroData

/// Rules of the readers on small files made here.
struct SpectrumFormatsTests {
  /// A FITS file of one Float32 image with these cards.
  private func image(_ pixels: [Float], shape: [Int], _ cards: [String]) throws -> FITSFile {
    var lines = [
      "SIMPLE  =                    T", "BITPIX  =                  -32",
      "NAXIS   = \(pad(shape.count))",
    ]
    for (axis, length) in shape.enumerated() { lines.append("NAXIS\(axis + 1)  = \(pad(length))") }
    lines += cards + ["END"]
    var bytes = lines.flatMap { Array($0.padding(toLength: 80, withPad: " ", startingAt: 0).utf8) }
    bytes += [UInt8](repeating: 32, count: (2880 - bytes.count % 2880) % 2880)
    for pixel in pixels { withUnsafeBytes(of: pixel.bitPattern.bigEndian) { bytes += $0 } }
    bytes += [UInt8](repeating: 0, count: (2880 - bytes.count % 2880) % 2880)
    return try FITSFile(data: bytes, name: "made.fits")
  }

  private func pad(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: " ", count: 20 - digits.count) + digits
  }

  @Test("A linear axis of rows gives one spectrum for each row")
  func rows() throws {
    let file = try image(
      [1, 2, 3, 4, 5, .nan], shape: [3, 2],
      [
        "CTYPE1  = 'AWAV    '", "CUNIT1  = 'nm      '", "CRVAL1  = 500.0", "CRPIX1  = 2.0",
        "CDELT1  = 0.5", "BUNIT   = 'Jy      '",
      ])
    let spectra = try SpectrumReader.read(file)
    #expect(spectra.map(\.name) == ["made-1", "made-2"])
    #expect(spectra[0].wavelength == [499.5, 500, 500.5] && spectra[0].medium == .air)
    #expect(spectra[0].wavelengthUnit == .nanometre && spectra[0].fluxUnit == "Jy")
    #expect(spectra[1].flux[1] == 5 && spectra[1].mask == [0, 0, PixelFlags.missing.rawValue])
  }

  @Test("IRAF's log axis is powers of ten in Angstrom, and CD1_1 is its step")
  func iraf() throws {
    let file = try image(
      [1, 2, 3], shape: [3],
      [
        "CTYPE1  = 'LINEAR  '", "DC-FLAG =                    1", "CRVAL1  = 3.6",
        "CD1_1   = 0.001",
      ])
    let spectrum = try #require(SpectrumReader.read(file).first)
    #expect(spectrum.wavelengthUnit == .angstrom && spectrum.medium == .unknown)
    #expect(abs(spectrum.wavelength[2] - pow(10, 3.602)) < 1e-9)
  }

  @Test("The standard's log axis and metres are understood")
  func waveLog() throws {
    let file = try image(
      [1, 2], shape: [2],
      [
        "CTYPE1  = 'WAVE-LOG'", "CUNIT1  = 'm       '", "CRVAL1  = 5.0E-7", "CDELT1  = 1.0E-9",
      ])
    let spectrum = try #require(SpectrumReader.read(file).first)
    #expect(spectrum.wavelengthUnit == .nanometre && spectrum.medium == .vacuum)
    #expect(abs(spectrum.wavelength[1] - 500 * exp(0.002)) < 1e-9)
  }

  @Test("A rising frequency axis is turned round, so that wavelengths ascend")
  func frequency() throws {
    let file = try image(
      [1, 2, 3], shape: [3],
      ["CTYPE1  = 'FREQ    '", "CUNIT1  = 'GHz     '", "CRVAL1  = 100.0", "CDELT1  = 1.0"])
    let spectrum = try #require(SpectrumReader.read(file).first)
    #expect(spectrum.flux == [3, 2, 1])
    #expect(abs(spectrum.wavelength[2] - 2.99792458) < 1e-9)
  }

  @Test("A velocity axis and an axis through 0 are refused with the reason")
  func refused() throws {
    let velocity = try image(
      [1, 2], shape: [2], ["CTYPE1  = 'VRAD    '", "CRVAL1  = 1.0", "CDELT1  = 1.0"])
    #expect(!SpectrumReader.canRead(velocity))
    #expect {
      try SpectrumReader.read(velocity)
    } throws: { ($0 as? DataError)?.code == .unsupported && "\($0)".contains("made.fits[0]") }
    let zero = try image(
      [1, 2], shape: [2], ["CTYPE1  = 'WAVE    '", "CRVAL1  = 0.0", "CDELT1  = 1.0"])
    #expect { try SpectrumReader.read(zero) } throws: { ($0 as? DataError)?.code == .damaged }
    let huge = try image(
      [1, 2], shape: [2],
      [
        "CTYPE1  = 'LINEAR  '", "DC-FLAG =                    1", "CRVAL1  = 1.0E300",
        "CDELT1  = 1.0",
      ])
    #expect { try SpectrumReader.read(huge) } throws: { ($0 as? DataError)?.code == .damaged }
  }

  @Test("An inverse variance of 0 is infinitely uncertain and flagged, the flux stays")
  func noInformation() throws {
    var parts = SpectrumParts(
      wavelength: [1, 2, 3, 4], unit: .nanometre, flux: [1, 2, .infinity, 4])
    parts.noise = .inverseVariance([4, 0, 1, -1])
    parts.isBad = [true, false, false, false]
    let spectrum = try parts.spectrum()
    #expect(spectrum.uncertainty == [0.5, .infinity, 1, .infinity])
    #expect(spectrum.mask == [8, 8, 1, 8])
    #expect(spectrum.flux[1] == 2 && spectrum.flux[2].isNaN && spectrum.flux[3] == 4)
  }

  @Test("Pixels without a wavelength are left out with a word in the header, and the rest sorted")
  func order() throws {
    var parts = SpectrumParts(
      wavelength: [3, .nan, 1, 2], unit: .nanometre, flux: [30, 99, 10, 20])
    parts.model = [3, 9, 1, 2]
    let spectrum = try parts.spectrum()
    #expect(spectrum.wavelength == [1, 2, 3] && spectrum.flux == [10, 20, 30])
    #expect(spectrum.model == [1, 2, 3])
    #expect(spectrum.header.cards.contains { $0.comment.contains("left out 1 pixel") })
    parts.flux = [1]
    #expect(throws: DataError.self) { try parts.spectrum() }
  }

  @Test("Units are read as files write them")
  func units() {
    for (text, unit) in [
      ("Angstroms", Spectrum.WavelengthUnit.angstrom), ("0.1nm", .angstrom), ("um", .micrometre),
      ("Microns", .micrometre), ("nm", .nanometre), ("log(Angstrom)", .angstrom),
    ] {
      #expect(SpectralUnit(text) == .wavelength(unit), "\(text)")
    }
    #expect(SpectralUnit("GHz") == .hertz(1e9))
    #expect(SpectralUnit("parsec") == nil && SpectralUnit(nil) == nil)
  }

  @Test("Arms on different grids are refused where they overlap, and joined where they do not")
  func arms() throws {
    func arm(_ from: Double, _ step: Double) -> Spectrum {
      Spectrum(
        wavelength: (0..<5).map { from + step * Double($0) }, unit: .angstrom,
        flux: [1, 1, 1, 1, 1], uncertainty: [1, 1, 1, 1, 1])
    }
    #expect(throws: DataError.self) { try ArmReader.joined(arm(100, 1), arm(103.5, 1)) }
    let apart = try ArmReader.joined(arm(200, 1), arm(100, 1))
    #expect(apart.count == 10 && apart.wavelength == apart.wavelength.sorted())
    var bad = arm(103, 1)
    bad.flux[0] = 50
    bad.flag(0, .instrument)
    let joined = try ArmReader.joined(arm(100, 1), bad)
    #expect(joined.count == 8 && joined.flux[3] == 1 && joined.goodCount == 8)
    #expect(abs(joined.uncertainty![4] - 0.70710677) < 1e-6)
  }
}
