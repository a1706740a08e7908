import Dispatch
import Hummingbird

extension SiteAnswer {
  /// Reading a file waits for a disk: that is done away from the server's own threads.
  private static let reading = DispatchQueue(label: "orrery.serve.read", attributes: .concurrent)

  /// - Parameter isHead: true for the head alone.
  func response(isHead: Bool) -> Response {
    var headers: HTTPFields = [
      .contentType: type,
      .contentLength: "\(body.count)",
      .cacheControl: isLasting ? "private, max-age=3600" : "no-store",
      .contentSecurityPolicy: "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'",
      .crossOriginResourcePolicy: "same-origin",
      .xContentTypeOptions: "nosniff",
    ]
    if let referrer = HTTPFields.Element.Name("Referrer-Policy") {
      headers[referrer] = "no-referrer"
    }
    if status == HTTPRefusal.method.status { headers[.allow] = "GET, HEAD" }
    return Response(
      status: .init(code: status), headers: headers, body: isHead ? .init() : content)
  }

  private var content: ResponseBody {
    switch body {
    case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .file(let file):
      ResponseBody(contentLength: file.count) { writer in
        var done = 0
        while done < file.count {
          let start = done
          let piece = await withCheckedContinuation { continuation in
            Self.reading.async {
              continuation.resume(returning: file.bytes(from: start, limit: 1 << 17))
            }
          }
          // A file that became shorter cannot be what was promised: the connection ends.
          guard !piece.isEmpty else { throw HTTPRefusal.absent }
          try await writer.write(ByteBuffer(bytes: piece))
          done += piece.count
        }
        try await writer.finish(nil)
      }
    }
  }
}
