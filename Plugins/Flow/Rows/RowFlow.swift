import OrreryKit

/// A normalizing flow of catalogue rows: exact densities, samples, and how unusual a row is.
///
/// A chain of steps, each autoregressive or a coupling, along affine curves or rational-quadratic
/// splines (`FlowStep`), to Gaussian noise.
///
/// **Shapes** `[N, D]`, a number for each column of the specification.
public struct RowFlow: Trainable, Fitted, Generator, Module {
  public typealias Configuration = RowFlowSettings

  public static let defaults = RowFlowSettings()

  public static let info = ArchitectureInfo(
    name: "row-flow",
    summary: "Exact densities, anomalies and samples of catalogue rows, by a normalizing flow.",
    version: "1.0.0", task: .generation, accepts: .row, settings: RowFlowSettings.settings,
    reference: "Durkan et al. 2019, arXiv:1906.04032")

  public let specification: ModelSpecification
  let density: RowDensity
  let ranks = DensityRanks()
  /// Deviation of the noise that training adds to each column; `nil` for none.
  private let smoothing: Tensor?

  public init(
    _ configuration: RowFlowSettings, specification: ModelSpecification,
    random: inout RandomStream
  ) throws {
    guard specification.channels >= 1 else {
      throw Settings.Failure(path: [], reason: "'row-flow' needs rows of one number or more")
    }
    let names = specification.bands
    if let unknown = configuration.smoothing.keys.sorted().first(where: { !names.contains($0) }) {
      throw Settings.Failure(
        path: ["smoothing", unknown],
        reason: "no such column" + NearestNames.suggestion(for: unknown, among: names))
    }
    smoothing =
      configuration.smoothing.isEmpty
      ? nil
      : Tensor(
        names.map { Float(configuration.smoothing[$0] ?? 0) }, shape: [1, specification.channels])
    self.specification = specification
    density = RowDensity(configuration, dimensions: specification.channels, random: &random)
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> RowBatch {
    try RowBatch(objects, specification: specification)
  }

  /// Minus the mean log-density, in nats in the model's coordinates.
  public func loss(of batch: RowBatch, _ pass: inout Pass) throws -> StepOutcome {
    let count = batch.rows.count
    // Rows without all of their numbers teach nothing; a batch of such has the loss 0.
    var values = batch.values
    if let smoothing, pass.isTraining {
      values =
        values + smoothing * .normal(values.shape, mean: 0, deviation: 1, &pass.random)
    }
    let sum = -density.logDensity(values, &pass).sum()
    return StepOutcome(loss: sum * (1 / Float(max(1, count))), count: count)
  }

  /// Ranks the log-densities of objects that training did not see.
  public func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    var found: [Float] = []
    for start in stride(from: 0, to: objects.count, by: 1024) {
      let batch = try self.batch(Array(objects[start..<min(start + 1024, objects.count)]))
      var pass = Pass.inference
      found += withoutGradient { density.logDensity(batch.values, &pass) }.scalars
    }
    ranks.measure(found)
    return self
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try self.batch(objects)
    let found = withoutGradient { density.logDensity(batch.values, &pass) }.scalars
    var logDensities = [Float](repeating: .nan, count: objects.count)
    for (place, row) in batch.rows.enumerated() { logDensities[row] = found[place] }
    return logDensities.enumerated().map { index, logDensity in
      var prediction = Prediction(flags: batch.flags[index])
      let isLost = batch.flags[index].isEmpty && !logDensity.isFinite
      if isLost { prediction.flags.append(.nonFinitePrediction) }
      let value = isLost ? .nan : logDensity
      prediction.measurements = [
        .logDensity(value), .shareLessLikely(ranks.shareLessLikely(than: value)),
      ]
      return prediction
    }
  }

  // MARK: - Generation

  public var latentShape: [Int] { [density.dimensions] }

  public func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    let names = specification.bands
    return density.rows(latents).scalars.chunks(of: density.dimensions).map { values in
      SkyObject(
        id: "", content: .row(CatalogRow(names: names, values: values.map { Double($0) })))
    }
  }
}
