import AstroData
import Figures
import Foundation
import OrreryKit
import TestSupport
import Testing

/// Figures of evaluations of made-up models.
struct EvaluationGallery {
  @Test("Curves over thresholds and coverage")
  func thresholds() throws {
    let classes = ["elliptical", "edge-on", "spiral"]
    var random = RandomStream(seed: 2)
    var values: [Float] = []
    var labels: [Int] = []
    for _ in 0..<900 {
      let label = Int(random.uniform() * 3)
      let scores = (0..<3).map { exp(random.normal() + ($0 == label ? 2.0 - 0.4 * Double($0) : 0)) }
      values += scores.map { Float($0 / scores.reduce(0, +)) }
      labels.append(label)
    }
    let rocs = classes.enumerated().map { k, name in
      let curve = ROCCurve(probabilities: values, classes: 3, labels: labels, positive: k)
      return PlotPanel.ThresholdCurve(
        name: name, x: curve.falsePositiveRates, y: curve.truePositiveRates, area: curve.area)
    }
    let precisions = classes.enumerated().map { k, name in
      let curve = PrecisionRecallCurve(
        probabilities: values, classes: 3, labels: labels, positive: k)
      return PlotPanel.ThresholdCurve(
        name: name, x: curve.recalls, y: curve.precisions, area: curve.averagePrecision)
    }
    let levels = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    let half = 450
    let shares = levels.map { level in
      let sets = ConformalClassifier(
        probabilities: Array(values[..<(3 * half)]), classes: 3, labels: Array(labels[..<half]),
        level: level)
      return ConformalReport(
        sets, probabilities: Array(values[(3 * half)...]), labels: Array(labels[half...])
      ).coverage
    }
    #expect(zip(levels, shares).allSatisfy { $1 > $0 - 0.05 })
    try Gallery.keep(
      Figure(
        width: 600, height: 250, title: "Thresholds", columns: 3,
        panels: [
          PlotPanel.roc(rocs), PlotPanel.precisionRecall(precisions),
          PlotPanel.coverage(
            levels: levels,
            coverages: [("conformal sets", shares), ("raw", levels.map { $0 * $0 + 0.05 })],
            count: half),
        ]), as: "thresholds")
  }

  @Test("Redshifts: scatter, residuals, transforms")
  func redshifts() throws {
    var random = RandomStream(seed: 3)
    let truth = (0..<1_500).map { _ in 1.6 * pow(random.uniform(), 0.7) }
    let predicted = truth.map { z in
      random.uniform() < 0.04 ? 1.8 * random.uniform() : z + 0.03 * (1 + z) * random.normal()
    }
    let report = ResidualReport(
      predicted: predicted, truth: truth, scale: .onePlusTruth, outlierLimit: 0.15)
    let distributions = predicted.map {
      GaussianMixture(weights: [1], means: [$0], deviations: [0.03 * (1 + $0)])
    }
    let pit = DistributionReport(distributions, truth: truth)
    let scatter = PlotPanel.redshifts(
      truth: truth, predicted: predicted + [],
      notes: [
        String(format: "σ NMAD %.4f", report.normalisedMAD),
        String(format: "outliers %.1f %%", 100 * report.outliers),
      ], title: "Photometric redshift")
    #expect(scatter.omitted == 0)
    try Gallery.keep(
      Figure(
        width: 640, height: 240, columns: 3,
        panels: [
          scatter, PlotPanel.redshiftResiduals(truth: truth, predicted: predicted),
          PlotPanel.integralTransform(pit.histogram, distance: pit.uniformDistance),
        ]), as: "redshifts")
    // Nothing to show is no trap.
    try Gallery.keep(
      Figure(
        width: 640, height: 240, columns: 3,
        panels: [
          PlotPanel.redshifts(truth: [], predicted: []),
          PlotPanel.redshiftResiduals(truth: [0.5], predicted: [.nan]),
          PlotPanel.integralTransform([]),
        ]), as: "redshifts-empty")
  }

  @Test("Completeness by magnitude and two samples")
  func detection() throws {
    var random = RandomStream(seed: 4)
    func shares(_ limit: Double) -> [PlotPanel.Share] {
      (0..<14).map { bin in
        let lower = 17 + 0.5 * Double(bin)
        let share = 1 / (1 + exp(2.4 * (lower + 0.25 - limit)))
        return PlotPanel.Share(lower: lower, upper: lower + 0.5, value: share, error: 0.03)
      }
    }
    let real = (0..<2_000).map { _ in exp(1.4 + 0.35 * random.normal()) }
    let made = (0..<2_000).map { _ in exp(1.47 + 0.28 * random.normal()) } + [.nan]
    let test = KolmogorovSmirnov(real, made)
    try Gallery.keep(
      Figure(
        width: 520, height: 220, columns: 2,
        panels: [
          PlotPanel.shares(
            [("completeness", shares(22.5)), ("purity", shares(23.6))],
            xLabel: "Magnitude [mag]", title: "Detection"),
          PlotPanel.samples(
            real: real, made: made, xLabel: "Half-light radius [pixel]", title: "Size",
            note: String(format: "KS %.3f", test.distance)),
        ]), as: "detection")
  }

  @Test("A supernova and what is thought of it", .enabled(if: RealData.isPresent))
  func supernova() throws {
    let folder = RealData.path("lightcurves/ztf-sn-ia")
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first)
    let table = try CSV.read(folder + "/" + name)
    let times = try #require(table["time"]?.doubles)
    let magnitudes = try #require(table["mag"]?.doubles).map { Float($0) }
    let errors = try #require(table["magerr"]?.doubles).map { Float($0) }
    let bands = try #require(table["band"]?.strings)
    let order = times.indices.sorted { times[$0] < times[$1] }
    let names = Array(Set(bands)).sorted()
    let curve = LightCurve(
      time: order.map { times[$0] }, value: order.map { magnitudes[$0] },
      uncertainty: order.map { errors[$0] },
      band: order.map { names.firstIndex(of: bands[$0]) ?? 0 }, bands: names, quantity: .magnitude)
    let classes = ["SN Ia", "SN II", "SN Ibc", "SLSN", "TDE", "AGN", "kilonova", "microlens"]
    let rows = curve.time.indices.map { place -> [Double] in
      let share = Double(place) / Double(curve.count - 1)
      let scores = classes.indices.map { exp(($0 == 0 ? 4 * share : 0.5 * sin(Double($0)))) }
      return scores.map { $0 / scores.reduce(0, +) }
    }
    let offset = (curve.time.first ?? 0).rounded(.down)
    var light = PlotPanel.lightCurve(curve, offset: offset, title: "SN Ia, 0.93")
    var probabilities = PlotPanel.probabilities(
      times: curve.time, rows, classes: classes, truth: "SN Ia", offset: offset)
    let last = (curve.time.last ?? 1) - offset
    light.xRange = -0.02 * last...1.02 * last
    probabilities.xRange = light.xRange
    try Gallery.keep(
      Figure(width: 420, height: 380, columns: 1, panels: [light, probabilities]), as: "supernova")
  }
}
