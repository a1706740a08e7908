import Dispatch
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import OrreryKit

/// A server of GET and HEAD for one person, on the loopback address unless told.
public struct LocalServer: Sendable {
  /// Connections at once; more wait.
  private static let connectionLimit = 64
  /// Until a connection that asks nothing is closed.
  private static let patience = TimeAmount.seconds(15)
  /// Longest head of a request, in bytes.
  private static let headLimit = 16_384

  private let host: String
  private let port: UInt16
  private let answer: @Sendable ([String]) -> SiteAnswer
  /// Answers may take seconds: they are not made on the threads that all requests share.
  private let work = DispatchQueue(label: "orrery.serve.answer", attributes: .concurrent)

  /// - Parameters:
  ///   - host: an address of this machine, as numbers.
  ///   - port: 0 for any that is free.
  ///   - answer: to the parts of a path.
  /// - Throws: `DataError.unwritable` for what is no address.
  public init(
    host: String = "127.0.0.1", port: UInt16 = 0,
    answer: @escaping @Sendable ([String]) -> SiteAnswer
  ) throws {
    var address = in_addr()
    guard inet_pton(AF_INET, host, &address) == 1 else {
      throw DataError(.unwritable, "is no address such as 127.0.0.1", file: host)
    }
    self.host = host
    self.port = port
    self.answer = answer
  }

  /// Answers requests until the program ends.
  /// - Parameter whenOpen: called with the port once it is open.
  /// - Throws: `DataError.unwritable` where the address cannot be had.
  public func run(whenOpen: @escaping @Sendable (UInt16) -> Void) async throws {
    var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
    decoder.maxHeaderFieldSize = Self.headLimit
    decoder.maxHeaderListSize = Self.headLimit
    let silent = Logger(label: "orrery") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      responder: CallbackResponder { request, context in await respond(to: request, context) },
      server: .http1(
        configuration: .init(idleTimeout: Self.patience, httpDecoderConfiguration: decoder)),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: Int(port)),
        availableConnectionsDelegate: MaximumAvailableConnections(
          Self.connectionLimit, logger: silent)),
      onServerRunning: { channel in whenOpen(ServedConnection.port(of: channel)) },
      logger: silent)
    do {
      try await application.run()
    } catch let error as IOError {
      throw DataError(
        .unwritable, String(cString: strerror(error.errnoCode)), file: "\(host):\(port)")
    }
  }

  private func respond(to request: Request, _ connection: ServedConnection) async -> Response {
    let isHead = request.method == .head
    do {
      guard request.method == .get || isHead else { throw HTTPRefusal.method }
      // A second name of the server is left among the other fields.
      guard let name = request.head.authority,
        !request.headers.contains(where: { $0.name.canonicalName == "host" })
      else {
        throw HTTPRefusal.malformed
      }
      guard isNamed(name.lowercased(), port: connection.port) else { throw HTTPRefusal.host }
      guard request.headers[.transferEncoding] == nil,
        ["0", nil].contains(request.headers[.contentLength])
      else { throw HTTPRefusal.body }
      let path = try RequestPath(request.head.path ?? "")
      let answer = await withCheckedContinuation { continuation in
        work.async { continuation.resume(returning: self.answer(path.parts)) }
      }
      return answer.response(isHead: isHead)
    } catch {
      return SiteAnswer(error as? HTTPRefusal ?? .malformed).response(isHead: isHead)
    }
  }

  /// True where a request names this server: its address, or `localhost` where that is it.
  private func isNamed(_ name: String, port: UInt16) -> Bool {
    if host == "0.0.0.0" { return true }  // The user chose to be reached by any name.
    let names = host.hasPrefix("127.") ? [host, "localhost"] : [host]
    return names.contains { name == "\($0):\(port)" || (port == 80 && name == $0) }
  }
}
