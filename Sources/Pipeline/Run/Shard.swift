/// One of several runs that share the work and the output folder.
public struct Shard: Sendable, Hashable, CustomStringConvertible {
  /// From 1.
  public let number: Int
  public let count: Int

  /// - Returns: `nil` where it is not one of them.
  public init?(_ number: Int, of count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// `3/16`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
    self.init(number, of: count)
  }

  public var description: String { "\(number)/\(count)" }

  /// The shard that the environment of an array job or of MPI names; `nil` where there is none.
  public init?(environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let task = number("SLURM_ARRAY_TASK_ID"), let count = number("SLURM_ARRAY_TASK_COUNT") {
      self.init(task - (number("SLURM_ARRAY_TASK_MIN") ?? 1) + 1, of: count)
    } else if let rank = number("OMPI_COMM_WORLD_RANK"), let count = number("OMPI_COMM_WORLD_SIZE")
    {
      self.init(rank + 1, of: count)
    } else if let rank = number("PMI_RANK"), let count = number("PMI_SIZE") {
      self.init(rank + 1, of: count)
    } else if let rank = number("SLURM_PROCID"), let count = number("SLURM_NTASKS"), count > 1 {
      self.init(rank + 1, of: count)
    } else {
      return nil
    }
  }

  /// Whether it works on an entry of a file: file after file in turn where there are many, else
  /// entry after entry. A function of the list of files alone, so that shards need not talk.
  func takes(file: Int, of files: Int, entry: Int) -> Bool {
    let place = files >= 4 * count ? file : file + entry
    return place % count == number - 1
  }

  /// False where nothing of a file is its own, whatever the file holds.
  func opens(file: Int, of files: Int) -> Bool {
    files < 4 * count || takes(file: file, of: files, entry: 0)
  }

  /// Name of its ledger.
  var ledgerName: String { "shard-\(number)-of-\(count).sqlite" }
}
