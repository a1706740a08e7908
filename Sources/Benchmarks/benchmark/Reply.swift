import Foundation

/// What `benchmark serve` says; only what was asked for is there.
struct Reply: Encodable {
  var error: String?
  /// Wall clock and processor time of all calls together.
  var seconds: Double?
  var processorSeconds: Double?
  var shape: [Int]?
  /// Little-endian Float32, row-major, in base64.
  var prediction: Data?
  var losses: [Float]?
}
