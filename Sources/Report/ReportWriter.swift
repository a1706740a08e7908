import Foundation
import OrreryKit
import Pipeline

/// Writes the report of a run: one folder of pages, data and pictures that needs nothing else.
///
/// The same run gives the same bytes.
public struct ReportWriter: Sendable {
  /// What was written.
  public struct Result: Sendable, Equatable {
    public var objects = 0
    public var failures = 0
    public var pictures = 0
    public var layers = 0
    public var plots = 0
    /// What the report leaves out, and why, a line each.
    public var notes: [String] = []
  }

  let run: RunFolder
  let data: DataFolder
  let threads: Int

  /// - Parameters:
  ///   - data: what relative paths of the run's input start from: series and fields are read
  ///     again where they are still there.
  ///   - threads: objects worked on at once.
  public init(run: RunFolder, data: DataFolder = DataFolder("."), threads: Int = 2) {
    self.run = run
    self.data = data
    self.threads = threads
  }

  /// True where `path` holds the report of this very catalogue.
  public func isCurrent(_ path: String) -> Bool {
    guard ReportFolder.isReport(path), let digest = try? digest(),
      let summary = try? RegularFile("\(path)/data/summary.js").text(limit: 1 << 26)
    else { return false }
    return summary.contains("\"digest\":\"\(digest)\"")
      && summary.contains("\"program\":\"orrery \(SDKInfo.version)\"")
  }

  /// - Parameters:
  ///   - path: a new folder, an empty one, or an earlier report, which is replaced.
  ///   - progress: gets how many objects are done, of how many.
  /// - Throws: `DataError`: `unwritable`, or what reading the catalogue throws.
  public func write(
    to path: String, progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> Result {
    let folder = try ReportFolder(path)
    var result = Result()
    let catalog = RunCatalog(try run.table("OBJECTS") ?? Catalog())
    if !catalog.omitted.isEmpty {
      result.notes.append(
        "Columns of lists are not shown: \(catalog.omitted.joined(separator: ", "))")
    }
    let failures = try run.table("FAILURES") ?? Catalog()
    let inputs = try run.table("INPUTS") ?? Catalog()
    for (place, column) in catalog.columns.enumerated() {
      let name = "column-\(place)"
      try folder.write(DataScript.bytes(name, column.packed), to: "data/\(name).js")
    }
    try folder.write(table("failures", failures), to: "data/failures.js")
    try folder.write(table("inputs", inputs), to: "data/inputs.js")

    let products = try ObjectProducts(
      run: run, catalog: catalog, files: files(inputs, catalog), data: data)
    let made = try products.write(to: folder, threads: threads, progress: progress)
    try folder.write(DataScript.bytes("files", made.files), to: "data/files.js")
    result.notes += made.notes
    (result.pictures, result.layers, result.plots) = (made.pictures, made.layers, made.plots)
    let fields = self.fields(catalog, folder, &result.notes)
    for name in run.overviews {
      try folder.take("\(run.path)/overview/\(name).png", as: "overview/\(name).png")
    }

    var summary = try self.summary(catalog, failures, inputs)
    summary.pictures = products.hasSeries ? "plot" : "image"
    summary.layers = products.layers
    summary.fields = fields
    summary.notes = result.notes.map(\.printable)
    try folder.write(DataScript.bytes("summary", summary), to: "data/summary.js")
    for page in try ReportPages.files() { try folder.write(page.bytes, to: page.name) }
    try folder.finish()
    result.objects = catalog.count
    result.failures = failures.rowCount
    return result
  }

  func digest() throws -> String {
    try SHA256.hexadecimal(ofFile: "\(run.path)/\(run.catalogName)")
  }

  /// The input files by name, once each.
  private func files(_ inputs: Catalog, _ catalog: RunCatalog) -> [String] {
    if let files = inputs["file"]?.labels { return files }
    return Set(catalog.texts(.origin) ?? []).sorted()
  }

  private func table(_ name: String, _ catalog: Catalog) throws -> [UInt8] {
    let columns = catalog.columns.compactMap { column in
      ReportColumn(column).map { ($0.name, $0.packed) }
    }
    return try DataScript.bytes(name, Dictionary(columns, uniquingKeysWith: { first, _ in first }))
  }
}
