import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// What a run keeps from the runs before it.
struct ResumeTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let products = "output: { png: { every: object, size: 16 }, "

  /// Stamps through one stage to a picture and a FITS file each.
  private var stamps: String {
    "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\nstages: [standardise]\n"
      + Self.products + "fits: { products: [cutout] } }\n"
  }

  /// Fields whose sources become pictures, with an overview.
  private var fields: String {
    "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\n" + """
      stages:
        - subtract-background: { box: 32 }
        - detect-sources: { threshold: 3 }
        - cut-out: { size: 16 }
      output: { png: { every: object, size: 16 }, overview: true }

      """
  }

  private func writeStamps(_ count: Int) throws {
    for number in 0..<count {
      let stamp = TestSky.ramp(Float(number), Float(number) + 1)
      try workspace.write(TestSky.bytes(stamp), to: "in/s\(number).fits")
    }
  }

  @discardableResult
  private func run(
    _ text: String, output: String = "out", options: RunOptions = RunOptions(),
    stop: StopFlag = StopFlag(), progress: (RunProgress) -> Void = { _ in }
  ) async throws -> RunSummary {
    let reader = try TestPlan.reader(workspace)
    var overrides = PlanReader.Overrides()
    overrides.output = workspace[output]
    let plan = try reader.read(text: text, file: "p.yaml", overrides: overrides)
    return try await Runner(plan: plan, model: nil, options: options)
      .run(stop: stop, progress: progress)
  }

  /// Everything but the ledger.
  private func tree(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  private func times(_ name: String) throws -> [String: FileSignature?] {
    Dictionary(
      uniqueKeysWithValues: try tree(name).keys.map {
        ($0, FileSignature(of: workspace[name] + "/" + $0))
      })
  }

  // MARK: - Nothing has changed

  @Test("The same run again writes nothing and keeps everything")
  func again() async throws {
    try writeStamps(5)
    for (text, output) in [(stamps, "a"), (fields, "b")] {
      let first = try await run(text, output: output)
      let before = try times(output)
      let again = try await run(text, output: output)
      #expect(first.done > 0 && first.failed == 0)
      #expect(again.tried == 0 && again.kept == first.done && again.causes.isEmpty)
      #expect(again.done == first.done && again.classes == first.classes)
      #expect(again.pictures == first.pictures && again.overviews == first.overviews)
      #expect(try times(output) == before)
      try FileManager.default.removeItem(atPath: workspace["in"])
      try workspace.write(TestSky.bytes(TestSky.field(sources: [(40, 50, 5000)])), to: "in/t.fits")
    }
  }

  @Test("Touched inputs and products are the same by their content: nothing is done anew")
  func touched() async throws {
    try writeStamps(4)
    try await run(stamps)
    let paths = try tree("out").keys.map { workspace["out/" + $0] }
    for path in paths + (0..<4).map({ workspace["in/s\($0).fits"] }) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
    }
    let again = try await run(stamps)
    #expect(again.tried == 0 && again.kept == 4)
  }

  // MARK: - Something has changed

  @Test("One changed input is done anew, alone, and the tree is that of a run from nothing")
  func changedInput() async throws {
    try writeStamps(6)
    try await run(stamps)
    try workspace.write(TestSky.bytes(TestSky.ramp(7, 9)), to: "in/s3.fits")
    let again = try await run(stamps)
    #expect(again.tried == 1 && again.kept == 5 && again.causes == ["input changed": 1])
    try await run(stamps, output: "clean")
    #expect(try tree("out") == tree("clean"))
  }

  @Test("A changed setting does every object anew and says which part of the description it was")
  func changedConfiguration() async throws {
    try writeStamps(3)
    try await run(stamps)
    let other = stamps.replacing("[standardise]", with: "[standardise: { per: image }]")
    let again = try await run(other)
    #expect(again.causes == ["configuration changed (stages)": 3])
    try await run(other, output: "clean")
    #expect(try tree("out") == tree("clean"))
  }

  @Test("A product that is missing or altered is made again")
  func changedProducts() async throws {
    try writeStamps(5)
    try await run(stamps)
    let whole = try tree("out")
    try FileManager.default.removeItem(atPath: workspace["out/png/s1.png"])
    var bytes = try workspace.bytes("out/fits/s2.fits")
    bytes[bytes.count - 1] ^= 1
    try workspace.write(bytes, to: "out/fits/s2.fits")
    let again = try await run(stamps)
    #expect(again.causes == ["product missing": 1, "product altered": 1])
    #expect(try tree("out") == whole)
    try FileManager.default.removeItem(atPath: workspace["out/catalog.fits"])
    #expect(try await run(stamps).tried == 0)
    #expect(try tree("out") == whole)
  }

  @Test("What failed is tried again; a mended file leaves no trace of its failure")
  func failedBefore() async throws {
    try writeStamps(3)
    try workspace.write("no FITS", to: "in/s1.fits")
    let first = try await run(stamps)
    #expect(first.failed == 1 && first.unreadable == 1)
    let catalog = FileSignature(of: workspace["out/catalog.fits"])
    let second = try await run(stamps)
    #expect(second.causes == ["failed before": 1] && second.failed == 1)
    #expect(FileSignature(of: workspace["out/catalog.fits"]) == catalog)
    try writeStamps(3)
    let third = try await run(stamps)
    #expect(third.failed == 0 && third.done == 3 && third.unreadable == 0)
    try await run(stamps, output: "clean")
    #expect(try tree("out") == tree("clean"))
    // And back again.
    try workspace.write("no FITS", to: "in/s0.fits")
    let fourth = try await run(stamps)
    #expect(fourth.failed == 1 && fourth.done == 2)
    #expect(!FileManager.default.fileExists(atPath: workspace["out/png/s0.png"]))
  }

  @Test("Products of sources that are gone go; a field's overview is drawn again where it is lost")
  func fewerSources() async throws {
    func write(_ sources: [(x: Double, y: Double, flux: Double)]) throws {
      let sky = try TestSky.field(sources: sources)
      try workspace.write(TestSky.bytes(sky), to: "in/f.fits")
    }
    try write([(40, 50, 5000), (90, 30, 3000), (20, 100, 4000)])
    #expect(try await run(fields).done == 3)
    try write([(40, 50, 5000), (90, 30, 3000)])
    let again = try await run(fields)
    #expect(again.done == 2 && again.causes == ["input changed": 2])
    try await run(fields, output: "clean")
    #expect(try tree("out") == tree("clean"))

    try FileManager.default.removeItem(atPath: workspace["out/overview/f.png"])
    let redrawn = try await run(fields)
    #expect(redrawn.tried == 0 && redrawn.kept == 2)
    #expect(try tree("out") == tree("clean"))
    try FileManager.default.removeItem(atPath: workspace["out/png/f-00002.png"])
    #expect(try await run(fields).causes == ["product missing": 1])
    #expect(try tree("out") == tree("clean"))
  }

  @Test("A stack that has grown is done where it is new to the run, by its content")
  func grownStack() async throws {
    func write(_ count: Int) throws {
      var file = FITSWriter()
      let planes = (0..<count).map { TestSky.ramp(Float($0), Float($0) + 1) }
      file.append(.float32(planes.flatMap(\.pixels)), shape: [count, 8, 8])
      try workspace.write(file.data, to: "cube.fits")
    }
    let text =
      "orrery: 1\ninput: { images: \(workspace["cube.fits"]), stack: true }\n"
      + Self.products + "}\n"
    try write(5)
    #expect(try await run(text).done == 5)
    try FileManager.default.removeItem(atPath: workspace["out/png/cube-00003.png"])
    #expect(try await run(text).causes == ["product missing": 1])
    try write(3)
    #expect(try await run(text).done == 3)
    try await run(text, output: "clean")
    #expect(try tree("out") == tree("clean"))
  }

  @Test("Another list of files keeps what it shares with the one before")
  func otherFiles() async throws {
    try writeStamps(4)
    try await run(stamps)
    try FileManager.default.removeItem(atPath: workspace["in/s0.fits"])
    try workspace.write(TestSky.bytes(TestSky.ramp(5, 8)), to: "in/a.fits")
    let again = try await run(stamps)
    #expect(again.kept == 3 && again.causes == ["new": 1] && again.done == 4)
    let file = try FITSFile(opening: workspace["out/catalog.fits"])
    let table = try file.readTable(try #require(file.hdu(named: "OBJECTS")).index)
    #expect(table["id"]?.strings == ["a", "s1", "s2", "s3"])
  }

  // MARK: - Interrupted

  @Test("A run that is stopped again and again ends with the tree of one that was not")
  func stopped() async throws {
    for number in 0..<3 {
      let sky = try TestSky.field(
        sources: [(40, 50, 5000), (90, 30, 3000), (20, 100, 4000), (70, 80, 6000)],
        seed: UInt64(number))
      try workspace.write(TestSky.bytes(sky), to: "in/f\(number).fits")
    }
    for text in [stamps, fields] {
      let name = text == stamps ? "stamps" : "fields"
      try await run(text, output: name + "-clean")
      var ends: [Bool] = []
      for attempt in 0..<12 {
        let stop = StopFlag()
        let summary = try await run(
          text, output: name, options: RunOptions(jobs: 1 + attempt % 2), stop: stop
        ) { progress in
          if attempt < 11, progress.filesDone > attempt / 2 { stop.request() }
        }
        ends.append(summary.isInterrupted)
        if summary.isInterrupted { #expect(summary.status == .interrupted) }
      }
      #expect(ends.contains(true) && ends.last == false)
      #expect(try tree(name) == tree(name + "-clean"))
    }
  }

  @Test("Two runs in one folder: the second is refused and names the folder and the process")
  func locked() async throws {
    try writeStamps(1)
    let folder = try OutputFolder(workspace["out"])
    let lock = try OutputLock(try folder.state().path + "/lock", name: folder.path)
    let error = await #expect(throws: OutputInUse.self) { try await run(stamps) }
    #expect(error?.folder == workspace["out"])
    #expect(error?.owner.hasPrefix("process \(getpid()) on ") == true)
    _ = lock
  }

  // MARK: - Too many failures

  @Test("A run stops where more fail than may, and where the set-up looks broken")
  func failures() async throws {
    for number in 0..<80 {
      try workspace.write(
        number % 2 == 0 ? Array("no FITS".utf8) : TestSky.bytes(TestSky.ramp(0, 1)),
        to: "in/s\(number).fits")
    }
    let text = stamps
    var options = RunOptions(jobs: 1)
    let broken = try await run(text, options: options)
    #expect(broken.halt?.contains("the set-up looks wrong") == true)
    #expect(broken.done + broken.failed < 80 && broken.status == .someFailed)
    options.failures = FailureLimit(nil, keepsGoing: true)
    let going = try await run(text, options: options)
    #expect(going.halt == nil && going.done == 40 && going.failed == 40)
    options.failures = FailureLimit(.number(0))
    let strict = try await run(text, output: "strict", options: options)
    #expect(strict.halt?.contains("--strict") == true)
  }
}
