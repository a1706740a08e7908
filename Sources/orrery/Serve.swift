import ArgumentParser
import Foundation
import OrreryKit
import Pipeline
import Report

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the report of a run to a browser on this machine, while it goes on too.",
    discussion: """
      The address that is printed holds a token, so that others on the machine cannot read along. \
      Over ssh, forward the port: ssh -L 8642:127.0.0.1:8642 machine. Ctrl-C ends it.
      """)

  @Argument(help: "The output folder of a run, or a report.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Port; 0 for any that is free.", valueName: "number"))
  var port: UInt16 = 8642

  @Option(
    help: ArgumentHelp(
      "Address to listen at; 0.0.0.0 lets other machines in that have the token.",
      valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp("Folder that the run's input paths start from.", valueName: "folder"),
    completion: .directory)
  var data = "."

  @Option(help: ArgumentHelp("Objects worked on at once.", valueName: "number"))
  var jobs: Int = 2

  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
  }

  func run() async throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw CommandFailure(.usage, "orrery: no folder '\(folder)'".printable) }
    let isReport = RunFolder.isReport(folder)
    let report = isReport ? folder : "\(folder)/report"
    let watch = RunWatch(folder: folder, report: report, data: DataFolder(data), threads: jobs)
    let inspection = ObjectInspection(
      folder: folder, data: DataFolder(data), plugins: plugins.paths)
    let site = ReportSite(
      report: report, state: { isReport ? RunState(.ready) : watch.state },
      inspect: { try inspection.json($0) })
    let server = try LocalServer(host: host, port: port) { site.answer($0) }
    if !isReport {
      Thread.detachNewThread {
        while true {
          watch.look()
          Thread.sleep(forTimeInterval: 1)
        }
      }
    }
    let (host, token) = (host, site.token)
    try await server.run { port in
      print("http://\(host):\(port)/\(token)/")
      fflush(nil)
    }
  }
}
