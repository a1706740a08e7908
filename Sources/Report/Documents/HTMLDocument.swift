import OrreryKit

/// A page that is written whole: headings, tables and pictures, no scripts.
///
/// Text is only ever text: what comes from files is escaped on its way in.
struct HTMLDocument {
  let title: String
  private var body = ""

  init(title: String) { self.title = title }

  mutating func paragraph(_ text: String, isSoft: Bool = false) {
    body += "<p\(isSoft ? " class=\"lead\"" : "")>\(Self.escaped(text))</p>\n"
  }

  /// A box with a heading; `content` fills it.
  mutating func box(_ heading: String, _ content: (inout HTMLDocument) -> Void) {
    var inner = HTMLDocument(title: "")
    content(&inner)
    body += "<section class=\"card-box full\"><h2>\(Self.escaped(heading))</h2>\n"
    body += inner.body + "</section>\n"
  }

  /// Rows below their names; cells that read as numbers stand to the right.
  mutating func table(_ names: [String], _ rows: [[String]], heading: String? = nil) {
    guard !rows.isEmpty else { return }
    if let heading { body += "<h3>\(Self.escaped(heading))</h3>\n" }
    body += "<div class=\"scrolled\"><table><thead><tr>"
    body += names.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
    body += "</tr></thead><tbody>\n"
    for row in rows {
      body += "<tr>"
      for (place, cell) in row.enumerated() {
        let text = Self.escaped(cell)
        if place == 0 {
          body += "<th scope=\"row\">\(text)</th>"
        } else {
          body += Double(cell) == nil ? "<td>\(text)</td>" : "<td class=\"numeric\">\(text)</td>"
        }
      }
      body += "</tr>\n"
    }
    body += "</tbody></table></div>\n"
  }

  /// A picture that lies beside the page.
  mutating func picture(_ file: String, alt: String) {
    body +=
      "<figure class=\"plate\"><img src=\"\(Self.escaped(file))\" alt=\"\(Self.escaped(alt))\" "
      + "loading=\"lazy\"></figure>\n"
  }

  /// The page's bytes.
  var bytes: [UInt8] {
    let title = Self.escaped(title)
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"
    return Array(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="orrery report">
      <title>\(title)</title>
      <link rel="icon" href="icon.svg" type="image/svg+xml">
      <link rel="stylesheet" href="report.css">
      </head>
      <body>
      <main class="view"><h1>\(title)</h1>
      \(body)</main>
      </body>
      </html>

      """.utf8)
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
