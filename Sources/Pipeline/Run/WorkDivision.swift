/// Which files and entries are a run's own.
struct WorkDivision: Sendable {
  private let shard: Shard?
  private let frozen: FrozenPlan?
  private let fileCount: Int

  /// - Parameter files: of the whole input.
  init(_ options: RunOptions, files: Int) {
    shard = options.shard
    frozen = options.frozen
    fileCount = files
  }

  /// Whether an entry of a file is this run's.
  func takes(_ file: Int, _ entry: Int) -> Bool {
    guard let shard else { return true }
    if let frozen, frozen.shards.count == shard.count {
      return frozen.shard(file: file, object: entry) == shard.number - 1
    }
    return shard.takes(file: file, of: fileCount, entry: entry)
  }

  /// False where nothing of a file is this run's, whatever the file holds.
  func opens(_ file: Int) -> Bool {
    guard let shard else { return true }
    if let frozen, frozen.shards.count == shard.count {
      let last = max(1, frozen.files[file].objects) - 1
      let own = shard.number - 1
      return (frozen.shard(file: file, object: 0)...frozen.shard(file: file, object: last))
        .contains(own)
    }
    return shard.opens(file: file, of: fileCount)
  }

  /// What a file's content must be; `nil` where no plan says so, or it could not be read then.
  func digest(of file: Int) -> String? {
    guard let frozen, frozen.files.indices.contains(file) else { return nil }
    let digest = frozen.files[file].sha256
    return digest.isEmpty ? nil : digest
  }
}
