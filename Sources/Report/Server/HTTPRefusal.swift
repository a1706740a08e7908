/// Why a request gets no answer but a status.
public enum HTTPRefusal: Error, Sendable, Equatable {
  /// Not in the grammar, or with a path that could mean something else to a file system.
  case malformed
  /// Neither GET nor HEAD.
  case method
  /// It announces a body.
  case body
  /// It names another server: a page elsewhere may have been made to ask (DNS rebinding).
  case host
  case absent

  var status: Int {
    switch self {
    case .malformed, .body: 400
    case .host: 403
    case .absent: 404
    case .method: 405
    }
  }

  var phrase: String {
    switch self {
    case .malformed, .body: "Bad Request"
    case .host: "Forbidden"
    case .absent: "Not Found"
    case .method: "Method Not Allowed"
    }
  }
}
