import Foundation
import OrreryKit
import Pipeline

/// The report of a folder that holds figures instead of objects: an evaluation, or trained models.
public struct FiguresReport: Sendable {
  /// What a folder holds.
  enum Kind {
    case evaluation
    /// Names of models with a card and a record of their training.
    case training([String])
  }

  private let folder: String
  private let kind: Kind

  /// - Returns: `nil` where a folder holds neither `evaluation.json` nor a model with the record of its
  ///   training.
  public init?(_ folder: String) {
    self.folder = folder
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    if names.contains("evaluation.json") {
      kind = .evaluation
      return
    }
    let ending = "-training.json"
    let models = names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
      .filter { names.contains($0 + ".json") }.sorted()
    guard !models.isEmpty else { return nil }
    kind = .training(models)
  }

  /// - Parameter path: a new folder, an empty one, or an earlier report, which is replaced.
  /// - Returns: how many pictures it shows.
  /// - Throws: `DataError`.
  public func write(to path: String) throws -> Int {
    let name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    var pictures: [String] = []
    var page: HTMLDocument
    let data: [UInt8]
    switch kind {
    case .evaluation:
      page = HTMLDocument(title: "Evaluation · \(name)")
      data = try RegularFile("\(folder)/evaluation.json").contents(limit: 1 << 28)
      try Self.fill(&page, evaluation: data, file: "\(folder)/evaluation.json")
      pictures = files(ending: ".png")
      if !pictures.isEmpty {
        page.box("Figures") { page in
          for file in pictures { page.picture(Self.safe(file), alt: String(file.dropLast(4))) }
        }
      }
    case .training(let models):
      page = HTMLDocument(title: "Trained models · \(name)")
      data = Array(try JSONEncoder().encode(models))
      for model in models { try fill(&page, model: model, &pictures) }
    }
    let report = try ReportFolder(path)
    try report.write(data, to: ReportFolder.figures)
    for file in pictures { try report.take("\(folder)/\(file)", as: Self.safe(file)) }
    for file in try ReportPages.files() where ["report.css", "icon.svg"].contains(file.name) {
      try report.write(file.bytes, to: file.name)
    }
    try report.write(page.bytes, to: "index.html")
    try report.finish()
    return pictures.count
  }

  private func files(ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
  }

  /// A name that the report's folder takes.
  private static func safe(_ file: String) -> String {
    SafeName.isSafe(file) ? file : SafeName.make(for: file) + ".png"
  }

  // MARK: - Evaluations

  /// Sections of `evaluation.json`, as the page calls them.
  private static let sections = [
    ("classification", "Classification"), ("numbers", "Numbers"), ("over-time", "Over time"),
    ("fields", "Sources in fields"), ("samples", "Samples"), ("densities", "Densities"),
    ("metrics", "Metrics of the recipes"),
    ("comparisons", "Comparisons"),
  ]

  private static func fill(
    _ page: inout HTMLDocument, evaluation bytes: [UInt8], file: String
  ) throws {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)),
      case .object(let report) = value
    else { throw DataError(.damaged, "is no report of an evaluation", file: file) }
    for (key, heading) in sections {
      guard case .array(let entries)? = report[key], !entries.isEmpty else { continue }
      let models = entries.compactMap { entry -> [String: JSONValue]? in
        guard case .object(var values) = entry else { return nil }
        for part in ["robustness", "values"] {
          if case .object(let more)? = values[part] { values.merge(more) { own, _ in own } }
        }
        return values
      }
      page.box(heading) { page in
        let (names, rows) = table(models)
        page.table(names, rows)
        for model in models {
          guard case .object(let classes)? = model["classes"] else { continue }
          let entries = classes.sorted { $0.key < $1.key }.compactMap {
            name, value -> [String: JSONValue]? in
            if case .object(var values) = value {
              values["class"] = .string(name)
              return values
            }
            return nil
          }
          let (names, rows) = table(entries, first: "class")
          page.table(names, rows, heading: text(model["model"]))
        }
      }
    }
  }

  /// Every figure that one of the entries has, a column each.
  private static func table(
    _ entries: [[String: JSONValue]], first: String = "model"
  ) -> (names: [String], rows: [[String]]) {
    var keys = Set<String>()
    for entry in entries { for (key, value) in entry where isFigure(value) { keys.insert(key) } }
    keys.remove(first)
    let names = (entries.contains { $0[first] != nil } ? [first] : []) + keys.sorted()
    return (names, entries.map { entry in names.map { text(entry[$0]) } })
  }

  private static func isFigure(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): String(format: "%.4g", number)
    case .bool(let flag): flag ? "yes" : "no"
    default: "–"
    }
  }

  // MARK: - Trained models

  private func fill(
    _ page: inout HTMLDocument, model name: String, _ pictures: inout [String]
  ) throws {
    let path = "\(folder)/\(name).json"
    let bytes = try RegularFile(path).contents(limit: 1 << 24)
    guard let card = try? JSONDecoder().decode(ModelCard.self, from: Data(bytes)) else {
      throw DataError(.damaged, "is no model card", file: path)
    }
    let figures = files(ending: ".png").filter {
      ["\(name)-training.png", "\(name)-learning-rate.png"].contains($0)
    }
    pictures += figures
    page.box("\(card.architecture) \(card.name)") { page in
      if !card.summary.isEmpty { page.paragraph(card.summary) }
      page.paragraph(card.command, isSoft: true)
      let parts = card.training.objects.sorted { $0.key < $1.key }
        .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      page.table(
        ["", ""],
        [
          ["Data", "\(card.training.data); \(parts)"],
          ["Training", "\(card.training.epochs) epochs, seed \(card.training.seed)"],
          ["Made on", card.training.date],
        ])
      let seeds = card.seeds
      page.table(
        ["figure", "value"] + (seeds.map { ["mean of \($0.count) seeds", "spread"] } ?? []),
        card.metrics.sorted { $0.key < $1.key }.map { key, value in
          let mean = seeds.map { seeds in
            [seeds.mean[key], seeds.spread[key]].map { Self.text($0.map(JSONValue.number)) }
          }
          return [key, Self.text(.number(value))] + (mean ?? [])
        }, heading: "Test part")
      for file in figures {
        page.picture(Self.safe(file), alt: "Training of \(card.architecture) \(card.name)")
      }
    }
  }
}
