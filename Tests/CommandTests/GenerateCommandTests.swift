import Foundation
import OrreryKit
import TestSupport
import Testing

/// `orrery generate`, on a miniature that is trained first.
struct GenerateCommandTests {
  private static let recipe = """
    orrery: 1
    description: Tiny galaxies.
    data: { simulator: galaxies, count: 24, seed: 5, settings: { size: 8, classes: [elliptical, star], maximum-radius: 3 } }
    classes: [elliptical, star]
    split: { validation: 0.2, test: 0.2 }
    stages:
      - scale-min-max: { fit: training, per: image }
    model: { plugin: stamp-gan, weights: tiny, configuration: { latent: 4, width: 8, discriminator-width: 4 } }
    optimizer: { method: adam, beta1: 0, beta2: 0.99, weight-decay: 0, rates: { discriminator: 2 } }
    epochs: 1
    monitor: last
    batch: 8
    """

  /// A folder with the miniature's weights.
  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    let recipe = try workspace.write(Self.recipe, to: "recipe.yaml")
    let train = try Command(["train", recipe, "--output", workspace.path, "--quiet"])
    try #require(train.status == 0, "\(train.errors)")
    return workspace
  }

  @Test("The same seed makes the same bytes; the sheet, the classes and the summary are there")
  func bytes() throws {
    let workspace = try trained()
    let card = workspace["tiny.json"]
    for name in ["a", "b"] {
      let run = try Command([
        "generate", card, "--count", "5", "--seed", "7", "--output", workspace["\(name).fits"],
        "--png", workspace["\(name).png"], "--json", "--quiet",
      ])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\"undone\" : [\n    \"scale-min-max\"\n  ]"))
    }
    #expect(try workspace.bytes("a.fits") == workspace.bytes("b.fits"))
    #expect(try workspace.bytes("a.png") == workspace.bytes("b.png"))
    let file = try FITSFile(opening: workspace["a.fits"])
    #expect(file.hdus[0].shape == [5, 8, 8])
    #expect(try file.readTable()["class"]?.strings?.count == 5)
    let one = try Command([
      "generate", "stamp-gan", "--weights", workspace["tiny.safetensors"], "--count", "3",
      "--class", "star", "--truncation", "0.5", "--interpolate", "1,2", "--quiet",
      "--output", workspace["c.fits"],
    ])
    #expect(one.status == 0, "\(one.errors)")
    let table = try FITSFile(opening: workspace["c.fits"]).readTable()
    #expect(table["class"]?.strings == ["star", "star", "star"])
  }

  @Test("What cannot be asked for is a mistake of the command line")
  func misuse() throws {
    let workspace = try trained()
    let card = workspace["tiny.json"]
    let out = ["--output", workspace["a.fits"]]
    #expect(try Command(["generate", card, "--class", "spiral"] + out).status == 2)
    #expect(try Command(["generate", card]).status == 2)
    #expect(try Command(["generate", card, "--interpolate", "1"] + out).status == 2)
    #expect(try Command(["generate", card, "--truncation", "-1"] + out).status == 2)
    let unknown = try Command(["generate", "stamp-gam"] + out)
    #expect(unknown.status != 0 && unknown.errors.contains("stamp-gan"))
  }
}
