import Foundation
import OrreryKit
import Testing

/// Explanations of an image whose answer is known: a planted blob.
struct ExplainerImageTests {
  private func explainer(isRandom: Bool = false, channels: Int = 1) throws -> Explainer {
    try Explainer(
      BlobClassifier.model(isRandom: isRandom, channels: channels),
      object: BlobClassifier.object(channels: channels), target: 1)
  }

  @Test("Evidence is ln p / (1 - p), calibrated, and blank sky has less")
  func evidence() throws {
    let plain = try explainer()
    let p = plain.probabilities[1]
    #expect(p > 0.5 && abs(plain.evidence - log(p / (1 - p))) < 1e-4)
    #expect(plain.baseEvidence < plain.evidence - 2)
    let calm = try Explainer(
      BlobClassifier.model(), object: BlobClassifier.object(),
      calibration: Calibration(temperature: 2, offsets: [0.1, 0.2, -0.3]))
    #expect(calm.target == 1 && calm.probabilities[1] < p)
    let q = calm.probabilities[1]
    #expect(abs(calm.evidence - log(q / (1 - q))) < 1e-4)
    #expect(try plain.evidence(of: [plain.object, plain.absence])[0] == plain.evidence)
  }

  @Test("Every method finds the planted blob", arguments: Attribution.Method.allCases)
  func planted(method: Attribution.Method) throws {
    let map = try explainer().attribution(method)
    #expect(map.values.count == 32 * 32 && map.values.allSatisfy { $0.isFinite })
    // A ninth of the image holds most of what speaks for it.
    let share = BlobClassifier.share(map)
    #expect(share > (method == .kernelSHAP ? 0.7 : 0.8), "\(method): \(share)")
  }

  @Test("Weights by chance change every map", arguments: Attribution.Method.allCases)
  func randomised(method: Attribution.Method) throws {
    let (a, b) = (
      try explainer().attribution(method).values,
      try explainer(isRandom: true).attribution(method).values
    )
    #expect(Self.correlation(a, b) < 0.8, "\(method): \(Self.correlation(a, b))")
  }

  @Test("A model that is no classifier has its maps weighed by scores: they find the blob too")
  func scores() throws {
    func map(isRandom: Bool) throws -> Attribution {
      try Explainer(
        PlainBlobModel(model: BlobClassifier.model(isRandom: isRandom)),
        object: BlobClassifier.object(), target: 1
      ).gradCAM()
    }
    let planted = try map(isRandom: false)
    #expect(BlobClassifier.share(planted) > 0.8, "\(BlobClassifier.share(planted))")
    #expect(Self.correlation(planted.values, try map(isRandom: true).values) < 0.8)
  }

  @Test("The same twice, to the bit", arguments: Attribution.Method.allCases)
  func deterministic(method: Attribution.Method) throws {
    #expect(try explainer().attribution(method).values == explainer().attribution(method).values)
  }

  @Test("The slope is that of differences")
  func slope() throws {
    let explainer = try explainer()
    let map = try explainer.saliency().values
    for place in [9 * 32 + 21, 7 * 32 + 19, 20 * 32 + 5] {
      let shifted = [Float(0.02), -0.02].map { step in
        var object = explainer.object
        object.image?.pixels[place] += step
        return object
      }
      let evidence = try explainer.evidence(of: shifted)
      let expected = abs(evidence[0] - evidence[1]) / 0.04
      #expect(abs(Double(map[place]) - expected) < 2e-3 * max(1, expected))
    }
  }

  @Test("Integrated gradients sum to the difference in evidence; planes are summed")
  func completeness() throws {
    for channels in [1, 2] {
      let explainer = try explainer(channels: channels)
      let map = try explainer.integratedGradients()
      let difference = explainer.evidence - explainer.baseEvidence
      #expect(abs(map.excess ?? 1) < 0.011 * difference, "\(map.excess ?? .nan)")
      let sum = map.values.reduce(0) { $0 + Double($1) }
      #expect(abs(sum - difference) < 0.02 * difference)
    }
  }

