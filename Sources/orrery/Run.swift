import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a pipeline on its input and write its products.",
    discussion: """
      Relative paths are taken from the working directory. An object that cannot be used is noted \
      with its reason and the run goes on. What is done is kept in the output folder: the same \
      command again does what is missing, and anew what has changed. Ctrl-C finishes the objects \
      in hand and writes the catalogue of what is done; a second one ends at once.
      """)

  @OptionGroup var description: DescriptionOptions

  @Option(
    help: ArgumentHelp(
      "Do the work of a plan that `orrery plan --freeze` wrote, in place of a description.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var plan: String?

  @Option(help: ArgumentHelp("Objects worked on at once.", valueName: "number"))
  var jobs: Int = 2

  @Option(
    name: .customLong("max-rss"),
    help: ArgumentHelp(
      "Memory that the run may take, as 800M or 4G; it stops rather than take more.",
      valueName: "size"))
  var maxRSS: String?

  @Option(
    help: ArgumentHelp(
      "Stop when more objects than this fail, as 12 or 5%. Without it a run stops when more than "
        + "20% of at least 50 fail.", valueName: "number|percent"))
  var maxFailures: String?

  @Flag(help: "Stop at the first object that fails.")
  var strict = false

  @Flag(help: "Go on however many objects fail.")
  var keepGoing = false

  @Option(
    help: ArgumentHelp(
      "Do one part of the work, as 3/16, or 'auto': the part that Slurm's array or MPI gives. "
        + "`orrery merge` puts the parts together.", valueName: "i/n"))
  var shard: String?

  @OptionGroup var isolation: IsolationOptions

  @Flag(help: "Check everything and show the plan; read no pixel, write nothing.")
  var dryRun = false

  @Flag(help: "Print the summary as JSON on stdout.")
  var json = false

  @Flag(help: "Say nothing on stderr but errors.")
  var quiet = false

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
    if let maxFailures, FailureLimit.most(maxFailures) == nil {
      throw ValidationError(
        "--max-failures '\(maxFailures.printable)' must be a number or a percentage, as 12 or 5%")
    }
    if let maxRSS, MemoryLimit(maxRSS) == nil {
      throw ValidationError("--max-rss '\(maxRSS.printable)' must be a size, as 800M or 4G")
    }
    if strict, maxFailures != nil || keepGoing {
      throw ValidationError("--strict allows no failure: leave --max-failures and --keep-going out")
    }
    if let shard, shard != "auto", Shard(shard) == nil {
      throw ValidationError("--shard '\(shard.printable)' must be i/n with i from 1 to n, as 3/16")
    }
    if shard == "auto", chosenShard == nil {
      throw ValidationError(
        "--shard auto: neither an array job of Slurm nor MPI is around; give it as 3/16")
    }
  }

  func run() async throws {
    let stop = StopFlag()
    let signals = StopSignals(stop)
    defer { signals.cancel() }
    var options = self.options
    let (plan, library) = try planned(&options)
    if dryRun { return print(PlanText.full(plan)) }
    // First: weights that crash while they are loaded do so there.
    options.isolated = try isolation.plugins(of: plan, library)
    var model: LoadedModel?
    do {
      model = try plan.model.map(library.load)
    } catch {
      throw CommandFailure(.plugin, "orrery: \(error)".printable)
    }
    if options.isolated?.takesModel == true { model?.isolated = options.isolated }
    let progress = ProgressLine(isQuiet: quiet)
    // A limit on the size of files is an error of writing, told as such.
    signal(SIGXFSZ, SIG_IGN)
    keepFreedMemory()
    let summary = try await Runner(plan: plan, model: model, options: options).run(stop: stop) {
      progress.show($0)
    }
    progress.finish()
    if !quiet { Talk.say(SummaryText.text(summary)) }
    if json { print(try Listing.json(Settings.encode(summary))) }
    if summary.isInterrupted {
      throw CommandFailure(
        .interrupted, "orrery: stopped; what is done is kept: the same command again goes on")
    }
    if let halt = summary.halt {
      throw CommandFailure(summary.status, "orrery: stopped: \(halt)")
    }
    guard summary.status == .success else { throw CommandFailure(summary.status) }
  }

  /// The plan, from a description or from a file that froze it; then the shard is that of the
  /// environment where none is given.
  private func planned(_ options: inout RunOptions) throws -> (Plan, ModelLibrary) {
    guard let plan else { return try description.plan() }
    guard description.pipeline == nil, description.input.isEmpty, description.settings.isEmpty
    else {
      throw CommandFailure(
        .usage, "orrery: --plan says all but the output: leave description, --input and --set out")
    }
    let frozen = try CommandFailure.description { try FrozenPlan(path: plan) }
    options.frozen = frozen
    options.shard =
      options.shard ?? Shard(environment: ProcessInfo.processInfo.environment)
    if let shard = options.shard, frozen.shards.count > 1, shard.count != frozen.shards.count {
      throw CommandFailure(
        .usage, "orrery: the plan has \(frozen.shards.count) shards, not \(shard.count)")
    }
    let library = try description.plugins.library()
    let reader = PlanReader(registry: library.registry, library: library)
    let read = try CommandFailure.description {
      try frozen.plan(reader, output: description.output)
    }
    return (read, library)
  }

  private var chosenShard: Shard? {
    shard == "auto"
      ? Shard(environment: ProcessInfo.processInfo.environment) : shard.flatMap { Shard($0) }
  }

  private var options: RunOptions {
    var options = RunOptions(jobs: jobs)
    options.failures = FailureLimit(
      strict ? .number(0) : maxFailures.flatMap(FailureLimit.most), keepsGoing: keepGoing)
    options.memory = maxRSS.flatMap { MemoryLimit($0) } ?? MemoryLimit()
    options.shard = chosenShard
    options.command = CommandLine.arguments.map(\.printable).joined(separator: " ")
    return options
  }
}

/// What one object gives back, the next one takes: handing it to the system in between costs more
/// than drawing a stamp.
private func keepFreedMemory() {
  let (trimThreshold, mapThreshold): (Int32, Int32) = (-1, -3)
  _ = mallopt(trimThreshold, 128 << 20)
  _ = mallopt(mapThreshold, 16 << 20)
}

/// Of glibc, in a header that Swift's importer does not see.
@_silgen_name("mallopt")
private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
