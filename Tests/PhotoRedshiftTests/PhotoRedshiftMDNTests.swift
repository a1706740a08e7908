import Foundation
import OrreryKit
import Testing

@testable import PhotoRedshift

struct PhotoRedshiftMDNTests {
  private static let bands = ["g", "r", "i"]
  private static let columns = bands.map { $0 + "_flux" } + bands.map { $0 + "_error" }

  private func model(columns: [String] = columns, components: Int = 3) throws -> PhotoRedshiftMDN {
    var random = RandomStream(seed: 2, purpose: "weights")
    return try PhotoRedshiftMDN(
      .init(components: components, width: 24, depth: 2),
      specification: ModelSpecification(
        input: .row, channels: columns.count, bands: columns, shape: []),
      random: &random)
  }

  private func row(_ values: [Double], z: Double? = nil) -> SkyObject {
    var object = SkyObject(
      id: "row", content: .row(CatalogRow(names: Self.columns, values: values)))
    object.truthValues["z"] = z
    return object
  }

  /// Colours that grow with the redshift.
  private func galaxy(_ index: Int) -> SkyObject {
    var random = RandomStream(seed: 9, key: "\(index)")
    let z = random.uniform(0.1, 1)
    let fluxes = [1, 1 + 3 * z, 2 + 8 * z].map { $0 * (1 + 0.03 * random.normal()) }
    return row(fluxes + fluxes.map { 0.03 * $0 }, z: z)
  }

  private func number(_ prediction: Prediction, _ name: String) -> Double {
    if case .real(let value)? = prediction.measurements.first(where: { $0.name == name })?.value {
      return value
    }
    return .nan
  }

  @Test("The loss is the negative log-likelihood of the mixture that the predictions are read off")
  func likelihood() throws {
    let model = try model()
    let object = galaxy(1)
    let z = try #require(object.truthValues["z"])
    var pass = Pass.inference
    let loss = try model.loss(of: model.batch([object]), &pass).loss.item
    let table = try #require(try model.predict([object], &pass).first?.tables["redshift-density"])
    let (grid, density) = (
      try #require(table["z"]?.doubles), try #require(table["density"]?.doubles)
    )
    let place = try #require(grid.firstIndex { $0 > z })
    let part = (z - grid[place - 1]) / (grid[place] - grid[place - 1])
    let at = density[place - 1] * (1 - part) + density[place] * part
    // p(ζ) = p(z) (1 + z); the fresh mixture lies on the grid but for a little.
    #expect(abs(Double(loss) + log(at * (1 + z))) < 0.02)
    let step = grid[1] - grid[0]
    let sum = density.reduce(0, +) - 0.5 * ((density.first ?? 0) + (density.last ?? 0))
    #expect(abs(sum * step - 1) < 1e-9)
  }

  @Test("A miniature training finds redshifts from colours, with intervals that hold the truth")
  func learns() throws {
    let model = try model()
    let training = (0..<400).map(galaxy)
    var adam = Adam(model, learningRate: 0.01)
    for step in 0..<200 {
      adam.zeroGradients()
      var pass = Pass.training(RandomStream(seed: UInt64(step)))
      let start = step * 50 % 400
      try model.loss(of: model.batch(Array(training[start..<start + 50])), &pass).loss.backward()
      adam.step()
    }
    let test = (1000..<1100).map(galaxy)
    var pass = Pass.inference
    var (inside, errors) = (0, [Double]())
    for (object, answer) in zip(test, try model.predict(test, &pass)) {
      let z = object.truthValues["z"] ?? .nan
      if number(answer, "z_low") <= z && z <= number(answer, "z_high") { inside += 1 }
      errors.append(abs(number(answer, "z_model") - z) / (1 + z))
    }
    #expect(errors.sorted()[50] < 0.03, "\(errors.sorted()[50])")
    #expect((45...90).contains(inside), "\(inside)")
  }

  @Test("A flux that was not measured, negative or without error is no magnitude, and is flagged")
  func missing() throws {
    let specification = try model().specification
    let objects = [
      row([1, 2, 3, 0.1, 0.1, 0.1]), row([.nan, 2, 3, 0.1, 0.1, 0.1]),
      row([1, -0.2, 3, 0.1, 0.1, 0]), row([1, .nan, .nan, 0.1, 0.1, 0.1]),
    ]
    let batch = try FluxBatch(objects, specification: specification)
    #expect(batch.rows == [0, 1, 2])
    #expect(batch.flags == [[], [.missingData], [.missingData], [.missingData, .noValidData]])
    let values = batch.values.scalars
    let width = FluxBatch.width(bands: 3)
    #expect(values.count == 3 * width && values.allSatisfy { $0.isFinite })
    #expect(Array(values[width..<width + 3]) == [0, 0, 0] && values[9 + width] == 0)
    // asinh(f / 2b) / ln 10 - 1 at f = -0.2, b = 0.05.
    #expect(abs(Double(values[2 * width + 3]) - (asinh(-2.0) / log(10.0) - 1)) < 1e-6)
    var pass = Pass.inference
    let answer = try #require(try model().predict([objects[3]], &pass).first)
    #expect(number(answer, "z_model").isNaN && answer.flags.contains(.noValidData))
  }

  @Test("Columns that are no fluxes with errors are a wrong configuration")
  func wrong() {
    #expect(throws: Settings.Failure.self) { try model(columns: ["g_flux", "r_flux", "g_error"]) }
    #expect(throws: Settings.Failure.self) { try model(columns: ["g_flux", "g_error"]) }
  }
}