  @Test("Shapley values sum to the difference, and are exact where every coalition is asked")
  func shapley() throws {
    let explainer = try explainer()
    let map = try explainer.kernelSHAP()
    #expect(abs(map.excess ?? 1) < 1e-3)
    let sum = map.values.reduce(0) { $0 + Double($1) }
    #expect(abs(sum - (explainer.evidence - explainer.baseEvidence)) < 1e-3)

    let few = Players.grid(of: try #require(explainer.object.image), count: 9)
    #expect(few.count == 9)
    let exact = try explainer.exactShapley(few)
    let fit = try explainer.kernelSHAP(few, samples: 510)
    for (a, b) in zip(exact.shares, fit.shares) { #expect(abs(a - b) < 1e-3) }
    // The corner of the blob: x 18 to 25, y 6 to 13 of 32.
    let best = exact.shares.indices.max { exact.shares[$0] < exact.shares[$1] }
    #expect(best == exact.parts[9 * 32 + 21])
  }

  @Test("An adversarial step flips the class, a smaller one does not")
  func adversarial() throws {
    let explainer = try explainer()
    let found = try #require(try explainer.adversarial(limit: 10))
    #expect(found.before == 1 && found.after != 1 && found.step > 0)
    let before = try #require(explainer.object.image), after = try #require(found.object.image)
    let moves = zip(before.pixels, after.pixels).map { abs($0 - $1) }
    #expect(moves.allSatisfy { $0 == 0 || abs($0 - Float(found.step)) < 1e-4 })
    #expect(try explainer.evidence(of: [found.object])[0] < 0)
    var smaller = explainer.object
    let pairs = zip(before.pixels, after.pixels)
    smaller.image?.pixels = pairs.map { $0 + ($1 - $0) * 0.98 }
    var pass = Pass.inference
    let p = try explainer.architecture.predict([smaller], &pass)[0].probabilities
    #expect(p.indices.max { p[$0] < p[$1] } == 1)
    #expect(try explainer.adversarial(limit: 0.001) == nil)
  }

  @Test("Feature maps tell the layer, its receptive field and where the filter answers")
  func featureMaps() throws {
    let explainer = try explainer()
    let maps = try explainer.featureMaps()
    #expect(maps.layer == "body.1" && maps.layers == ["body.0", "body.1"])
    #expect(maps.receptiveField == [5, 5] && maps.shape == [1, 2, 32, 32])
    let blob = try #require(maps.maps.first)
    #expect(blob.filter == 0 && blob.values.count == 1024)
    let peak = blob.values.indices.max { blob.values[$0] < blob.values[$1] } ?? 0
    #expect(BlobClassifier.blob.x.contains(peak % 32) && BlobClassifier.blob.y.contains(peak / 32))
    #expect(throws: DataError.self) { try explainer.featureMaps(layer: "body.9") }
  }

  @Test("What maximises a filter makes it answer more than blank sky")
  func maximising() throws {
    let explainer = try explainer()
    let first = try explainer.maximising(filter: 0, ofLayer: "body.0", steps: 1).answer
    let last = try explainer.maximising(filter: 0, ofLayer: "body.0", steps: 20)
    #expect(last.answer > first + 0.2)
    #expect(last.object.image?.pixels.allSatisfy { $0.isFinite } == true)
  }

  @Test("Nothing is explained where the model says nothing or tells no classes apart")
  func refusals() throws {
    let empty = SkyObject(
      id: "empty", content: .image(Image(repeating: .nan, height: 32, width: 32)))
    #expect(throws: DataError.self) { try Explainer(BlobClassifier.model(), object: empty) }
    let row = SkyObject(id: "row", content: .row(CatalogRow(names: ["a"], values: [1])))
    #expect(throws: DataError.self) { try Explainer(BlobClassifier.model(), object: row) }
  }

  private static func correlation(_ a: [Float], _ b: [Float]) -> Double {
    let count = Double(a.count)
    let (x, y) = (a.map(Double.init), b.map(Double.init))
    let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }
}
