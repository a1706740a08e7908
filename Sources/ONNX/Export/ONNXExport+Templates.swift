import Foundation
import OrreryKit

/// Cross-correlation with templates as nodes, from fluxes.
extension ONNXExport {
  static func templateCorrelation(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    let members = ONNXMembers(model)
    let grid = try members.array("grid", count: 3)
    let owners = try members.array("owners").map { Int($0) }
    let values = try members.array("templates")
    let reach: Int = try setting("reach", of: model)
    let overlap: Int = try setting("overlap", of: model)
    let (count, classes) = (owners.count / 3, model.specification.classes.count)
    let (width, last) = (values.count / count, Int(grid[2]))
    guard let length = model.specification.shape.first else {
      throw DataError(.unsupported, "the model says no length of its spectra")
    }
    let first = length + last - width
    let steps = last - first + 1
    let pads = ONNXAttribute.integers([Int64(steps - 1), Int64(steps - 1)])

    let flux = graph.input("flux", shape: ["N", 1, .fixed(length)])
    let good = graph.input("good", shape: ["N", 1, .fixed(length)])
    let known = graph.add("Greater", [good, graph.number(0.5)])
    let mask = graph.add("Cast", [known], ["to": .integer(1)])
    let clean = graph.add("Where", [known, flux, graph.number(0)])

    // Without the continuum, a running mean over good pixels, and of unit sum of squares.
    let box = graph.constant(.ones([1, 1, 2 * reach + 1]), named: "box")
    let around: [String: ONNXAttribute] = ["pads": .integers([Int64(reach), Int64(reach)])]
    let sums = graph.add("Conv", [clean, box], around)
    let numbers = graph.add("Max", [graph.add("Conv", [mask, box], around), graph.number(1)])
    let flat = graph.add(
      "Mul", [graph.add("Sub", [clean, graph.add("Div", [sums, numbers])]), mask])
    let power = graph.add(
      "ReduceSum", [graph.add("Mul", [flat, flat]), graph.whole([1, 2])],
      ["keepdims": .integer(1)])
    let norm = graph.add("Sqrt", [graph.add("Max", [power, graph.number(1e-30)])])
    let spectrum = graph.add("Div", [flat, norm])

    // Every template at every shift: sums over the pixels that both have.
    let templates = Tensor(values, shape: [count, 1, width])
    let covered = Tensor(values.map { $0 != 0 ? 1 : 0 }, shape: [count, 1, width])
    func slid(_ value: String, _ weight: Tensor, _ name: String) -> String {
      graph.add("Conv", [value, graph.constant(weight, named: name)], ["pads": pads])
    }
    let product = slid(spectrum, templates, "templates")
    let own = slid(graph.add("Mul", [spectrum, spectrum]), covered, "covered")
    let other = slid(mask, templates * templates, "squares")
    let common = slid(mask, covered, "covered")
    let both = graph.add("Mul", [own, other])
    let root = graph.add("Sqrt", [graph.add("Max", [both, graph.number(1e-30)])])
    let reaches = Tensor(
      (0..<count).flatMap { template in
        (first...last).map { shift in
          (owners[3 * template + 1]...owners[3 * template + 2]).contains(shift) ? 1 : 0
        }
      }, shape: [1, count, steps])
    let usable = graph.add(
      "And",
      [
        graph.add("Greater", [common, graph.number(Float(overlap) - 0.5)]),
        graph.add("Greater", [graph.constant(reaches, named: "reaches"), graph.number(0.5)]),
      ])
    let positive = graph.add(
      "And", [usable, graph.add("Greater", [both, graph.number(0)])])
    let correlations = graph.add(
      "Where", [positive, graph.add("Div", [product, root]), graph.number(-1)])

    // The best of each class; -1 of one without a template.
    let best = graph.add(
      "ReduceMax", [correlations], ["axes": .integers([2]), "keepdims": .integer(0)])
    let foreign = Tensor(
      (0..<classes).flatMap { label in (0..<count).map { owners[3 * $0] == label ? 0 : -10 } },
      shape: [1, classes, count])
    let each = graph.add(
      "Add",
      [
        graph.add("Unsqueeze", [best, graph.whole([1])]),
        graph.constant(foreign, named: "foreign"),
      ])
    let highest = graph.add(
      "ReduceMax", [each], ["axes": .integers([2]), "keepdims": .integer(0)])
    let scores = graph.add("Max", [highest, graph.number(-1)])
    let probabilities = graph.add(
      "Softmax", [graph.add("Mul", [scores, graph.number(20)])], ["axis": .integer(1)])
    let redshifts = Tensor(
      (first...last).map { Float(expm1(Double($0) * Double(grid[1]))) }, shape: [steps])
    graph.output(probabilities, named: "probabilities", shape: ["N", .fixed(classes)])
    graph.output(
      correlations, named: "correlations", shape: ["N", .fixed(count), .fixed(steps)])
    graph.output(
      graph.constant(redshifts, named: "redshift_steps"), named: "redshifts",
      shape: [.fixed(steps)])
  }
}
