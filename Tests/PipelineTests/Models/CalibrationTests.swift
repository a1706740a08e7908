import OrreryKit
import Testing

@testable import Pipeline

struct CalibrationTests {
  @Test("Rows of probabilities in a table are calibrated as an answer is; other tables stay")
  func tables() throws {
    let calibration = Calibration(temperature: 2)
    var table = Catalog(columns: [Column("time", .real([0, 4]))])
    table.columns += [Column("a", .float([0.9, .nan])), Column("b", .float([0.1, .nan]))]
    let result = calibration.calibrated(table, classes: ["a", "b"])
    let wanted = calibration.calibrated([0.9, 0.1])
    // √9 : 1.
    #expect(abs(wanted[0] - 0.75) < 1e-6)
    #expect(result["a"]?.doubles?[0] == Double(wanted[0]))
    #expect(result["b"]?.doubles?[0] == Double(wanted[1]))
    #expect(result["a"]?.doubles?[1].isNaN == true && result["time"]?.doubles == [0, 4])
    let other = calibration.calibrated(table, classes: ["a", "b", "c"])
    #expect(other["a"]?.doubles?[0] == Double(Float(0.9)))
  }
}
