import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct FilePatternTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func names(_ pattern: String, _ kind: DataKind? = nil) throws -> [String] {
    try FilePattern.files(matching: workspace[pattern], kind: kind)
      .map { $0.replacing(workspace.path + "/", with: "") }
  }

  @Test("A folder stands for its files of the kind, a pattern for what it matches")
  func folders() throws {
    for name in ["b.fits", "a.FITS", "c.fits.gz", "d.csv", "e.txt", ".f.fits"] {
      try workspace.write("", to: "in/" + name)
    }
    #expect(try names("in", .image) == ["in/a.FITS", "in/b.fits", "in/c.fits.gz"])
    #expect(try names("in/", .row) == ["in/a.FITS", "in/b.fits", "in/c.fits.gz", "in/d.csv"])
    #expect(try names("in/?.csv") == ["in/d.csv"])
    // What is no file is kept: a run tells of it.
    try FileManager.default.createDirectory(
      atPath: workspace["in/g.csv"], withIntermediateDirectories: false)
    mkfifo(workspace["in/h.csv"], 0o600)
    #expect(try names("in/?.csv") == ["in/d.csv", "in/g.csv", "in/h.csv"])
    #expect(throws: DataError.self) { try names("in/h.csv") }
  }

  @Test("A list names files, present or not; a file whose name begins with @ is itself")
  func lists() throws {
    let list = try workspace.write("# mine\n\nx y.fits\r\n[a].fits\n", to: "list.txt")
    #expect(try FilePattern.files(matching: "@" + list) == ["x y.fits", "[a].fits"])
    let odd = try workspace.write("", to: "@odd")
    #expect(try FilePattern.files(matching: odd) == [odd])
    #expect(throws: DataError.self) { try FilePattern.files(matching: "@" + workspace["none"]) }
  }
}
