import OrreryKit

/// What happens to objects, in the order of the input.
enum SinkItem: Sendable {
  /// An entry's objects come; its image is there where an overview of it is asked for.
  case begin(UnitWork, field: SkyObject?)
  case object(PreparedObject, UnitWork, place: Int, Effort)
  /// An image that is not in memory: it is worked on when it comes.
  case tiled(TiledObject, UnitWork, Effort)
  case failed(ObjectFailure, UnitWork, place: Int, Effort)
  /// An object stands from before.
  case kept(UnitWork, place: Int)
  /// All objects of the entry have come.
  case end(UnitWork)

  /// What an object cost before the model saw it.
  struct Effort: Sendable {
    var seconds = 0.0
    var tries = 1
  }

  /// Bytes of pixels that wait with it.
  var size: Int {
    switch self {
    case .object(let prepared, _, _, _): (prepared.object.image?.pixels.count ?? 0) * 4
    default: 0
    }
  }
}
