import Foundation
import OrreryKit

/// Whether a plug-in library keeps the contract: read, loaded and tried in another process.
public struct PluginCheck: Sendable, Encodable {
  /// The library.
  public let path: String
  /// The file itself first, then everything that it registers.
  public private(set) var reports: [ConformanceReport] = []

  public var isGood: Bool { reports.allSatisfy(\.isGood) }

  /// One line that the child process writes.
  enum Line: Codable {
    case begin(subject: String, check: String)
    case report(ConformanceReport)
  }

  /// - Parameters:
  ///   - recipe: its data, classes and configuration are what architectures are tried with.
  ///   - probe: runs the command in another process.
  public init(of path: String, recipe: String? = nil, probe: PluginProbe) {
    self.path = path
    var file = ConformanceReport(subject: "file \(path)")
    defer { reports.insert(file, at: 0) }
    func note(_ name: String, _ failure: String?) {
      file.checks.append(
        ConformanceCheck(name, failure == nil ? .passed : .failed, failure ?? ""))
    }
    do {
      _ = try PluginLoader.inspect(path)
      note("whole, of this contract and compiler", nil)
    } catch {
      note("whole, of this contract and compiler", Self.reason(error))
      return
    }
    do {
      let manifest = try probe.manifest(of: path)
      note("loads and registers", nil)
      note(
        "registers something",
        manifest.parts.isEmpty
          ? "nothing is registered: call registrar.register(MyType.self) in PluginEntry.run" : nil)
    } catch {
      note("loads and registers", Self.reason(error))
      return
    }
    let arguments =
      ["plugins", "probe", path, "--conformance"] + (recipe.map { ["--recipe", $0] } ?? [])
    do {
      let outcome = try probe.run(arguments, seconds: 600)
      reports = Self.reports(in: outcome)
      note("the suite runs to its end", outcome.failure)
    } catch {
      note("the suite runs to its end", Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? PluginFailure)?.reason ?? "\(error)"
  }

  /// What the child told; what it was at when it crashed has failed.
  private static func reports(in outcome: PluginProbe.Outcome) -> [ConformanceReport] {
    var reports: [ConformanceReport] = []
    var pending: ConformanceReport?
    for text in outcome.output.split(separator: "\n") {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else { continue }
      switch line {
      case .begin(let subject, let check):
        if pending?.subject != subject { pending = ConformanceReport(subject: subject) }
        pending?.checks.append(ConformanceCheck(check, .skipped, "was running"))
      case .report(let report):
        reports.append(report)
        pending = nil
      }
    }
    if var crashed = pending, let last = crashed.checks.popLast() {
      let words = PluginProbe.end(of: outcome) ?? "ends the process"
      crashed.checks.append(
        ConformanceCheck(
          last.name, .failed,
          "\(words): throw an error where an object cannot be used, and never trap".printable))
      reports.append(crashed)
    }
    return reports
  }
}

extension PluginProbe.Outcome {
  /// Why a run of the suite is not whole; `nil` where it is.
  fileprivate var failure: String? {
    if let end = PluginProbe.end(of: self) { return end }
    guard status != 0 else { return nil }
    return errors.split(separator: "\n").last.map(String.init) ?? "ended with status \(status)"
  }
}
