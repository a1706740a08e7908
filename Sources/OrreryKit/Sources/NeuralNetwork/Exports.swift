@_exported import Files
