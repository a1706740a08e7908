import Foundation
import TestSupport
import Testing

@testable import AstroData

struct DamagedFileTests {
  @Test(
    "Every damaged file is refused in one line that names it",
    .enabled(if: RealData.isPresent, "the real data are not here"), arguments: Facts.damaged)
  func refusal(_ name: String) throws {
    let path = RealData.path(name)
    let error = try #require(
      #expect(throws: DataError.self) {
        let file = try FITSFile(opening: path)
        for hdu in file.hdus where hdu.hasImage { _ = try file.readImage(hdu.index) }
      })
    #expect(error.description.hasPrefix(path))
    #expect(!error.description.contains("\n"))
    #expect(error.reason.count < 200)
  }

  @Test(
    "Tile-compressed tables and random groups show their headers and refuse their data",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func unsupported() throws {
    let table = try FITSFile(
      opening: RealData.path("fits-corner-cases/nomtam-compressed-table.fits.fz"))
    #expect(table.hdus.contains { $0.kind == .compressedTable })
    #expect(throws: DataError.self) { _ = try table.readTable() }
    let groups = try FITSFile(opening: RealData.path("fits-corner-cases/group.fits"))
    #expect(groups.hdus[0].header.integer("GCOUNT") == 10)
    let error = #expect(throws: DataError.self) { _ = try groups.readImage() }
    #expect(error?.code == .unsupported)
  }

  @Test("Names are literal: brackets, pipes, leading blanks and tildes open the file they name")
  func literalNames() throws {
    let folder =
      NSTemporaryDirectory() + "orrery-names-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var writer = FITSWriter()
    writer.append(.uint8([1, 2]), shape: [1, 2])
    for name in ["a.fits[0]", " lead.fits", "~", "a.fits(copy.fits)", "a|b", "!c.fits", "ü.fits"] {
      let path = folder + "/" + name
      try writer.write(to: path)
      #expect(try FITSFile(opening: path).readImage().pixels == [1, 2])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 7)
  }

  @Test("Folders, pipes, devices and absent files are refused without waiting")
  func specialFiles() throws {
    let pipe = NSTemporaryDirectory() + "orrery-pipe-\(ProcessInfo.processInfo.processIdentifier)"
    #expect(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    for path in [pipe, "/dev/zero", NSTemporaryDirectory(), "/absent/file.fits", "", "a\0b"] {
      let error = #expect(throws: DataError.self) { _ = try FITSFile(opening: path) }
      #expect(error?.code == .unreadable, "\(path)")
    }
  }
}
