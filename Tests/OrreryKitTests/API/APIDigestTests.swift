import Foundation
import Testing

/// What authors of plug-ins rely on does not go away unannounced.
struct APIDigestTests {
  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("api.txt").path

  @Test(
    "Everything public that was there is still there; `make api` records a change",
    .enabled(if: APIDigest.folder != nil, "this build writes no module interfaces"))
  func nothingIsGone() throws {
    let lines = try APIDigest.lines(inFolder: try #require(APIDigest.folder))
    #expect(lines.count > 500)
    if ProcessInfo.processInfo.environment["ORRERY_UPDATE_API"] != nil {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(
        to: URL(fileURLWithPath: Self.file))
    }
    let recorded = try String(contentsOfFile: Self.file, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let gone = Set(recorded).subtracting(lines).sorted()
    #expect(
      gone.isEmpty,
      "gone or changed: raise ORRERY_SDK_ABI in CPlugin.h where plug-ins break, then `make api`\n\(gone.joined(separator: "\n"))"
    )
  }

  @Test("A digest holds types, members, requirements and cases, without bodies and attributes")
  func form() {
    let interface = """
      // swift-module-flags: -x
      import Swift
      public protocol Shape : Swift.Sendable {
        associatedtype Unit
        var area: Swift.Double { get }
        func scaled(by factor: Swift.Double) -> Self
      }
      @frozen public struct Square : Kit.Shape {
        public var side: Swift.Double {
          get
          set
        }
        @inlinable public func scaled(by factor: Swift.Double) -> Kit.Square {
          if factor > 0 {
            return self
          }
        }
        @usableFromInline
        internal let hidden: Swift.Int
      }
      public enum Kind {
        case round
        case flat(Swift.Int)
      }
      extension Kit.Square {
        public static func unit() -> Kit.Square
      }
      """
    #expect(
      APIDigest.digest(interface, module: "Kit") == [
        "Kit.Kind: case flat(Swift.Int)", "Kit.Kind: case round",
        "Kit.Shape: associatedtype Unit",
        "Kit.Shape: func scaled(by factor: Swift.Double) -> Self",
        "Kit.Shape: var area: Swift.Double { get }",
        "Kit.Square: public func scaled(by factor: Swift.Double) -> Kit.Square",
        "Kit.Square: public static func unit() -> Kit.Square",
        "Kit.Square: public var side: Swift.Double { get set }",
        "Kit: public enum Kind", "Kit: public protocol Shape : Swift.Sendable",
        "Kit: public struct Square : Kit.Shape",
      ])
  }
}
