import Foundation
import OrreryKit

/// The two jobs that run a frozen plan on Slurm: an array with a task for each shard, and the merge.
public struct SlurmJobs: Sendable, Equatable {
  /// Path of this program.
  public var program: String
  /// The frozen plan, absolute.
  public var plan: String
  /// The output folder, absolute.
  public var output: String
  public var shards: Int
  /// Processors of a task.
  public var processors = 2
  /// Memory of a task, as Slurm writes it.
  public var memory = "4G"
  /// Time of a task, as Slurm writes it.
  public var time = "01:00:00"
  public var partition: String?
  public var account: String?
  /// Tasks that may run at once; `nil` sets no limit.
  public var atOnce: Int?
  /// Further options of `orrery run`.
  public var options: [String] = []
  /// Where the scripts and what the jobs say go, absolute.
  public var folder: String
  /// Where relative names of inputs are from: that of one process, so that the bytes are its.
  public var workingFolder: String

  public init(
    program: String, plan: String, output: String, shards: Int, folder: String,
    workingFolder: String
  ) {
    self.workingFolder = workingFolder
    self.program = program
    self.plan = plan
    self.output = output
    self.shards = shards
    self.folder = folder
  }

  /// Shards of about `minutes` each, from what an object cost before; 1 at least.
  ///
  /// - Parameters:
  ///   - objects: of the whole input.
  ///   - seconds: of one object.
  public static func shards(objects: Int, seconds: Double, minutes: Double = 10) -> Int {
    min(1000, max(1, Int((Double(objects) * seconds / (60 * minutes)).rounded(.up))))
  }

  /// One task for each shard. A task that is taken off its node is queued again and goes on; it is
  /// told a minute and a half before its time is over, and stops in good order.
  public var array: String {
    script(
      [
        "--job-name=orrery", "--array=1-\(shards)" + (atOnce.map { "%\($0)" } ?? ""),
        "--cpus-per-task=\(processors)", "--mem=\(memory)", "--time=\(time)", "--requeue",
        "--signal=TERM@90", "--open-mode=append",
        "--output=\(Self.pattern(folder))/task-%a.log",
      ],
      """
      exec srun --ntasks=1 \(quoted(program)) run --plan \(quoted(plan)) \
        --output \(quoted(output)) --shard "$SLURM_ARRAY_TASK_ID/\(shards)" \
        --jobs "${SLURM_CPUS_PER_TASK:-\(processors)}" --quiet\(options.map { " " + quoted($0) }.joined())
      """)
  }

  /// Runs behind the array, however its tasks ended: it lists what is missing.
  public var merge: String {
    script(
      [
        "--job-name=orrery-merge", "--cpus-per-task=1", "--mem=\(memory)", "--time=\(time)",
        "--open-mode=append", "--output=\(Self.pattern(folder))/merge.log",
      ],
      "exec \(quoted(program)) merge \(quoted(output))")
  }

  /// Submits both, the merge to start behind the array.
  public var submission: String {
    """
    #!/bin/sh
    # Written by `orrery submit slurm`.
    set -eu
    array=$(sbatch --parsable \(quoted(folder + "/array.sh")))
    merge=$(sbatch --parsable --dependency="afterany:${array%%;*}" \(quoted(folder + "/merge.sh")))
    echo "array ${array%%;*}, merge ${merge%%;*}"

    """
  }

  /// Writes the three scripts.
  /// - Throws: `DataError.unwritable`.
  public func write() throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(.unwritable, "cannot be made", file: folder)
    }
    for (name, text) in [("array", array), ("merge", merge), ("submit", submission)] {
      let path = "\(folder)/\(name).sh"
      try AtomicFile.write(Array(text.utf8), to: path)
      chmod(path, 0o755)
    }
  }

  private func script(_ options: [String], _ command: String) -> String {
    var options = options
    if let partition { options.append("--partition=\(partition)") }
    if let account { options.append("--account=\(account)") }
    let lines = options.map { "#SBATCH \($0)" }.joined(separator: "\n")
    return """
      #!/bin/bash
      # Written by `orrery submit slurm`.
      \(lines)
      set -eu
      cd \(quoted(workingFolder))
      \(command)

      """
  }

  /// `%` begins a pattern of Slurm's.
  private static func pattern(_ path: String) -> String { path.replacing("%", with: "%%") }

  /// A word for a shell.
  private func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || "-_./=,:".utf8.contains($0)
    }
    if plain, !text.isEmpty { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
