/// How numbers are multiplied and added. Figures of different arithmetic are never in one table.
enum Arithmetic: String, Decodable {
  case float32
}
