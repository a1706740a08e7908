import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Submit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Write the jobs that run a pipeline on many machines.",
    subcommands: [Slurm.self])

  struct Slurm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "slurm",
      abstract: "Freeze a pipeline's plan and write an array job and its merge for Slurm.",
      discussion: """
        The scripts and the plan go into FOLDER of --output, beside the ledger. Without --now \
        nothing is submitted: look at them, then run submit.sh. A task that is taken off its node \
        goes on where it was; the merge lists what is missing, and submit.sh may be run again.
        """)

    @OptionGroup var description: DescriptionOptions

    @Option(
      help: ArgumentHelp(
        "Tasks of the array. Without it as many as make tasks of about ten minutes.",
        valueName: "number"))
    var shards: Int?

    @Option(help: ArgumentHelp("Processors of a task.", valueName: "number"))
    var processors: Int = 2

    @Option(help: ArgumentHelp("Memory of a task.", valueName: "size")) var memory = "4G"
    @Option(help: ArgumentHelp("Time of a task.", valueName: "h:m:s")) var time = "01:00:00"
    @Option(help: ArgumentHelp("Slurm's partition.", valueName: "name")) var partition: String?
    @Option(help: ArgumentHelp("Slurm's account.", valueName: "name")) var account: String?
    @Option(help: ArgumentHelp("Tasks that may run at once.", valueName: "number"))
    var atOnce: Int?

    @Option(
      help: ArgumentHelp("Seconds that an object takes, to size the tasks.", valueName: "number"))
    var seconds: Double = 0.1

    @Flag(help: "Submit the jobs.") var now = false

    func validate() throws {
      for text in [memory, time, partition ?? "a", account ?? "a"] {
        let isWord = text.utf8.allSatisfy { byte in
          (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || "-_.,".utf8.contains(byte)
        }
        guard isWord, !text.isEmpty else {
          throw ValidationError("'\(text.printable)' is no word of Slurm's")
        }
      }
      guard (1...100_000).contains(shards ?? 1), (1...1024).contains(processors), seconds > 0,
        atOnce ?? 1 >= 1
      else { throw ValidationError("numbers must be above 0") }
    }

    func run() async throws {
      let (plan, _) = try description.plan()
      let folder = absolute(plan.output.folder)
      let state = folder + "/.orrery/slurm"
      var frozen = await FrozenPlan(plan, shards: shards ?? 1, jobs: 2)
      if shards == nil {
        let objects = frozen.files.reduce(0) { $0 + $1.objects }
        frozen.divide(into: SlurmJobs.shards(objects: objects, seconds: seconds))
      }
      var jobs = SlurmJobs(
        program: program, plan: state + "/plan.json", output: folder,
        shards: frozen.shards.count, folder: state,
        workingFolder: FileManager.default.currentDirectoryPath)
      jobs.processors = processors
      jobs.memory = memory
      jobs.time = time
      jobs.partition = partition
      jobs.account = account
      jobs.atOnce = atOnce
      jobs.options = description.plugins.paths.flatMap { ["--plugin-path", absolute($0)] }
      try jobs.write()
      try frozen.write(to: jobs.plan)
      print(PlanText.frozen(frozen, path: jobs.plan))
      guard now else { return print("look at \(state.printable)/, then run submit.sh there") }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [state + "/submit.sh"]
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw CommandFailure(.resources, "orrery: Slurm did not take the jobs")
      }
    }

    /// This command itself, wherever the shell found it.
    private var program: String {
      let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return path ?? CommandLine.arguments[0]
    }

    private func absolute(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.path
    }
  }
}
