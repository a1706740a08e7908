import Foundation
import OrreryKit

/// How long a run will take, from running a little of it into a folder that is removed.
///
/// Two parts of different size are run: what both have in common is the start.
public struct Trial: Sendable {
  /// Seconds for the whole input.
  public let seconds: Double

  /// Bytes of the input that are tried at most.
  private static let most: Int64 = 16 << 20
  /// Sides of the middle of a large image that are tried, in pixels.
  private static let sides = [512, 1024]

  /// - Returns: `nil` where the input cannot be tried in parts: one large table, nothing readable.
  public init?(_ plan: Plan, model: LoadedModel?, options: RunOptions) async throws {
    let folder = NSTemporaryDirectory() + "orrery-trial-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = plan.input.files.map { (path: $0, size: FileSignature(of: $0)?.size ?? 0) }
      .filter { $0.size > 0 }
    let total = files.reduce(Int64(0)) { $0 + $1.size }
    guard let largest = files.max(by: { $0.size < $1.size }), total > 0 else { return nil }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let parts =
      try largest.size > Self.most
      ? Self.middles(of: largest.path, Double(largest.size), plan, folder)
      : Self.samples(of: files.map { ($0.path, Double($0.size)) })
    var times: [(bytes: Double, seconds: Double)] = []
    for (place, part) in parts.enumerated() {
      var small = plan
      small.input.files = part.files
      small.output.folder = "\(folder)/\(place)"
      var own = options
      (own.shard, own.frozen, own.memory) = (nil, nil, MemoryLimit())
      own.failures = FailureLimit(keepsGoing: true)
      let start = ContinuousClock.now
      _ = try await Runner(plan: small, model: model, options: own).run()
      times.append((part.bytes, (ContinuousClock.now - start).seconds))
    }
    guard let first = times.first, let last = times.last else { return nil }
    guard last.bytes > first.bytes else {
      seconds = first.seconds * Double(total) / first.bytes
      return
    }
    let rate = max(0, last.seconds - first.seconds) / (last.bytes - first.bytes)
    seconds = first.seconds + rate * (Double(total) - first.bytes)
  }

  private typealias Part = (files: [String], bytes: Double)

  /// One file, and some that lie evenly in the list.
  private static func samples(of files: [(path: String, size: Double)]) -> [Part] {
    let step = max(1, files.count / 64)
    var some: [String] = []
    var bytes = 0.0
    for place in stride(from: 0, to: files.count, by: step) {
      guard some.isEmpty || bytes + files[place].size <= Double(most) else { break }
      some.append(files[place].path)
      bytes += files[place].size
    }
    let one = Part(files: [some[0]], bytes: files[0].size)
    return some.count > 1 ? [one, Part(files: some, bytes: bytes)] : [one]
  }

  /// Two parts of the middle of a large image as files of their own.
  private static func middles(
    of path: String, _ size: Double, _ plan: Plan, _ folder: String
  ) throws -> [Part] {
    let reader = try? ObjectReader(InputSource.File(path: path, id: "trial"), plan: plan.input)
    guard let image = reader?.wide(0), image.obstacle == nil else { return [] }
    let tiled = try image.open("trial")
    return try sides.map { side in
      func middle(_ length: Int) -> Range<Int> {
        let part = min(side, length)
        return (length - part) / 2..<(length - part) / 2 + part
      }
      let region = PixelRegion(x: middle(image.width), y: middle(image.height))
      var file = FITSWriter()
      if let part = try tiled.read(region).image { try file.append(part, name: "") }
      let name = "\(folder)/\(side).fits"
      try file.write(to: name)
      let share = Double(region.x.count * region.y.count) / Double(image.width * image.height)
      return (files: [name], bytes: size * share)
    }
  }
}
