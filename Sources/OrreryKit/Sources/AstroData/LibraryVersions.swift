internal import CFITSIO
internal import CPNG
internal import CWCS
internal import CZlib

/// The C libraries that read and write files, as they are at run time.
public enum LibraryVersions {
  /// Name and version of each.
  public static var all: [(name: String, version: String)] {
    var cfitsio: Float = 0
    ffvers(&cfitsio)
    // 4.02 is 4.2.0: two digits for the minor version.
    let hundredths = Int((cfitsio * 10_000).rounded())
    let minor = hundredths / 100 % 100
    return [
      ("CFITSIO", "\(hundredths / 10_000).\(minor).\(hundredths % 100)"),
      ("WCSLIB", String(cString: wcslib_version(nil))),
      ("libpng", String(cString: png_get_libpng_ver(nil))),
      ("zlib", String(cString: zlibVersion())),
    ]
  }
}
