/// How far an object's features lie from those that a classifier was trained on: the Mahalanobis
/// distance to the nearest class (Lee et al. 2018, arXiv:1807.03888).
///
///     d(x) = minₖ √((x - μₖ)ᵀ Σ⁻¹ (x - μₖ))
///
/// The classes share one covariance Σ, shrunk towards a multiple of the identity by as much as its
/// error asks for (Ledoit & Wolf 2004, J. Multivariate Analysis 88, 365). An object further away than
/// `threshold` is unlike all of the training.
public struct FeatureDistance: Sendable, Codable, Equatable {
  /// How many features an object has.
  public let features: Int
  /// Means of the classes that occur, times L⁻¹.
  private let centres: [PackedFloats]
  private let factor: LowerTriangle
  /// Share of the identity in the covariance, 0 to 1.
  public let shrinkage: Double
  /// Objects of the fit that were left out because a feature is not finite.
  public let unusable: Int
  /// Distance above which an object is unlike the training; the largest finite number before
  /// `calibrate`.
  public private(set) var threshold = Double.greatestFiniteMagnitude
  /// Share of objects like the training that stay below `threshold`.
  public private(set) var level = 1.0

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    features = try container.decode(Int.self, forKey: .features)
    centres = try container.decode([PackedFloats].self, forKey: .centres)
    factor = try container.decode(LowerTriangle.self, forKey: .factor)
    shrinkage = try container.decode(Double.self, forKey: .shrinkage)
    unusable = try container.decode(Int.self, forKey: .unusable)
    threshold = try container.decode(Double.self, forKey: .threshold)
    level = try container.decode(Double.self, forKey: .level)
    guard features > 0, features < 1 << 16, factor.size == features, factor.isWhole,
      !centres.isEmpty, centres.allSatisfy({ $0.values.count == features })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .factor, in: container,
        debugDescription: "centres and covariance are not of \(features) features")
    }
  }

  /// Fits means and covariance to the training objects.
  /// - Parameters:
  ///   - features: `[N, features]`, row-major.
  ///   - labels: class of each row; any numbers from 0.
  /// - Precondition: at least one row is finite.
  public init(features values: [Float], labels: [Int]) {
    let width = labels.isEmpty ? 0 : values.count / labels.count
    precondition(
      width > 0 && values.count == width * labels.count && labels.allSatisfy { $0 >= 0 },
      "FeatureDistance: \(values.count) features for \(labels.count) objects")
    let rows = labels.indices.filter { n in
      values[(n * width)..<((n + 1) * width)].allSatisfy(\.isFinite)
    }
    precondition(!rows.isEmpty, "FeatureDistance: no object has finite features")
    var means: [Int: (sum: [Double], count: Int)] = [:]
    for n in rows {
      var (sum, count) =
        means.removeValue(forKey: labels[n]) ?? ([Double](repeating: 0, count: width), 0)
      for f in 0..<width { sum[f] += Double(values[n * width + f]) }
      count += 1
      means[labels[n]] = (sum, count)
    }
    let averages = means.mapValues { entry in entry.sum.map { $0 / Double(entry.count) } }
    let centred = rows.map { n -> [Double] in
      let mean = averages[labels[n]] ?? []
      return (0..<width).map { Double(values[n * width + $0]) - mean[$0] }
    }
    let (covariance, shrinkage) = Self.shrunkCovariance(centred)
    let scale = (0..<width).reduce(0) { $0 + covariance[$1 * width + $1] } / Double(width)
    let factor = LowerTriangle(
      factoring: covariance, size: width,
      smallest: scale > 0 ? 1e-10 * scale : Double(Float.leastNormalMagnitude))
    self.features = width
    self.factor = factor
    self.shrinkage = shrinkage
    unusable = labels.count - rows.count
    centres = averages.sorted { $0.key < $1.key }.map {
      PackedFloats(factor.solve($0.value).map { Float($0) })
    }
  }

  /// Distance to the nearest class; NaN where a feature is not finite.
  public func distance(_ values: some Collection<Float>) -> Double {
    precondition(
      values.count == features, "FeatureDistance: \(values.count) features, not \(features)")
    let white = factor.solve(values.map(Double.init))
    let squares = centres.map { centre in
      zip(white, centre.values).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
    }
    guard squares.allSatisfy(\.isFinite) else { return .nan }
    return (squares.min() ?? .nan).squareRoot()
  }

  /// True where an object is unlike the training, or a feature is not finite.
  public func isOutside(_ values: some Collection<Float>) -> Bool {
    !(distance(values) <= threshold)
  }

  /// Puts the threshold where this share of objects like the training, which the fit did not see,
  /// stays below it.
  /// - Parameter values: `[N, features]`, row-major; rows that are not finite are left out. Of too
  ///   few rows for the level the largest distance is taken.
  public mutating func calibrate(on values: [Float], level: Double) {
    precondition(
      values.count % features == 0 && level > 0 && level < 1,
      "FeatureDistance.calibrate: \(values.count) values of \(features) features, level \(level)")
    let distances = stride(from: 0, to: values.count, by: features)
      .map { distance(values[$0..<($0 + features)]) }.filter(\.isFinite)
    guard let largest = distances.max() else { return }
    threshold = finiteSampleQuantile(distances, level: level) ?? largest
    self.level = level
  }

  /// Ledoit & Wolf's covariance of rows whose mean is 0.
  private static func shrunkCovariance(_ rows: [[Double]]) -> (matrix: [Double], shrinkage: Double)
  {
    let (n, p) = (Double(rows.count), rows[0].count)
    var matrix = [Double](repeating: 0, count: p * p)
    var fourth = 0.0
    for row in rows {
      var norm = 0.0
      for i in 0..<p {
        norm += row[i] * row[i]
        for j in 0...i { matrix[i * p + j] += row[i] * row[j] }
      }
      fourth += norm * norm
    }
    var squares = 0.0
    for i in 0..<p {
      for j in 0...i {
        let value = matrix[i * p + j] / n
        matrix[i * p + j] = value
        matrix[j * p + i] = value
        squares += (i == j ? 1 : 2) * value * value
      }
    }
    let mean = (0..<p).reduce(0) { $0 + matrix[$1 * p + $1] } / Double(p)
    let distance = squares - Double(p) * mean * mean
    let error = min((fourth / n - squares) / n, distance)
    let shrinkage = error > 0 ? error / distance : 0
    for i in 0..<p {
      for j in 0..<p {
        matrix[i * p + j] *= 1 - shrinkage
        if i == j { matrix[i * p + j] += shrinkage * mean }
      }
    }
    return (matrix, shrinkage)
  }
}
