import Foundation
import OrreryKit

/// What decides how an object is worked on, by part: where it is another, the object is done anew.
struct WorkDigest: Sendable, Equatable {
  /// SHA-256 of all parts.
  var digest: String
  /// SHA-256 of the pipeline as products carry it.
  var pipeline: String
  /// SHA-256 of the weights; empty without a model.
  var model: String
  var seed: String
  /// The parts as canonical JSON: a name and a digest each.
  var text: String

  init(digest: String, pipeline: String, model: String, seed: String, text: String) {
    self.digest = digest
    self.pipeline = pipeline
    self.model = model
    self.seed = seed
    self.text = text
  }

  init(_ plan: Plan) {
    var parts = plan.digestParts.mapValues { value in
      JSONValue.string(SHA256.hexadecimal(CanonicalJSON.bytes(value)))
    }
    parts["program"] = .string(SDKInfo.version)
    // Products name the description that made them.
    parts["description"] = .string(Provenance(plan).pipeline)
    let bytes = CanonicalJSON.bytes(.object(parts))
    self.init(
      digest: SHA256.hexadecimal(bytes), pipeline: plan.digest, model: plan.model?.digest ?? "",
      seed: "\(plan.seed)", text: String(decoding: bytes, as: UTF8.self))
  }

  /// The names of the parts that differ, in order.
  func differences(from other: WorkDigest) -> [String] {
    let (mine, others) = (parts, other.parts)
    return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.sorted()
  }

  private var parts: [String: String] {
    (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
  }
}
