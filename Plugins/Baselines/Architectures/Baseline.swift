import OrreryKit

/// A plain method on measured features, beside which a network must show what it is worth: "is deep
/// learning necessary?"
///
/// Features: size, shape and colours of stamps; statistics, period and Fourier parameters of light
/// curves; coarse bins of spectra.
struct Baseline<Method: BaselineMethod>: Fitted {
  typealias Configuration = Method.Configuration

  static var defaults: Configuration { Configuration() }

  static var info: ArchitectureInfo {
    ArchitectureInfo(
      name: Method.name, summary: Method.summary, version: "1.0.0", task: .classification,
      accepts: [.image, .lightCurve, .spectrum, .row],
      settings: Method.settings + Configuration.common,
      reference: Method.reference)
  }

  /// What was learned: the scaling of the features and the method's own arrays.
  private struct State: Module {
    let medians = Buffer(Tensor([], shape: [0]), isResizable: true)
    let means = Buffer(Tensor([], shape: [0]), isResizable: true)
    let deviations = Buffer(Tensor([], shape: [0]), isResizable: true)
    let method: [String: Buffer]
  }

  let specification: ModelSpecification
  private let configuration: Configuration
  private let state: State

  var module: any Module { state }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard specification.classes.count > 1 else {
      throw Settings.Failure(path: [], reason: "\(Method.name) needs two or more classes")
    }
    self.configuration = configuration
    self.specification = specification
    state = State(
      method: Dictionary(
        uniqueKeysWithValues: Method.parts.map {
          ($0, Buffer(Tensor([], shape: [0]), isResizable: true))
        }))
  }

  private var features: ObjectFeatures {
    ObjectFeatures(
      specification: specification, highestFrequency: configuration.highestFrequency,
      bins: configuration.bins)
  }

  /// Features of each object; `nil` where nothing can be measured.
  private func measure(_ objects: [SkyObject]) throws -> [[Float]?] {
    let features = features
    return try concurrentMap(objects.count) { index in
      Result { try features.values(objects[index]) }
    }.map { try $0.get() }
  }

  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    let classes = specification.classes
    var rows: [[Float]] = []
    var labels: [Int] = []
    for (object, values) in zip(objects, try measure(objects)) {
      let label = object.label(among: classes)
      guard let values, let label else { continue }
      rows.append(values)
      labels.append(label)
    }
    guard rows.count > 1 else {
      throw DataError(
        .invalidValue, "\(Method.name): \(rows.count) of \(objects.count) objects can be measured")
    }
    let matrix = FeatureMatrix(rows: rows, columns: features.names.count)
    let scaling = FeatureScaling(fitting: matrix)
    let method = Method.fit(
      scaling(matrix), labels: labels, classes: classes.count, configuration: configuration,
      random: &random)
    var empty = RandomStream(seed: 0)
    let result = try Self(configuration, specification: specification, random: &empty)
    result.state.medians.value = Self.tensor(scaling.medians)
    result.state.means.value = Self.tensor(scaling.means)
    result.state.deviations.value = Self.tensor(scaling.deviations)
    for (name, values) in method.stored { result.state.method[name]?.value = Self.tensor(values) }
    return result
  }

  private static func tensor(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let columns = features.names.count
    let scaling = FeatureScaling(
      medians: state.medians.value.scalars, means: state.means.value.scalars,
      deviations: state.deviations.value.scalars)
    guard scaling.means.count == columns, scaling.medians.count == columns,
      scaling.deviations.count == columns,
      let method = Method(
        state.method.mapValues(\.value.scalars), classes: specification.classes.count,
        columns: columns, configuration: configuration)
    else {
      throw DataError(.invalidValue, "\(Method.name): was not fitted to \(columns) features")
    }
    let measured = try measure(objects)
    let matrix = scaling(FeatureMatrix(rows: measured.compactMap { $0 }, columns: columns))
    let probabilities = matrix.rows > 0 ? method.probabilities(matrix) : []
    let classes = specification.classes.count
    var row = 0
    return measured.map { values in
      guard let values else {
        return Prediction(
          probabilities: [Float](repeating: .nan, count: classes), flags: [.noValidData])
      }
      defer { row += 1 }
      return Prediction(
        probabilities: Array(probabilities[(row * classes)..<((row + 1) * classes)]),
        features: Array(matrix[row]),
        flags: values.allSatisfy(\.isFinite) ? [] : [.missingData, .filled])
    }
  }
}
