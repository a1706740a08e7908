import OrreryKit

/// How like the real objects those are that a generator makes: measured shapes, or the numbers of
/// rows, beside one another, and a classifier that tries to tell them apart.
public struct SampleEvaluation: Sendable {
  /// One measured quantity of real and made objects; NaN where an object has none.
  public struct Quantity: Sendable {
    public var name: String
    public var real: [Double]
    public var made: [Double]

    public var test: KolmogorovSmirnov { KolmogorovSmirnov(real, made) }
  }

  public let name: String
  public let objects: Int
  public let quantities: [Quantity]
  /// On the pixels, or on the numbers of rows.
  public let classifier: ClassifierTwoSampleTest
  /// Of the standardised quantities.
  public let discrepancy: MaximumMeanDiscrepancy

  /// Makes as many objects as there are real ones, of the same classes.
  /// - Parameters:
  ///   - limit: real objects that are looked at.
  ///   - epochs: of the classifier.
  /// - Returns: `nil` where the model is no generator of images or rows, or there are too few.
  init?(
    _ model: LoadedModel, name: String, real objects: [SkyObject], seed: UInt64,
    limit: Int = 1_000, epochs: Int = 20
  ) throws {
    guard let generator = model.architecture as? any Generator, objects.count >= 20 else {
      return nil
    }
    let real = Array(objects.prefix(limit))
    let classes = generator.specification.classes
    let size = generator.latentShape.reduce(1, *)
    var made: [SkyObject] = []
    for start in stride(from: 0, to: real.count, by: 64) {
      let places = start..<min(real.count, start + 64)
      let noise = places.flatMap { place -> [Float] in
        var random = RandomStream(seed: seed, key: "\(place)", purpose: "two-sample noise")
        return (0..<size).map { _ in Float(random.normal()) }
      }
      let conditions = places.flatMap { real[$0].shares(of: classes) }
      made += try generator.generate(
        Tensor(noise, shape: [places.count] + generator.latentShape),
        conditions: classes.isEmpty
          ? nil : Tensor(conditions, shape: [places.count, classes.count]))
    }
    let samples: (real: Tensor, made: Tensor)
    if let images = Self.images(real, made) {
      samples = images
      func measured(_ objects: [SkyObject]) -> [StampShape?] {
        objects.map { $0.image.flatMap { StampShape($0) } }
      }
      let shapes = (measured(real), measured(made))
      quantities = Self.measures.map { measure in
        Quantity(
          name: measure.name, real: shapes.0.map { $0.map(measure.value) ?? .nan },
          made: shapes.1.map { $0.map(measure.value) ?? .nan })
      }
    } else {
      let names = generator.specification.bands
      guard !names.isEmpty, (real + made).allSatisfy({ $0.row != nil }) else { return nil }
      func values(_ objects: [SkyObject], _ name: String) -> [Double] {
        objects.map { $0.row?[name] ?? .nan }
      }
      func tensor(_ objects: [SkyObject]) -> Tensor {
        Tensor(
          objects.flatMap { object in names.map { Float(object.row?[$0] ?? .nan) } },
          shape: [objects.count, names.count])
      }
      samples = (tensor(real), tensor(made))
      quantities = names.map {
        Quantity(name: $0, real: values(real, $0), made: values(made, $0))
      }
    }
    self.name = name
    self.objects = real.count
    classifier = ClassifierTwoSampleTest(
      real: samples.real, made: samples.made, epochs: epochs, seed: seed)
    let columns = quantities.map(\.real)
    let rows = (
      Self.standardised(columns, by: columns),
      Self.standardised(quantities.map(\.made), by: columns)
    )
    discrepancy = MaximumMeanDiscrepancy(
      rows.0, rows.1, features: columns.count, permutations: 100, seed: seed)
  }

  /// The pixels of both, where all are images of one size.
  private static func images(
    _ real: [SkyObject], _ made: [SkyObject]
  ) -> (real: Tensor, made: Tensor)? {
    guard let first = real.first?.image else { return nil }
    let images = (real.compactMap(\.image), made.compactMap(\.image))
    guard images.0.count == real.count, images.1.count == made.count,
      (images.0 + images.1).allSatisfy({ $0.pixels.count == first.pixels.count })
    else { return nil }
    func tensor(_ images: [Image]) -> Tensor {
      Tensor(
        images.flatMap(\.pixels),
        shape: [images.count, first.channels, first.height, first.width])
    }
    return (tensor(images.0), tensor(images.1))
  }

  private static let measures: [(name: String, value: @Sendable (StampShape) -> Double)] = [
    ("Flux", { $0.flux }), ("Half-light radius [pixel]", { $0.halfLightRadius }),
    ("Concentration", { $0.concentration }), ("Asymmetry", { $0.asymmetry }),
    ("Ellipticity", { $0.ellipticity }), ("Gini", { $0.gini }),
  ]

  /// Row by row, with the mean and deviation of the finite values of `reference`.
  private static func standardised(_ columns: [[Double]], by reference: [[Double]]) -> [Float] {
    let scales = reference.map { column -> (Double, Double) in
      let finite = column.filter(\.isFinite)
      let mean = finite.reduce(0, +) / Double(max(1, finite.count))
      let variance =
        finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, finite.count))
      return (mean, variance > 0 ? variance.squareRoot() : 1)
    }
    return (columns.first ?? []).indices.flatMap { row in
      zip(columns, scales).map { column, scale in Float((column[row] - scale.0) / scale.1) }
    }
  }

  /// All figures; `null` where there is none.
  public var json: JSONValue {
    .object([
      "model": .string(name), "objects": .integer(Int64(objects)),
      "two-sample-accuracy": .figure(classifier.accuracy),
      "two-sample-accuracy-error": .figure(classifier.accuracyError),
      "two-sample-held-out": .integer(Int64(classifier.heldOut)),
      "two-sample-unusable": .integer(Int64(classifier.unusable)),
      "mmd-squared": .figure(discrepancy.squared), "mmd-p": .figure(discrepancy.probability),
      "mmd-unusable": .integer(Int64(discrepancy.unusable)),
      "quantities": .object(
        Dictionary(
          uniqueKeysWithValues: quantities.map { quantity in
            let test = quantity.test
            return (
              quantity.name,
              .object([
                "ks": .figure(test.distance), "p": .figure(test.probability),
                "unusable": .integer(Int64(test.unusable)),
                "mean-real": .figure(Self.mean(quantity.real)),
                "mean-made": .figure(Self.mean(quantity.made)),
              ])
            )
          })),
    ])
  }

  private static func mean(_ values: [Double]) -> Double {
    let finite = values.filter(\.isFinite)
    return finite.reduce(0, +) / Double(finite.count)
  }
}
