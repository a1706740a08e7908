import Foundation
import OrreryKit
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  /// A file of a header text and a number of data bytes.
  static func file(_ header: String, data: Int = 0) -> [UInt8] {
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    bytes += Array(header.utf8)
    bytes += [UInt8](repeating: 0, count: data)
    return bytes
  }

  static func refusal(_ bytes: [UInt8]) -> DataError? {
    do {
      _ = try Safetensors(bytes: bytes, file: "hostile.safetensors")
      return nil
    } catch {
      return error as? DataError
    }
  }

  @Test("Tensors of every type come back as they were written")
  func roundTrip() throws {
    let floats: [Float] = [0, -1.5, 3.25, 65504, -.infinity, 1e-3]
    var tensors: StateDictionary = [
      "f64": StateTensor(floats, shape: [2, 3], type: .float64),
      "f32": StateTensor(floats, shape: [6], type: .float32),
      "empty": StateTensor([Float](), shape: [0, 4]),
      "scalar": StateTensor([7], shape: []),
      "f16": StateTensor([0, -1.5, 3.25], shape: [3], type: .float16),
      "bf16": StateTensor([0, -1.5, 3.25], shape: [3], type: .bfloat16),
    ]
    for type in ElementType.allCases where !type.isFloatingPoint {
      tensors[type.rawValue] = StateTensor(integers: [0, 1, 1], shape: [3], type: type)
    }
    let metadata = ["format": "pt", "odd \"name\"\n": "é\\\u{1}"]
    let file = Safetensors(tensors, metadata: metadata)
    #expect(try Safetensors(bytes: file.bytes) == file)
    #expect(file.nonFinite == ["f64": 1, "f32": 1])
  }

  @Test("Equal content gives equal bytes, wide elements come first, the data are aligned")
  func determinism() throws {
    let a = StateTensor([1, 2, 3], shape: [3], type: .float16)
    let b = StateTensor([4], shape: [1])
    let first = Safetensors(["a": a, "b": b]).bytes
    #expect(first == Safetensors(["b": b, "a": a]).bytes)
    let header = String(decoding: first[8...], as: UTF8.self)
    #expect(
      header.hasPrefix(
        #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""a":{"dtype":"F16","shape":[3],"data_offsets":[4,10]}}"#))
    #expect((first.count - 10) % 8 == 0)
  }

  @Test("Half precision rounds to nearest, ties to even")
  func halves() throws {
    // numpy: np.float32([1.0009766, 65520, 1e-8]).astype(np.float16)
    let file = Safetensors(["x": StateTensor([1 + 0x1p-11, 65520, 1e-8], shape: [3])])
    let half = try Safetensors(bytes: file.stored(as: .float16).bytes)
    #expect(half.tensors["x"]?.floats == [1, .infinity, 0])
    let brain = try Safetensors(bytes: file.stored(as: .bfloat16).bytes)
    #expect(brain.tensors["x"]?.floats?[0] == 1)
  }

  @Test(
    "A hostile file is refused with one line that names it",
    arguments: [
      ("", 0), ("{}", 1), ("{", 0), ("[]", 0), (" {}", 0), ("{}x", 0), ("{}{}", 0),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
      (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0),
      (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}"#, 4),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, 12
      ),
      (#"{"__metadata__":{"a":1}}"#, 0), (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0),
      (#"{"__metadata__":{},"__metadata__":{}}"#, 0), (#"{"__metadata__":"a"}"#, 0),
      (#"{"a\ud800":{}}"#, 0), (#"{"a\q":{}}"#, 0), (#"{"a\u00"#, 0), (#"{"a"#, 0), (#"{"a\"#, 0),
      ("{\"a\u{1}\":{}}", 0), (String(repeating: "{\"a\":", count: 100_000), 0),
      (String(repeating: "[", count: 100_000), 0),
    ])
  func hostile(header: String, data: Int) throws {
    let error = try #require(Self.refusal(Self.file(header, data: data)))
    #expect(error.description.hasPrefix("hostile.safetensors: "))
    #expect(error.description.count <= 400)
    #expect(!error.description.contains("\n"))
  }

  @Test("Lengths that the file does not have are refused before anything is allocated")
  func lengths() throws {
    let huge = [UInt8](repeating: 0xFF, count: 8) + Array("{}".utf8)
    #expect(Self.refusal(huge)?.code == .tooLarge)
    let long: [UInt8] = [100, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)
    #expect(Self.refusal(long)?.code == .damaged)
    #expect(Self.refusal([])?.code == .notRecognised)
    #expect(Self.refusal([1, 2, 3])?.code == .notRecognised)
    #expect(Self.refusal([2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE])?.code == .notRecognised)
    #expect(Self.refusal([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)) == nil)
  }

  @Test("Every prefix of a good file is refused")
  func truncated() throws {
    let bytes = Safetensors(
      ["a": StateTensor([1, 2], shape: [2]), "b": StateTensor([3], shape: [])],
      metadata: ["k": "v"]
    ).bytes
    for count in 0..<bytes.count { #expect(Self.refusal(Array(bytes[..<count])) != nil) }
  }

  @Test("Files with changed, cut, doubled bytes are read or refused, and never more than that")
  func mutations() {
    let good = Safetensors(
      [
        "a.weight": StateTensor([1, 2, 3, 4], shape: [2, 2]),
        "b": StateTensor([3], shape: [], type: .float16),
        "n": StateTensor(integers: [5], shape: [1]),
      ], metadata: ["format": "pt"]
    ).bytes
    var random = RandomStream(seed: 99)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0...Int(random.next() % 4) where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 5 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(random.next() % 8)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        case 3: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
        default: bytes[place] = Array("0123456789{}[]\",:\\".utf8)[Int(random.next() % 18)]
        }
      }
      if let error = Self.refusal(bytes) {
        refused += 1
        #expect(error.description.count <= 400)
      }
    }
    // What stays readable are changed weights and names.
    #expect(refused > 1500 && refused < 3000)
  }

  @Test("A pickle is refused with the name of the converter")
  func pickles() throws {
    for start: [UInt8] in [[0x50, 0x4B, 3, 4], [0x80, 2], [0x93, 0x4E, 0x55, 0x4D]] {
      let error = try #require(Self.refusal(start + [UInt8](repeating: 0, count: 100)))
      #expect(error.reason.contains("safetensors.torch.save_file"))
    }
  }

  @Test("A truth value other than 0 and 1, a number beyond 2^63: refused")
  func values() {
    var bytes = Self.file(#"{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#, data: 1)
    bytes[bytes.count - 1] = 2
    #expect(Self.refusal(bytes)?.code == .damaged)
    bytes = Self.file(#"{"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}"#, data: 8)
    bytes[bytes.count - 1] = 0xFF
    #expect(Self.refusal(bytes)?.code == .unsupported)
  }

  @Test("Files are written whole, read back, and only regular files are opened")
  func files() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weights.safetensors")
    let file = Safetensors(["a": StateTensor([1, 2], shape: [2])])
    try file.write(to: path)
    #expect(try Safetensors(reading: path) == file)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
    for bad in [folder.path, folder.path("absent"), "/dev/zero", path + "\0"] {
      #expect(throws: DataError.self) { try Safetensors(reading: bad) }
    }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(throws: DataError.self) { try Safetensors(reading: folder.path("pipe")) }
    #expect(throws: DataError.self) { try file.write(to: folder.path("no/such/folder")) }
  }

  @Test("Terminal controls in names do not reach the message")
  func printable() {
    let header = "{\"a\u{202E}\\u001b\":{\"dtype\":\"F99\",\"shape\":[],\"data_offsets\":[0,4]}}"
    let text = Self.refusal(Self.file(header, data: 4))?.description ?? ""
    #expect(text.contains("a\\u{202e}\\u{1b}"))
  }
}
