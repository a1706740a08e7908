import OrreryKit

/// Writes the objects of a survey as files and their truth as tables.
///
/// An image is the primary HDU, with extensions `MASK`, `TRUTHMAP` and `TRUTH` (the sources) where
/// it has them; a spectrum is a table as SDSS writes them (`loglam`, `flux`, `ivar`, `and_mask`); a
/// light curve is a table `mjd`, `band`, `mag`, `magerr` (or `flux`, `flux_err`). Catalogue rows stand
/// in one table, `NAME-SEED.fits`, with their names in `id`. The truth of all `truth.csv` and, with units,
/// `truth.fits`.
public struct SurveyWriter: Sendable {
  private let survey: Survey
  private let folder: OutputFolder

  /// - Throws: `DataError.unwritable` where the folder cannot be made or written.
  public init(_ survey: Survey, folder: String) throws {
    self.survey = survey
    self.folder = try OutputFolder(folder)
  }

  /// Makes and writes everything.
  ///
  /// - Parameters:
  ///   - jobs: objects made at once; the files do not depend on it.
  ///   - progress: told how many are done.
  /// - Returns: bytes written.
  /// - Throws: the simulator's error, or `DataError.unwritable`.
  public func write(jobs: Int, progress: (Int) -> Void = { _ in }) async throws -> Int {
    var truth = TruthTable()
    var rows: [SkyObject] = []
    var bytes = 0
    var start = 0
    while start < survey.count {
      let chunk = Array(start..<min(survey.count, start + 16 * jobs))
      let written = await concurrentMap(chunk, width: jobs) { index in
        Result { try writeObject(index) }
      }
      for result in written {
        let (object, file, size) = try result.get()
        truth.add(object, file: file)
        if object.row != nil { rows.append(object) }
        bytes += size
      }
      start += chunk.count
      progress(start)
    }
    if !rows.isEmpty {
      bytes += try write(
        SurveyFile.table(rows, cards: survey.cards(of: 0).filter { $0.keyword != "SIMINDEX" }),
        tableName)
    }
    let table = truth.catalog
    bytes += try write(CSV.format(table), "truth.csv")
    var file = FITSWriter()
    try file.append(table)
    return try bytes + write(file.data, "truth.fits")
  }

  /// The object without its pixels, the file's name and its size.
  private func writeObject(_ index: Int) throws -> (SkyObject, String, Int) {
    var object = try survey.simulator.make(index, seed: survey.seed)
    // Written with the others, when all are made.
    if object.row != nil { return (object, tableName, 0) }
    let name = SafeName.make(for: object.id) + ".fits"
    let size = try write(SurveyFile(object, cards: survey.cards(of: index)).writer.data, name)
    object.content = .image(Image(repeating: 0, height: 1, width: 1))
    object.layers = [:]
    return (object, name, size)
  }

  /// The file of all rows: `photometry-4.fits` of `photometry-4-000000`.
  private var tableName: String {
    SafeName.make(for: "\(survey.info.name)-\(survey.seed)") + ".fits"
  }

  private func write(_ bytes: [UInt8], _ name: String) throws -> Int {
    try AtomicFile.write(bytes, to: folder.file(name))
    return bytes.count
  }
}
