import Foundation
import OrreryKit
import TestSupport
import Testing

/// `report` and `serve` on a run of the real command.
struct ReportCommandTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    for name in ["a.fits", "b.fits"] { try workspace.writeImage(to: name) }
    try workspace.write("not FITS", to: "c.fits")
    let text = try workspace.write(
      "orrery: 1\ninput: { images: '\(workspace["?.fits"])' }\nstages:\n  - standardise\n"
        + "output: { png: { every: object }, fits: { products: [cutout] } }\n", to: "p.yaml")
    let run = try Command(["run", text, "--output", workspace["out"], "--quiet"])
    #expect(run.status == 1)
  }

  @Test("A report of a run stands in the run's folder and says where")
  func report() throws {
    let report = try Command(["report", workspace["out"]])
    #expect(report.status == 0)
    #expect(report.output == "\(workspace["out"])/report/index.html: 2 objects, 1 failed\n")
    #expect(report.errors == "")
    let files = Set(try workspace.tree("out/report").keys)
    #expect(files.isSuperset(of: ["index.html", "data/summary.js", "png/a.png", "fits/b.fits"]))
    // The ledger tells how long it took.
    let summary = String(decoding: try workspace.bytes("out/report/data/summary.js"), as: UTF8.self)
    #expect(summary.contains("\"name\":\"Run 1\"") && summary.contains("objects/s"))
    // The run goes on as before: its catalogue is still the only one in its folder.
    #expect(try Command(["report", workspace["out"], "--quiet"]).output == "")
  }

  @Test("What is no run is exit code 3, what cannot be written 5, a wrong option 2")
  func refusals() throws {
    let none = try Command(["report", workspace.path])
    #expect(none.status == 3)
    #expect(none.errors == "orrery: \(workspace.path): holds no catalogue of a run\n")
    #expect(try Command(["report", workspace["absent"]]).status == 3)
    let taken = try Command(["report", workspace["out"], "--output", workspace.path])
    #expect(taken.status == 5)
    #expect(taken.errors == "orrery: \(workspace.path): holds something else than a report\n")
    #expect(try Command(["report", workspace["out"], "--jobs", "0"]).status == 2)
    #expect(try Command(["serve", workspace["absent"]]).status == 2)
    #expect(try Command(["serve", workspace["out"], "--host", "everywhere"]).status == 5)
  }

  @Test("serve prints its address, makes the report, and looks at an object's file when asked")
  func serve() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Command.folder + "/orrery")
    process.arguments = ["serve", workspace["out"], "--port", "0"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let address = try #require(
      line.wholeMatch(of: /http:\/\/127\.0\.0\.1:(\d+)(\/[0-9a-f]{32}\/)\n/))
    let port = try #require(UInt16(address.1))
    func get(_ path: String) throws -> String {
      try Self.get("\(address.2)\(path)", port: port)
    }
    let end = Date().addingTimeInterval(20)
    while try !get("api/state").contains("\"ready\""), Date() < end { usleep(50_000) }
    #expect(try get("").contains("<title>Orrery report</title>"))
    #expect(try get("data/summary.js").contains("\"count\":2"))
    #expect(try get("png/a.png").contains("Content-Type: image/png"))
    let facts = try get("api/inspect/1")
    #expect(facts.contains("HTTP/1.1 200") && facts.contains("\"kind\" : \"image\""))
    #expect(facts.contains("b.fits"))
    #expect(try get("api/inspect/7").contains("has no object 7"))
    #expect(try get("../p.yaml").contains("HTTP/1.1 400"))
    #expect(try Self.get("/", port: port).contains("HTTP/1.1 404"))
  }

  /// One request over a socket; the head and the content as text.
  private static func get(_ path: String, port: UInt16) throws -> String {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let isOpen = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isOpen)
    let request = Array(
      "GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n".utf8)
    _ = send(connection, request, request.count, Int32(MSG_NOSIGNAL))
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += piece[..<count]
    }
  }
}
