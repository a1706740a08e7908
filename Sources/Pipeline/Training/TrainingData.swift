import OrreryKit

/// The objects that a recipe trains on, with what is known of them.
public indirect enum TrainingData: Sendable {
  /// Objects made by a simulator.
  case simulated(any Simulator, settings: JSONValue, count: Int, seed: UInt64, matchRadius: Double)
  /// Objects read as a run reads them.
  case files(InputPlan, labels: ObjectLabels)
  /// One behind the other.
  case several([TrainingData])

  var kind: DataKind {
    switch self {
    case .simulated(let simulator, _, _, _, _): type(of: simulator).info.produces
    case .files(let plan, _): plan.kind
    case .several(let parts): parts.first?.kind ?? .image
    }
  }

  /// In words, for the model card.
  var summary: String {
    switch self {
    case .simulated(let simulator, _, let count, let seed, _):
      return "\(count) simulated \(type(of: simulator).info.name), seed \(seed)"
    case .files(let plan, let labels):
      let names = plan.patterns.map(\.lastComponent).joined(separator: ", ")
      guard let table = labels.table else { return names }
      return names + ", labels of \(table.lastComponent)"
    case .several(let parts): return parts.map(\.summary).joined(separator: "; ")
    }
  }
}

extension String {
  /// The name behind the last `/`.
  var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
