import Foundation
import OrreryKit

/// Photometric redshifts as densities: a mixture of Gaussians whose weights, means and deviations a
/// network reads off the fluxes (mixture density network; Bishop 1994, Aston NCRG/94/004; for
/// redshifts D'Isanto & Polsterer 2018, A&A 609, A111).
///
///     p(ζ | fluxes) = Σ w_k N(ζ; μ_k, σ_k²),   ζ = ln(1 + z)
///
/// trained by the negative log-likelihood of the true redshifts.
public struct PhotoRedshiftMDN: Trainable, Module {
  public struct Configuration: Codable, Sendable {
    /// Gaussians of the mixture.
    public var components = 5
    public var width = 128
    /// Hidden layers.
    public var depth = 3
    public var maximumRedshift = 2.0
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "photo-redshift-mdn",
    summary: "Photometric redshifts with densities, from fluxes in bands.", version: "1.0.0",
    task: .regression, accepts: .row,
    settings: [
      Setting("components", "Gaussians of the mixture", range: 1...64),
      Setting("width", "Units of a hidden layer", range: 1...4096),
      Setting("depth", "Hidden layers", range: 1...16),
      Setting("maximumRedshift", "End of the density's table", range: 0.1...20),
    ], reference: "Bishop 1994; D'Isanto & Polsterer 2018, A&A 609, A111")

  public let specification: ModelSpecification
  let body: Sequential
  /// `[N, 3 K]`: logits, means, logarithms of deviations.
  let head: Linear
  private let configuration: Configuration

  /// Smallest deviation of a component in ζ.
  private static let smallest: Float = 1e-3

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let bands = try FluxBatch.bands(of: specification.bands)
    var layers: [any Layer] = []
    var inputs = FluxBatch.width(bands: bands.count)
    for _ in 0..<configuration.depth {
      layers += [
        Linear(inputs: inputs, outputs: configuration.width, random: &random),
        LayerNorm(shape: [configuration.width]), SiLU(),
      ]
      inputs = configuration.width
    }
    self.configuration = configuration
    self.specification = specification
    body = Sequential(layers)
    head = Linear(inputs: inputs, outputs: 3 * configuration.components, random: &random)
  }

  /// Logarithms of the weights, means and logarithms of the deviations, each `[N, K]`.
  private func mixture(
    _ values: Tensor, _ pass: inout Pass
  ) -> (features: Tensor, logWeights: Tensor, means: Tensor, logDeviations: Tensor) {
    let features = body(values, &pass)
    let parts = head(features, &pass).chunked(3, axis: 1)
    // Around ζ = 0.5 with a deviation of 0.1 at the start; never below the smallest.
    let deviations = (parts[2] - 2.3).exp() + Self.smallest
    return (features, parts[0].logSoftmax(axis: 1), parts[1] * 0.5 + 0.5, deviations.log())
  }

  // MARK: - Training

  public struct Batch: Sendable {
    let values: Tensor
    /// ζ, `[N, 1]`
    let targets: Tensor
  }

  /// The true redshift is the true value `z`.
  public func batch(_ objects: [SkyObject]) throws -> Batch {
    let inputs = try FluxBatch(objects, specification: specification)
    let targets = try inputs.rows.map { row in
      guard let z = objects[row].truthValues["z"], z > -1 else {
        throw DataError(.invalidValue, "\(objects[row].id): has no true redshift")
      }
      return Float(log1p(z))
    }
    return Batch(values: inputs.values, targets: Tensor(targets, shape: [targets.count, 1]))
  }

  public func loss(of batch: Batch, _ pass: inout Pass) throws -> StepOutcome {
    let (_, weights, means, deviations) = mixture(batch.values, &pass)
    let distances = (batch.targets - means) * (-deviations).exp()
    let logs = weights - deviations - distances.square() * 0.5 - 0.5 * log(2 * Float.pi)
    return StepOutcome(
      loss: -logs.logSumExp(over: [1]).mean(), count: batch.targets.shape[0])
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let inputs = try FluxBatch(objects, specification: specification)
    var predictions = inputs.flags.map {
      Prediction(measurements: RedshiftDensity.nothing, flags: $0)
    }
    guard !inputs.rows.isEmpty else { return predictions }
    let (features, weights, means, deviations) = withoutGradient { () in
      let mixture = self.mixture(inputs.values, &pass)
      return (
        mixture.features.scalars, mixture.logWeights.exp().scalars, mixture.means.scalars,
        mixture.logDeviations.exp().scalars
      )
    }
    let (k, width) = (configuration.components, configuration.width)
    for (place, row) in inputs.rows.enumerated() {
      let own = place * k..<(place + 1) * k
      let density = RedshiftDensity(
        weights: Array(weights[own]), means: Array(means[own]), deviations: Array(deviations[own]),
        maximumRedshift: configuration.maximumRedshift)
      guard let density else {
        predictions[row].flags.append(.nonFinitePrediction)
        continue
      }
      if density.isBeyond { predictions[row].flags.append(.outOfDistribution) }
      predictions[row].measurements = density.measurements
      predictions[row].tables["redshift-density"] = density.table
      predictions[row].features = Array(features[place * width..<(place + 1) * width])
    }
    return predictions
  }
}
