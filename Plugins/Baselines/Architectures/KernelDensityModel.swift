import Foundation
import OrreryKit

/// The density of catalogue rows by kernels, beside which a normalizing flow must show what it is
/// worth.
struct KernelDensityModel: Fitted, Generator {
  struct Configuration: Codable, Sendable {
    var rule = KernelDensity.Rule.scott
    /// Rows of the training that carry a kernel.
    var kernels = 20_000
  }

  /// What was learned.
  private struct State: Module {
    let rows = Buffer(Tensor([], shape: [0]), isResizable: true)
    let widths = Buffer(Tensor([], shape: [0]), isResizable: true)
  }

  static let defaults = Configuration()

  static let info = ArchitectureInfo(
    name: "kernel-density", summary: "Densities of catalogue rows by normal kernels.",
    version: "1.0.0", task: .generation, accepts: .row,
    settings: [
      Setting(
        "rule", "How the kernels' widths follow from the spread",
        choices: KernelDensity.Rule.allCases.map(\.rawValue)),
      Setting("kernels", "Rows of the training that carry one, drawn at random", range: 2...1e7),
    ], reference: "Scott 2015, Multivariate Density Estimation")

  let specification: ModelSpecification
  private let configuration: Configuration
  private let state = State()

  var module: any Module { state }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard specification.channels >= 1 else {
      throw Settings.Failure(path: [], reason: "'kernel-density' needs rows of one number or more")
    }
    self.configuration = configuration
    self.specification = specification
  }

  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    var rows = try objects.map(numbers).filter { $0.allSatisfy(\.isFinite) }
    guard rows.count > 1 else {
      throw DataError(
        .invalidValue, "kernel-density: \(rows.count) of \(objects.count) rows have every number")
    }
    if rows.count > configuration.kernels {
      let draws = rows.map { _ in random.uniform() }
      let order = rows.indices.sorted { draws[$0] < draws[$1] }
      rows = order.prefix(configuration.kernels).map { rows[$0] }
    }
    let density = KernelDensity(
      FeatureMatrix(rows: rows, columns: specification.channels), rule: configuration.rule)
    var empty = RandomStream(seed: 0)
    let result = try Self(configuration, specification: specification, random: &empty)
    result.state.rows.value = Tensor(density.matrix.values, shape: [density.matrix.values.count])
    result.state.widths.value = Tensor(density.widths, shape: [density.widths.count])
    return result
  }

  /// The columns of the specification by name: a table may have more, in another order.
  private func numbers(_ object: SkyObject) throws -> [Float] {
    try specification.check(object)
    return specification.bands.map { Float(object.row?[$0] ?? .nan) }
  }

  private func density() throws -> KernelDensity {
    let (rows, widths) = (state.rows.value.scalars, state.widths.value.scalars)
    guard widths.count == specification.channels, !rows.isEmpty,
      rows.count % widths.count == 0, widths.allSatisfy({ $0 > 0 })
    else { throw DataError(.invalidValue, "kernel-density: was not fitted") }
    return KernelDensity(FeatureMatrix(rows, columns: widths.count), widths: widths)
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let rows = try objects.map(numbers)
    guard !rows.isEmpty else { return [] }
    let values = try density().logDensities(
      FeatureMatrix(rows: rows, columns: specification.channels))
    return zip(rows, values).map { row, value in
      let finite = row.count(where: \.isFinite)
      return Prediction(
        measurements: [
          OrreryKit.Measurement(
            "log_density", .real(value),
            description: "ln p of the object in the model's units (nats)")
        ],
        flags: finite == row.count ? [] : [finite == 0 ? .noValidData : .missingData])
    }
  }

  // MARK: - Generation

  /// One number chooses the kernel, the others lie in it.
  var latentShape: [Int] { [specification.channels + 1] }

  func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    let density = try density()
    let width = specification.channels + 1
    let numbers = latents.scalars
    return stride(from: 0, to: numbers.count, by: width).map { start in
      // The share of the normal distribution that lies below is uniform.
      let share = 0.5 * erfc(-Double(numbers[start]) / 2.0.squareRoot())
      let row = density.matrix[
        min(density.matrix.rows - 1, Int(share * Double(density.matrix.rows)))]
      let values = zip(zip(row, density.widths), numbers[start + 1..<start + width]).map {
        Double($0.0 + $0.1 * $1)
      }
      return SkyObject(
        id: "", content: .row(CatalogRow(names: specification.bands, values: values)))
    }
  }
}
