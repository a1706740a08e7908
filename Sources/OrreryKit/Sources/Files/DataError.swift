/// A file or value that cannot be used, said in one line: `FILE[HDU]: reason`.
///
/// Which code to use:
/// - `unreadable`: the operating system refused (absent, permission, not a regular file).
/// - `passing`: the operating system failed in a way that may pass: I/O, a network's file system,
///   no descriptor left. Trying again may help.
/// - `notRecognised`: the content is not of the format that the reader reads.
/// - `damaged`: the format is right, the content is broken or contradicts itself.
/// - `tooLarge`: the content asks for more than the limits allow; nothing was allocated.
/// - `unsupported`: valid, and Orrery does not read it.
/// - `mismatch`: names, shapes or types of weights are not those of the model; nothing was changed.
/// - `missing`: a column, HDU, keyword or pixel that was asked for is not there.
/// - `invalidValue`: a value in memory cannot be used for what was asked.
/// - `unwritable`: the output could not be written; nothing half-written stays.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure; new kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let unreadable = Code(rawValue: "unreadable")
    public static let passing = Code(rawValue: "passing")
    public static let notRecognised = Code(rawValue: "not-recognised")
    public static let damaged = Code(rawValue: "damaged")
    public static let tooLarge = Code(rawValue: "too-large")
    public static let unsupported = Code(rawValue: "unsupported")
    public static let mismatch = Code(rawValue: "mismatch")
    public static let missing = Code(rawValue: "missing")
    public static let invalidValue = Code(rawValue: "invalid-value")
    public static let unwritable = Code(rawValue: "unwritable")
  }

  /// The kind of failure.
  public var code: Code
  /// What happened, in words, without the file's name.
  public var reason: String
  /// The file as the user named it; `nil` for values in memory.
  public var file: String?
  /// The header-data unit, from 0.
  public var hdu: Int?

  public init(_ code: Code, _ reason: String, file: String? = nil, hdu: Int? = nil) {
    self.code = code
    self.reason = reason
    self.file = file
    self.hdu = hdu
  }

  /// One line without control characters: `field.fits[1]: reason`.
  public var description: String {
    let place = file.map { $0 + (hdu.map { "[\($0)]" } ?? "") + ": " } ?? ""
    return (place + reason).printable
  }
}
