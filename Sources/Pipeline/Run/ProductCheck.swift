import Foundation
import OrreryKit

/// Holds products against the sums and digests that were made with them.
public struct ProductCheck: Sendable {
  /// One product and what is wrong with it.
  public struct Finding: Sendable, Codable, Equatable {
    public var path: String
    /// `nil` where all is right.
    public var fault: String?
  }

  public init() {}

  /// A FITS file or PNG; of a run's folder every product and the catalogue.
  /// - Throws: `DataError` where the ledger of a folder cannot be read.
  public func check(_ path: String) throws -> [Finding] {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return try checkFolder(path)
    }
    return [Finding(path: path, fault: fault(in: path))]
  }

  private func checkFolder(_ folder: String) throws -> [Finding] {
    let state = folder + "/" + Ledger.folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []
    let ledgers = names.filter { $0.hasSuffix(".sqlite") }.sorted()
    guard !ledgers.isEmpty else {
      throw DataError(.missing, "no run has worked in this folder", file: folder)
    }
    var findings: [Finding] = []
    for name in ledgers {
      let ledger = try Ledger(reading: "\(state)/\(name)")
      try ledger.forEachProduct { product in
        let path = folder + "/" + product.path
        var finding = Finding(path: path, fault: nil)
        if FileSignature(of: path) == nil {
          finding.fault = "is missing"
        } else if try SHA256.hexadecimal(ofFile: path) != product.digest {
          finding.fault = "is not what the run wrote"
        } else {
          finding.fault = fault(in: path)
        }
        findings.append(finding)
      }
      let style = name == Ledger.name ? try ledger.style() : nil
      for (file, fact) in [(style?.name, "catalog"), (style?.csvName, "csv")] {
        guard let file else { continue }
        let path = folder + "/" + file
        var finding = Finding(path: path, fault: fault(in: path))
        let digest = try ledger.fact(fact)?.split(separator: " ").last
        if finding.fault == nil, let digest, try SHA256.hexadecimal(ofFile: path) != digest {
          finding.fault = "is not what the run wrote"
        }
        findings.append(finding)
      }
    }
    return findings
  }

  /// Where the first chunk begins whose CRC is wrong: readers pass over texts that are damaged.
  private static func wrongChunk(in bytes: [UInt8]) -> Int? {
    func word(_ place: Int) -> UInt32 {
      bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    var place = 8
    while place + 12 <= bytes.count {
      let end = place + 8 + Int(word(place))
      guard end + 4 <= bytes.count else { return place }
      var sum: UInt32 = .max
      for byte in bytes[place + 4..<end] {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
      }
      if ~sum != word(end) { return place }
      place = end + 4
    }
    return place == bytes.count ? nil : place
  }

  /// What a file's own sums say; `nil` where they are right.
  private func fault(in path: String) -> String? {
    do {
      if path.lowercased().hasSuffix(".png") {
        let bytes = try RegularFile(path).contents(limit: 1 << 30)
        _ = try PNGImage(decoding: bytes)
        return Self.wrongChunk(in: bytes).map { "the chunk at byte \($0) is not that of its sum" }
      }
      if path.lowercased().hasSuffix(".csv") {
        _ = try CSV.columnNames(ofFile: path)
        return nil
      }
      for (index, sums) in try FITSFile(opening: path).checksums().enumerated() {
        switch (sums.data, sums.whole) {
        case (.right, .right): continue
        case (.absent, _), (_, .absent): return "HDU \(index) carries no checksum"
        case (.wrong, _): return "HDU \(index): the data are not those of DATASUM"
        case (_, .wrong): return "HDU \(index): the header is not that of CHECKSUM"
        }
      }
      return nil
    } catch let error as DataError {
      return error.reason.printable
    } catch {
      return "\(error)".printable
    }
  }
}
