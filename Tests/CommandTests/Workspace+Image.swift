import OrreryKit
import TestSupport

extension Workspace {
  /// A FITS image whose pixels rise from 0 to `high`.
  @discardableResult
  func writeImage(_ high: Float = 1, to name: String) throws -> String {
    var file = FITSWriter()
    try file.append(
      Image(pixels: (0..<64).map { high * Float($0) / 63 }, height: 8, width: 8))
    try file.write(to: self[name])
    return self[name]
  }
}
