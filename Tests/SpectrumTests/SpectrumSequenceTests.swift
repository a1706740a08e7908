import Foundation
import OrreryKit
import Testing

@testable import Spectrum

struct SpectrumSequenceTests {
  private static let length = 64

  private func model(
    limits: [Double] = [0, 5, 10], depth: Int = 2
  ) throws -> SpectrumSequence {
    var random = RandomStream(seed: 3, purpose: "weights")
    return try SpectrumSequence(
      .init(limits: limits, width: 4, depth: depth, dropout: 0),
      specification: ModelSpecification(
        input: .spectrum, channels: 1, shape: [Self.length], classes: ["early", "late"]),
      random: &random)
  }

  /// A band at the red end that grows deeper along the sequence.
  private func spectrum(_ index: Int, subtype: Double) -> SkyObject {
    var random = RandomStream(seed: 5, key: "\(index)")
    let flux = (0..<Self.length).map { pixel -> Float in
      let depth = 0.08 * subtype / (1 + exp(Double(40 - pixel)))
      return Float(1 - depth + 0.03 * random.normal())
    }
    var object = SkyObject(
      id: "\(index)",
      content: .spectrum(
        Spectrum(
          wavelength: (0..<Self.length).map { 1 + 0.02 * Double($0) }, unit: .micrometre,
          flux: flux, uncertainty: [Float](repeating: 0.03, count: Self.length))))
    object.truth = [subtype < 5 ? "early" : "late": 1]
    object.truthValues["subtype_number"] = subtype
    return object
  }

  private func number(_ prediction: Prediction, _ name: String) -> Double {
    if case .real(let value)? = prediction.measurements.first(where: { $0.name == name })?.value {
      return value
    }
    return .nan
  }

  @Test("A miniature training finds sub-type and class of noisy spectra")
  func learns() throws {
    let model = try model()
    func draw(_ index: Int) -> SkyObject { spectrum(index, subtype: Double(index % 10)) }
    let training = (0..<200).map(draw)
    var adam = Adam(model, learningRate: 0.01)
    for step in 0..<120 {
      adam.zeroGradients()
      var pass = Pass.training(RandomStream(seed: UInt64(step)))
      let start = step * 20 % 200
      try model.loss(of: model.batch(Array(training[start..<start + 20])), &pass).loss.backward()
      adam.step()
    }
    let test = (1000..<1040).map(draw)
    var pass = Pass.inference
    let answers = try model.predict(test, &pass)
    var squares = 0.0
    var right = 0
    for (index, answer) in answers.enumerated() {
      squares += pow(number(answer, "subtype_model") - Double(index % 10), 2)
      right += (answer.probabilities[1] > 0.5) == (index % 10 >= 5) ? 1 : 0
      #expect(abs(answer.probabilities.reduce(0, +) - 1) < 1e-4)
    }
    #expect((squares / 40).squareRoot() < 1.5 && right >= 34, "\(squares) \(right)")
    // Errors that are fitted to other spectra hold about 68 % of these.
    var random = RandomStream(seed: 1)
    let fitted = try model.fitted(to: (2000..<2100).map(draw), random: &random)
    let inside = try fitted.predict(test, &pass).enumerated().count { index, answer in
      abs(number(answer, "subtype_model") - Double(index % 10)) < number(answer, "subtype_error")
    }
    #expect((20...36).contains(inside), "\(inside) of 40")
  }

  @Test("Mean, deviation and class probabilities are those of the same distribution")
  func moments() throws {
    var pass = Pass.inference
    let answer = try #require(try model().predict([spectrum(1, subtype: 3)], &pass).first)
    let (mean, error) = (number(answer, "subtype_model"), number(answer, "subtype_error"))
    #expect(mean > 0 && mean < 9 && error > 0 && error < 4.5)
    #expect(answer.features.count == 4 * 8)
  }

  @Test("Spectra without data get NaN and a flag; a sub-type off the sequence cannot be learned")
  func hardCases() throws {
    let model = try model()
    var empty = spectrum(1, subtype: 3)
    empty.spectrum?.flux = [Float](repeating: .nan, count: Self.length)
    var pass = Pass.inference
    let answer = try #require(try model.predict([empty], &pass).first)
    #expect(answer.flags.contains(.noValidData) && number(answer, "subtype_model").isNaN)
    #expect(throws: DataError.self) { try model.batch([spectrum(1, subtype: 40)]) }
  }

  @Test("Wrong limits and too many blocks are told by their keys")
  func wrong() {
    #expect(throws: Settings.Failure.self) { try model(limits: [0, 5]) }
    #expect(throws: Settings.Failure.self) { try model(limits: [0, 5, 5]) }
    #expect(throws: Settings.Failure.self) { try model(depth: 6) }
  }
}
