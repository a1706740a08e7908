import Foundation
import OrreryKit

/// One page in the browser, of a size and with colours.
final class Page {
  let browser: Browser
  private let session: String

  init(
    _ browser: Browser, width: Int = 1280, height: Int = 860, isDark: Bool = false,
    isPhone: Bool = false
  ) throws {
    self.browser = browser
    let target = try browser.call("Target.createTarget", ["url": .string("about:blank")])
    let attached: [String: JSONValue] = try browser.call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": .bool(true)])
    guard case .string(let session)? = attached["sessionId"] else {
      throw Browser.Failure(description: "no session")
    }
    self.session = session
    for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    try call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .integer(Int64(width)), "height": .integer(Int64(height)),
        "deviceScaleFactor": .integer(isPhone ? 2 : 1), "mobile": .bool(isPhone),
      ])
    try call(
      "Emulation.setEmulatedMedia",
      [
        "features": .array([
          .object([
            "name": .string("prefers-color-scheme"), "value": .string(isDark ? "dark" : "light"),
          ])
        ])
      ])
  }

  @discardableResult
  func call(_ method: String, _ parameters: [String: JSONValue] = [:]) throws -> [String: JSONValue]
  {
    try browser.call(method, parameters, session: session)
  }

  /// Opens an address and waits until its page is drawn.
  func open(_ address: String) throws {
    try call("Page.navigate", ["url": .string(address)])
    try wait("document.documentElement?.dataset.shown !== undefined")
  }

  /// Goes to another view of the same report and waits until it is drawn.
  func go(_ hash: String) throws {
    let before = try text("document.documentElement.dataset.shown")
    try run("location.hash = \(literal(hash))")
    try wait("document.documentElement.dataset.shown !== \(literal(before))")
  }

  /// A text as JavaScript writes it.
  func literal(_ text: String) -> String {
    (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  /// The value of an expression; promises are waited for.
  @discardableResult
  func run(_ expression: String) throws -> JSONValue {
    let answer = try call(
      "Runtime.evaluate",
      [
        "expression": .string(expression), "awaitPromise": .bool(true),
        "returnByValue": .bool(true), "userGesture": .bool(true),
      ])
    if let exception = answer["exceptionDetails"] {
      throw Browser.Failure(description: "\(expression): \(exception)")
    }
    guard case .object(let result)? = answer["result"] else { return .null }
    return result["value"] ?? .null
  }

  func text(_ expression: String) throws -> String {
    guard case .string(let text) = try run(expression) else { return "" }
    return text
  }

  func number(_ expression: String) throws -> Double {
    switch try run(expression) {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: .nan
    }
  }

  func isTrue(_ expression: String) throws -> Bool { try run(expression) == .bool(true) }

  /// Waits until an expression is true.
  func wait(_ expression: String, seconds: Double = 20) throws {
    let end = Date().addingTimeInterval(seconds)
    while try !isTrue(expression) {
      guard Date() < end else { throw Browser.Failure(description: "never true: \(expression)") }
      usleep(20_000)
    }
  }

  func press(_ key: String) throws {
    for kind in ["keyDown", "keyUp"] {
      var values: [String: JSONValue] = [
        "type": .string(kind), "key": .string(key), "code": .string(key),
      ]
      if key.count == 1, kind == "keyDown" { values["text"] = .string(key) }
      if key == "Enter" {
        values["windowsVirtualKeyCode"] = .integer(13)
        if kind == "keyDown" { values["text"] = .string("\r") }
      }
      try call("Input.dispatchKeyEvent", values)
    }
  }

  /// Moves, presses or turns the mouse at a place of the page.
  func mouse(_ kind: String, x: Double, y: Double, _ more: [String: JSONValue] = [:]) throws {
    try call(
      "Input.dispatchMouseEvent",
      ["type": .string(kind), "x": .number(x), "y": .number(y)].merging(more) { $1 })
  }

  /// What the page wrote to its console, exceptions and refusals of its policy among it.
  var complaints: [String] {
    browser.events.compactMap { method, values in
      switch method {
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled": return "\(values)"
      case "Log.entryAdded":
        guard case .object(let entry)? = values["entry"] else { return "\(values)" }
        return entry["level"] == .string("verbose") ? nil : "\(entry)"
      default: return nil
      }
    }
  }

  /// Addresses that the page asked for.
  var requests: [String] {
    browser.events.compactMap { method, values in
      guard method == "Network.requestWillBeSent", case .object(let request)? = values["request"],
        case .string(let address)? = request["url"]
      else { return nil }
      return address
    }
  }

  /// Keeps a picture of the page, where ORRERY_SCREENSHOTS names a folder.
  func keep(_ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["ORRERY_SCREENSHOTS"] else { return }
    // Pictures that are still being read would be holes.
    try run(
      "Promise.all([...document.images].filter((i) => !i.complete && i.getBoundingClientRect().top < innerHeight).map((i) => i.decode().catch(() => {})))"
    )
    usleep(250_000)
    let answer = try call("Page.captureScreenshot", ["format": .string("png")])
    guard case .string(let data)? = answer["data"], let bytes = Data(base64Encoded: data) else {
      return
    }
    try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
  }
}
