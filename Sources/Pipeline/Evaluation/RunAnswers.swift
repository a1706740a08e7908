import Foundation
import OrreryKit

/// The answers that a run wrote into its catalogue, beside a table of what is true.
public enum RunAnswers {
  /// - Parameters:
  ///   - catalog: FITS table of a run, with `id`, `p_CLASS` for each class and measurements.
  ///   - truth: FITS or CSV table.
  ///   - id: column of the truth that names the objects as the catalogue does.
  ///   - column: of the truth with the true class; where it is absent only numbers are compared.
  /// - Returns: the model, and how many rows of the catalogue are not in the truth.
  /// - Throws: `DataError` where a table or a column is missing, or no object is in both.
  public static func read(
    catalog: String, truth: String, id: String = "id", class column: String = "class"
  ) throws -> (model: EvaluatedModel, unknown: Int) {
    let predicted = try FITSFile(opening: catalog).readTable()
    let known = try table(truth)
    guard let ids = predicted["id"]?.strings else {
      throw DataError(.missing, "no column 'id'", file: catalog)
    }
    guard let names = known[id]?.strings else {
      throw DataError(
        .missing,
        "no column '\(id)'"
          + NearestNames.suggestion(for: id, among: known.columns.map(\.name)), file: truth)
    }
    let places = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let rows = ids.indices.filter { places[ids[$0]] != nil }
    guard !rows.isEmpty else {
      throw DataError(.missing, "none of the objects is in the truth '\(truth)'", file: catalog)
    }
    let own = rows.compactMap { places[ids[$0]] }
    let columns = predicted.columns.filter { $0.name.hasPrefix("p_") && $0.doubles != nil }
    let classes = columns.map { String($0.name.dropFirst(2)) }
    var answers = Answers(ids: rows.map { ids[$0] })
    if let labels = known[column]?.strings, classes.count > 1 {
      let numbers = own.map { classes.firstIndex(of: labels[$0]) }
      if let place = numbers.firstIndex(of: nil) {
        throw DataError(
          .invalidValue,
          "'\(labels[own[place]])' is none of the classes \(classes.joined(separator: ", "))",
          file: truth)
      }
      answers.labels = numbers.compactMap { $0 }
      answers.probabilities = rows.flatMap { row in
        columns.map { Float($0.doubles?[row] ?? .nan) }
      }
    }
    let available = Set(predicted.columns.map(\.name))
    for quantity in known.columns where !["x", "y", "ra", "dec"].contains(quantity.name) {
      guard let truth = quantity.doubles,
        let name = Answers.column(for: quantity.name, among: available), name != "id",
        let values = predicted[name]?.doubles
      else { continue }
      let errors = predicted[Answers.errorColumn(for: name)]?.doubles
      let pairs = zip(rows, own).filter { truth[$0.1].isFinite }
      guard !pairs.isEmpty else { continue }
      answers.numbers[quantity.name] = Answers.Numbers(
        predicted: pairs.map { values[$0.0] },
        errors: errors.map { errors in pairs.map { errors[$0.0] } } ?? [],
        truth: pairs.map { truth[$0.1] })
    }
    for flags in rows.compactMap({ predicted["flags"]?.strings?[$0] }) {
      for flag in flags.split(separator: ",") { answers.flags[String(flag), default: 0] += 1 }
    }
    let name = URL(fileURLWithPath: catalog).deletingPathExtension().lastPathComponent
    return (EvaluatedModel(name: name, classes: classes, test: answers), ids.count - rows.count)
  }

  private static func table(_ path: String) throws -> Catalog {
    do {
      return try FITSFile(opening: path).readTable()
    } catch let error as DataError where error.code == .notRecognised {
      return try CSV.read(path)
    }
  }

  /// The catalogue of a run's folder.
  /// - Throws: `DataError.missing` where there is none, or more than one.
  public static func catalog(inFolder folder: String) throws -> String {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let catalogs = files.sorted().filter { $0.hasSuffix(".fits") }.map { "\(folder)/\($0)" }
      .filter { path in
        (try? FITSFile(opening: path).readTable())?.columns.contains { $0.name == "status" } == true
      }
    guard catalogs.count == 1 else {
      throw DataError(
        .missing,
        catalogs.isEmpty ? "holds no catalogue of a run" : "holds several catalogues; name one",
        file: folder)
    }
    return catalogs[0]
  }
}
