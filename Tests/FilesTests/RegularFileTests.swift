import Foundation
import OrreryKit
import TestSupport
import Testing

@Suite("Regular files")
struct RegularFileTests {
  @Test("Folders, pipes, devices and absent files are refused at once, by reason")
  func refusals() throws {
    let workspace = try Workspace()
    #expect(mkfifo(workspace["pipe"], 0o600) == 0)
    let expected = [
      (workspace.path, "is a folder"), (workspace["pipe"], "is not a regular file"),
      ("/dev/zero", "is not a regular file"), (workspace["absent"], "No such file or directory"),
      (workspace["a\0b"], "a file name cannot hold a NUL byte"), ("", "No such file or directory"),
    ]
    for (path, reason) in expected {
      #expect(throws: DataError(.unreadable, reason, file: path)) { try RegularFile(path) }
      #expect(throws: DataError(.unreadable, reason, file: path)) {
        try SHA256.hexadecimal(ofFile: path)
      }
    }
  }

  @Test("Names are literal, contents are whole and bounded")
  func contents() throws {
    let workspace = try Workspace()
    let path = try workspace.write("a[0:1]", to: "é *[1]'\n.txt")
    #expect(try RegularFile(path).text(limit: 6) == "a[0:1]")
    #expect(throws: DataError(.tooLarge, "is 6 bytes, more than 5", file: path)) {
      try RegularFile(path).contents(limit: 5)
    }
    #expect(try SHA256.hexadecimal(ofFile: path) == SHA256.hexadecimal("a[0:1]".utf8))
    let empty = try workspace.write("", to: "empty")
    #expect(try RegularFile(empty).contents().isEmpty)
  }

  @Test("A file that becomes shorter while it is open is an error")
  func shortened() throws {
    let workspace = try Workspace()
    let file = try RegularFile(try workspace.write("0123456789", to: "file"))
    #expect(truncate(file.path, 5) == 0)
    #expect(
      throws: DataError(.unreadable, "became shorter while it was read", file: file.path)
    ) { try file.contents() }
  }
}
