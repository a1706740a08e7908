/// How numbers are multiplied and added. Figures of different arithmetic are never in one table.
enum Arithmetic: String, Decodable {
  case float32
  /// Products of factors that are rounded to bfloat16, summed in float32.
  case bfloat16
}
