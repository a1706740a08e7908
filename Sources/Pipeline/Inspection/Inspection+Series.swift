extension Inspection {
  /// What is particular to a spectrum.
  public struct SpectrumFacts: Codable, Sendable {
    /// First and last wavelength, in `wavelengthUnit`; `nil` where there is none.
    public var shortest: Double?
    public var longest: Double?
    public var wavelengthUnit: String
    /// `air`, `vacuum` or `unknown`.
    public var medium: String
    public var pixels: Int
    public var fluxUnit: String?
    public var redshift: Double?
    public var classification: String?
    /// Median of |flux| / uncertainty of a pixel.
    public var signalToNoise: Double?
    /// Well-known lines within the spectrum at its redshift; `nil` where no redshift is known.
    public var lines: [SpectralLine]?
  }

  /// Redshift as the model has it; `nil` where it tells none.
  public var predictedRedshift: Double? {
    prediction?.measurements.first { $0.name == "z_model" || $0.name == "z" }?.number
  }

  /// What is particular to a light curve.
  public struct LightCurveFacts: Codable, Sendable {
    /// One band: its name and how many of its points are good.
    public struct Band: Codable, Sendable {
      public var name: String
      public var points: Int
      public var good: Int
    }

    /// First and last time in days; add `timeReference` for a Julian date.
    public var first: Double?
    public var last: Double?
    public var timeReference: Double?
    /// `flux` or `magnitude`.
    public var quantity: String
    public var bands: [Band]
    public var classification: String?
    public var period: Period?
  }

  /// The highest Lomb-Scargle peak (generalised, all bands together).
  public struct Period: Codable, Sendable {
    /// Days.
    public var period: Double
    /// Share of the variance that the sinusoid explains, 0 to 1.
    public var power: Double
    /// Range of periods searched, days.
    public var shortest: Double
    public var longest: Double

    /// Whether a fold is worth a look.
    public var isSignificant: Bool { power > 0.15 }
  }

  /// A column of a table.
  public struct TableColumn: Codable, Sendable {
    public var name: String
    /// `real`, `integer`, `text`, `logical`, `lists`; `real[3]` for vectors.
    public var type: String
    public var unit: String?
    /// Cells without a value among those read.
    public var missing: Int
    public var minimum: Double?
    public var median: Double?
    public var maximum: Double?
    /// The cell of the row that was asked for, or of the first.
    public var value: String?
  }
}
