import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// From a recipe's data to the objects that a model learns from.
struct TrainingSetTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func recipe(
    data: String, plugin: String, classes: String = "", more: String = "", folder: String? = nil
  ) throws -> TrainingRecipe {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "test")
    try Toys.register(registrar)
    let text = """
      orrery: 1
      data: \(data)
      \(classes.isEmpty ? "" : "classes: [\(classes)]")
      split: { validation: 0.2, test: 0.3 }
      model: { plugin: test/\(plugin), weights: toy }
      \(more)
      """
    let file = try workspace.write(text, to: "recipe.yaml")
    return try RecipeReader(registry: registrar.registry, dataFolder: folder ?? workspace.path)
      .read(file: file)
  }

  private func set(_ recipe: TrainingRecipe, threads: Int = 2) throws -> TrainingSet {
    try TrainingSet(recipe, threads: threads) { _, _ in }
  }

  private func all(_ set: TrainingSet) -> [SkyObject] {
    TrainingRecipe.Split.Part.allCases.flatMap { set[$0] }
  }

  private func problems(data: String, plugin: String, classes: String = "") throws -> [String] {
    do {
      _ = try recipe(data: data, plugin: plugin, classes: classes)
      return []
    } catch let problems as Problems { return problems.all.map(\.description) }
  }

  // MARK: - Light curves

  /// 20 objects of three points in two bands, one line a point, and their labels.
  private func writeLongTable() throws {
    var points = "object_id,mjd,passband,flux,flux_err\n"
    var labels = "object_id,target,hostgal_specz\n"
    for object in 0..<20 {
      for point in 0..<3 {
        points += "\(object),\(59_000 + point),\(point % 2),\(object).5,0.1\n"
      }
      labels += "\(object),\(object % 2 == 0 ? 90 : object == 1 ? 5 : 42),0.\(object)\n"
    }
    try workspace.write(points, to: "points.csv")
    try workspace.write(labels, to: "labels.csv")
  }

  @Test("A long table of points with a table of labels becomes one object for each id")
  func longTable() throws {
    try writeLongTable()
    let recipe = try recipe(
      data: """
        { light-curves: points.csv, bands: { 0: u, 1: g },
          labels: { table: labels.csv, id: object_id, class: target, names: { 90: SN-Ia, 42: SN-II },
                    values: { z: hostgal_specz } } }
        """, plugin: "curves", classes: "SN-Ia, SN-II")
    let set = try set(recipe)
    let objects = all(set)
    #expect(objects.count == 19)
    #expect(set.leftOut == ["is of class '5', which is not among the recipe's": 1])
    let fourth = try #require(objects.first { $0.id == "points-4" })
    #expect(fourth.truth == ["SN-Ia": 1] && fourth.truthValues == ["z": 0.4])
    #expect(fourth.lightCurve?.bands == ["u", "g"] && fourth.lightCurve?.count == 3)
    #expect(fourth.measurements.isEmpty)
    for part in TrainingRecipe.Split.Part.allCases {
      #expect(!set[part].isEmpty)
      for object in set[part] {
        let id = String(object.id.dropFirst("points-".count))
        #expect(recipe.split.part(of: id, seed: recipe.seed) == part)
      }
    }
  }

  @Test("A number of the table that was measured is a measurement, one that is only true is none")
  func measured() throws {
    try writeLongTable()
    let recipe = try recipe(
      data: """
        { light-curves: points.csv,
          labels: { table: labels.csv, id: object_id, class: target,
                    values: { z: hostgal_specz, photoz: hostgal_specz }, measured: [photoz] } }
        """, plugin: "curves", classes: "90, 42")
    let fourth = try #require(all(set(recipe)).first { $0.id == "points-4" })
    #expect(fourth.truthValues == ["z": 0.4, "photoz": 0.4])
    #expect(fourth.measurements.map(\.name) == ["photoz"])
    #expect(fourth.measurements.map(\.value) == [.real(0.4)])
  }

  @Test("The same set comes of any number of threads, and progress reaches the end")
  func threads() throws {
    try writeLongTable()
    let recipe = try recipe(
      data: """
        { light-curves: points.csv,
          labels: { table: labels.csv, id: object_id, class: target } }
        """, plugin: "curves", classes: "90, 42", more: "stages: [normalise-light-curve]")
    let sets = try [1, 2, 5].map { threads in
      var last = (done: 0, total: 0)
      let set = try TrainingSet(recipe, threads: threads) { last = ($0, $1) }
      #expect(last == (20, 20))
      return all(set).map { "\($0.id) \($0.truth) \($0.lightCurve?.value ?? [])" }
    }
    #expect(sets[0].count == 19 && sets[0] == sets[1] && sets[1] == sets[2])
  }

  @Test("Lists in the cells of a table are light curves, their class in another table")
  func lists() throws {
    try workspace.write(
      ",time_points_b,light_points_b,error_points_b\n"
        + (0..<9).map { "star_\($0),\"[1, 2]\",\"[15, nan]\",\"[0.1, 0.1]\"\n" }.joined(),
      to: "lists.csv")
    try workspace.write(
      "Unnamed: 0,type\n" + (0..<9).map { "star_\($0),\($0 % 2 + 1).0\n" }.joined(),
      to: "types.csv")
    let recipe = try recipe(
      data: """
        { light-curves: lists.csv, bands: { b: B },
          labels: { table: types.csv, id: "Unnamed: 0", class: type, names: { 1: eclipsing, 2: cepheid } } }
        """, plugin: "curves", classes: "eclipsing, cepheid")
    let objects = all(try set(recipe))
    #expect(objects.count == 9)
    #expect(objects.allSatisfy { $0.lightCurve?.bands == ["B"] && $0.lightCurve?.count == 2 })
    #expect(objects.first { $0.id == "lists-star_3" }?.truth == ["cepheid": 1])
  }

  @Test("Many files get their labels by name, with or without ending; a bad one is left out")
  func files() throws {
    for number in 0..<6 {
      try workspace.write("2450000.5,12.\(number),0.1\n2450001.5,13,0.1\n", to: "a/\(number).dat")
    }
    try workspace.write("2450000.5,12.5,0.1\n1,2\n", to: "a/bad.dat")
    try workspace.write("2450000.5,12.5,0.1\n2450001.5,1,1\n", to: "a/other.dat")
    try workspace.write(
      "file,class\n0.dat,Mira\n1,Mira\n2.dat,RRAB\n3.dat,RRC\n4.dat,RRC\n5.dat.gz,Mira\nbad.dat,Mira\n",
      to: "classes.csv")
    let recipe = try recipe(
      data: """
        { light-curves: a/*.dat, bands: [V],
          labels: { table: classes.csv, file: file, class: class, names: { RRAB: RR, RRC: RR } } }
        """, plugin: "curves", classes: "Mira, RR")
    let set = try set(recipe)
    let objects = all(set).sorted { $0.id < $1.id }
    #expect(objects.map(\.id) == ["0", "1", "2", "3", "4", "5"])
    #expect(
      objects.map { $0.truth.keys.first } == ["Mira", "Mira", "RR", "RR", "RR", "Mira"])
    #expect(set.leftOut.count == 2)
    #expect(set.leftOut.keys.contains { $0.contains("line 2") })
    #expect(set.leftOut.keys.contains { $0.contains("not in the table of labels") })
  }

  @Test("Several sources stand behind one another, each with its class")
  func several() throws {
    for number in 0..<8 {
      try workspace.write("time,mag,band\n1,15.\(number),r\n", to: "rr/\(number).csv")
      try workspace.write("time,mag,band\n1,18.\(number),g\n", to: "sn/\(number).csv")
    }
    let recipe = try recipe(
      data: """
        [ { light-curves: rr/*.csv, bands: [g, r], labels: { every: rr-lyrae } },
          { light-curves: sn/*.csv, bands: [g, r], labels: { every: supernova-ia } },
          { simulator: light-curves, count: 10, settings: { classes: [rr-lyrae], bands: [g, r] } } ]
        """, plugin: "curves", classes: "rr-lyrae, supernova-ia")
    let objects = all(try set(recipe))
    #expect(objects.count == 26)
    #expect(objects.count { $0.truth == ["rr-lyrae": 1] } == 18)
    #expect(objects.allSatisfy { $0.lightCurve?.bands == ["g", "r"] })
    let simulated = try #require(objects.first { $0.id.hasPrefix("light-curves") })
    // What a simulator measured is the truth: no model may see it.
    #expect(simulated.measurements.isEmpty && simulated.truthValues["period"] ?? 0 > 0)
  }

  // MARK: - Rows

  @Test("Rows take their class and true numbers from their own table, and never as input")
  func rows() throws {
    try workspace.write(
      "id,type,I,V,z,group\n"
        + (0..<40).map { "s\($0),\($0 % 2 == 0 ? "LPV" : "CEP"),15,\($0),0.5,g\($0 / 4)\n" }
        .joined(),
      to: "stars.csv")
    let recipe = try recipe(
      data: "{ table: stars.csv, labels: { class: type, id: group, values: { redshift: z } } }",
      plugin: "rows", classes: "LPV, CEP",
      more: "stages: [standardise-columns]")
    let set = try set(recipe)
    let objects = all(set)
    #expect(objects.count == 40)
    #expect(objects.allSatisfy { $0.row?.names == ["I", "V"] })
    #expect(objects.allSatisfy { $0.truthValues == ["redshift": 0.5] })
    let mean = set[.train].compactMap { $0.row?["V"] }.reduce(0, +)
    #expect(abs(mean) < 1e-9)
    // All of a group go to one part.
    for part in TrainingRecipe.Split.Part.allCases {
      #expect(set[part].count % 4 == 0)
    }
  }

  @Test("A recipe without classes keeps every object, labelled or not")
  func withoutClasses() throws {
    try workspace.write("a,b\n" + (0..<30).map { "\($0),1\n" }.joined(), to: "t.csv")
    let set = try set(recipe(data: "{ table: t.csv, columns: [a] }", plugin: "density"))
    #expect(all(set).count == 30 && set.leftOut.isEmpty)
    #expect(all(set).allSatisfy { $0.truth.isEmpty && $0.row?.names == ["a"] })
  }

  // MARK: - Images

  @Test("Layers that the architecture learns from stay with the object, all others go")
  func layers() throws {
    let data = "{ simulator: fields, count: 4, settings: { width: 64, height: 64, sources: 5 } }"
    let set = try set(
      recipe(data: data, plugin: "segmenter", more: "stages: [subtract-background]"))
    let fields = all(set)
    #expect(fields.count == 4)
    for field in fields {
      #expect(Set(field.layers.keys) == ["truth"] && Set(field.tables.keys) == ["truth"])
      #expect(field.truthValues["sources"] != nil)
    }
  }

  @Test("An entry of a stack is found by its number and split by its identity")
  func stack() throws {
    var file = FITSWriter()
    file.append(
      .float32((0..<6 * 16).map(Float.init)), shape: [6, 4, 4], header: Header(), name: "STACK")
    try file.write(to: workspace["s.fits"])
    try workspace.write(
      "index,name,kind\n5,e,b\n" + (0..<5).map { "\($0),\($0 % 3),a\n" }.joined(), to: "l.csv")
    let recipe = try recipe(
      data: "{ images: s.fits, labels: { table: l.csv, row: index, id: name, class: kind } }",
      plugin: "segmenter", classes: "a, b")
    let objects = all(try set(recipe)).sorted { $0.id < $1.id }
    #expect(objects.map(\.id) == ["0", "0", "1", "1", "2", "e"])
    #expect(objects.last?.image?.pixels.first == 80 && objects.last?.truth == ["b": 1])
  }

  // MARK: - Mistakes

  @Test("Mistakes of the data are told at their keys")
  func mistakes() throws {
    try writeLongTable()
    for (data, plugin, reason) in [
      ("{ light-curves: points.csv }", "rows", "takes catalogue rows, the data are light curves"),
      (
        "{ light-curves: points.csv, labels: { table: labels.csv, class: target } }", "curves",
        "say by which column its rows are found"
      ),
      ("{ light-curves: none.csv }", "curves", "no file"),
      ("{ light-curves: points.csv, labels: { table: no.csv, id: a } }", "curves", "no file"),
      ("{ light-curves: points.csv, labels: { clas: a } }", "curves", "did you mean 'class'"),
      ("{ light-curves: points.csv, labels: { file: a } }", "curves", "is a column of a table"),
      ("{ light-curves: points.csv, labels: { values: { z: a } } }", "curves", "needs a table"),
      (
        "{ light-curves: points.csv, labels: { table: labels.csv, id: object_id, measured: [z] } }",
        "curves", "'z' is not among the values"
      ),
      ("[]", "curves", "the list is empty"),
      (
        "[ { light-curves: points.csv }, { table: points.csv } ]", "curves",
        "are catalogue rows, those before are light curves"
      ),
      (
        "{ labels: {} }", "curves",
        "must have one of images, spectra, light-curves, table, simulator"
      ),
    ] {
      let found = try problems(data: data, plugin: plugin, classes: "a, b")
      #expect(found.contains { $0.contains(reason) }, "\(data): \(found)")
    }
    #expect(
      try problems(data: "{ light-curves: points.csv }", plugin: "curves")
        .contains { $0.contains("must list two classes or more") })
    // A column that is not there is known when the table is opened.
    let recipe = try recipe(
      data: "{ light-curves: points.csv, labels: { table: labels.csv, id: nobody, class: a } }",
      plugin: "curves", classes: "a, b")
    #expect(throws: DataError.self) { try set(recipe) }
  }

  @Test("Stages are held against the kind of the data")
  func kinds() throws {
    try writeLongTable()
    do {
      _ = try recipe(
        data: "{ light-curves: points.csv }", plugin: "curves", classes: "a, b",
        more: "stages: [standardise]")
      Issue.record("no problem")
    } catch let problems as Problems {
      #expect(problems.all.map(\.reason) == ["takes images, the input is light curves"])
    }
  }

  // MARK: - Real data

  @Test(
    "The light curves of three surveys are read by their recipes",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func realLightCurves() throws {
    let folder = RealData.path("lightcurves")
    let plasticc = try recipe(
      data: """
        { light-curves: plasticc-sample.csv.gz, bands: { 0: u, 1: g, 2: r, 3: i, 4: z, 5: "y" },
          labels: { table: plasticc-sample-labels.csv, id: object_id, class: target,
                    names: { 90: SN-Ia, 42: SN-II, 88: AGN }, values: { z: hostgal_specz } } }
        """, plugin: "curves", classes: "SN-Ia, SN-II, AGN", folder: folder)
    let supernovae = try set(plasticc)
    let object = try #require(all(supernovae).first { $0.id == "plasticc-sample-13504" })
    #expect(object.truth == ["SN-Ia": 1] && object.truthValues["z"] == 0.447)
    #expect(object.lightCurve?.bands == ["u", "g", "r", "i", "z", "y"])
    #expect(object.lightCurve?.quantity == .flux)
    #expect(all(supernovae).count + supernovae.leftOut.values.reduce(0, +) == 239)

    let asas = try recipe(
      data: """
        { light-curves: asas-examples/*.dat, bands: [V], labels: { every: variable } }
        """, plugin: "curves", classes: "variable, other", folder: folder)
    let variables = all(try set(asas))
    #expect(variables.count == 6)
    #expect(variables.allSatisfy { $0.lightCurve?.bands == ["V"] && $0.truth == ["variable": 1] })
  }

  @Test(
    "Spectra are found by file name and split by their source",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func realSpectra() throws {
    let recipe = try recipe(
      data: """
        { spectra: spex/*.fits.gz,
          labels: { table: spex-labels.csv, file: file, id: source_key, class: class,
                    values: { subtype: subtype_number } } }
        """, plugin: "spectra", classes: "M, L, T", folder: RealData.path("spectra"))
    let set = try set(recipe)
    #expect(all(set).count == 40 && set.leftOut.isEmpty)
    let object = try #require(all(set).first { $0.id == "10422_10274" })
    #expect(object.truth == ["T": 1] && object.truthValues["subtype"] == 25.5)
    let part = recipe.split.part(of: "10274", seed: recipe.seed)
    #expect(set[part].contains { $0.id == object.id })
  }

  @Test("A recipe whose objects are all of the test part measures; stages cannot be fitted by it")
  func measuringAlone() throws {
    let text = TestRecipe.text
      .replacing("count: 240", with: "count: 6")
      .replacing("{ validation: 0.2, test: 0.3 }", with: "{ validation: 0, test: 1 }")
    let set = try set(
      TestRecipe.read(text.replacing("standardise: { fit: training }", with: "standardise")))
    #expect(set[.test].count == 6 && set[.train].isEmpty && set[.validation].isEmpty)
    #expect(throws: DataError.self) { try self.set(TestRecipe.read(text)) }
  }
}
