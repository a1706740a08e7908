/// Reads spectra from FITS files, recognised by content.
///
/// | format | how it is recognised |
/// |---|---|
/// | DESI | image HDUs `B_WAVELENGTH`, `B_FLUX`, … |
/// | table | a column of wavelengths (`loglam`, `wavelength`, …) and one of fluxes; SDSS, BOSS, … |
/// | image with an axis | a spectral `CTYPE1`, or IRAF's `DC-FLAG`; one spectrum for each row |
/// | image of rows | no axis, 2 to 4 rows, of which the first ascends: wavelength, flux, noise (SpeX) |
///
/// Air or vacuum: the settings, else `VACUUM` or `AIRORVAC`, else the axis type (`AWAV`, `WAVE`),
/// else what the survey always writes (SDSS, DESI, APOGEE: vacuum), else unknown. Unit: the
/// settings, else what the file says, else `loglam` and IRAF axes are in Angstrom, else what the
/// range of the values suggests, with a HISTORY card that says so.
public enum SpectrumReader {
  /// True where `read` would find spectra; reads headers, and at most one row of pixels.
  public static func canRead(_ path: String) -> Bool {
    guard let file = try? FITSFile(opening: path) else { return false }
    return canRead(file)
  }

  /// True where `read` would find spectra in an open file.
  public static func canRead(_ file: FITSFile) -> Bool {
    (try? format(of: file, SpectrumSettings())) != nil
  }

  /// The spectra of a file.
  /// - Throws: `DataError`: `notRecognised` where the file holds none, and what `FITSFile` throws.
  public static func read(
    path: String, settings: SpectrumSettings = SpectrumSettings()
  ) throws -> [Spectrum] {
    try read(FITSFile(opening: path), settings: settings)
  }

  /// The spectra of an open file.
  /// - Throws: as `read(path:settings:)`.
  public static func read(
    _ file: FITSFile, settings: SpectrumSettings = SpectrumSettings()
  ) throws -> [Spectrum] {
    do {
      guard let format = try format(of: file, settings) else {
        throw DataError(
          .notRecognised,
          "no spectrum found: no columns of wavelength and flux, no image with a wavelength axis")
      }
      var spectra: [Spectrum]
      switch format {
      case .arms(let arms): spectra = try ArmReader(file, arms: arms).read(settings)
      case .table(let hdu): spectra = try SpectrumTableReader(file, hdu: hdu).read(settings)
      case .axis(let hdus): spectra = try SpectrumImageReader(file, hdus: hdus).read(settings)
      case .rows(let hdu): spectra = [try SpectrumImageReader(file, hdus: [hdu]).readRows(settings)]
      }
      let count = spectra.count
      for index in spectra.indices {
        if let medium = settings.medium { spectra[index].medium = medium }
        if spectra[index].name.isEmpty {
          spectra[index].name = name(of: file) + (count > 1 ? "-\(index + 1)" : "")
        }
      }
      return spectra
    } catch var error as DataError {
      if error.file == nil { error.file = file.path }
      throw error
    }
  }

  enum Format {
    case arms([String])
    case table(HDU)
    case axis([HDU])
    case rows(HDU)
  }

  static func format(of file: FITSFile, _ settings: SpectrumSettings) throws -> Format? {
    let candidates = file.hdus.filter { settings.hdu == nil || $0.index == settings.hdu }
    if let hdu = settings.hdu, candidates.isEmpty {
      throw DataError(.missing, "there is no HDU \(hdu): the file has \(file.hdus.count)")
    }
    if settings.hdu == nil {
      let arms = ArmReader.arms(of: file)
      if !arms.isEmpty { return .arms(arms) }
    }
    if let table = candidates.first(where: { SpectrumColumns($0, settings) != nil }) {
      return .table(table)
    }
    var refusal: DataError?
    for hdu in candidates where hdu.hasImage && !hdu.shape.isEmpty {
      do {
        let length = hdu.width
        guard try SpectralAxis(hdu.header, count: min(length, 2)) != nil else { continue }
        let others = file.hdus.filter { other in
          other.index > hdu.index && other.hasImage && other.shape == hdu.shape
        }
        return .axis([hdu] + others)
      } catch let error as DataError {
        // Another HDU may do; if none does, this is the reason to tell.
        var located = error
        located.hdu = hdu.index
        refusal = refusal ?? located
      }
    }
    for hdu in candidates where try SpectrumImageReader.isRows(hdu, in: file) {
      return .rows(hdu)
    }
    if let refusal { throw refusal }
    return nil
  }

  /// OBJECT, else the file's name without folder and endings.
  static func name(of file: FITSFile) -> String {
    let object = file.hdus.lazy.compactMap { $0.header.string("OBJECT") ?? $0.header.string("OBJ") }
      .first { !$0.isEmpty }
    if let object { return object }
    let last = file.path.split(separator: "/").last.map(String.init) ?? file.path
    return last.firstIndex(of: ".").map { String(last[..<$0]) } ?? last
  }

  /// What the header says of air and vacuum; `nil` where it does not.
  static func medium(_ header: Header) -> Spectrum.Medium? {
    if let vacuum = header.logical("VACUUM") { return vacuum ? .vacuum : .air }
    if let vacuum = header.integer("VACUUM") { return vacuum != 0 ? .vacuum : .air }
    switch header.string("AIRORVAC")?.lowercased() {
    case "air": return .air
    case "vac", "vacuum": return .vacuum
    default: return nil
    }
  }

  /// A position in degrees from the keywords that surveys use for the object.
  static func position(_ header: Header) -> SkyPosition? {
    for (ra, dec) in [("PLUG_RA", "PLUG_DEC"), ("RA_OBJ", "DEC_OBJ"), ("RA", "DEC")] {
      if let ra = header.double(ra), let dec = header.double(dec) {
        return position(ra: ra, dec: dec)
      }
    }
    return nil
  }

  /// The position, where both are angles on the sky.
  static func position(ra: Double?, dec: Double?) -> SkyPosition? {
    guard let ra, let dec, (0...360).contains(ra), (-90...90).contains(dec) else { return nil }
    return SkyPosition(ra: ra, dec: dec)
  }
}
