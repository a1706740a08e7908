/// What to know of a file of light curves beyond what it says itself; the defaults suit known
/// formats.
public struct LightCurveSettings: Codable, Sendable, Equatable {
  /// Which flux of a Kepler, K2 or TESS table: corrected by the pipeline, or plain aperture sums.
  public enum Photometry: String, Codable, Sendable, CaseIterable { case pdcsap, sap }

  /// A band under the name that the file has, and the name to give it.
  public struct Band: Codable, Sendable, Equatable {
    public var stored: String
    public var name: String

    public init(stored: String, name: String) {
      self.stored = stored
      self.name = name
    }
  }

  /// The HDU to read, from 0; the first that fits where absent.
  public var hdu: Int?
  /// Names of a table's columns; common names are looked for where absent.
  public var timeColumn: String?
  public var valueColumn: String?
  public var uncertaintyColumn: String?
  public var bandColumn: String?
  public var objectColumn: String?
  public var qualityColumn: String?
  /// The column of the class; none is read where absent, but for known formats.
  public var classColumn: String?
  /// What the values are, where the column's name does not say.
  public var quantity: LightCurve.Quantity?
  public var photometry = Photometry.pdcsap
  /// Bits of the quality column that mark a point as bad; all where absent.
  public var qualityBits: Int32?
  /// Days to add to the times for a Julian date, in place of what the file says.
  public var timeReference: Double?
  /// Name of the band of a file that has no column for it.
  public var band: String?
  /// The bands in the order wanted, so that band 2 means the same in every file; those that are not
  /// listed come behind. Empty leaves the file's names, sorted.
  public var bands: [Band] = []

  public init() {}

  /// The columns that are named.
  var columnNames: [String] {
    [
      timeColumn, valueColumn, uncertaintyColumn, bandColumn, objectColumn, qualityColumn,
      classColumn,
    ].compactMap { $0 }
  }
}
