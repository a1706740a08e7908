import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check products against their sums, and make them again.",
    discussion: """
      A FITS product is checked by the sums of every HDU, a folder of a run by the digests in its \
      ledger too. --redo runs each FITS product again from what its PROVENANCE says and compares \
      every byte.
      """)

  @Argument(help: "FITS and PNG products, or output folders.", completion: .file())
  var products: [String]

  @Flag(help: "Run each product again from its own header, and compare.") var redo = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "With --redo: the files that the products were made from.", valueName: "file"))
  var input: [String] = []

  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Print what was found as JSON.") var json = false

  func run() async throws {
    var findings: [ProductCheck.Finding] = []
    for product in products { findings += try ProductCheck().check(product) }
    if redo {
      let library = try plugins.library()
      let redo = Redo(registry: library.registry, library: library)
      for index in findings.indices
      where findings[index].fault == nil && !findings[index].path.hasSuffix(".png") {
        findings[index].fault = try await redo.difference(of: findings[index].path, input: input)
      }
    }
    let wrong = findings.filter { $0.fault != nil }
    if json {
      print(try Listing.json(Settings.encode(findings)))
    } else {
      for finding in wrong { print("\(finding.path): \(finding.fault ?? "")".printable) }
      let right = findings.count - wrong.count
      let what = redo ? "right and made again" : "right"
      print("\(right) of \(findings.count) \(what)")
    }
    if !wrong.isEmpty { throw CommandFailure(.someFailed) }
  }
}
