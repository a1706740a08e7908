import OrreryKit

/// Turns wavelengths in air into those in vacuum or back; fluxes stay as they are.
struct ConvertMedium: SpectrumStage {
  enum Target: String, Codable, CaseIterable { case air, vacuum }
  enum Unknown: String, Codable, CaseIterable { case fail, air, vacuum }

  var target = Target.vacuum
  var law = AirRefraction.ciddor1996
  var unknown = Unknown.fail

  static let info = describe(
    .preparation, "convert-medium", "Turns wavelengths in air into those in vacuum or back.",
    [
      Setting("target", "What wavelengths shall be in", choices: Target.choices),
      Setting("law", "Formula of the refractive index", choices: AirRefraction.choices),
      Setting(
        "unknown", "What a file that does not say it is taken for; `fail` refuses the object",
        choices: Unknown.choices),
    ], missingData: "Only wavelengths change.",
    reference: "Ciddor 1996, Applied Optics 35, 1566; Morton 1991, ApJS 77, 119")

  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    if spectrum.medium == .unknown {
      switch unknown {
      case .fail:
        throw DataError(
          .missing, "\(object.id): the file does not say whether wavelengths are in air or vacuum")
      case .air: spectrum.medium = .air
      case .vacuum: spectrum.medium = .vacuum
      }
    }
    spectrum = try spectrum.converted(to: target == .air ? .air : .vacuum, by: law)
  }
}
