import Foundation
import Testing

@testable import AstroData

struct GzipTests {
  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-c", "-n"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    DispatchQueue.global().async {
      input.fileHandleForWriting.write(Data(bytes))
      try? input.fileHandleForWriting.close()
    }
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](result)
  }

  private func open(_ bytes: [UInt8]) throws -> FITSFile {
    let path = NSTemporaryDirectory() + "orrery-\(UUID().uuidString).fits.gz"
    defer { unlink(path) }
    try AtomicFile.write(bytes, to: path)
    return try FITSFile(opening: path)
  }

  private var plain: [UInt8] {
    var writer = FITSWriter()
    writer.append(.int32((0..<90_000).map { Int32($0) &* 77_777 }), shape: [300, 300])
    return writer.data
  }

  @Test("A gzip file reads as the file inside, also in several members")
  func members() throws {
    let bytes = plain
    let whole = try FITSFile(data: bytes).readPixels(0)
    #expect(try open(gzip(bytes)).readPixels(0) == whole)
    let parts = try gzip(Array(bytes[..<100_000])) + gzip(Array(bytes[100_000...]))
    #expect(try open(parts).readPixels(0) == whole)
    #expect(try open(parts + [0, 0, 0]).readPixels(0) == whole)
  }

  @Test("A gzip file that is cut or changed is refused")
  func damage() throws {
    let packed = try gzip(plain)
    var changed = packed
    changed[packed.count / 2] ^= 0xFF
    for bytes in [Array(packed.dropLast(9)), Array(packed.prefix(40)), changed] {
      let error = #expect(throws: DataError.self) { _ = try open(bytes) }
      #expect(error?.code == .damaged)
    }
  }

  @Test("A gzip bomb stops at the limit")
  func bomb() throws {
    let packed = try gzip([UInt8](repeating: 0, count: 70 << 20))
    let error = #expect(throws: DataError.self) { _ = try open(packed) }
    #expect(error?.code == .tooLarge)
  }
}
