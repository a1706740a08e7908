import Testing

@testable import OrreryKit

@Test("The version of the SDK is known")
func version() { #expect(SDKInfo.version.split(separator: ".").count == 3) }
