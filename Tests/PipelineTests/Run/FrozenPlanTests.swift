import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Work that is written down before it is done.
struct FrozenPlanTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func write(_ count: Int) throws -> String {
    for number in 0..<count {
      let side = number == 0 ? 64 : 8
      try workspace.write(
        TestSky.bytes(TestSky.ramp(0, Float(number) + 1, side: side)), to: "in/s\(number).fits")
    }
    return "orrery: 1\ninput: { images: '\(workspace["in"])/*.fits' }\n"
      + "stages: [standardise, stretch: { function: asinh }]\n"
      + "output: { catalog: mine.fits, png: { every: object, size: 16 } }\n"
  }

  private func tree(_ name: String) throws -> [String: [UInt8]] {
    try workspace.tree(name).filter { !$0.key.hasPrefix(".orrery/") }
  }

  @Test("Every object belongs to one shard, in the order of the input, of about the same cost")
  func shards() async throws {
    let text = try write(12)
    let plan = try TestPlan.read(text, workspace)
    for count in [1, 2, 5, 12, 40] {
      let frozen = await FrozenPlan(plan, shards: count, jobs: 2)
      #expect(frozen.shards.count == count && frozen.files.count == 12)
      let owners = frozen.files.indices.map { frozen.shard(file: $0, object: 0) }
      #expect(owners == owners.sorted() && owners.allSatisfy { (0..<count).contains($0) })
      if count <= 5 { #expect(Set(owners).count == count) }
    }
  }

  @Test("A frozen plan gives the bytes of its description, also in shards")
  func run() async throws {
    let text = try write(7)
    let reader = try TestPlan.reader(workspace)
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["whole"]
    let plan = try reader.read(text: text, file: "dir/p.yaml", overrides: overrides)
    _ = try await Runner(plan: plan, model: nil).run()
    try await FrozenPlan(plan, shards: 3, jobs: 2).write(to: workspace["plan.json"])
    let frozen = try FrozenPlan(path: workspace["plan.json"])
    #expect(frozen.files.allSatisfy { $0.objects == 1 && $0.sha256.count == 64 })
    let same = try frozen.plan(reader, output: workspace["out"])
    var options = RunOptions()
    options.frozen = frozen
    for number in [3, 1, 2] {
      options.shard = Shard(number, of: 3)
      let summary = try await Runner(plan: same, model: nil, options: options).run()
      #expect(summary.done > 0)
    }
    #expect(try Merger(folder: workspace["out"]).merge().gaps.isEmpty)
    #expect(try tree("out") == tree("whole"))
  }

  @Test("An input that is another file by then fails alone, and says so")
  func changed() async throws {
    let text = try write(3)
    let reader = try TestPlan.reader(workspace)
    let plan = try reader.read(text: text, file: "p.yaml")
    let frozen = await FrozenPlan(plan, shards: 1, jobs: 2)
    try workspace.write(TestSky.bytes(TestSky.ramp(5, 6)), to: "in/s1.fits")
    try FileManager.default.removeItem(atPath: workspace["in/s2.fits"])
    var options = RunOptions()
    options.frozen = frozen
    let summary = try await Runner(
      plan: frozen.plan(reader, output: workspace["out"]), model: nil, options: options
    ).run()
    #expect(summary.done == 1 && summary.failed == 2)
    #expect(summary.reasons.map(\.example).contains { $0.contains("is another file than was") })
    #expect(throws: DataError.self) { try FrozenPlan(path: workspace["in/s0.fits"]) }
  }

  @Test("Jobs for Slurm name what they run, and quote what a shell would read otherwise")
  func slurm() throws {
    var jobs = SlurmJobs(
      program: "/opt/orrery/bin/orrery", plan: "/data/o'ut/plan.json", output: "/data/o'ut",
      shards: 16, folder: workspace["slurm"], workingFolder: "/data/my survey")
    jobs.atOnce = 4
    #expect(jobs.array.contains("#SBATCH --array=1-16%4\n"))
    #expect(jobs.array.contains("#SBATCH --requeue\n"))
    #expect(jobs.array.contains("cd '/data/my survey'\n"))
    #expect(jobs.array.contains("--output '/data/o'\\''ut' --shard \"$SLURM_ARRAY_TASK_ID/16\""))
    #expect(jobs.merge.contains("orrery merge '/data/o'\\''ut'"))
    try jobs.write()
    #expect(try workspace.tree("slurm").keys.sorted() == ["array.sh", "merge.sh", "submit.sh"])
    #expect(SlurmJobs.shards(objects: 60_000, seconds: 0.1) == 10)
    #expect(SlurmJobs.shards(objects: 0, seconds: 0.1) == 1)
  }
}
