import OrreryKit

/// Holds what is recorded of an entry against what is there now.
struct Resumption: Sendable {
  /// What is to be done with an entry.
  enum Decision: Sendable {
    /// Everything is as recorded.
    case keep(UnitRecord)
    /// The objects at `kept` stand; where that is `nil`, nothing of it does.
    case work(Cause, kept: UnitRecord?)
  }

  private let configuration: WorkDigest
  /// Those that were used before.
  private let known: [String: WorkDigest]
  /// The output folder.
  private let folder: String
  /// True where there is nothing to resume.
  private let isNew: Bool
  private let inputs: KnownInputs
  let ledger: Ledger

  init(_ ledger: Ledger, _ configuration: WorkDigest, folder: String) throws {
    self.ledger = ledger
    self.configuration = configuration
    self.folder = folder
    inputs = KnownInputs(ledger)
    known = try ledger.configurations()
    isNew = try !ledger.hasInputs()
  }

  /// What is recorded of a file; `nil` where it is new.
  /// - Parameter position: of the file in the list.
  func input(_ path: String, at position: Int) throws -> InputRecord? {
    if isNew { return nil }
    return try inputs.input(path, at: position)?.record ?? ledger.input(path)
  }

  /// What is recorded of some entries of a file that has not been worked on in this run.
  func units(_ path: String, at position: Int, _ entries: Range<Int>) throws -> [Int: UnitRecord] {
    if isNew { return [:] }
    return try inputs.input(path, at: position)?.units ?? units(path, entries)
  }

  /// What is recorded of some entries of a file.
  func units(_ path: String, _ entries: Range<Int>) throws -> [Int: UnitRecord] {
    isNew ? [:] : try ledger.units(path, entries: entries)
  }

  /// - Parameters:
  ///   - digest: of the file as it is now.
  ///   - renewed: takes products whose content is as recorded and whose signature is not.
  func decide(
    _ unit: UnitRecord?, digest: String, renewed: (ProductRecord) -> Void
  ) -> Decision {
    guard var unit else { return .work(.new, kept: nil) }
    guard unit.digest == digest else { return .work(.inputChanged, kept: nil) }
    guard unit.configuration == configuration.digest else {
      let parts = known[unit.configuration].map { configuration.differences(from: $0) } ?? []
      return .work(.configurationChanged(parts), kept: nil)
    }
    var cause: Cause?
    for (place, products) in unit.products {
      for product in products {
        guard let found = fault(of: product, renewed) else { continue }
        cause = cause ?? found
        unit.objects[place] = nil
      }
    }
    let failed = unit.objects.filter { $0.value == .failed }.keys
    for place in failed { unit.objects[place] = nil }
    if !failed.isEmpty { cause = cause ?? .failedBefore }
    if !unit.isDone { cause = cause ?? .interrupted }
    guard let cause else { return .keep(unit) }
    return .work(cause, kept: unit)
  }

  private func fault(of product: ProductRecord, _ renewed: (ProductRecord) -> Void) -> Cause? {
    let path = folder + "/" + product.path
    guard let signature = FileSignature(of: path) else { return .productMissing }
    if signature == product.signature { return nil }
    guard let digest = try? SHA256.hexadecimal(ofFile: path), digest == product.digest else {
      return .productAltered
    }
    var product = product
    product.signature = signature
    renewed(product)
    return nil
  }
}
