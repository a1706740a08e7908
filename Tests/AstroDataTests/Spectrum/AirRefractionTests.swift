import OrreryKit
import Testing

struct AirRefractionTests {
  @Test("Air wavelengths of hydrogen and calcium lines are those of the tables")
  func lines() {
    // Vacuum and air wavelengths in nm of NIST: H alpha, H beta, Ca II K.
    for (vacuum, air) in [(656.461, 656.280), (486.269, 486.133), (393.4777, 393.3663)] {
      for law in AirRefraction.allCases {
        #expect(abs(law.air(fromVacuum: vacuum) - air) < 1.5e-3)
      }
    }
  }

  @Test("There and back is the same wavelength, to 1e-12 of it")
  func roundTrip() {
    for law in AirRefraction.allCases {
      for wavelength in [200.0, 230, 400, 656.281, 1000, 2500, 24000] {
        let there = law.air(fromVacuum: wavelength)
        #expect(abs(law.vacuum(fromAir: there) / wavelength - 1) < 1e-12)
      }
    }
  }

  @Test("Below 200 nm nothing changes, by convention")
  func ultraviolet() {
    #expect(AirRefraction.ciddor1996.air(fromVacuum: 121.567) == 121.567)
    #expect(AirRefraction.morton1991.vacuum(fromAir: 121.567) == 121.567)
  }

  @Test("The index at 589.3 nm is 1.0002771")
  func index() {
    #expect(abs(AirRefraction.ciddor1996.index(atVacuum: 589.3) - 1.0002771) < 2e-7)
  }

  @Test("A spectrum of unknown medium is not converted, nor one on both sides of 200 nm")
  func refuses() throws {
    var spectrum = Spectrum(wavelength: [150, 250], unit: .nanometre, flux: [1, 1])
    #expect(throws: DataError.self) { try spectrum.converted(to: .air) }
    spectrum.medium = .vacuum
    #expect(throws: DataError.self) { try spectrum.converted(to: .air) }
    spectrum.wavelength = [0.4, 0.5]
    spectrum.wavelengthUnit = .micrometre
    let air = try spectrum.converted(to: .air)
    #expect(air.medium == .air && abs(air.wavelength[1] - 0.4998605) < 1e-6)
    #expect(air.converted(to: .angstrom).wavelength[0] == air.wavelength[0] * 1e4)
  }
}
