import Foundation
import OrreryKit

/// Class, sub-type and redshift of a spectrum as one posterior, by cross-correlation with templates
/// that are learned (the classical method of Tonry & Davis 1979, AJ 84, 1511, with features and
/// templates from a network in place of fluxes).
///
///     features   f = ResNet(spectrum)                      [N, C, L / 4]
///     scores     a[n, k, s] = b[k] + Σ f[n, c, u] T[k, c, u - s]
///     posterior  p(k, z | spectrum) = softmax over all templates k and steps s of ln(1 + z)
///
/// On a logarithmic grid of wavelengths a redshift is a shift, so that one template serves every
/// redshift: few spectra teach much. Each sub-type has a template; the probability of a class is the
/// sum over its templates and all redshifts.
///
/// **Shapes** spectra of `L` pixels, a multiple of 4, in equal steps of ln λ.
public struct SpectrumRedshift: Supervised, Module {
  public struct Configuration: Codable, Sendable {
    /// First and last wavelength of the grid.
    public var minimumWavelength = 3650.0
    public var maximumWavelength = 10_200.0
    /// Templates, `class` or `class/sub-type`; one for each class where empty.
    public var templates: [String] = []
    /// Classes at rest, but for a few hundred km/s.
    public var nearby: [String] = []
    public var maximumRedshift = 4.0
    /// Channels of the first block.
    public var width = 24
    /// Channels that are correlated with the templates.
    public var channels = 8
    /// Residual blocks behind the two that halve.
    public var depth = 3
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "spectrum-redshift",
    summary: "Class, sub-type and redshift of spectra, by correlation with learned templates.",
    version: "1.0.0", task: .classification, accepts: .spectrum,
    settings: [
      Setting(
        "minimumWavelength", "First wavelength of the grid", unit: "Angstrom", range: 1...1e8),
      Setting("maximumWavelength", "Last wavelength of the grid", unit: "Angstrom", range: 1...1e8),
      Setting("templates", "Templates, 'class' or 'class/sub-type'; empty for one of each class"),
      Setting("nearby", "Classes at rest, but for a few hundred km/s"),
      Setting("maximumRedshift", "Largest redshift", range: 0.01...20),
      Setting("width", "Channels of the first block", range: 1...512),
      Setting("channels", "Channels that are correlated with the templates", range: 1...256),
      Setting("depth", "Residual blocks behind the two that halve", range: 0...16),
    ], reference: "Tonry & Davis 1979, AJ 84, 1511")

