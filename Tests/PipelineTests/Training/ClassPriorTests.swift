import Testing

@testable import Pipeline

struct ClassPriorTests {
  @Test("Shares are those of the labels, or alike for every class that occurs")
  func shares() {
    let labels = [0, 0, 0, 2]
    #expect(ClassPrior.observed.shares(of: labels, classes: 3) == [0.75, 0, 0.25])
    #expect(ClassPrior.uniform.shares(of: labels, classes: 3) == [0.5, 0, 0.5])
    #expect(ClassPrior.shares([3, 5, 1]).shares(of: labels, classes: 3) == [0.75, 0, 0.25])
  }

  @Test("A recipe names the prior or gives shares; an unknown class is told")
  func recipe() throws {
    #expect(try TestRecipe.read().prior == .observed)
    #expect(try TestRecipe.read(adding: "prior: uniform").prior == .uniform)
    #expect(
      try TestRecipe.read(adding: "prior: { edge-on: 0.25, elliptical: 0.75 }").prior
        == .shares([0.75, 0.25]))
    #expect(
      try TestRecipe.problems(adding: "prior: { spiral: 1 }")
        .contains { $0.contains("prior.spiral: unknown key") })
    #expect(
      try TestRecipe.problems(adding: "prior: flat").first?.contains("not one of observed") == true)
  }

  @Test("Weights have the mean 1 and make every class count alike")
  func weights() {
    let labels = [0, 0, 0, 2]
    #expect(ClassPrior.observed.weights(of: labels, classes: 3) == nil)
    let weights = ClassPrior.uniform.weights(of: labels, classes: 3) ?? []
    #expect(abs(weights.reduce(0, +) - 4) < 1e-12)
    #expect(abs(weights[0] * 3 - weights[3]) < 1e-12)
  }
}
