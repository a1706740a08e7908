import Hummingbird
import NIOCore

/// What an answer depends on besides its request.
struct ServedConnection: InitializableFromSource {
  /// That the client came in by.
  let port: UInt16

  init(source: ApplicationRequestContextSource) { port = Self.port(of: source.channel) }

  static func port(of channel: any Channel) -> UInt16 {
    UInt16(channel.localAddress?.port ?? 0)
  }
}
