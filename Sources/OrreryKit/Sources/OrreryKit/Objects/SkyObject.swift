/// What flows through a pipeline: one image, spectrum, light curve or catalogue row with all that is
/// known of it.
///
/// What is true of an object, rather than measured of it, stands in `truth` (its class),
/// `truthValues` (its numbers) and `truthNames` (finer names) alone; of the objects and pixels of a field in `tables["truth"]` and
/// `layers["truth"]`. Measurements are what stages and models found: models may look at them, so a
/// recipe moves what a simulator noted there to `truthValues` and `truthNames`.
public struct SkyObject: Sendable {
  /// The data themselves.
  @frozen
  public enum Content: Sendable {
    case image(Image)
    case spectrum(Spectrum)
    case lightCurve(LightCurve)
    case row(CatalogRow)
  }

  /// Unique in a run; products are named after it.
  public var id: String
  /// The file it came from, as the user named it.
  public var origin: String
  public var content: Content
  public var position: SkyPosition?
  /// Centre in the pixels of the image it was cut from, from 0.
  public var pixel: (x: Double, y: Double)?
  /// Sources found in it, in the order of their numbers; `cut-out` makes one object of each.
  public var sources: [Source]
  /// Images made on the way, by name: `background`, `noise`, `segmentation`.
  public var layers: [String: Image]
  /// Tables made on the way, by name: `truth`, the sources that a simulated field holds.
  public var tables: [String: Catalog]
  /// Cells of its catalogue row, in order; names are unique.
  public var measurements: [Measurement]
  /// In the order they came up, each once.
  public private(set) var flags: [ObjectFlag]
  /// What was done to it, a line each.
  public var history: [String]
  /// The true class in training, as weights that sum to 1 (soft after mixup); empty where unknown.
  public var truth: [String: Float]
  /// True numbers in training, by name: `z`, `subtype`; one that is unknown is absent or NaN.
  public var truthValues: [String: Double]
  /// True names beside the class, by what they are: `subclass`.
  public var truthNames: [String: String]

  public init(id: String, origin: String = "", content: Content) {
    self.id = id
    self.origin = origin
    self.content = content
    self.position = nil
    self.pixel = nil
    self.sources = []
    self.layers = [:]
    self.tables = [:]
    self.measurements = []
    self.flags = []
    self.history = []
    self.truth = [:]
    self.truthValues = [:]
    self.truthNames = [:]
  }

  public var kind: DataKind {
    switch content {
    case .image: .image
    case .spectrum: .spectrum
    case .lightCurve: .lightCurve
    case .row: .row
    }
  }

  /// The image; `nil` for other kinds. Setting `nil` does nothing.
  public var image: Image? {
    get { if case .image(let image) = content { image } else { nil } }
    set { if let newValue { content = .image(newValue) } }
  }

  /// The spectrum; `nil` for other kinds. Setting `nil` does nothing.
  public var spectrum: Spectrum? {
    get { if case .spectrum(let spectrum) = content { spectrum } else { nil } }
    set { if let newValue { content = .spectrum(newValue) } }
  }

  /// The light curve; `nil` for other kinds. Setting `nil` does nothing.
  public var lightCurve: LightCurve? {
    get { if case .lightCurve(let lightCurve) = content { lightCurve } else { nil } }
    set { if let newValue { content = .lightCurve(newValue) } }
  }

  /// The catalogue row; `nil` for other kinds. Setting `nil` does nothing.
  public var row: CatalogRow? {
    get { if case .row(let row) = content { row } else { nil } }
    set { if let newValue { content = .row(newValue) } }
  }

  /// Adds a flag; one that is there already is not repeated.
  public mutating func flag(_ flag: ObjectFlag) {
    if !flags.contains(flag) { flags.append(flag) }
  }

  /// Adds a measurement, replacing one of the same name.
  public mutating func measure(_ measurement: Measurement) {
    if let index = measurements.firstIndex(where: { $0.name == measurement.name }) {
      measurements[index] = measurement
    } else {
      measurements.append(measurement)
    }
  }
}
