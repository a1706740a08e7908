import Foundation
import OrreryKit

/// What is served: the pages and files of a report, the state of its run, and objects looked at anew.
///
/// Every path begins with a token that only the address on the terminal names: other users of the
/// machine, and pages elsewhere, do not know it.
public struct ReportSite: Sendable {
  public let token: String
  private let report: String
  private let state: @Sendable () -> RunState
  private let inspect: @Sendable (Int) throws -> [UInt8]

  /// - Parameters:
  ///   - report: folder of the report; it may come to be later.
  ///   - state: how far its run is.
  ///   - inspect: JSON of one object, by its row.
  public init(
    report: String, state: @escaping @Sendable () -> RunState,
    inspect: @escaping @Sendable (Int) throws -> [UInt8]
  ) {
    token = Self.newToken()
    self.report = report
    self.state = state
    self.inspect = inspect
  }

  /// 128 bits of the system's randomness: this is no result, so no seed rules it.
  private static func newToken() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// - Parameter path: its parts between slashes, decoded.
  public func answer(_ path: [String]) -> SiteAnswer {
    guard path.first == token, path.count > 1 else { return SiteAnswer(.absent) }
    let path = Array(path.dropFirst())
    if path == ["api", "state"] {
      return json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(state())
      }
    }
    if path.count == 3, path[0] == "api", path[1] == "inspect", let row = Int(path[2]) {
      return json { Data(try inspect(row)) }
    }
    let name = path == [""] ? ["index.html"] : path
    // Before there is a report its pages show how far the run is.
    if let file = ServedFile(in: report, name) ?? ReportPages.file(name) {
      return SiteAnswer(file, name: name.last ?? "")
    }
    return SiteAnswer(.absent)
  }

  private func json(_ make: () throws -> Data) -> SiteAnswer {
    do {
      return SiteAnswer(json: [UInt8](try make()))
    } catch {
      let text = "\(error)".printable
      let answer = (try? JSONEncoder().encode(["error": text])) ?? Data()
      return SiteAnswer(json: [UInt8](answer), status: 500)
    }
  }
}
