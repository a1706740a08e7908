import ArgumentParser
import OrreryKit
import Workloads

struct Lessons: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train small networks in both arithmetics and print their held-out scores.",
    discussion: "A Markdown table: each family of models, three seeds or more.")

  @Option(help: "Seeds, from 1.") var seeds: UInt64 = 3
  @Option(help: "Threads.") var threads = 1
  @Argument(help: "Which lessons; all by default.") var names: [String] = []

  func run() throws {
    print(
      "| model | arithmetic | held-out scores | mean | spread |\n| --- | --- | --- | ---: | ---: |")
    for name in names.isEmpty ? Lesson.allCases.map(\.rawValue) : names {
      guard let lesson = Lesson(rawValue: name) else {
        throw ValidationError("no lesson named \(name)")
      }
      for precision in Precision.allCases {
        let scores = try (1...seeds).map { seed in
          try Compute.withThreads(threads) { try lesson.score(precision, seed: seed) }
        }
        let mean = scores.reduce(0, +) / Double(seeds)
        let spread = (scores.max() ?? 0) - (scores.min() ?? 0)
        let texts = (scores + [mean, spread]).map(Self.rounded)
        print(
          "| \(name) | \(precision.rawValue) | \(texts.dropLast(2).joined(separator: ", "))"
            + " | \(texts[texts.count - 2]) | \(texts[texts.count - 1]) |")
      }
    }
  }

  /// Four digits behind the point.
  private static func rounded(_ value: Double) -> String {
    String((value * 10_000).rounded() / 10_000)
  }
}
