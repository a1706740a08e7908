import Foundation
import OrreryKit
import Pipeline

/// The pages of a report, the same for every run.
enum ReportPages {
  /// Every file with its name.
  /// - Throws: `DataError.missing` where the program's resources are not beside it.
  static func files() throws -> [(name: String, bytes: [UInt8])] {
    guard let folder = folders.first(where: { access("\($0)/index.html", R_OK) == 0 }) else {
      throw DataError(.missing, "the report's pages are not beside the program", file: folders[0])
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try names.map { ($0, try RegularFile("\(folder)/\($0)").contents()) }
  }

  /// One of them, to be served while there is no report yet.
  static func file(_ path: [String]) -> ServedFile? {
    folders.lazy.compactMap { ServedFile(in: $0, path) }.first
  }

  /// Where the build puts them, then where an installation does.
  private static var folders: [String] {
    let program = Bundle.main.bundleURL
    return [
      program.appendingPathComponent("orrery_Report.resources/Pages").path,
      program.appendingPathComponent("../lib/orrery/report").standardized.path,
    ]
  }
}
