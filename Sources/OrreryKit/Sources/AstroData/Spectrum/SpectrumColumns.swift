/// Which columns of a table make a spectrum.
struct SpectrumColumns {
  var wavelength: String
  var flux: String
  var deviation: String?
  var variance: String?
  var inverseVariance: String?
  var mask: String?
  var model: String?
  /// The column holds the decimal logarithm of the wavelength.
  var isLog: Bool

  private static let logNames = ["loglam", "loglambda", "log_lambda", "logwave", "log_wave"]
  private static let wavelengthNames = [
    "wavelength", "wave", "lambda", "lam", "wl", "wavelengths", "wavelength_vac", "wavelength_air",
    "wave_vac", "wave_air",
  ]
  private static let fluxNames = [
    "flux", "flux_density", "fluxdensity", "f_lambda", "flam", "flux_reduced", "spectrum",
    "intensity",
  ]
  private static let deviationNames = [
    "flux_err", "flux_error", "fluxerr", "err", "error", "sigma", "uncertainty", "err_reduced",
    "flux_uncertainty", "noise", "e_flux", "std",
  ]

  /// `nil` where the HDU is no table or lacks wavelength or flux.
  init?(_ hdu: HDU, _ settings: SpectrumSettings) {
    guard hdu.hasTable else { return nil }
    let fields = hdu.fields.map(\.name)
    func find(_ configured: String?, _ names: [String]) -> String? {
      for name in configured.map({ [$0.lowercased()] }) ?? names {
        if let found = fields.first(where: { $0.lowercased() == name }) { return found }
      }
      return nil
    }
    let names = Self.logNames + Self.wavelengthNames
    guard let wavelength = find(settings.wavelengthColumn, names),
      let flux = find(settings.fluxColumn, Self.fluxNames)
    else { return nil }
    self.wavelength = wavelength
    self.flux = flux
    isLog = Self.logNames.contains(wavelength.lowercased())
    deviation = find(settings.uncertaintyColumn, Self.deviationNames)
    inverseVariance = find(
      settings.inverseVarianceColumn, ["ivar", "flux_ivar", "inverse_variance", "invvar"])
    variance = find(nil, ["var", "variance", "flux_var"])
    mask = find(settings.maskColumn, ["and_mask", "mask", "dq", "quality", "qual", "andmask"])
    model = find(nil, ["model", "best_fit"])
  }

  /// All of them, wavelength and flux first.
  var names: [String] {
    [wavelength, flux] + [deviation, variance, inverseVariance, mask, model].compactMap { $0 }
  }
}
