import ArgumentParser
import Foundation
import OrreryKit
import Synchronization

/// How many stamps a second are cut out of a large uncompressed image that is in the page cache.
struct CutOuts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cutouts",
    abstract: "Read stamps at random places of an uncompressed FITS image; JSON on stdout.")

  @Argument(help: "A FITS image.")
  var file: String

  @Option(help: "Stamps.") var stamps = 200_000
  @Option(help: "Side of a stamp, in pixels.") var side = 64
  @Option(help: "Threads.") var threads = 2

  func run() throws {
    let fits = try FITSFile(opening: file)
    guard let hdu = fits.hdus.first(where: \.hasImage), hdu.width >= side, hdu.height >= side else {
      throw ValidationError("\(file) has no image of \(side) × \(side) pixels")
    }
    var random = RandomStream(seed: 1, purpose: "cutouts")
    func place(_ length: Int) -> Int { Int(random.uniform(0, Double(length - side + 1))) }
    let places = (0..<stamps).map { _ in (x: place(hdu.width), y: place(hdu.height)) }
    // Once through, so that the cache is warm whatever was there before.
    _ = try fits.readImage(hdu.index)
    let start = ContinuousClock.now
    let share = (stamps + threads - 1) / threads
    let failed = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for place in places[min(stamps, thread * share)..<min(stamps, (thread + 1) * share)] {
        let region = PixelRegion(
          x: place.x..<place.x + side, y: place.y..<place.y + side)
        let stamp = try? fits.readImage(hdu.index, region: region)
        if stamp?.pixels.count != side * side { failed.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    let seconds = ContinuousClock.now - start
    guard failed.load(ordering: .relaxed) == 0 else {
      throw ValidationError("\(failed.load(ordering: .relaxed)) stamps cannot be read")
    }
    let taken =
      Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18
    print(
      "{\"stamps\": \(stamps), \"side\": \(side), \"threads\": \(threads), "
        + "\"seconds\": \(taken), \"per_second\": \(Double(stamps) / taken)}")
  }
}