  public let specification: ModelSpecification
  let body: Sequential
  /// `[K, C, L / 4 + steps - 1]`
  let template: Parameter
  /// `[K]`
  let bias: Parameter
  let posterior: RedshiftPosterior
  private let configuration: Configuration

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard let length = specification.shape.first, length % 4 == 0, length >= 64 else {
      throw Settings.Failure(
        path: [],
        reason: "spectra of \(specification.shape.first ?? 0) pixels: "
          + "needs one length, a multiple of 4 from 64 up")
    }
    guard configuration.minimumWavelength < configuration.maximumWavelength else {
      throw Settings.Failure(path: ["minimum-wavelength"], reason: "must be below the maximum")
    }
    let range = log(configuration.maximumWavelength / configuration.minimumWavelength)
    posterior = try RedshiftPosterior(
      templates: configuration.templates, classes: specification.classes,
      nearby: configuration.nearby,
      grid: RedshiftGrid(
        step: 4 * range / Double(length - 1), maximumRedshift: configuration.maximumRedshift))
    let width = configuration.width
    var layers = SpectrumLayers.convolution(
      SpectrumBatch.channels, width, kernel: 7, stride: 2, &random)
    layers.append(ReLU())
    layers += [SpectrumLayers.block(width, dilation: 1, &random), ReLU()]  // [N, width, L / 2]
    layers += SpectrumLayers.convolution(width, 2 * width, kernel: 5, stride: 2, &random) + [ReLU()]
    for depth in 0..<configuration.depth {
      layers += [SpectrumLayers.block(2 * width, dilation: 1 << depth, &random), ReLU()]
    }
    layers.append(
      Conv1d(
        inputChannels: 2 * width, outputChannels: configuration.channels, kernelSize: 1,
        random: &random))  // [N, channels, L / 4]
    let taps = length / 4 + posterior.grid.count - 1
    self.specification = specification
    self.configuration = configuration
    body = Sequential(layers)
    template = Parameter(
      Initializer.normal(deviation: 1 / Double(configuration.channels * length / 4).squareRoot())(
        [posterior.templates.count, configuration.channels, taps], &random))
    bias = Parameter(.zeros([posterior.templates.count]))
  }

  /// Scores of every template at every redshift, `[N, K · steps]`.
  func scores(_ spectra: Tensor, _ pass: inout Pass) -> Tensor {
    correlation(of: body(spectra, &pass))
  }

  private func correlation(of features: Tensor) -> Tensor {
    let scores = features.conv1d(
      template.tensor, bias: bias.tensor, padding: posterior.grid.count - 1)
    return posterior.allowed(scores)
  }

  /// What the last layer sees of each spectrum, its mean over the wavelengths, `[N, 2 · width]`, and
  /// the scores.
  private func seen(_ spectra: Tensor, _ pass: inout Pass) -> (means: Tensor, scores: Tensor) {
    let last = body.layers.count - 1
    let maps = Sequential(Array(body.layers[..<last]))(spectra, &pass)  // [N, 2 · width, L / 4]
    return (maps.mean(over: [2]), correlation(of: body.layers[last](maps, &pass)))
  }

  // MARK: - Training

  public struct Batch: Sendable {
    let spectra: Tensor
    /// `[N, K · steps]`
    let targets: Tensor
    let labels: [Int]
  }

  /// The true class is in `truth`, the redshift in `truthValues["z"]`, the
  /// sub-type in `truthNames["subclass"]`.
  public func batch(_ objects: [SkyObject]) throws -> Batch {
    let inputs = try inputs(objects)
    let members = inputs.rows.map { objects[$0] }
    var targets: [Float] = []
    for member in members { targets += try posterior.target(of: member) }
    return Batch(
      spectra: inputs.spectra,
      targets: Tensor(targets, shape: [members.count, posterior.size]),
      labels: members.map { $0.label(among: specification.classes) ?? 0 })
  }

  /// A class here is a template at a redshift.
  public static let compares = OutputKind.classes

  public func compare(_ batch: Batch, _ pass: inout Pass) -> Comparison {
    Comparison(.classes, output: scores(batch.spectra, &pass), target: batch.targets)
  }

  public func loss(
    of batch: Batch, by loss: (Comparison) -> Tensor, _ pass: inout Pass
  ) throws -> StepOutcome {
    let comparison = compare(batch, &pass)
    return StepOutcome(
      loss: loss(comparison), count: batch.labels.count,
      logits: posterior.classScores(comparison.output.detached), labels: batch.labels)
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let inputs = try inputs(objects)
    var predictions = inputs.flags.map { posterior.nothing(flags: $0) }
    guard !inputs.rows.isEmpty else { return predictions }
    let (means, scores, probabilities) = withoutGradient {
      let (means, scores) = seen(inputs.spectra, &pass)
      return (means.scalars, scores.scalars, scores.softmax(axis: 1).scalars)
    }
    let width = means.count / inputs.rows.count
    for (place, row) in inputs.rows.enumerated() {
      let own = probabilities[place * posterior.size..<(place + 1) * posterior.size]
      guard own.allSatisfy(\.isFinite) else {
        predictions[row].flags.append(.nonFinitePrediction)
        continue
      }
      let good = objects[row].spectrum.map { Double($0.goodCount) / Double($0.count) } ?? 0
      predictions[row] = posterior.prediction(
        Array(own), coverage: good, flags: inputs.flags[row])
      // What kind of spectrum it is, at whatever redshift, and which templates come near it: stars
      // and the galaxies made of them differ in those alone.
      predictions[row].features =
        Array(means[place * width..<(place + 1) * width])
        + posterior.lags(Array(scores[place * posterior.size..<(place + 1) * posterior.size]))
    }
    return predictions
  }

  /// - Throws: `DataError.invalidValue` for a spectrum on another grid: its lines would lie elsewhere.
  private func inputs(_ objects: [SkyObject]) throws -> SpectrumBatch {
    let batch = try SpectrumBatch(objects, specification: specification)
    let ends = [configuration.minimumWavelength, configuration.maximumWavelength]
    for object in objects {
      guard let spectrum = object.spectrum, let first = spectrum.wavelength.first,
        let last = spectrum.wavelength.last
      else { continue }
      let middle = spectrum.wavelength[spectrum.count / 2]
      let unit = spectrum.wavelengthUnit.nanometres * 10
      let step = log(ends[1] / ends[0]) / Double(spectrum.count - 1)
      let places = [(first, 0), (middle, spectrum.count / 2), (last, spectrum.count - 1)]
      for (wavelength, pixel) in places
      where abs(log(wavelength * unit / ends[0]) - step * Double(pixel)) > 0.1 * step {
        throw DataError(
          .invalidValue,
          "\(object.id): pixel \(pixel) lies at \(wavelength * unit) Angstrom; the model takes "
            + "\(ends[0]) to \(ends[1]) in equal steps of the logarithm")
      }
    }
    return batch
  }
}
