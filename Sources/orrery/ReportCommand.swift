import ArgumentParser
import Foundation
import OrreryKit
import Pipeline
import Report

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Show a run as pages: gallery, maps, plots, every object; or an evaluation, or models.",
    discussion: """
      Writes one folder that opens from a disk in any browser and needs no network: open its \
      index.html, or pack the folder and send it. Pictures and FITS files are in it; those of the \
      run are shared with it where the file system can, so that they take no more room.

      Of the folder of an evaluation, or of trained models, it is one page of their figures.
      """)

  @Argument(
    help: "The output folder of a run, of an evaluation, or of trainings.", completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Folder for the pages; 'report' in the run's by default. An earlier report is replaced.",
      valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Folder that the run's input paths start from, for spectra, light curves and fields.",
      valueName: "folder"),
    completion: .directory)
  var data = "."

  @Option(help: ArgumentHelp("Objects worked on at once.", valueName: "number"))
  var jobs: Int = 2

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
  }

  func run() throws {
    let output = output ?? "\(folder)/report"
    if let figures = FiguresReport(folder) {
      let count = try figures.write(to: output)
      let pictures = count == 1 ? "1 picture" : "\(count) pictures"
      if !quiet { print("\(output)/index.html: \(pictures)".printable) }
      return
    }
    let run = try RunFolder(folder)
    let writer = ReportWriter(run: run, data: DataFolder(data), threads: jobs)
    let shows = !quiet && Talk.isTerminal
    let result = try writer.write(to: output) { done, total in
      if shows, done % 256 == 0 { Talk.progress("\(done) of \(total) objects") }
    }
    if quiet { return }
    if shows { Talk.progress("") }
    for note in result.notes { Talk.say("orrery: not in the report: \(note)".printable) }
    let objects = result.objects == 1 ? "1 object" : "\(result.objects) objects"
    print("\(output)/index.html: \(objects), \(result.failures) failed".printable)
  }
}
