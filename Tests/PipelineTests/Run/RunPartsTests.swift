import OrreryKit
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// The small parts that a run is made of.
struct RunPartsTests {
  @Test("Results come in order, however long each takes, and no more wait than may")
  func ordered() async throws {
    let running = Atomic(0)
    let highest = Atomic(0)
    for (width, ahead) in [(1, 1), (2, 2), (4, 7)] {
      var results: [Int] = []
      highest.store(0, ordering: .relaxed)
      try await orderedMap(Array(0..<100), width: width, ahead: ahead) { number in
        let now = running.wrappingAdd(1, ordering: .relaxed).newValue
        highest.max(now, ordering: .relaxed)
        // Later ones are quicker.
        for _ in 0..<(number % 3) * 1000 { _ = running.load(ordering: .relaxed) }
        running.wrappingSubtract(1, ordering: .relaxed)
        return number * 2
      } consume: { value in
        results.append(value)
        return true
      }
      #expect(results == (0..<100).map { $0 * 2 })
      #expect(highest.load(ordering: .relaxed) <= width)
    }
  }

  @Test("The consumer ends it; an error comes through")
  func ends() async throws {
    for width in [1, 3] {
      var count = 0
      try await orderedMap(Array(0..<1000), width: width, ahead: 8) {
        $0
      } consume: { _ in
        count += 1
        return count < 10
      }
      #expect(count == 10)
      await #expect(throws: DataError.self) {
        try await orderedMap(Array(0..<1000), width: width, ahead: 8) {
          $0
        } consume: { value in
          if value == 5 { throw DataError(.missing, "enough") }
          return true
        }
      }
    }
  }

  @Test("Every entry belongs to one shard, many files or few")
  func shards() throws {
    for (files, count) in [(100, 3), (2, 5), (1, 16), (0, 2)] {
      let shards = try (1...count).map { try #require(Shard($0, of: count)) }
      for file in 0..<files {
        for entry in 0..<40 {
          let takers = shards.filter { $0.takes(file: file, of: files, entry: entry) }
          #expect(takers.count == 1)
          #expect(takers.allSatisfy { $0.opens(file: file, of: files) })
        }
      }
    }
    #expect(Shard("3/16")?.number == 3)
    for text in ["0/4", "5/4", "a/b", "3", "1/2/3", "-1/2"] { #expect(Shard(text) == nil) }
  }

  @Test("A shard is taken from the environment of Slurm's arrays and of MPI")
  func environment() {
    let slurm = [
      "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_COUNT": "10",
    ]
    #expect(Shard(environment: slurm)?.description == "3/10")
    let mpi = ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "4"]
    #expect(Shard(environment: mpi)?.description == "1/4")
    #expect(Shard(environment: ["PMI_RANK": "3", "PMI_SIZE": "4"])?.description == "4/4")
    #expect(Shard(environment: ["HOME": "/"]) == nil)
  }

  @Test("A limit of failures is a number, a share, or the look of a broken set-up")
  func limits() {
    #expect(FailureLimit(.number(2)).reason(failed: 2, of: 3) == nil)
    #expect(FailureLimit(.number(2)).reason(failed: 3, of: 900) != nil)
    #expect(FailureLimit(.percent(5)).reason(failed: 3, of: 40) == nil)
    #expect(FailureLimit(.percent(5)).reason(failed: 3, of: 50) != nil)
    #expect(FailureLimit().reason(failed: 20, of: 40) == nil)
    #expect(FailureLimit().reason(failed: 10, of: 50) == nil)
    #expect(FailureLimit().reason(failed: 11, of: 50) != nil)
    #expect(FailureLimit(nil, keepsGoing: true).reason(failed: 50, of: 50) == nil)
    // A limit of one's own takes the place of the guess.
    #expect(FailureLimit(.percent(50)).reason(failed: 20, of: 50) == nil)
    #expect(FailureLimit.most("7") == .number(7) && FailureLimit.most("2.5%") == .percent(2.5))
    for text in ["-1", "101%", "many", "", "%"] { #expect(FailureLimit.most(text) == nil) }
  }

  @Test("A size of memory is a number with a unit")
  func memory() throws {
    #expect(MemoryLimit("800M")?.bytes == 800_000_000 && MemoryLimit("1.5GiB")?.bytes == 3 << 29)
    #expect(MemoryLimit("4g")?.bytes == 4_000_000_000 && MemoryLimit("123")?.bytes == 123)
    for text in ["", "M", "-1G", "4X", "0", "1e300G"] { #expect(MemoryLimit(text) == nil) }
    #expect(throws: MemoryExceeded(used: 11, limit: 10)) {
      try MemoryLimit(bytes: 10).check(peak: 11)
    }
    try MemoryLimit(bytes: 10).check(peak: 10)
    try MemoryLimit().check(peak: .max)
  }

  @Test("Only what may pass is tried again, with growing pauses")
  func retries() {
    let pauses = Mutex([Double]())
    var retrying = Retrying()
    retrying.wait = { pause in pauses.withLock { $0.append(pause) } }
    var count = 0
    func fail(_ code: DataError.Code, times: Int) throws -> Int {
      count += 1
      if count <= times { throw DataError(code, "no") }
      return count
    }
    let passed = retrying.result { try fail(.passing, times: 2) }
    #expect(passed.tries == 3 && (try? passed.outcome.get()) == 3)
    #expect(pauses.withLock { $0 } == [0.1, 0.5])
    count = 0
    #expect(retrying.result { try fail(.passing, times: 9) }.tries == 4)
    count = 0
    let damaged = retrying.result { try fail(.damaged, times: 9) }
    #expect(damaged.tries == 1 && (try? damaged.outcome.get()) == nil)
  }

  @Test("A row of the catalogue comes back from the ledger as it was, to the bit")
  func entry() throws {
    var object = SkyObject(
      id: "ä-1", origin: "a.fits", content: .image(Image(repeating: 0, height: 2, width: 2)))
    object.pixel = (1.5, -0.0)
    object.position = SkyPosition(ra: 10.25, dec: -89.5)
    object.measure(Measurement("flux", .real(.nan), unit: "adu", description: "Light"))
    object.measure(Measurement("n", .integer(.min)))
    object.measure(Measurement("name", .string("x\u{0}y")))
    object.measure(Measurement("ok", .logical(true)))
    object.measure(Measurement("v", .vector([1, .infinity, -.zero])))
    object.flag(.edge)
    var prediction = Prediction(probabilities: [0.25, 0.75])
    var nulls = Column("m", .integer([1, 2]), unit: "d", description: "what")
    nulls.isNull = [false, true]
    prediction.tables["t"] = Catalog(columns: [
      nulls, Column("f", .float([1, 2, 3, .nan]), width: 2), Column("s", .string(["", "b"])),
      Column("w", .variable([[], [1, 2]])), Column("l", .logical([true, false])),
    ])
    let result = ObjectResult(
      prepared: PreparedObject(object: object, content: object.content, history: []),
      prediction: prediction)
    let entry = CatalogEntry(result, classes: ["a", "b"])
    let back = try CatalogEntry(
      id: entry.id, origin: entry.origin, className: entry.className, flags: entry.flags,
      bytes: entry.bytes)
    #expect(back.bytes == entry.bytes)
    #expect(back.className == "b" && back.flags == "edge" && back.measurements.count == 5)
    #expect(back.tables["t"]?["m"]?.isNull == [false, true])
    #expect(back.pixel?.y.sign == .minus)
    for count in 0..<entry.bytes.count {
      #expect(throws: DataError.self) {
        _ = try CatalogEntry(
          id: "", origin: "", className: "", flags: "", bytes: Array(entry.bytes[..<count]))
      }
    }
  }

  @Test("Names of objects are unique whatever the files are called")
  func names() throws {
    let workspace = try Workspace()
    for name in ["a.fits", "a-00001.fits", "a-b.fits"] {
      try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "in/" + name)
    }
    let text =
      "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\n"
      + "stages: [detect-sources, cut-out: { size: 8 }]\n"
    let plan = try TestPlan.read(text, workspace)
    let files = InputSource(plan.input.files).files
    let names = ObjectNames(files, plan)
    let a = try #require(files.first { $0.id == "a" })
    let b = try #require(files.first { $0.id == "a-b" })
    #expect(names.id(ofPart: "a-00001", of: "a", a) == "a--00001")
    #expect(names.id(ofPart: "a-b-00001", of: "a-b", b) == "a-b-00001")
    // Without parts nothing can collide.
    let whole = ObjectNames(
      files, try TestPlan.read(text.replacing("stages", with: "#"), workspace))
    #expect(whole.id(ofPart: "a-00001", of: "a", a) == "a-00001")
  }
}
