import Foundation
import OrreryKit
import Pipeline

/// The spectra or light curves that a run read, found again by the names of its objects.
struct SeriesSource: Sendable {
  enum Kind: Sendable { case spectrum, lightCurve }

  let kind: Kind
  private let data: DataFolder
  /// The name that objects of a file start with.
  private let stems: [String: String]

  /// `nil` where the run's files hold something else, or cannot be read any more.
  init?(files: [String], data: DataFolder) {
    // A run reads one kind of data: the first file that is there tells.
    guard let first = files.lazy.map(data.file).first(where: { access($0, R_OK) == 0 }) else {
      return nil
    }
    if LightCurveReader.canRead(first) {
      kind = .lightCurve
    } else if SpectrumReader.canRead(first) {
      kind = .spectrum
    } else {
      return nil
    }
    self.data = data
    stems = Dictionary(
      InputSource(files).files.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// The plots of a file's objects by the names that the run gave them.
  /// - Throws: `DataError` where the file cannot be read any more.
  func plots(of file: String) throws -> [String: SeriesPlot] {
    let path = data.file(file)
    let plots: [(name: String, plot: SeriesPlot)]
    switch kind {
    case .spectrum:
      plots = try SpectrumReader.read(path: path).map { ($0.name, SeriesPlot($0)) }
    case .lightCurve:
      plots = try LightCurveReader.read(path: path).map { ($0.name, SeriesPlot($0)) }
    }
    let stem = stems[file] ?? ""
    var result: [String: SeriesPlot] = [:]
    for (index, entry) in plots.enumerated() {
      let name = entry.name.isEmpty ? "\(index)" : entry.name
      result[(plots.count == 1 ? stem : "\(stem)-\(name)").printable] = entry.plot
    }
    return result
  }
}
