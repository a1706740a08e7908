import OrreryKit
import Testing

@Suite("Metrics of numbers and distributions")
struct RegressionReportTests {
  func doubles(_ name: String) throws -> [Double] {
    try Reference.tensor("metrics/\(name)").scalars.map(Double.init)
  }

  func expect(
    _ values: [Double], _ name: String, tolerance: Float = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    expectClose(
      Tensor(values.map(Float.init), shape: [values.count]),
      try Reference.tensor("metrics/\(name)"), tolerance: tolerance, "\(name)",
      sourceLocation: sourceLocation)
  }

  @Test("Residuals of redshifts are numpy's, and predictions that are missing are outliers")
  func residuals() throws {
    let (truth, predicted) = (try doubles("redshift/truth"), try doubles("redshift/predicted"))
    let report = ResidualReport(
      predicted: predicted, truth: truth, scale: .onePlusTruth, outlierLimit: 0.15)
    try expect(
      [
        report.bias, report.median, report.rootMeanSquare, report.meanAbsolute,
        report.normalisedMAD, report.outliers, report.outliersBeyondFiveSigma,
      ], "redshift/report")
    let damaged = ResidualReport(
      predicted: predicted + [.nan], truth: truth + [1], scale: .onePlusTruth, outlierLimit: 0.15)
    #expect(damaged.unusable == 1 && damaged.bias == report.bias)
    #expect(abs(damaged.outliers * 42 - report.outliers * 41 - 1) < 1e-9)
    #expect(ResidualReport(predicted: [], truth: [], outlierLimit: 1).bias.isNaN)
  }

  @Test("A mixture of normals agrees with integration on a fine grid")
  func mixture() throws {
    let mixture = GaussianMixture(
      weights: [2, 5, 3], means: [-1, 0.3, 2], deviations: [0.3, 0.8, 0.2])
    let points = try doubles("mixture/points")
    try expect(points.map(mixture.density), "mixture/density")
    try expect(points.map(mixture.cumulative), "mixture/cumulative")
    try expect(points.map(mixture.rankedProbabilityScore), "mixture/crps", tolerance: 5e-5)
    try expect([0.05, 0.5, 0.9].map(mixture.quantile), "mixture/quantiles", tolerance: 5e-5)
    let broken = GaussianMixture(weights: [1], means: [0], deviations: [0])
    #expect(broken.cumulative(0).isNaN && broken.quantile(0.5).isNaN)
  }

  @Test("The same mixture as a table gives the same")
  func table() throws {
    let mixture = GaussianMixture(
      weights: [2, 5, 3], means: [-1, 0.3, 2], deviations: [0.3, 0.8, 0.2])
    let grid = (0...1700).map { -8 + 0.01 * Double($0) }
    let table = TabulatedDistribution(points: grid, densities: grid.map(mixture.density))
    let points = try doubles("mixture/points")
    try expect(points.map(table.density), "mixture/density", tolerance: 2e-3)
    try expect(points.map(table.cumulative), "mixture/cumulative", tolerance: 1e-3)
    try expect(points.map(table.rankedProbabilityScore), "mixture/crps", tolerance: 1e-3)
    try expect([0.05, 0.5, 0.9].map(table.quantile), "mixture/quantiles", tolerance: 2e-3)
    #expect(table.density(-20) == 0 && table.cumulative(20) == 1 && table.cumulative(-20) == 0)
    // Truth outside the table: the distance to it counts.
    let box = TabulatedDistribution(points: [0, 1], densities: [3, 3])
    #expect(abs(box.rankedProbabilityScore(3) - (1.0 / 3 + 2)) < 1e-12)
    #expect(TabulatedDistribution(points: [0, 1], densities: [0, 0]).cumulative(0.5).isNaN)
  }

  @Test("Transforms of right distributions are uniform, of narrow ones they gather at the ends")
  func transforms() {
    var random = RandomStream(seed: 6)
    let means = (0..<2_000).map { _ in 3 * random.normal() }
    let truth = means.map { $0 + random.normal() } + [1]
    func report(_ width: Double) -> DistributionReport {
      DistributionReport(
        means.map { GaussianMixture(weights: [1], means: [$0], deviations: [width]) }
          + [GaussianMixture(weights: [.nan], means: [0], deviations: [1])], truth: truth, bins: 10)
    }
    let (right, narrow) = (report(1), report(0.4))
    #expect(right.unusable == 1 && right.transforms.count == 2_000)
    #expect(right.uniformDistance < 0.03 && right.uniformProbability > 0.05)
    #expect(narrow.uniformDistance > 0.1 && narrow.uniformProbability < 1e-6)
    #expect(abs(right.coverage(0.68) - 0.68) < 0.04 && narrow.coverage(0.68) < 0.4)
    #expect(right.rankedProbabilityScore < narrow.rankedProbabilityScore)
    #expect(abs(right.logLikelihood + 1.419) < 0.05)
    #expect(narrow.histogram[0] > 2 * narrow.histogram[5])
    #expect(right.histogram.reduce(0, +) == 2_000)
  }

  @Test("Two samples: Kolmogorov and Smirnov's distance, and the kernel's, are scipy's and numpy's")
  func samples() throws {
    let test = KolmogorovSmirnov(try doubles("ks/first") + [.nan], try doubles("ks/second"))
    try expect([test.distance], "ks/distance")
    // Stephens' correction against the plain limit.
    try expect([test.probability], "ks/probability", tolerance: 0.03)
    #expect(test.unusable == 1 && KolmogorovSmirnov([], [1]).distance.isNaN)
    let (first, second) = (
      try Reference.tensor("metrics/mmd/first").scalars,
      try Reference.tensor("metrics/mmd/second").scalars
    )
    let apart = MaximumMeanDiscrepancy(first, second + [.nan, 0, 0], features: 3, permutations: 50)
    try expect([apart.bandwidth], "mmd/bandwidth")
    try expect([apart.squared], "mmd/squared")
    #expect(apart.unusable == 1 && apart.probability < 0.1)
    let same = MaximumMeanDiscrepancy(
      Array(first[..<30]), Array(first[30...]), features: 3, permutations: 50)
    #expect(same.probability > 0.05)
  }
}
