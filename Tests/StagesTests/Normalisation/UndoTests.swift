import OrreryKit
import Testing

@testable import Stages

struct UndoTests {
  private func object(_ seed: UInt64) -> SkyObject {
    var random = RandomStream(seed: seed)
    let pixels = (0..<32).map { _ in Float(5 + 20 * random.normal()) }
    return SkyObject(
      id: "\(seed)", content: .image(Image(pixels: pixels, channels: 2, height: 4, width: 4)))
  }

  private func check(_ stage: some InvertibleStage & FittedStage, _ comment: Comment) throws {
    let objects = (1...3).map { object($0) }
    #expect(!stage.isInvertible, comment)
    let fitted = try stage.fitted(to: objects)
    #expect(fitted.isInvertible, comment)
    var random = RandomStream(seed: 0)
    for object in objects {
      let back = try fitted.undone(fitted.run(object, random: &random))
      let (before, after) = (object.image?.pixels ?? [], back.image?.pixels ?? [])
      #expect(before.count == after.count)
      for (a, b) in zip(before, after) { #expect(abs(a - b) < 1e-3, comment) }
    }
  }

  @Test("Normalisations with the statistics of training are undone")
  func linear() throws {
    for scope in Scope.allCases {
      var standardise = Standardise()
      (standardise.fit, standardise.per) = (.training, scope)
      try check(standardise, "standardise")
      var scale = ScaleMinMax()
      (scale.fit, scale.per, scale.lower, scale.upper) = (.training, scope, -1, 3)
      try check(scale, "scale-min-max")
    }
    // Statistics of an object that was never there are unknown.
    #expect(!Standardise().isInvertible)
  }

  @Test("Curves with the limits of training are undone, but for that of a histogram")
  func stretch() throws {
    for function in StretchFunction.allCases where function != .histogram {
      var stage = StretchValues()
      (stage.fit, stage.function) = (.training, function)
      try check(stage, "\(function)")
    }
    var stage = StretchValues()
    (stage.fit, stage.function) = (.training, .histogram)
    #expect(throws: Settings.Failure.self) { try stage.validate() }
    #expect(!StretchValues().isInvertible)
  }

  @Test("One curve for all keeps the order of brightness between objects")
  func sameCurve() throws {
    var stage = StretchValues()
    stage.fit = .training
    let fitted = try stage.fitted(to: [object(1), object(2)])
    var random = RandomStream(seed: 0)
    var brighter = object(1)
    brighter.image?.pixels[0] = 400
    let value = try fitted.run(brighter, random: &random).image?.pixels[0] ?? 0
    #expect(value > 1.5)
  }
}
