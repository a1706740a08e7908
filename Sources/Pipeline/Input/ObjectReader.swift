import OrreryKit

/// One input file that is open: how many objects it holds, and each of them when asked.
///
/// Safe to use from several threads.
public struct ObjectReader: Sendable {
  /// The file as the user named it.
  public let path: String
  /// Ids of its objects, in order.
  public let ids: [String]
  /// What the file itself calls them: a table of labels knows them by these.
  public let names: [String]
  private let readObject: @Sendable (Int) throws -> SkyObject
  private let wideImage: @Sendable (Int) -> WideImage?

  /// - Parameters:
  ///   - names: as the file has them; the ids where it has none.
  ///   - wide: of objects that may be larger than memory.
  init(
    path: String, ids: [String], names: [String]? = nil,
    read: @escaping @Sendable (Int) throws -> SkyObject,
    wide: @escaping @Sendable (Int) -> WideImage? = { _ in nil }
  ) {
    self.path = path
    self.ids = ids
    self.names = names ?? ids
    self.readObject = read
    self.wideImage = wide
  }

  /// Opens a file as the plan declares it.
  /// - Throws: `DataError` where nothing of it can be read.
  public init(_ file: InputSource.File, plan: InputPlan) throws {
    try self.init(file, plan: plan, contents: nil)
  }

  /// - Parameter contents: of the file, where it has been read already.
  init(_ file: InputSource.File, plan: InputPlan, contents: [UInt8]?) throws {
    switch plan.kind {
    case .image: self = try ImageInput.open(file, plan: plan, contents: contents)
    case .spectrum: self = try SeriesInput.openSpectrum(file, plan: plan)
    case .lightCurve: self = try SeriesInput.openLightCurve(file, plan: plan)
    case .row: self = try TableInput.open(file, plan: plan)
    }
  }

  /// How large object `index` is, where it may be larger than memory; `nil` of small ones.
  func wide(_ index: Int) -> WideImage? { wideImage(index) }

  /// Object `index` of the file.
  /// - Throws: an error that says why this object cannot be read; others may be.
  public func read(_ index: Int) throws -> SkyObject {
    var object = try readObject(index)
    object.id = ids[index]
    object.origin = path
    return object
  }
}
