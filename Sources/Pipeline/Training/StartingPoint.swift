import OrreryKit

/// Weights that a training starts from, and the parts of the model that it leaves as they are:
/// transfer learning (Yosinski et al. 2014, arXiv:1411.1792).
///
/// A head for other classes has another shape than the one in the file: it starts fresh.
public struct StartingPoint: Codable, Sendable, Equatable {
  /// Name of a set of weights of the same architecture, or the path of a file.
  public var weights = ""
  /// Parts that stay as they are, by the beginning of their parameters' names: `body`.
  public var freeze: [String] = []

  static let settings = [
    Setting("weights", "Weights of the same architecture: a name, or a file"),
    Setting("freeze", "Parts that stay as they are, by the beginning of their parameters' names"),
  ]

  /// Fills the model with the weights that fit it and freezes what is to stay.
  /// - Returns: names of the parameters that start fresh.
  /// - Throws: `DataError` where no weights fit or nothing is named so.
  func apply(
    to module: any Module, of architecture: String, in library: ModelLibrary
  ) throws -> [String] {
    let entry = try library.find(weights, for: architecture)
    let own = module.stateDictionary()
    let fitting = try Safetensors(reading: entry.weights).tensors.filter { name, tensor in
      own[name]?.shape == tensor.shape
    }
    let report = try module.load(fitting, strict: false)
    let parameters = module.namedParameters
    let fresh = report.missing.filter { name in parameters.contains { $0.name == name } }
    guard fresh.count < parameters.count else {
      throw DataError(.mismatch, "nothing of it fits the model", file: entry.weights)
    }
    for part in freeze {
      let members = parameters.filter { $0.name == part || $0.name.hasPrefix(part + ".") }
      guard !members.isEmpty else {
        let parts = Set(parameters.map { String($0.name.prefix { $0 != "." }) }).sorted()
        throw DataError(
          .missing,
          "freeze: the model has no part '\(part)'"
            + NearestNames.suggestion(for: part, among: parts))
      }
      if let name = members.first(where: { fresh.contains($0.name) })?.name {
        throw DataError(
          .mismatch, "freeze: '\(name)' would never be trained: it does not fit the model",
          file: entry.weights)
      }
      for member in members { member.parameter.isTrainable = false }
    }
    return fresh
  }
}
