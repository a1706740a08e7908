import Foundation
import OrreryKit

/// Class and redshift of spectra by cross-correlation with mean spectra, beside which a network must
/// show what it is worth (Tonry & Davis 1979, AJ 84, 1511).
///
/// Spectra in equal steps of ln λ lose their continuum (a running mean) and are scaled to unit sum of
/// squares. Templates are the means of the training spectra of a sub-type at rest. The correlation of
/// a spectrum d with a template T at a shift of s steps is
///
///     r(s) = Σᵢ dᵢ T[i - s] / √(Σᵢ dᵢ² Σᵢ T[i - s]²)
///
/// over the good pixels that the template covers; redshift and class are those of the largest.
struct TemplateCorrelation: Fitted {
  struct Configuration: Codable, Sendable {
    /// Pixels on either side that the continuum is a mean of.
    var reach = 60
    /// Least number of pixels that spectrum and template have in common.
    var overlap = 200
  }

  private struct State: Module {
    /// ln λ of the first pixel (Angstrom), its step, and the shift of the first template pixel.
    let grid = Buffer(.zeros([3]))
    /// `[templates, width]`
    let templates = Buffer(Tensor([], shape: [0]), isResizable: true)
    /// Class, first and last shift of each template.
    let owners = Buffer(Tensor([], shape: [0]), isResizable: true)
  }

  static let defaults = Configuration()

  static let info = ArchitectureInfo(
    name: "template-correlation",
    summary: "Class and redshift of spectra by correlation with mean spectra.",
    version: "1.0.0", task: .classification, accepts: .spectrum,
    settings: [
      Setting("reach", "Pixels on either side that the continuum is a mean of", range: 1...10_000),
      Setting(
        "overlap", "Pixels that spectrum and template have in common at least", range: 8...1e6),
    ], reference: "Tonry & Davis 1979, AJ 84, 1511")

  /// Steps of redshift beyond those of the training.
  private static let margin = 3

  let specification: ModelSpecification
  private let configuration: Configuration
  private let state = State()

