import OrreryKit

/// A recurrent classifier of light curves in any number of bands, at irregular times (after Naul et
/// al. 2018, Nature Astronomy 2, 151, and Muthukrishna et al. 2019, PASP 131, 118002).
///
///     steps → LSTM or GRU → mean, largest, attention over the steps ┐
///     facts of the whole curve → norm → linear → ReLU → dropout     ┴→ linear → ReLU = features
///     features → dropout → linear
///
/// **Shapes** steps `[N, T, F]`, facts `[N, G]` (`CurveEncoder` makes them) to `[N, classes]`.
public struct LightCurveClassifier: Classifier, Module {
  public static let defaults = LightCurveConfiguration()

  public static let info = ArchitectureInfo(
    name: "light-curve-classifier",
    summary: "Classes of variable stars and transients, by a recurrent network.",
    version: "1.0.0", task: .classification, accepts: .lightCurve,
    settings: LightCurveConfiguration.settings,
    reference: "Naul et al. 2018, Nature Astronomy 2, 151")

  public let specification: ModelSpecification
  let configuration: LightCurveConfiguration
  let encoder: CurveEncoder
  let body: RecurrentBody
  let pooling: SequencePooling
  let norm: BatchNorm1d
  let facts: Linear
  let merge: Linear
  let dropout: Dropout
  let head: Linear

  public init(
    _ configuration: LightCurveConfiguration, specification: ModelSpecification,
    random: inout RandomStream
  ) throws {
    try configuration.check(specification)
    self.specification = specification
    self.configuration = configuration
    encoder = CurveEncoder(configuration, specification)
    body = RecurrentBody(configuration, inputs: encoder.stepWidth, random: &random)
    pooling = SequencePooling(channels: body.outputs, heads: configuration.heads, random: &random)
    norm = BatchNorm1d(channels: encoder.factCount)
    facts = Linear(inputs: encoder.factCount, outputs: configuration.width, random: &random)
    merge = Linear(
      inputs: pooling.outputs + configuration.width, outputs: 2 * configuration.width,
      random: &random)
    dropout = Dropout(Float(configuration.dropout))
    head = Linear(
      inputs: 2 * configuration.width, outputs: specification.classes.count, random: &random)
  }

  public func inputs(_ objects: [SkyObject]) throws -> LightCurveBatch {
    try LightCurveBatch(objects, specification, encoder)
  }

  public func features(_ batch: LightCurveBatch, _ pass: inout Pass) -> Tensor {
    let states = body(batch.steps, batch.lengths, &pass)  // [N, T, D · width]
    let pooled = dropout(pooling(states, batch, &pass), &pass)
    let known = dropout(facts(norm(batch.facts, &pass), &pass).relu(), &pass)  // [N, width]
    return merge(.concatenated([pooled, known], axis: 1), &pass).relu()
  }

  public func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor {
    head(dropout(features, &pass), &pass)
  }
}
