import OrreryKit

/// What can be said of one file and one object of it: for the terminal, JSON and a figure alike.
public struct Inspection: Codable, Sendable {
  /// One header-data unit.
  public struct Unit: Codable, Sendable {
    public var index: Int
    public var kind: String
    public var name: String
    /// Slowest axis first, as numpy; rows alone for a table.
    public var shape: [Int]
    /// Stored type: `float32`, `int16`; `nil` for tables.
    public var type: String?
    /// Names of a table's columns; empty for images.
    public var columns: [String]
    /// True for the one that is shown.
    public var isShown: Bool
  }

  /// A fact of the header in words: `Exposure`, `1200 s`.
  public struct Fact: Codable, Sendable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Where the object is and how its pixels lie on the sky.
  public struct Sky: Codable, Sendable {
    /// Of the centre, in degrees.
    public var ra: Double
    public var dec: Double
    /// Arc seconds to a pixel.
    public var pixelScale: Double?
    /// Angle of +y from north through east, degrees.
    public var positionAngle: Double?
    public var isMirrored: Bool?
    public var projection: String?
  }

  /// Statistics of the good values; `nil` where there is none.
  public struct Statistics: Codable, Sendable {
    /// Of all values, good or not.
    public var count: Int
    /// Without a finite value.
    public var missing: Int
    /// Finite, and flagged by the file or by reading.
    public var flagged: Int
    /// Marked as saturated, or at or above the header's `SATURATE`.
    public var saturated: Int
    public var minimum: Double?
    public var maximum: Double?
    public var mean: Double?
    public var median: Double?
    /// Sigma-clipped level and its deviation.
    public var background: Double?
    public var noise: Double?
    public var unit: String?
  }

  /// As the user named it.
  public var file: String
  public var bytes: Int
  /// Of several objects in the file the one that is shown, from 0, and how many there are.
  public var entry: Int?
  public var entries: Int?
  /// `image`, `spectrum`, `light-curve`, `table`, `header`.
  public var kind: String
  public var name: String
  public var units: [Unit]
  public var facts: [Fact]
  public var sky: Sky?
  /// Pixels that were cut out, from 0; `nil` for the whole image.
  public var region: PixelRegion?
  /// One for each channel of an image; of the flux of a series.
  public var statistics: [Statistics]
  public var spectrum: SpectrumFacts?
  public var lightCurve: LightCurveFacts?
  /// Columns of the table that is shown.
  public var table: [TableColumn]?
  public var prediction: Classified?
  /// Why there is no prediction, where one was asked for or could be expected.
  public var noPrediction: String?
  /// The preparation stages of the model, in order, where they were asked for.
  public var stages: [StageFacts]?
  /// How the prediction moves with each change that was asked for.
  public var variations: [VariationFacts]?
  public var explanation: Explained?
  /// Why there is no explanation, where one was asked for.
  public var noExplanation: String?
  /// What could not be used, a line each.
  public var warnings: [String]

  init(_ request: InspectionRequest, bytes: Int, kind: String, name: String, units: [Unit]) {
    file = request.file
    self.bytes = bytes
    self.kind = kind
    self.name = name
    self.units = units
    facts = []
    statistics = []
    warnings = []
  }
}
