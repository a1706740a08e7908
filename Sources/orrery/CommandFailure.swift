import OrreryKit
import Pipeline

/// Why a command ends without success: an exit code and a line for each thing that is wrong.
struct CommandFailure: Error {
  var status: ExitStatus
  /// Lines for stderr; empty where everything has been said already.
  var message: String

  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }

  /// What an error of our own means to the command; `nil` for other errors.
  init?(_ error: any Error) {
    switch error {
    case let problems as Problems:
      let count = problems.all.count
      let total = count == 1 ? "1 problem" : "\(count) problems"
      self.init(.usage, "\(problems)\norrery: \(total), nothing ran")
    case let failure as PluginFailure:
      self.init(.plugin, "orrery: \(failure)")
    case let failure as Registry.Failure:
      self.init(.plugin, "orrery: \(failure)")
    case let failure as Settings.Failure:
      self.init(.usage, "orrery: \(failure)".printable)
    case let refusal as InspectionRefusal:
      self.init(.usage, "orrery: \(refusal)")
    case let error as MemoryExceeded:
      self.init(.resources, "orrery: \(error)")
    case let error as OutputInUse:
      self.init(.interrupted, "orrery: \(error)")
    case let error as DataError:
      self.init(error.code == .unwritable ? .resources : .noInput, "orrery: \(error)")
    default: return nil
    }
  }

  /// Reads a description: one that cannot be read is a mistake of the command line, not of the data.
  static func description<Value>(_ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as DataError {
      throw CommandFailure(.usage, "orrery: \(error)")
    }
  }

  /// Loads the model of a plan, where it has one.
  static func model(of plan: Plan, from library: ModelLibrary) throws -> LoadedModel? {
    do {
      return try plan.model.map(library.load)
    } catch {
      throw CommandFailure(.plugin, "orrery: \(error)".printable)
    }
  }
}
