import Foundation
import OrreryKit

/// The inside of a process that runs plug-ins: does what it is asked over its standard input until the
/// other side hangs up.
public struct IsolationServer {
  private let stream = MessageStream(descriptor: STDIN_FILENO)
  private let registry: Registry
  private let chain: [Int: any Stage]
  private let work: IsolatedWork
  private var model: LoadedModel?

  /// Serves to the end.
  public static func run() {
    // Ctrl-C is the run's affair: what is in hand is finished.
    signal(SIGINT, SIG_IGN)
    let parent = getppid()
    Thread.detachNewThread {
      while getppid() == parent { usleep(500_000) }
      _exit(1)
    }
    let stream = MessageStream(descriptor: STDIN_FILENO)
    do {
      var server = try Self(IsolatedWork(message: stream.receive()))
      try stream.send(IsolatedReply.bytes { _ in })
      while true { try stream.send(server.answer(try stream.receive())) }
    } catch is MessageStream.Failure {
      return
    } catch {
      try? stream.send(IsolatedReply.bytes(of: error))
    }
  }

  private init(_ work: IsolatedWork) throws {
    if let memory = work.memory { Self.limit(memory) }
    var loader = PluginLoader(try Installation.builtIns())
    for library in work.libraries { try loader.load(library) }
    registry = loader.registry
    self.work = work
    var chain: [Int: any Stage] = [:]
    for planned in work.stages {
      guard let type = registry.stages[planned.name]?.value else {
        throw DataError(.missing, "no stage '\(planned.name)'")
      }
      chain[planned.place] = try Settings.stage(type, recorded: planned.settings)
    }
    self.chain = chain
  }

  /// Data that can be written to, of this process: what is mapped from files does not count.
  private static func limit(_ bytes: Int) {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
  }

  private mutating func answer(_ message: [UInt8]) -> [UInt8] {
    do {
      switch try IsolatedRequest(message) {
      case .load:
        _ = try loaded()
        return IsolatedReply.bytes { _ in }
      case .predict(let objects):
        let predictions = try loaded().predict(objects)
        return IsolatedReply.bytes { $0.put(predictions) { $1.put(to: &$0) } }
      case .run(let place, let object):
        var random = StageChain.stream(object.id, place, name(place), seed: work.seed)
        let result = try stage(place).run(object, random: &random)
        return IsolatedReply.bytes { result.put(to: &$0) }
      case .expand(let place, let object):
        var random = StageChain.stream(object.id, place, name(place), seed: work.seed)
        guard let stage = try stage(place) as? any ExpandingStage else {
          throw DataError(.unsupported, "'\(name(place))' does not expand")
        }
        let results = try stage.expand(object, random: &random)
        return IsolatedReply.bytes { $0.put(results) { $1.put(to: &$0) } }
      }
    } catch {
      return IsolatedReply.bytes(of: error)
    }
  }

  private func name(_ place: Int) -> String {
    chain[place].map { type(of: $0).info.name } ?? ""
  }

  private func stage(_ place: Int) throws -> any Stage {
    guard let stage = chain[place] else { throw DataError(.missing, "no stage \(place)") }
    return stage
  }

  private mutating func loaded() throws -> LoadedModel {
    if let model { return model }
    guard let planned = work.model else { throw DataError(.missing, "no model was named") }
    let loaded = try ModelLibrary(registry: registry).load(planned)
    model = loaded
    return loaded
  }
}

extension IsolatedWork {
  fileprivate init(message: [UInt8]) throws {
    self = try JSONDecoder().decode(IsolatedWork.self, from: Data(message))
  }
}
