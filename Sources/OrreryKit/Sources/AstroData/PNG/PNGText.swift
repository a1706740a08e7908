/// A text chunk of a PNG file: provenance, a title, a description.
public struct PNGText: Sendable, Hashable {
  /// 1 to 79 printable ASCII characters; `Title`, `Software`, `Description`, `Source` are common.
  public var keyword: String
  /// Plain text in any language; line breaks are `\n`.
  public var text: String

  public init(_ keyword: String, _ text: String) {
    self.keyword = keyword
    self.text = text
  }

  /// ASCII goes into tEXt, which every program reads, anything else into iTXt.
  var isASCII: Bool { text.utf8.allSatisfy { $0 < 128 } }

  /// PNG specification, section 11.3.4.2: no leading, trailing or double blanks.
  var hasLegalKeyword: Bool {
    let bytes = Array(keyword.utf8)
    return (1...79).contains(bytes.count) && bytes.allSatisfy { (32...126).contains($0) }
      && bytes.first != 32 && bytes.last != 32 && !keyword.contains("  ")
      && !text.utf8.contains(0)
  }
}
