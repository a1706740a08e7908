import OrreryKit

/// A toy: stamps of 2 × 2 pixels, the noise itself plus the number of the class.
struct GradientGenerator: Generator {
  struct Configuration: Codable, Sendable {}
  struct Weights: Module { var weight = Parameter(Tensor([1], shape: [1])) }

  static let info = ArchitectureInfo(
    name: "test/gradient", summary: "Noise.", version: "1.0.0", task: .generation,
    accepts: .image, settings: [])
  static let defaults = Configuration()

  let weights = Weights()
  let specification: ModelSpecification
  var module: any Module { weights }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) {
    self.specification = specification
  }

  init(classes: [String]) {
    specification = ModelSpecification(input: .image, channels: 1, shape: [2, 2], classes: classes)
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) -> [Prediction] {
    objects.map { _ in Prediction() }
  }

  var latentShape: [Int] { [4] }

  func generate(_ latents: Tensor, conditions: Tensor?) -> [SkyObject] {
    let (values, classes) = (latents.scalars, conditions?.argmax(axis: 1))
    return (0..<latents.shape[0]).map { row in
      let pixels = values[4 * row..<4 * row + 4].map { $0 + Float(classes?[row] ?? 0) * 100 }
      return SkyObject(id: "", content: .image(Image(pixels: pixels, height: 2, width: 2)))
    }
  }
}
