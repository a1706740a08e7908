/// One step that prepares, normalises or augments an object.
///
/// A stage is a value: its stored properties are its settings, with defaults in `init()`. `run`
/// works in memory alone: no files, clock, environment or printing.
///
/// Outcomes: the changed object is returned · `run` throws and this object fails, the run goes on ·
/// `validate` throws and nothing runs.
public protocol Stage: Codable, Sendable {
  static var info: StageInfo { get }
  /// The defaults.
  init()
  /// Checks what types, choices and ranges of `info.settings` cannot.
  /// - Throws: `Settings.Failure` that names the key.
  func validate() throws
  /// - Parameter random: the stream of this object and stage; only augmentations draw from it.
  /// - Throws: an error that says in one line why this object cannot be used.
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject
}

extension Stage {
  public func validate() throws {}
}

/// A stage that makes any number of objects of one: `cut-out` makes one of each source.
public protocol ExpandingStage: Stage {
  func expand(_ object: SkyObject, random: inout RandomStream) throws -> [SkyObject]
}

extension ExpandingStage {
  /// The first object of `expand`; throws where there is none.
  public func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    guard let first = try expand(object, random: &random).first else {
      throw DataError(.missing, "\(Self.info.name): nothing found in \(object.id)")
    }
    return first
  }
}

/// A stage whose settings are learned from the training objects and stored with the weights.
public protocol FittedStage: Stage {
  /// The same stage with its statistics filled from these objects, which have passed all earlier
  /// stages.
  func fitted(to objects: [SkyObject]) throws -> Self
  /// True once the statistics are there.
  var isFitted: Bool { get }
}

/// An augmentation that blends an object with a partner drawn from the same training set (mixup).
public protocol MixingStage: Stage {
  func mix(_ object: SkyObject, with partner: SkyObject, random: inout RandomStream) throws
    -> SkyObject
}
