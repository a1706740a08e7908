import OrreryKit

/// An object, or a whole file, that could not be used, and why.
public struct ObjectFailure: Sendable, Equatable {
  public var id: String
  /// The file it came from.
  public var origin: String
  /// Where it failed: `read`, the name of a stage, `model`.
  public var step: String
  /// `DataError`'s code, `crashed` and `overdue` of a plug-in that is run apart, or `error`.
  public var code: String
  /// One line.
  public var reason: String

  init(id: String, origin: String, step: String, code: String, reason: String) {
    self.id = id
    self.origin = origin
    self.step = step
    self.code = code
    self.reason = reason
  }

  init(id: String, origin: String, step: String, error: any Error) {
    self.id = id
    self.origin = origin
    self.step = step
    let data = error as? DataError
    code = data?.code.rawValue ?? (error as? IsolationFailure)?.code ?? "error"
    reason = (data.map { $0.hdu.map { "[\($0)] " } ?? "" } ?? "") + (data?.reason ?? "\(error)")
    reason = String(reason.printable.prefix(400))
  }
}
