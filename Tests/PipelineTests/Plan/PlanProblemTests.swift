import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Each kind of mistake, with the exact text and place that a user sees.
struct PlanProblemTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write([], to: "a.fits")
  }

  private func check(_ text: String, _ expected: [String]) throws {
    let input = workspace["a.fits"]
    let problems = try TestPlan.problems(
      text.replacing("FILE", with: input), workspace)
    #expect(problems.map { $0.replacing(workspace.path + "/", with: "") } == expected)
  }

  @Test("A good description has no problem")
  func good() throws {
    try check("orrery: 1\ninput: { images: FILE }\nstages:\n  - standardise\n", [])
  }

  @Test("An unknown key is told with the nearest one")
  func unknownKey() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstage:\n  - standardise\n",
      ["p.yaml:3:1: stage: unknown key; did you mean 'stages'?"])
    try check(
      "orrery: 1\ninput: { images: FILE, hdus: 1 }\n",
      [
        "p.yaml:2:26: input.hdus: unknown key; did you mean 'hdu'?"
          .replacing(":26:", with: ":\(18 + workspace["a.fits"].count + 2):")
      ])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - stretch: { softenig: 0.1 }\n",
      ["p.yaml:4:16: stages.stretch.softenig: unknown key; did you mean 'softening'?"])
  }

  @Test("A value of the wrong type is told with both types")
  func wrongType() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nseed: many\n",
      ["p.yaml:3:7: seed: must be a whole number, not a text"])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - stretch: { softening: big }\n",
      ["p.yaml:4:27: stages.stretch.softening: must be a number, not a text"])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages: { standardise: {} }\n",
      ["p.yaml:3:9: stages: must be a list of stages, not a map"])
  }

  @Test("A value outside its range or choices is told with what may be")
  func range() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nmodel: { plugin: test/brightness, batch: 0 }\n",
      [
        "p.yaml:3:18: model.weights: no weights for 'test/brightness' were found; train some, or set ORRERY_MODEL_PATH",
        "p.yaml:3:42: model.batch: 0 must be from 1 to 4096",
      ])
    try check(
      "orrery: 1\ninput: { images: FILE }\noutput: { png: { stretch: asin } }\n",
      [
        "p.yaml:3:27: output.png.stretch: 'asin' is not one of asinh, equalised, linear, log, power, sqrt; did you mean 'asinh'?"
      ])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - stretch: { function: asin }\n",
      [
        "p.yaml:4:26: stages.stretch.function: 'asin' is not one of linear, sqrt, log, asinh, power, histogram; did you mean 'asinh'?"
      ])
  }

  @Test("A missing file and a pattern without match are told")
  func files() throws {
    try check(
      "orrery: 1\ninput: { images: \(workspace["b.fits"]) }\n",
      ["p.yaml:2:18: input.images: no file 'b.fits'; did you mean 'a.fits'?"])
    try check(
      "orrery: 1\ninput: { images: '\(workspace.path)/*.fit' }\n",
      ["p.yaml:2:18: input.images: no file matches '*.fit'"])
    try workspace.write("", to: "empty/readme.txt")
    try check(
      "orrery: 1\ninput: { images: \(workspace["empty"]) }\n",
      [
        "p.yaml:2:18: input.images: the folder 'empty' holds no file that ends in .fits, .fit, "
          + ".fts, .fits.gz, .fits.fz, .fit.gz"
      ])
    try check(
      "orrery: 1\ninput: { images: '@\(workspace["empty/readme.txt"])' }\n",
      ["p.yaml:2:18: input.images: the list 'empty/readme.txt' names no file"])
    try check(
      "orrery: 1\n",
      [
        "p.yaml:1:1: input: is missing: say what to read, as `input: { images: 'fields/*.fits' }`"
      ])
  }

  @Test("An unknown stage or plug-in is told with the nearest one")
  func unknownNames() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - standardize\nmodel: { plugin: test/bright }\n",
      [
        "p.yaml:4:5: stages.standardize: unknown stage; did you mean 'standardise'?; `orrery stages list` shows them",
        "p.yaml:5:18: model.plugin: unknown plug-in 'test/bright'"
          + NearestNames.suggestion(
            for: "test/bright",
            among: Array(try TestPlan.reader(workspace).registry.architectures.keys)),
      ])
  }

  @Test("A stage that lacks what an earlier one provides is told with what provides it")
  func order() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - cut-out\n  - detect-sources\n",
      [
        "p.yaml:4:5: stages.cut-out: needs 'sources', which no stage before it provides; put 'detect-sources' before it"
      ])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - cut-out\n",
      [
        "p.yaml:4:5: stages.cut-out: needs 'sources', which no stage before it provides; 'detect-sources' makes it"
      ])
  }

  @Test("A stage for another kind of data is told")
  func kind() throws {
    try check(
      "orrery: 1\ninput: { spectra: FILE }\nstages:\n  - cut-out\n",
      [
        "p.yaml:4:5: stages.cut-out: takes images, the input is spectra",
        "p.yaml:4:5: stages.cut-out: needs 'sources', which no stage before it provides; 'detect-sources' makes it",
      ])
  }

  @Test("All problems are told, in the order of the lines")
  func all() throws {
    try check(
      """
      orrery: 2
      input: { images: FILE }
      stages:
        - detect-source
        - stretch: { softening: -1, functoin: asinh }
      output: { catalog: ../up.fits, fits: { products: [cutout, psf] } }
      seed: 1.5
      """,
      [
        "p.yaml:1:9: orrery: descriptions of version 2 are not read; this is 1",
        "p.yaml:4:5: stages.detect-source: unknown stage; did you mean 'detect-sources'?; `orrery stages list` shows them",
        "p.yaml:5:27: stages.stretch.softening: -1 must be from 1e-09 to 1000000000",
        "p.yaml:5:31: stages.stretch.functoin: unknown key; did you mean 'function'?",
        "p.yaml:6:20: output.catalog: '../up.fits' must be a plain name that ends in .fits, of letters, digits, '.', '-' and '_'",
        "p.yaml:7:7: seed: must be a whole number, not a number",
      ])
  }

  @Test("A product that no stage makes is refused, one that a stage makes is not")
  func products() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages: [subtract-background]\noutput: { fits: { products: [noise] } }\n",
      [])
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages: [standardise]\noutput: { fits: { products: [psf] } }\n",
      ["p.yaml:4:30: output.fits.products: no stage makes 'psf'; there are: cutout, input"])
  }

  @Test("A stage that cannot be read is told alone, without what would follow from it")
  func noCascade() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - subtract-background\n"
        + "  - detect-sources: { treshold: 3 }\n  - cut-out\n"
        + "output: { fits: { products: [segmentation] } }\n",
      ["p.yaml:5:23: stages.detect-sources.treshold: unknown key; did you mean 'threshold'?"])
  }

  @Test("An augmentation that mixes objects belongs in a recipe")
  func mixing() throws {
    try check(
      "orrery: 1\ninput: { images: FILE }\nstages:\n  - mix-up\n",
      ["p.yaml:4:5: stages.mix-up: mixes training objects: it belongs in a recipe"])
  }
}
