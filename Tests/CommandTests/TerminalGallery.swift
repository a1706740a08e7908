import Figures
import Foundation
import OrreryKit
import TestSupport
import Testing

/// Terminal sessions as pictures. With ORRERY_FIGURES naming a folder they are kept there, to be
/// looked at; the README shows one of them.
struct TerminalGallery {
  private static let folder = ProcessInfo.processInfo.environment["ORRERY_FIGURES"]
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  @Test("A session has a picture with the colours of its lines")
  func session() throws {
    let path = "sample-data/galaxies/galaxies-1-000046.fits"
    let options = Self.folder == nil ? ["--no-prediction"] : ["--explain", "grad-cam"]
    let models = ProcessInfo.processInfo.environment["ORRERY_MODEL_PATH"] ?? ""
    let run = try Command(
      ["inspect", Self.root + "/" + path, "--width", "64", "--graphics", "blocks"] + options,
      environment: Self.folder == nil ? [:] : ["ORRERY_MODEL_PATH": models])
    #expect(run.status == 0)
    let text = run.output.replacingOccurrences(of: Self.root + "/", with: "")
    let words = options.filter { _ in Self.folder != nil }.joined(separator: " ")
    let lines =
      ["\u{1B}[32m$\u{1B}[0m orrery inspect \(path) \(words)"]
      + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let picture = try TerminalScreenshot.draw(lines, columns: 96)
    // The galaxy's colours are there beside those of letters.
    let colors = picture.colors
    var seen = Set<[UInt8]>()
    for start in stride(from: 0, to: colors.count, by: 3) {
      seen.insert(Array(colors[start..<start + 3]))
    }
    #expect(seen.count > 50)
    if let folder = Self.folder { try picture.write(to: folder + "/terminal.png") }
  }
}
