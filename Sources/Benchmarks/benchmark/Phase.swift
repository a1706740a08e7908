/// What is timed.
enum Phase: String, Decodable {
  case inference
  case training
}
