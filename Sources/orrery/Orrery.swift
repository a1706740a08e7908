import ArgumentParser
import OrreryKit

@main
struct Orrery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orrery", abstract: "Deep learning for astronomy, from FITS to catalogue.",
    version: SDKInfo.version)
}
