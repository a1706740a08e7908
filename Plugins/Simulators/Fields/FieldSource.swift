import Foundation
import OrreryKit

/// One star or galaxy of a field, at a place and with a flux.
struct FieldSource: Sendable {
  var model: GalaxyModel
  /// Centre in pixels from 0.
  var x: Double
  var y: Double
  /// Total flux, ADU.
  var flux: Double
  var magnitude: Double
}
