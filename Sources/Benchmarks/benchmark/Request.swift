import Workloads

/// What the driver asks of `benchmark serve`.
enum Request: Decodable {
  /// Make a workload; the next requests are about it.
  case load(workload: String, phase: Phase, threads: Int, arithmetic: Arithmetic)
  /// Call it this often and tell how long it took.
  case run(calls: Int)
  /// Its prediction, or the losses of one training step.
  case answer

  private enum Key: String, CodingKey {
    case action, workload, phase, threads, arithmetic, calls
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    switch try values.decode(String.self, forKey: .action) {
    case "load":
      self = .load(
        workload: try values.decode(String.self, forKey: .workload),
        phase: try values.decode(Phase.self, forKey: .phase),
        threads: try values.decode(Int.self, forKey: .threads),
        arithmetic: try values.decode(Arithmetic.self, forKey: .arithmetic))
    case "run": self = .run(calls: try values.decode(Int.self, forKey: .calls))
    case "answer": self = .answer
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: Key.action, in: values, debugDescription: "no action named \(other)")
    }
  }
}
