import Foundation
import OrreryKit
import TestSupport
import Testing

@Suite("Files that appear whole or not at all")
struct AtomicFileTests {
  @Test("The file before is kept under a second name where asked, else replaced")
  func previous() throws {
    let workspace = try Workspace()
    let path = workspace["file"]
    for number: UInt8 in 1...3 {
      try AtomicFile.write([number], to: path, keepingPrevious: workspace["before"])
    }
    #expect(try workspace.tree("") == ["file": [3], "before": [2]])
    try AtomicFile.write([4], to: path)
    #expect(try workspace.tree("") == ["file": [4], "before": [2]])
  }

  @Test("A failed write leaves nothing behind and says why")
  func failure() throws {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(
      atPath: workspace["file/inner"], withIntermediateDirectories: true)
    #expect(throws: DataError(.unwritable, "Is a directory", file: workspace["file"])) {
      try AtomicFile.write([1], to: workspace["file"])
    }
    #expect(try workspace.tree("").isEmpty)
    for path in ["", workspace["a\0b"]] {
      #expect(throws: DataError(.unwritable, "not a file name", file: path)) {
        try AtomicFile.write([1], to: path)
      }
    }
  }
}
