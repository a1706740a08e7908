import Foundation
import OrreryKit
import Testing
import TestSupport

/// Real spectra, against what astropy 8 reads of them.
@Suite(.enabled(if: RealData.isPresent))
struct SpectrumReaderTests {
  private func read(_ name: String, _ settings: SpectrumSettings = .init()) throws -> [Spectrum] {
    try SpectrumReader.read(path: RealData.path("spectra/" + name), settings: settings)
  }

  @Test(
    "An SDSS table gives wavelengths in vacuum, fluxes, masks, class and redshift",
    arguments: [
      ("star", 4605, 14.81993579864502, 2.780590057373047, 19, 221, 0.00036615768, 1),
      ("galaxy", 4605, 4.8826823234558105, 2.088578939437866, 6, 152, 0.21377261, 6),
      ("qso", 4604, 2.0366976261138916, 1.5828971862792969, 17, 364, 2.953351, 10),
    ])
  func sdss(
    name: String, count: Int, flux: Double, sigma: Double, infinite: Int, bad: Int, z: Double,
    fiber: Int
  ) throws {
    let spectra = try read("sdss-\(name).fits")
    let spectrum = try #require(spectra.first)
    #expect(spectra.count == 1 && spectrum.count == count)
    #expect(spectrum.medium == .vacuum && spectrum.wavelengthUnit == .angstrom)
    #expect(abs(spectrum.wavelength[count - 1] - 10310.979941859543) < 1e-6)
    #expect(abs(Double(spectrum.flux[100]) - flux) < 1e-6)
    #expect(abs(Double(spectrum.uncertainty![100]) - sigma) < 1e-5)
    #expect(spectrum.uncertainty!.filter { $0 == .infinity }.count == infinite)
    #expect(count - spectrum.goodCount == bad)
    #expect(spectrum.model?.count == count)
    #expect(abs(try #require(spectrum.redshift) - z) < 1e-7)
    #expect(spectrum.classification == (name == "star" ? "STAR" : name == "qso" ? "QSO" : "GALAXY"))
    #expect(spectrum.fluxUnit == "1E-17 erg/cm^2/s/Ang")
    #expect(spectrum.name == "spec-4055-55359-\(fiber < 10 ? "000" : "00")\(fiber)")
    #expect(abs(try #require(spectrum.position).ra - 237.8) < 0.1)
  }

  @Test("The mask bits that count can be chosen; no inverse variance is bad in any case")
  func maskBits() throws {
    var settings = SpectrumSettings()
    settings.maskBits = 0
    let spectrum = try #require(read("sdss-star.fits", settings).first)
    #expect(spectrum.count - spectrum.goodCount == 19)
  }

  @Test("DESI arms are joined, with weighted means where they overlap")
  func desi() throws {
    let spectra = try read("desi-coadd-4-80613.fits")
    let spectrum = try #require(spectra.first)
    #expect(spectra.count == 1 && spectrum.count == 7781)
    #expect(spectrum.name == "39633345008634465" && spectrum.medium == .vacuum)
    #expect(spectrum.wavelength == spectrum.wavelength.sorted())
    let place = try #require(spectrum.wavelength.firstIndex { abs($0 - 5780) < 0.01 })
    #expect(abs(spectrum.flux[place] - 1.1361047) < 1e-6)
    #expect(abs(spectrum.uncertainty![place] - 0.23577411) < 1e-6)
    #expect(spectrum.flux[0] == 1.7408053874969482)
    #expect(spectrum.goodCount == 7781)
    #expect(abs(try #require(spectrum.position).dec - 56.669300058331935) < 1e-12)
    #expect(spectrum.fluxUnit == "10**-17 erg/(s cm2 Angstrom)")
  }

  @Test("DESI arms can stay apart")
  func desiArms() throws {
    var settings = SpectrumSettings()
    settings.joinArms = false
    let arms = try read("desi-coadd-4-80613.fits", settings)
    #expect(arms.map(\.count) == [2751, 2326, 2881])
    #expect(arms.map(\.name) == ["B", "R", "Z"].map { "39633345008634465-" + $0 })
  }

