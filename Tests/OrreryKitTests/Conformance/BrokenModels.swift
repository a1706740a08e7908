import OrreryKit
import Synchronization

/// One linear layer over the mean and the middle pixel of an image, broken in one way.
enum Fault: String, Sendable, CaseIterable {
  case none, key, sum, flags, gradient, silent, unsaved, shared, batch, trailing
}

protocol FaultKind: Sendable {
  static var fault: Fault { get }
}

/// Calls that all models of a kind share, as they must not.
let sharedCalls = Mutex(0)

struct BrokenModel<Kind: FaultKind>: Classifier, Module {
  struct Configuration: Codable, Sendable {
    var scale = 1.0
    var offset = 0.0
  }

  static var defaults: Configuration { Configuration() }

  static var info: ArchitectureInfo {
    var settings = [Setting("scale", "Multiplies", range: 0...10)]
    if Kind.fault != .key { settings.append(Setting("offset", "Is added")) }
    return ArchitectureInfo(
      name: "test/broken", summary: "A toy.", version: "1.0.0", task: .classification,
      accepts: .image, settings: settings)
  }

  let specification: ModelSpecification
  let head: Linear
  let unused: Parameter?
  private let drawn: Float

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    self.specification = specification
    head = Linear(inputs: 2, outputs: specification.classes.count, random: &random)
    unused = Kind.fault == .silent ? Parameter(.ones([2])) : nil
    drawn = Kind.fault == .unsaved ? Float(random.normal()) : 1
  }

  func features(_ batch: ImageBatch, _ pass: inout Pass) -> Tensor {
    let mean = batch.images.mean(over: [1, 2, 3])
    let middle = batch.images.shape[2] / 2
    let pixel = batch.images.sliced(axis: 2, middle..<middle + 1)
      .sliced(axis: 3, middle..<middle + 1).reshaped([batch.rows.count])
    var result = Tensor.concatenated(
      [mean.reshaped([batch.rows.count, 1]), pixel.reshaped([batch.rows.count, 1])], axis: 1)
    if Kind.fault == .batch { result = result - result.mean(over: [0], keepingDimensions: true) }
    return result * drawn
  }

  func logits(_ features: Tensor, _ pass: inout Pass) -> Tensor {
    let logits = head(features, &pass)
    guard Kind.fault == .gradient else { return logits }
    // Forgets a factor on the way back.
    return .recorded([logits]) { inputs in (inputs[0] * 3, { gradient, _ in [gradient] }) }
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    var predictions = try classified(objects, &pass)
    switch Kind.fault {
    case .sum:
      for index in predictions.indices {
        predictions[index].probabilities = predictions[index].probabilities.map { $0 * 2 }
      }
    case .flags: for index in predictions.indices { predictions[index].flags = [] }
    case .trailing: predictions = predictions.dropLast()
    case .shared:
      // Answers otherwise at every call.
      let call = sharedCalls.withLock { calls in
        calls += 1
        return calls
      }
      for index in predictions.indices {
        predictions[index].measurements = [Measurement("call", .integer(Int64(call)))]
      }
    default: break
    }
    return predictions
  }
}
