internal import CPNG
internal import CWCS
internal import CZlib

/// The C libraries that read and write files, as they are at run time.
public enum LibraryVersions {
  /// Name and version of each.
  public static var all: [(name: String, version: String)] {
    [
      ("WCSLIB", String(cString: wcslib_version(nil))),
      ("libpng", String(cString: png_get_libpng_ver(nil))),
      ("zlib", String(cString: zlibVersion())),
    ]
  }
}
