import ArgumentParser

/// The side of Orrery in `make bench`; Sources/Benchmarks/peers/bench.py drives it.
@main
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Run the reference workloads of the compute core.",
    discussion: "make bench compares them with PyTorch and onnxruntime and needs no other call.",
    subcommands: [
      Serve.self, Peak.self, FirstCall.self, MemoryGrowth.self, Lessons.self, CutOuts.self,
    ])
}
