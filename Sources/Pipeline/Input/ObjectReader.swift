import OrreryKit

/// One input file that is open: how many objects it holds, and each of them when asked.
///
/// Safe to use from several threads.
public struct ObjectReader: Sendable {
  /// The file as the user named it.
  public let path: String
  /// Ids of its objects, in order.
  public let ids: [String]
  private let readObject: @Sendable (Int) throws -> SkyObject

  init(path: String, ids: [String], read: @escaping @Sendable (Int) throws -> SkyObject) {
    self.path = path
    self.ids = ids
    self.readObject = read
  }

  /// Opens a file as the plan declares it.
  /// - Throws: `DataError` where nothing of it can be read.
  public init(_ file: InputSource.File, plan: InputPlan) throws {
    switch plan.kind {
    case .image: self = try ImageInput.open(file, plan: plan)
    case .spectrum: self = try SeriesInput.openSpectrum(file, plan: plan)
    case .lightCurve: self = try SeriesInput.openLightCurve(file, plan: plan)
    }
  }

  /// Object `index` of the file.
  /// - Throws: an error that says why this object cannot be read; others may be.
  public func read(_ index: Int) throws -> SkyObject {
    var object = try readObject(index)
    object.id = ids[index]
    object.origin = path
    return object
  }
}
