import OrreryKit

/// Inputs of a classifier with soft targets; objects without usable data have no row.
struct LabelledInputs<Inputs: InputBatch>: Sendable {
  let inputs: Inputs
  /// `[N, classes]`, each row sums to 1.
  let targets: Tensor
  /// The most probable true class of each row.
  let labels: [Int]

  /// - Parameter encode: puts objects side by side.
  init(
    _ objects: [SkyObject], classes: [String], encode: ([SkyObject]) throws -> Inputs
  ) throws {
    inputs = try encode(objects)
    let members = inputs.rows.map { objects[$0] }
    targets = Tensor(
      members.flatMap { $0.shares(of: classes) }, shape: [members.count, classes.count])
    labels = members.map { $0.label(among: classes) ?? 0 }
  }
}
