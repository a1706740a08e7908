/// Objects side by side as layers take them: made the same way in training and in a run.
///
/// `ImageBatch` serves images. A plug-in whose objects need another encoding writes its own.
public protocol InputBatch: Sendable {
  /// - Throws: `DataError.invalidValue` for an object of the wrong kind or shape; objects of which
  ///   nothing can be said are no error: they get flags and no row.
  init(_ objects: [SkyObject], specification: ModelSpecification) throws
  /// Which objects have a row in the batch, ascending.
  var rows: [Int] { get }
  /// What each object must be flagged with, in `rows` or not.
  var flags: [[ObjectFlag]] { get }
}