  @Test("APOGEE images give a log axis in vacuum, with gaps masked")
  func apogee() throws {
    let spectrum = try #require(
      read("apogee/aspcapStar-v304-2M03454245+2503255.fits.gz").first)
    #expect(spectrum.count == 8575 && spectrum.medium == .vacuum)
    #expect(abs(spectrum.wavelength[0] - 15100.801541641493) < 1e-6)
    #expect(abs(spectrum.wavelength[8574] - 16999.807358923248) < 1e-6)
    #expect(spectrum.flux[4287] == 0.982751 && spectrum.uncertainty![4287] == 0.005)
    #expect(spectrum.model?[4287] == 0.9913)
    #expect(spectrum.uncertainty!.filter { $0 == .infinity }.count == 1363)
    #expect(spectrum.goodCount == 8575 - 1363)
    #expect(spectrum.name == "2M03454245+2503255" && spectrum.position != nil)
  }

  @Test("Every SpeX image of three rows is a spectrum in micrometres")
  func spex() throws {
    let folder = RealData.path("spectra/spex")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 40)
    for file in files {
      let path = folder + "/" + file
      #expect(SpectrumReader.canRead(path))
      let spectrum = try #require(SpectrumReader.read(path: path).first)
      #expect(spectrum.wavelengthUnit == .micrometre && spectrum.medium == .unknown, "\(file)")
      #expect(spectrum.wavelength[0] > 0.6 && spectrum.wavelength.last! < 2.6, "\(file)")
      #expect(spectrum.goodCount > 500, "\(file)")
    }
    let spectrum = try #require(read("spex/10098_11657.fits.gz").first)
    #expect(abs(spectrum.wavelength[281] - 1.66352) < 1e-6)
    #expect(spectrum.flux[281] == 3.628130104292235e-15)
    #expect(abs(spectrum.uncertainty![281] / 1.20942e-16 - 1) < 1e-5)
    #expect(spectrum.name == "10098_11657")
    #expect(spectrum.header.cards.contains { $0.comment.contains("from their range: micrometre") })
  }

  @Test("A radio spectrum's frequency offsets become vacuum wavelengths in millimetres")
  func radio() throws {
    let spectrum = try #require(read("radio-hco-plus.fits").first)
    #expect(spectrum.count == 512 && spectrum.wavelengthUnit == .millimetre)
    #expect(spectrum.medium == .vacuum && spectrum.fluxUnit == "K")
    #expect(abs(spectrum.wavelength[0] - 1.1194091326401765) < 1e-9)
    #expect(abs(spectrum.wavelength[511] - 1.121549101168425) < 1e-9)
    #expect(abs(spectrum.flux[0] + 0.041039817) < 1e-8)
  }

  @Test("Images, catalogues and redshift tables are no spectra, and the reason is one line")
  func notSpectra() throws {
    for name in [
      "images/ntt-emmi-field.fits", "images/hst-cosmos-galaxies.fits",
      "images/gmos-spectrum-cosmic-rays.fits", "spectra/desi-redrock-4-80613.fits",
      "lightcurves/kepler-long-cadence.fits", "fits-corner-cases/tb.fits", "galaxies/gz1-train.csv",
    ] {
      let path = RealData.path(name)
      #expect(!SpectrumReader.canRead(path), "\(name)")
      #expect {
        try SpectrumReader.read(path: path)
      } throws: { error in
        (error as? DataError)?.code == .notRecognised && !"\(error)".contains("\n")
      }
    }
  }

  @Test("No file of the corner cases crashes the reader")
  func hostile() throws {
    let folder = RealData.path("fits-corner-cases")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      do { _ = try SpectrumReader.read(path: folder + "/" + file) } catch {
        #expect(error is DataError, "\(file)")
      }
    }
  }
}
