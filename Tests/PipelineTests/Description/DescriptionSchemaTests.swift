import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct DescriptionSchemaTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func schema() throws -> DescriptionSchema {
    DescriptionSchema(try Installation.builtIns())
  }

  private func keys(_ schema: JSONValue, _ path: String...) -> Set<String> {
    var value = schema
    for key in path + ["properties"] {
      guard case .object(let entries) = value, let next = entries[key] else { return [] }
      value = next
    }
    guard case .object(let entries) = value else { return [] }
    return Set(entries.keys)
  }

  @Test("The schemas have the sections that the readers know")
  func sections() throws {
    #expect(try keys(schema().pipeline()) == Set(PlanReader.sections))
    #expect(try keys(schema().recipe()) == Set(RecipeReader.sections))
  }

  @Test("The schema of an input has the keys that the reader knows")
  func input() throws {
    let known = Set(
      DataKind.allCases.flatMap { InputReader.keys(of: $0) } + InputPlan.keys.map(\.key))
    #expect(Set(DescriptionSchema.inputProperties.keys) == known)
  }

  @Test("A stage's keys come with type, range, default and description")
  func stage() throws {
    let text = String(decoding: try JSONEncoder().encode(schema().pipeline()), as: UTF8.self)
    #expect(text.contains("\"stretch\"") && text.contains("\"softening\""))
    guard case .object(let document) = try schema().pipeline(),
      case .object(let definitions)? = document["$defs"],
      case .object(let stage)? = definitions["stage"],
      case .array(let forms)? = stage["anyOf"], forms.count == 2,
      case .object(let form) = forms[1], case .object(let stages)? = form["properties"],
      case .object(let shift)? = stages["stretch"],
      case .object(let settings)? = shift["properties"],
      case .object(let softening)? = settings["softening"],
      case .object(let function)? = settings["function"]
    else {
      Issue.record("not the form of a schema")
      return
    }
    #expect(softening["type"] == .string("number"))
    #expect(softening["default"] == .number(0.1))
    #expect(function["enum"] != nil && function["description"] != nil)
  }

  /// A Python that has the packages: that of `ORRERY_PYTHON`, or `python3` of the path.
  private static let python: String? = {
    let named = ProcessInfo.processInfo.environment["ORRERY_PYTHON"]
    return [named, "python3"].compactMap { $0 }.first {
      run($0, ["-c", "import jsonschema, yaml"]).status == 0
    }
  }()

  private static func run(_ program: String, _ arguments: [String]) -> (status: Int32, text: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return (127, "") }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test(
    "jsonschema finds every pipeline and recipe that comes with Orrery valid, and marks mistakes",
    .enabled(if: python != nil, "no Python with jsonschema and yaml"))
  func descriptions() throws {
    let workspace = try Workspace()
    let encoder = JSONEncoder()
    try workspace.write([UInt8](encoder.encode(schema().pipeline())), to: "pipeline.json")
    try workspace.write([UInt8](encoder.encode(schema().recipe())), to: "recipe.json")
    try workspace.write(
      """
      import glob, json, sys, jsonschema, yaml
      root, folder = sys.argv[1:]
      for kind, pattern in [("pipeline", "/Pipelines/*.yaml"), ("recipe", "/Plugins/*/Recipes/*.yaml")]:
          schema = json.load(open(f"{folder}/{kind}.json"))
          jsonschema.Draft202012Validator.check_schema(schema)
          check = jsonschema.Draft202012Validator(schema)
          files = glob.glob(root + pattern)
          assert files
          for file in files:
              for error in check.iter_errors(yaml.safe_load(open(file))):
                  print(file, list(error.path), error.message[:200])
      check = jsonschema.Draft202012Validator(json.load(open(folder + "/pipeline.json")))
      wrong = [
          {"input": {"images": "a"}},
          {"orrery": 1, "input": {"images": "a", "spectra": "b"}},
          {"orrery": 1, "input": {"images": "a"}, "stages": ["strech"]},
          {"orrery": 1, "input": {"images": "a"}, "stages": [{"stretch": {"softning": 1}}]},
          {"orrery": 1, "input": {"images": "a"}, "stages": [{"stretch": {"softening": "much"}}]},
          {"orrery": 1, "input": {"images": "a"},
           "model": {"plugin": "morphology-cnn", "configuration": {"widht": 3}}},
          {"orrery": 1, "input": {"images": "a"}, "output": {"png": {"size": 3}}},
      ]
      for number, description in enumerate(wrong):
          if check.is_valid(description):
              print("mistake", number, "is not marked")
      check = jsonschema.Draft202012Validator(json.load(open(folder + "/recipe.json")))
      recipe = {"orrery": 1, "data": {"simulator": "galaxies"},
                "model": {"plugin": "morphology-cnn", "weights": "mine"}}
      good = [
          {"loss": "dice"}, {"loss": {"label-smoothing": 0.1}}, {"loss": {}},
          {"loss": {"function": "focal", "gamma": 1, "class-weights": "balanced"}},
          {"metrics": ["macro-f1", {"intersection-over-union": {"threshold": 0.3}}]},
          {"metrics": ["macro-f1"], "monitor": "macro-f1"}, {"monitor": "last"},
      ]
      wrong = [
          {"loss": "dise"}, {"loss": {"gamma": 1}}, {"loss": {"function": "focal", "delta": 1}},
          {"loss": {"function": "dice", "class-weights": "balanced"}},
          {"metrics": ["macro-f2"]}, {"metrics": [{"macro-f1": {"least": 1}}]},
          {"monitor": "macro-f2"},
      ]
      for part in good:
          for error in check.iter_errors(recipe | part):
              print(part, error.message[:200])
      for part in wrong:
          if check.is_valid(recipe | part):
              print(part, "is not marked")
      """, to: "check.py")
    let python = try #require(Self.python)
    let result = Self.run(python, [workspace["check.py"], Self.root, workspace.path])
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }
}
