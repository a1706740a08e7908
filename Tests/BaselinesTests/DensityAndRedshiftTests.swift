import Foundation
import OrreryKit
import Testing

@testable import Baselines

@Suite("Kernel densities and template correlation as architectures")
struct DensityAndRedshiftTests {
  // MARK: - Densities

  private func row(_ values: [Double]) -> SkyObject {
    SkyObject(id: "r", content: .row(CatalogRow(names: ["a", "b"], values: values)))
  }

  private func fitted(_ rows: [[Double]], kernels: Int = 20_000) throws -> KernelDensityModel {
    var random = RandomStream(seed: 1)
    let specification = ModelSpecification(of: row([0, 0]), classes: [])
    var configuration = KernelDensityModel.defaults
    configuration.kernels = kernels
    return try KernelDensityModel(configuration, specification: specification, random: &random)
      .fitted(to: rows.map(row), random: &random)
  }

  private func cloud(_ count: Int) -> [[Double]] {
    var random = RandomStream(seed: 4)
    return (0..<count).map { _ in [random.normal(), 3 + 0.5 * random.normal()] }
  }

  @Test("The density of a normal cloud is near the truth, and less where there is nothing")
  func density() throws {
    let model = try fitted(cloud(4000))
    var pass = Pass.inference
    let answers = try model.predict([row([0, 3]), row([6, 3]), row([.nan, 3])], &pass)
    func value(_ n: Int) -> Double {
      guard case .real(let value)? = answers[n].measurements.first?.value else { return .nan }
      return value
    }
    #expect(abs(value(0) + log(2 * Double.pi * 0.5)) < 0.15)
    #expect(value(1) < -15)
    #expect(value(2).isNaN && answers[2].flags == [.missingData])
  }

  @Test("Saved and loaded it says the same; fewer kernels say nearly the same")
  func stored() throws {
    let model = try fitted(cloud(500)), few = try fitted(cloud(500), kernels: 200)
    var random = RandomStream(seed: 9)
    let copy = try KernelDensityModel(
      KernelDensityModel.defaults, specification: model.specification, random: &random)
    _ = try copy.module.load(model.module.stateDictionary())
    var pass = Pass.inference
    let objects = [row([0.3, 2.8])]
    let values = try [model, copy, few].map { model -> Double in
      guard case .real(let value)? = try model.predict(objects, &pass)[0].measurements.first?.value
      else { return .nan }
      return value
    }
    #expect(values[0] == values[1] && values[0] != values[2])
    #expect(abs(values[0] - values[2]) < 0.3)
    #expect(throws: DataError.self) {
      try KernelDensityModel(
        KernelDensityModel.defaults, specification: model.specification, random: &random
      ).predict(objects, &pass)
    }
  }

  @Test("Samples have the mean and the spread of the cloud")
  func samples() throws {
    let model = try fitted(cloud(1000))
    var random = RandomStream(seed: 3)
    let noise = Tensor((0..<6000).map { _ in Float(random.normal()) }, shape: [2000, 3])
    let rows = try model.generate(noise, conditions: nil).compactMap(\.row)
    let b = rows.compactMap { $0["b"] }
    let mean = b.reduce(0, +) / Double(b.count)
    let spread = (b.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(b.count)).squareRoot()
    #expect(b.count == 2000 && abs(mean - 3) < 0.06 && abs(spread - 0.53) < 0.06)
  }

  // MARK: - Redshifts

  private static let wavelengths = (0..<600).map { 4000 * exp(5e-4 * Double($0)) }

  /// Three lines of a class at a redshift, over a slope, with noise.
  private func spectrum(_ label: String, z: Double, seed: UInt64, noise: Double = 0.05) -> SkyObject
  {
    let lines = label == "galaxy" ? [3950.0, 4100, 4300, 4860] : [4050.0, 4500, 4700, 5100]
    var random = RandomStream(seed: seed)
    let flux = Self.wavelengths.map { wavelength -> Float in
      let lineLight = lines.reduce(0.0) {
        let distance = log(wavelength / ($1 * (1 + z))) / 1e-3
        return $0 + exp(-0.5 * distance * distance)
      }
      return Float(1 + wavelength / 1e4 + lineLight + noise * random.normal())
    }
    var object = SkyObject(
      id: "\(label) \(seed)",
      content: .spectrum(Spectrum(wavelength: Self.wavelengths, unit: .angstrom, flux: flux)))
    object.truth = [label: 1]
    object.truthValues["z"] = z
    return object
  }

  private func correlation() throws -> TemplateCorrelation {
    var random = RandomStream(seed: 1)
    let objects = (0..<60).map { n in
      spectrum(n % 2 == 0 ? "galaxy" : "quasar", z: 0.2 * random.uniform(), seed: UInt64(n))
    }
    let specification = ModelSpecification(of: objects[0], classes: ["galaxy", "quasar"])
    return try TemplateCorrelation(
      TemplateCorrelation.defaults, specification: specification, random: &random
    ).fitted(to: objects, random: &random)
  }

  @Test("Class and redshift of spectra that the fit did not see are right")
  func redshift() throws {
    let model = try correlation()
    var pass = Pass.inference
    let objects = (0..<20).map { n in
      spectrum(n % 2 == 0 ? "galaxy" : "quasar", z: 0.02 + 0.008 * Double(n), seed: 500 + UInt64(n))
    }
    for (object, answer) in zip(objects, try model.predict(objects, &pass)) {
      guard case .real(let z)? = answer.measurements.first?.value else { continue }
      #expect(abs(z - (object.truthValues["z"] ?? .nan)) < 6e-4, "\(object.id)")
      let best = answer.probabilities[0] > answer.probabilities[1] ? "galaxy" : "quasar"
      #expect(object.truth[best] == 1)
    }
  }

  @Test("A spectrum of gaps has no redshift; one on another grid is refused")
  func hard() throws {
    let model = try correlation()
    var pass = Pass.inference
    let gaps = SkyObject(
      id: "gaps",
      content: .spectrum(
        Spectrum(
          wavelength: Self.wavelengths, unit: .angstrom,
          flux: [Float](repeating: .nan, count: 600))))
    let answer = try model.predict([gaps], &pass)[0]
    #expect(answer.flags.contains(.noValidData))
    #expect(answer.probabilities.allSatisfy { $0.isNaN })
    let other = SkyObject(
      id: "linear",
      content: .spectrum(
        Spectrum(
          wavelength: (0..<600).map { 4000 + Double($0) }, unit: .angstrom,
          flux: [Float](repeating: 1, count: 600))))
    #expect(throws: DataError.self) { try model.predict([other], &pass) }
  }
}
