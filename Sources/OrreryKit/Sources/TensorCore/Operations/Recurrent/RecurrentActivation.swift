/// What a plain recurrent network does with its sums.
@frozen public enum RecurrentActivation: String, Sendable, Codable, CaseIterable {
  case tanh, relu
}
