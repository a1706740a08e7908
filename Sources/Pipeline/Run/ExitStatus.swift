/// How a command ends, for scripts.
public enum ExitStatus: Int32, Sendable {
  /// Every object is done.
  case success = 0
  /// Some objects failed; the products of the others are written.
  case someFailed = 1
  /// The command line or a description is wrong; nothing ran.
  case usage = 2
  /// No input could be read.
  case noInput = 3
  /// A plug-in cannot be loaded or breaks its contract.
  case plugin = 4
  /// Memory, disk, or an output that cannot be written.
  case resources = 5
  /// Interrupted, or the output folder is locked by another run: run again to resume.
  case interrupted = 75
}