  var module: any Module { state }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard let length = specification.shape.first, length > configuration.overlap else {
      throw Settings.Failure(
        path: ["overlap"],
        reason: "must be below the spectra's \(specification.shape.first ?? 0) pixels")
    }
    self.configuration = configuration
    self.specification = specification
  }

  // MARK: - Fit

  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    var grid: LogarithmicGrid?
    // By class and sub-type: spectra without continuum, each with its shift.
    var groups: [String: (label: Int, members: [(shift: Int, values: [Float])])] = [:]
    for object in objects {
      guard let spectrum = object.spectrum, let z = object.truthValues["z"], z.isFinite, z > -1,
        let label = object.label(among: specification.classes)
      else { continue }
      let own = try LogarithmicGrid(spectrum, id: object.id)
      let common = grid ?? own
      grid = common
      guard let values = flattened(spectrum) else { continue }
      let shift = Int((log1p(z) / common.step).rounded())
      let key = "\(label) \(object.truthNames["subclass"] ?? "")"
      groups[key, default: (label, [])].members.append((shift, values))
    }
    guard let grid, !groups.isEmpty else {
      throw DataError(
        .invalidValue, "template-correlation: none of \(objects.count) spectra has a redshift")
    }
    let length = specification.shape[0]
    let shifts = groups.values.flatMap { $0.members.map(\.shift) }
    let last = (shifts.max() ?? 0) + Self.margin
    let first = (shifts.min() ?? 0) - Self.margin
    let width = length + last - first
    var templates: [Float] = []
    var owners: [Float] = []
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
      var sums = [Float](repeating: 0, count: width)
      var counts = sums
      for member in group.members {
        // Pixel i of a spectrum at shift s lies at i - s at rest, from -last on.
        let start = last - member.shift
        for (pixel, value) in member.values.enumerated() where value != 0 {
          sums[start + pixel] += value
          counts[start + pixel] += 1
        }
      }
      // A pixel that few spectra cover is noise.
      let least = min(Float(group.members.count), max(1, Float(group.members.count) / 50))
      templates += zip(sums, counts).map { $1 >= least ? $0 / $1 : 0 }
      let own = group.members.map(\.shift)
      owners += [
        Float(group.label), Float((own.min() ?? 0) - Self.margin),
        Float((own.max() ?? 0) + Self.margin),
      ]
    }
    var empty = RandomStream(seed: 0)
    let result = try Self(configuration, specification: specification, random: &empty)
    result.state.grid.value = Tensor(
      [grid.start, grid.step, Double(last)].map { Float($0) }, shape: [3])
    result.state.templates.value = Tensor(templates, shape: [templates.count])
    result.state.owners.value = Tensor(owners, shape: [owners.count])
    return result
  }

  /// Without continuum and of unit sum of squares; 0 where a pixel is bad; `nil` where nothing is
  /// left.
  private func flattened(_ spectrum: Spectrum) -> [Float]? {
    let good = spectrum.flux.indices.filter(spectrum.isGood)
    guard good.count >= configuration.overlap else { return nil }
    var sums = [0.0]
    var counts = [0.0]
    for pixel in 0..<spectrum.count {
      let isGood = spectrum.isGood(pixel)
      sums.append((sums.last ?? 0) + (isGood ? Double(spectrum.flux[pixel]) : 0))
      counts.append((counts.last ?? 0) + (isGood ? 1 : 0))
    }
    var values = [Double](repeating: 0, count: spectrum.count)
    for pixel in good {
      let from = max(0, pixel - configuration.reach)
      let to = min(spectrum.count, pixel + configuration.reach + 1)
      let mean = (sums[to] - sums[from]) / (counts[to] - counts[from])
      values[pixel] = Double(spectrum.flux[pixel]) - mean
    }
    let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? values.map { Float($0 / norm) } : nil
  }

  // MARK: - Prediction

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let owners = state.owners.value.scalars
    guard !owners.isEmpty else {
      throw DataError(.invalidValue, "template-correlation: was not fitted")
    }
    for object in objects {
      try specification.check(object)
      guard let spectrum = object.spectrum else { continue }
      let grid = try LogarithmicGrid(spectrum, id: object.id)
      let fit = state.grid.value.scalars
      guard abs(grid.start - Double(fit[0])) < 0.1 * grid.step + 1e-6,
        abs(grid.step / Double(fit[1]) - 1) < 1e-4
      else {
        throw DataError(
          .invalidValue, "\(object.id): is on another grid than the spectra of the fit")
      }
    }
    return concurrentMap(objects.count) { answer(objects[$0]) }
  }

  private func answer(_ object: SkyObject) -> Prediction {
    guard let spectrum = object.spectrum, let values = flattened(spectrum) else {
      return prediction(z: .nan, error: .nan, correlation: .nan, [], flags: [.noValidData])
    }
    let (templates, owners) = (state.templates.value.scalars, state.owners.value.scalars)
    let (step, last) = (Double(state.grid.value.scalars[1]), Int(state.grid.value.scalars[2]))
    let count = owners.count / 3
    let width = templates.count / count
    var best = [Float](repeating: -1, count: specification.classes.count)
    var peak = (value: Float(-1), place: 0.0, error: Double.nan)
    for template in 0..<count {
      let label = Int(owners[3 * template])
      let range = Int(owners[3 * template + 1])...Int(owners[3 * template + 2])
      let course = templates.withUnsafeBufferPointer { all in
        range.map { shift in
          Self.correlation(
            values, UnsafeBufferPointer(rebasing: all[template * width..<(template + 1) * width]),
            from: last - shift, overlap: configuration.overlap)
        }
      }
      guard let place = course.indices.max(by: { course[$0] < course[$1] }) else { continue }
      best[label] = max(best[label], course[place])
      if course[place] > peak.value {
        let (top, error) = Self.summit(course, at: place)
        peak = (course[place], Double(range.lowerBound) + top, error)
      }
    }
    let flags: [ObjectFlag] = spectrum.goodCount < spectrum.count ? [.missingData] : []
    // Only the order matters: the calibration finds how sharp they are to be.
    let weights = best.map { exp(20 * Double($0)) }
    let sum = weights.reduce(0, +)
    let z = expm1(peak.place * step)
    return prediction(
      z: z, error: (1 + z) * step * peak.error, correlation: Double(peak.value),
      weights.map { Float($0 / sum) }, flags: flags)
  }

  private static func correlation(
    _ values: [Float], _ template: UnsafeBufferPointer<Float>, from start: Int, overlap: Int
  ) -> Float {
    var (product, own, other): (Float, Float, Float) = (0, 0, 0)
    var common = 0
    for (pixel, value) in values.enumerated() {
      let weight = template[start + pixel]
      guard weight != 0, value != 0 else { continue }
      product += value * weight
      own += value * value
      other += weight * weight
      common += 1
    }
    guard common >= overlap, own > 0, other > 0 else { return -1 }
    return product / (own * other).squareRoot()
  }

  /// The top of the parabola through a peak, and Tonry & Davis' error 3 w / 8 (1 + R), in steps: w is
  /// the full width at half of the peak, R its height over √2 times the scatter elsewhere.
  private static func summit(_ course: [Float], at place: Int) -> (place: Double, error: Double) {
    var low = place, high = place
    while low > 0, course[low] > course[place] / 2 { low -= 1 }
    while high < course.count - 1, course[high] > course[place] / 2 { high += 1 }
    let others = course.indices.filter { ($0 < low || $0 > high) && course[$0] > -1 }
    let scatter =
      (others.reduce(0) { $0 + Double(course[$1] * course[$1]) }
      / Double(max(1, others.count))).squareRoot()
    let ratio = scatter > 0 ? Double(course[place]) / (2.0.squareRoot() * scatter) : 0
    let error = 0.375 * Double(high - low) / (1 + ratio)
    guard place > 0, place < course.count - 1 else { return (Double(place), error) }
    let (a, b, c) = (Double(course[place - 1]), Double(course[place]), Double(course[place + 1]))
    let bend = a - 2 * b + c
    return (Double(place) + (bend < 0 ? 0.5 * (a - c) / bend : 0), error)
  }

  private func prediction(
    z: Double, error: Double, correlation: Double, _ probabilities: [Float], flags: [ObjectFlag]
  ) -> Prediction {
    Prediction(
      measurements: [
        OrreryKit.Measurement(
          "z_model", .real(z), description: "Redshift of the largest correlation"),
        OrreryKit.Measurement("z_error", .real(error), description: "One standard deviation of it"),
        OrreryKit.Measurement(
          "correlation", .real(correlation), description: "Largest correlation, 0 to 1"),
      ],
      probabilities: probabilities.isEmpty
        ? [Float](repeating: .nan, count: specification.classes.count) : probabilities,
      flags: flags)
  }
}

/// Wavelengths in equal steps of their logarithm.
private struct LogarithmicGrid {
  /// ln of the first wavelength in Angstrom.
  let start: Double
  let step: Double

  /// - Throws: `DataError.invalidValue` for a grid of other steps.
  init(_ spectrum: Spectrum, id: String) throws {
    let unit = spectrum.wavelengthUnit.nanometres * 10
    guard let first = spectrum.wavelength.first, let last = spectrum.wavelength.last,
      spectrum.count > 2, first > 0, last > first
    else { throw DataError(.invalidValue, "\(id): has no rising wavelengths") }
    start = log(first * unit)
    step = log(last / first) / Double(spectrum.count - 1)
    let middle = spectrum.count / 2
    guard abs(log(spectrum.wavelength[middle] / first) - step * Double(middle)) < 0.1 * step else {
      throw DataError(
        .invalidValue,
        "\(id): its wavelengths are not in equal steps of the logarithm; "
          + "put `resample-spectrum` before")
    }
  }
}
