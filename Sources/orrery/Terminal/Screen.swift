import Foundation

/// Size of a terminal in characters.
struct Screen {
  var columns: Int
  var rows: Int
  /// Pixels of a character cell; `nil` where the terminal does not tell.
  var cellWidth: Int?
  var cellHeight: Int?

  /// The terminal that results go to; `nil` where they go to a file or a pipe.
  static var standardOutput: Screen? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return Screen(columns: 80, rows: 24)
    }
    var screen = Screen(columns: Int(size.ws_col), rows: max(10, Int(size.ws_row)))
    if size.ws_xpixel > 0, size.ws_ypixel > 0, size.ws_row > 0 {
      screen.cellWidth = max(1, Int(size.ws_xpixel / size.ws_col))
      screen.cellHeight = max(1, Int(size.ws_ypixel / size.ws_row))
    }
    return screen
  }
}
