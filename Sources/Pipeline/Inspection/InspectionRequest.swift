import OrreryKit

/// Which object of a file to look at, and what with.
public struct InspectionRequest: Sendable {
  public var file: String
  public var hdu: Int?
  /// Centre of the cut-out on the sky.
  public var position: SkyPosition?
  /// Centre of the cut-out in pixels from 0.
  public var pixel: SIMD2<Double>?
  /// Side of the cut-out in pixels.
  public var size = 64
  /// Entry of a stack, spectrum or light curve of a file, from 0.
  public var row: Int?
  /// Name of a spectrum or light curve of a file.
  public var id: String?
  /// Architecture and weights; `nil` takes the model that fits the data.
  public var plugin: String?
  public var weights: String?
  public var predicts = true
  /// How the prediction is explained; `nil` leaves it.
  public var explanation: ExplanationMethod?
  /// The class that is explained; `nil` for the most probable one.
  public var explainedClass: String?
  /// The layer of feature maps; `nil` for the last one.
  public var layer: String?
  /// Whether the object is kept behind each preparation stage.
  public var showsStages = false
  /// What is changed to see how the prediction moves, each alone.
  public var variations: [Variation] = []

  public init(file: String) { self.file = file }

  /// Whether a row of a table is looked at, or a model that would take one.
  var asksForRow: Bool { row != nil || id != nil || plugin != nil || weights != nil }
}
