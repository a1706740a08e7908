/// An object that ended the process in which a plug-in was run, or was not answered in time.
struct IsolationFailure: Error, CustomStringConvertible {
  /// `crashed` or `overdue`.
  var code: String
  var description: String
}
