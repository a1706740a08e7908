import Foundation
import OrreryKit
import TestSupport
import Testing

/// `inspect` as its user runs it: words, JSON, figure, exit codes.
struct InspectCommandTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("A file as the only argument is inspected; piped text has no colours")
  func image() throws {
    let path = try workspace.writeImage(63, to: "a.fits")
    let short = try Command([path])
    #expect(short.status == 0 && short.errors == "")
    #expect(short.output.contains("▸[0] image 8 × 8 float32"))
    #expect(short.output.contains("0 to 63; 64 values") && !short.output.contains("\u{1B}"))
    #expect(try Command(["inspect", path]).output == short.output)
    // Row 0 is the bottom.
    let picture = try Command(["inspect", path, "--width", "8", "--no-prediction"]).output
      .split(separator: "\n").suffix(4)
    #expect(picture.count == 4 && picture.first?.hasSuffix("@") == true)
  }

  @Test("JSON escapes what would steer a terminal: the name of a column is the file's")
  func steering() throws {
    try workspace.write(Array("\u{8F}a,\u{202E}b\n1,2\n".utf8), to: "a.csv")
    let run = try Command(["inspect", workspace["a.csv"], "--json"])
    #expect(run.status == 0)
    let steers: Set<Unicode.Scalar> = ["\u{8F}", "\u{202E}", "\u{1B}"]
    #expect(!run.output.unicodeScalars.contains(where: steers.contains))
    _ = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
  }

  @Test("JSON decodes, is the same twice, and holds no NaN")
  func json() throws {
    var file = FITSWriter()
    try file.append(Image(repeating: .nan, height: 4, width: 4))
    try file.write(to: workspace["nan.fits"])
    let run = try Command(["inspect", workspace["nan.fits"], "--json"])
    #expect(run.status == 0)
    #expect(!run.output.lowercased().contains("\"nan\""))
    #expect(try Command(["inspect", workspace["nan.fits"], "--json"]).output == run.output)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let facts = try #require(object as? [String: Any])
    let statistics = try #require((facts["statistics"] as? [[String: Any]])?.first)
    #expect(statistics["missing"] as? Int == 16 && statistics["minimum"] == nil)
    #expect(facts["kind"] as? String == "image")
  }

  @Test("A figure is written; where it cannot be, the exit code is 5")
  func figure() throws {
    let path = try workspace.writeImage(to: "a.fits")
    let run = try Command(["inspect", path, "--png", workspace["a.png"]])
    #expect(run.status == 0 && run.errors == "wrote \(workspace["a.png"])\n")
    let picture = try PNGImage(path: workspace["a.png"])
    #expect(picture.width == 840)
    #expect(picture.texts.contains { $0.keyword == "Source" && $0.text == path })
    #expect(try Command(["inspect", path, "--png", workspace["no/a.png"]]).status == 5)
  }

  @Test("Unreadable files end with 3, wrong wishes with 2, in one line")
  func refusals() throws {
    let path = try workspace.writeImage(to: "a.fits")
    let fifo = workspace["fifo"]
    #expect(mkfifo(fifo, 0o600) == 0)
    try workspace.write("not a table", to: "b.fits")
    for arguments in [[workspace["absent.fits"]], [workspace.path], [fifo], [workspace["b.fits"]]] {
      let run = try Command(["inspect"] + arguments)
      #expect(run.status == 3 && run.output == "", "\(arguments)")
      #expect(run.errors.hasPrefix("orrery: \(arguments[0]): "))
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    for options in [
      ["--hdu", "1"], ["--row", "1"], ["--at", "10,10"], ["--at", "north"], ["--pixel", "8,0"],
      ["--pixel", "1"], ["--size", "0"], ["--id", "M31"], ["--plugin", "none"],
      ["--weights", "none"], ["--row", "0", "--id", "a"], ["--at", "1,1", "--pixel", "1,1"],
    ] {
      let run = try Command(["inspect", path] + options)
      #expect(run.status == 2 && run.output == "", "\(options)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test("An explanation is words, JSON, a figure and a layer that say the same")
  func explanation() throws {
    let path = Self.sample + "/galaxies/galaxies-1-000001.fits"
    let run = try Command([
      "inspect", path, "--explain", "grad-cam", "--png", workspace["why.png"], "--fits",
      workspace["why.fits"], "--rotate", "90", "--stages",
    ])
    #expect(run.status == 0 && !run.output.contains("\u{1B}"))
    #expect(run.errors == "wrote \(workspace["why.png"])\nwrote \(workspace["why.fits"])\n")
    for words in ["by grad-cam", "what if", "--rotate 90", "  stages", "    standardise"] {
      #expect(run.output.contains(words), "\(words)")
    }
    let json = try Command(["inspect", path, "--explain", "grad-cam", "--json"])
    let facts = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let explained = try #require(facts?["explanation"] as? [String: Any])
    let values = try #require(explained["values"] as? [Double])
    let layer = try FITSFile(opening: workspace["why.fits"]).readImage(2)
    #expect(layer.pixels == values.map(Float.init))
    let evidence = try #require(explained["evidence"] as? Double)
    #expect(run.output.contains(String(format: "evidence ln p/(1-p) %+.3f", evidence)))
    #expect(layer.header.double("EVIDENCE") == evidence)
  }

  @Test("The names in JSON are those that scripts know")
  func names() throws {
    let path = Self.sample + "/galaxies/galaxies-1-000001.fits"
    let run = try Command([
      "inspect", path, "--explain", "occlusion", "--stages", "--noise", "1", "--json",
    ])
    let facts = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(
      facts?.keys.sorted() == [
        "bytes", "explanation", "facts", "file", "kind", "name", "prediction", "stages",
        "statistics", "units", "variations", "warnings",
      ])
    let prediction = try #require(facts?["prediction"] as? [String: Any])
    #expect(
      Set([
        "architecture", "classes", "flags", "measurements", "notes", "object", "probabilities",
        "weights",
      ]).isSubset(of: Set(prediction.keys)))
    let explanation = try #require(facts?["explanation"] as? [String: Any])
    #expect(
      explanation.keys.sorted() == [
        "baseEvidence", "evidence", "explainedClass", "method", "shape", "strongest", "unit",
        "values",
      ])
  }

  @Test("Wishes about explanations that cannot be are refused in one line")
  func explanationRefusals() throws {
    let path = Self.sample + "/galaxies/galaxies-1-000001.fits"
    for options in [
      ["--explain", "salience"], ["--explain", "saliency", "--class", "quasar"],
      ["--explain", "saliency", "--no-prediction"], ["--class", "star"],
      ["--set", "strech.softening=1"], ["--noise", "-1"],
      ["--explain", "feature-maps", "--layer", "body.99"],
    ] {
      let run = try Command(["inspect", path] + options)
      #expect(run.status == 2 && run.output == "", "\(options): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sample-data")
    .path

  @Test("Header text cannot steer the terminal")
  func control() throws {
    try workspace.write("id,na\u{1B}[31mme\n1,a\u{7}b\n", to: "t.csv")
    let run = try Command(["inspect", workspace["t.csv"]])
    #expect(run.status == 0 && !run.output.contains("\u{1B}") && !run.output.contains("\u{7}"))
  }

  @Test("A spectrum's words and the figure of a light curve", .enabled(if: RealData.isPresent))
  func series() throws {
    let galaxy = try Command(["inspect", RealData.path("spectra/sdss-galaxy.fits")])
    #expect(galaxy.output.contains("Redshift    0.213773\n  Class       GALAXY\n"))
    #expect(galaxy.output.contains("3571.91 to 10311 Å in vacuum, 4605 pixels"))
    #expect(galaxy.output.contains("╷Hα") && galaxy.output.contains("    galaxy "))
    let star = try Command([
      "inspect", RealData.path("lightcurves/ztf-sn-ia/ZTF19abuhlxk.csv"), "--png",
      workspace["sn.png"],
    ])
    #expect(star.status == 0 && star.output.contains("R 37, g 37"))
    #expect(try PNGImage(path: workspace["sn.png"]).height == 540)
  }
}
