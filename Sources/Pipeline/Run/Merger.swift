import Foundation
import OrreryKit

/// Puts the parts of a run that shards did together, as one process would have left them.
public struct Merger: Sendable {
  /// What keeps a merge from being whole.
  public struct Gap: Sendable, Equatable, CustomStringConvertible {
    public var description: String
  }

  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// Holds the shards against each other and against their products, takes their ledgers into the
  /// run's own, and writes the catalogue.
  ///
  /// - Returns: what there is, or what is missing; then nothing was changed.
  /// - Throws: `OutputInUse` while a shard works, `DataError` `missing` where there is no shard,
  ///   `invalidValue` where they are not parts of one run, `unwritable`.
  public func merge() throws -> (summary: RunSummary, gaps: [Gap]) {
    let folder = try OutputFolder(folder)
    let state = try folder.state()
    let lock = try OutputLock(state.path + "/lock", name: folder.path)
    defer { _ = lock }
    let shards = try self.shards(in: state)
    let gaps = try gaps(shards, folder)
    guard gaps.isEmpty else { return (RunSummary(), gaps) }

    let ledger = try Ledger("\(state.path)/\(Ledger.name)")
    guard let style = try shards.first?.ledger.style() else {
      throw DataError(.damaged, "a shard does not say what its catalogue is", file: folder.path)
    }
    try ledger.setStyle(style)
    try ledger.beginMerge()
    for shard in shards { try ledger.absorb(shard.ledger.path) }
    try ledger.removeStaleProducts(in: folder)
    try style.write(from: ledger, to: folder, isWhole: true)
    var summary = try ledger.summary()
    summary.output = self.folder
    summary.catalog = style.name
    // What the shards knew is in the run's own ledger now.
    for shard in shards {
      for ending in ["", "-wal", "-shm", ".lock"] { unlink(shard.ledger.path + ending) }
    }
    return (summary, [])
  }

  private struct Part {
    var shard: Shard
    var ledger: Ledger
  }

  private func shards(in state: OutputFolder) throws -> [Part] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: state.path)) ?? []
    var parts: [Part] = []
    for name in names where name.hasPrefix("shard-") && name.hasSuffix(".sqlite") {
      let words = name.dropLast(".sqlite".count).split(separator: "-")
      guard words.count == 4, let number = Int(words[1]), let count = Int(words[3]),
        let shard = Shard(number, of: count)
      else { continue }
      // Writable: the log of a shard that was killed is taken in.
      parts.append(Part(shard: shard, ledger: try Ledger("\(state.path)/\(name)")))
    }
    parts.sort { ($0.shard.count, $0.shard.number) < ($1.shard.count, $1.shard.number) }
    guard let first = parts.first else {
      throw DataError(.missing, "there are no shards to merge", file: folder)
    }
    let counts = Set(parts.map(\.shard.count)).sorted()
    guard counts.count == 1 else {
      throw DataError(
        .invalidValue,
        "holds shards of different runs: of \(counts.map(String.init).joined(separator: ", of ")); "
          + "remove those that are not meant from \(Ledger.folder)", file: folder)
    }
    let style = try first.ledger.style()
    for part in parts where try part.ledger.style() != style {
      throw DataError(
        .invalidValue,
        "shard \(part.shard) was run with another description than shard \(first.shard); run it "
          + "again", file: folder)
    }
    let files = try first.ledger.fact("files")
    for part in parts where try part.ledger.fact("files") != files {
      throw DataError(
        .invalidValue,
        "shard \(part.shard) was run on another list of files than shard \(first.shard); run it "
          + "again", file: folder)
    }
    return parts
  }

  private func gaps(_ parts: [Part], _ folder: OutputFolder) throws -> [Gap] {
    guard let count = parts.first?.shard.count else { return [] }
    let there = Dictionary(uniqueKeysWithValues: parts.map { ($0.shard.number, $0.ledger) })
    var gaps: [Gap] = []
    for number in 1...count {
      guard let ledger = there[number] else {
        gaps.append(Gap(description: "shard \(number)/\(count) has not run"))
        continue
      }
      let status = try ledger.lastStatus()
      if status != "finished" {
        let word = status == "running" ? "was killed" : status == "failed" ? "failed" : "stopped"
        gaps.append(Gap(description: "shard \(number)/\(count) \(word); run it again"))
      }
      var wrong: [String] = []
      try ledger.forEachProduct { product in
        let path = folder.path + "/" + product.path
        guard let signature = FileSignature(of: path) else { return wrong.append(product.path) }
        if signature == product.signature { return }
        if try SHA256.hexadecimal(ofFile: path) != product.digest { wrong.append(product.path) }
      }
      if let first = wrong.first {
        gaps.append(
          Gap(
            description:
              "shard \(number)/\(count): \(wrong.count) products are missing or altered, "
              + "as \(first.printable); run it again"))
      }
    }
    return gaps
  }
}
