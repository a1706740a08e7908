import Foundation
import OrreryKit
import TestSupport
import Testing

/// Exit codes and words of `run`, `validate` and `plan`, from the real command.
struct RunCommandTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func pipeline(_ input: String) throws -> String {
    try workspace.write(
      "orrery: 1\ninput: { images: '\(input)' }\nstages:\n  - standardise\n", to: "p.yaml")
  }

  @Test("All good is exit code 0; the summary says where to look")
  func success() throws {
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let run = try Command(["run", text, "--output", workspace["out"]])
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(
      run.errors == """
        1 done, 0 flagged, 0 failed from 1 file
        look at \(workspace["out"])/: catalog.fits

        """)
    #expect(FileManager.default.fileExists(atPath: workspace["out/catalog.fits"]))
  }

  @Test("Some failed is exit code 1, with the reason")
  func someFailed() throws {
    try workspace.writeImage(to: "a.fits")
    try workspace.write("not FITS", to: "b.fits")
    let text = try pipeline(workspace["?.fits"])
    let run = try Command(["run", text, "--output", workspace["out"]])
    #expect(run.status == 1)
    #expect(run.errors.contains("1 done, 0 flagged, 1 failed from 2 files"))
    #expect(run.errors.contains("1 failed in read (not-recognised): \(workspace["b.fits"]): "))
  }

  @Test("A wrong description is exit code 2 and runs nothing")
  func usage() throws {
    let text = try workspace.write(
      "orrery: 1\ninput: { images: none.fits }\nstages: [standardize]\n", to: "p.yaml")
    for command in ["run", "validate", "plan"] {
      let run = try Command([command, text, "--output", workspace["out"]])
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(
        run.errors == """
          \(text):2:18: input.images: no file 'none.fits'
          \(text):3:10: stages.standardize: unknown stage; did you mean 'standardise'?; `orrery stages list` shows them
          orrery: 2 problems, nothing ran

          """)
    }
    #expect(!FileManager.default.fileExists(atPath: workspace["out"]))
    #expect(try Command(["run", workspace["absent.yaml"]]).status == 2)
    #expect(try Command(["run", text, "--jobs", "0"]).status == 2)
    #expect(try Command(["run"]).status == 2)
  }

  @Test("Ctrl-C is exit code 75, with a whole catalogue of what is done")
  func interrupted() throws {
    let first = try workspace.writeImage(to: "0.fits")
    let count = 3000
    for number in 1..<count {
      try FileManager.default.linkItem(atPath: first, toPath: workspace["\(number).fits"])
    }
    let text = try workspace.write(
      "orrery: 1\ninput: { images: '\(workspace["*.fits"])' }\nstages:\n  - standardise\n"
        + "output: { png: { every: object } }\n", to: "p.yaml")
    let run = try Command(["run", text, "--output", workspace["out"]]) {
      (try? FileManager.default.contentsOfDirectory(atPath: workspace["out/png"]))?.isEmpty == false
    }
    #expect(run.status == 75)
    #expect(run.errors.contains("orrery: stopped; "))
    let file = try FITSFile(opening: workspace["out/catalog.fits"])
    #expect(file.hdus[0].header.logical("INTERRUP") == true)
    let rows = try file.readTable(try #require(file.hdu(named: "OBJECTS")).index).rowCount
    #expect(rows > 0 && rows < count)
    let pictures = try FileManager.default.contentsOfDirectory(atPath: workspace["out/png"])
    #expect(pictures.count == rows)
  }

  @Test("What was killed is gone on with, and ends with the bytes of a run that was not")
  func killed() throws {
    for number in 0..<400 { try workspace.writeImage(to: "\(number).fits") }
    let text = try workspace.write(
      "orrery: 1\ninput: { images: '\(workspace["*.fits"])' }\nstages:\n  - standardise\n"
        + "output: { png: { every: object } }\n", to: "p.yaml")
    func tree(_ name: String) throws -> [String: [UInt8]] {
      try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
    }
    #expect(try Command(["run", text, "--output", workspace["clean"]]).status == 0)
    for count in [1, 60, 200] {
      let run = try Command(["run", text, "--output", workspace["out"]], interruptedBy: SIGKILL) {
        let names = try? FileManager.default.contentsOfDirectory(atPath: workspace["out/png"])
        return (names?.count ?? 0) >= count
      }
      #expect(run.status == SIGKILL || run.status == 0)
      for (name, bytes) in try tree("out") where !name.contains("/.") {
        #expect(try tree("clean")[name] == bytes)
      }
    }
    let last = try Command(["run", text, "--output", workspace["out"]])
    #expect(last.status == 0)
    #expect(try tree("out") == tree("clean"))
    let list = try Command(["runs", "list", workspace["out"]])
    #expect(list.status == 0 && list.output.contains("killed"))
    #expect(list.output.split(separator: "\n").count == 5)
  }

  @Test("A second run in the folder ends at once with exit code 75, naming folder and process")
  func inUse() throws {
    let first = try workspace.writeImage(to: "0.fits")
    for number in 1..<3000 {
      try FileManager.default.linkItem(atPath: first, toPath: workspace["\(number).fits"])
    }
    let text = try workspace.write(
      "orrery: 1\ninput: { images: '\(workspace["*.fits"])' }\nstages:\n  - standardise\n"
        + "output: { png: { every: object } }\n", to: "p.yaml")
    var second: Command?
    _ = try Command(["run", text, "--output", workspace["out"]]) {
      guard (try? FileManager.default.contentsOfDirectory(atPath: workspace["out/png"])) != nil
      else { return false }
      second = try? Command(["run", text, "--output", workspace["out"]])
      return true
    }
    #expect(second?.status == 75)
    #expect(
      second?.errors.hasPrefix("orrery: \(workspace["out"]): another run works there") == true)
    #expect(second?.errors.contains("process ") == true)
  }

  @Test("--strict and --max-failures stop with exit code 1 and say why; wrong ones are usage")
  func limits() throws {
    for number in 0..<3 { try workspace.write("no FITS", to: "\(number).fits") }
    try workspace.writeImage(to: "a.fits")
    let text = try pipeline(workspace["*.fits"])
    let strict = try Command(["run", text, "--output", workspace["out"], "--strict"])
    #expect(strict.status == 1 || strict.status == 3)
    #expect(strict.errors.contains("orrery: stopped: "))
    let some = try Command(["run", text, "--output", workspace["b"], "--max-failures", "3"])
    #expect(some.status == 1 && !some.errors.contains("stopped"))
    for wrong in [["--max-failures", "x"], ["--strict", "--keep-going"], ["--shard", "4/3"]] {
      #expect(try Command(["run", text, "--output", workspace["c"]] + wrong).status == 2)
    }
  }

  @Test("Shards and their merge, objects and attempts, from the command")
  func shards() throws {
    for number in 0..<9 { try workspace.writeImage(to: "\(number).fits") }
    try workspace.write("no FITS", to: "9.fits")
    let text = try pipeline(workspace["?.fits"])
    let output = ["--output", workspace["out"]]
    #expect(try Command(["run", text, "--shard", "1/2"] + output).status == 0)
    let early = try Command(["merge", workspace["out"]])
    #expect(early.status == 75)
    #expect(early.errors == "shard 2/2 has not run\norrery: not merged: 1 gap\n")
    let second = try Command(
      ["run", text, "--shard", "auto"] + output,
      environment: ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"])
    #expect(second.status == 1 && second.errors.contains("shard 2/2"))
    #expect(try Command(["merge", workspace["out"]]).status == 1)
    #expect(try Command(["run", text, "--output", workspace["whole"]]).status == 1)
    #expect(try workspace.bytes("out/catalog.fits") == workspace.bytes("whole/catalog.fits"))
    let failed = try Command(["runs", "show", workspace["out"], "--failed"])
    #expect(failed.output.contains("9: failed in run") && failed.output.contains("not-recognised"))
    let object = try Command(["runs", "show", workspace["out"], "--object", "4", "--json"])
    #expect(object.output.contains("\"status\" : \"done\""))
    #expect(try Command(["runs", "show", workspace["out"], "--object", "none"]).status == 2)
    #expect(try Command(["runs", "list", workspace.path]).status == 3)
    #expect(try Command(["verify", workspace["out"]]).output == "1 of 1 right\n")
  }

  @Test("Nothing readable is exit code 3")
  func noInput() throws {
    let text = try pipeline(workspace.write("not FITS", to: "b.fits"))
    #expect(try Command(["run", text, "--output", workspace["out"]]).status == 3)
  }

  @Test("A plug-in that cannot be loaded is exit code 4, in one line")
  func plugin() throws {
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let bad = try workspace.write("text", to: "bad.so")
    let run = try Command(["run", text, "--plugin-path", bad])
    #expect(run.status == 4)
    #expect(run.errors == "orrery: \(bad): is not an ELF file\n")
  }

  @Test("An output that cannot be written is exit code 5")
  func output() throws {
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let run = try Command(["run", text, "--output", text])
    #expect(run.status == 5)
    #expect(run.errors == "orrery: \(text): is not a folder\n")
  }

  @Test("--json prints the summary on stdout, --quiet nothing on stderr")
  func json() throws {
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let run = try Command(["run", text, "--output", workspace["out"], "--json", "--quiet"])
    #expect(run.errors == "")
    let summary = try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8))
    guard case .object(let values) = summary else {
      Issue.record("no map")
      return
    }
    #expect(values["done"] == .integer(1) && values["failed"] == .integer(0))
  }

  @Test("--dry-run shows the plan and writes nothing; --set and --input change it")
  func dryRun() throws {
    try workspace.writeImage(to: "other.fits")
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let run = try Command([
      "run", text, "--dry-run", "--set", "standardise.per=image", "--input",
      workspace["other.fits"], "--output", workspace["out"],
    ])
    #expect(run.status == 0)
    #expect(run.output.contains("per: image"))
    #expect(run.output.contains(workspace["other.fits"]))
    #expect(!FileManager.default.fileExists(atPath: workspace["out"]))
  }

  @Test("validate says that a description is good")
  func validate() throws {
    let text = try pipeline(workspace.writeImage(to: "a.fits"))
    let run = try Command(["validate", text])
    #expect(run.status == 0)
    #expect(run.output == "\(text): good: 1 file, 1 stage, no model\n")
  }

  @Test(
    "A description that cannot be read is a mistake of usage",
    arguments: ["run", "validate", "plan", "train"])
  func absentDescription(subcommand: String) throws {
    let run = try Command([subcommand, workspace["absent.yaml"]])
    #expect(run.status == 2)
    #expect(run.errors == "orrery: \(workspace["absent.yaml"]): No such file or directory\n")
  }

  @Test("Names from outside never steer the terminal")
  func printable() throws {
    let text = try workspace.write(
      "orrery: 1\ninput: { images: \"\\e[31m\\u202Ex.fits\" }\n", to: "p.yaml")
    let run = try Command(["validate", text])
    #expect(run.status == 2)
    #expect(run.errors.contains("\\u{1b}[31m\\u{202e}x.fits"))
    #expect(!run.errors.utf8.contains(0x1B))
  }
}
