/// Images side by side with the classes that what is made of them is conditional on: the batch of a
/// generator.
public struct ConditionedImages: Sendable {
  /// `[N, C, H, W]`, finite.
  public let images: Tensor
  /// How much each is of each class, `[N, K]`; `nil` of a model without classes.
  public let conditions: Tensor?

  /// - Throws: `DataError.invalidValue` as `ImageBatch` does.
  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    let batch = try ImageBatch(objects, specification: specification)
    let classes = specification.classes
    images = batch.images
    conditions =
      classes.isEmpty
      ? nil
      : Tensor(
        batch.rows.flatMap { objects[$0].shares(of: classes) },
        shape: [batch.rows.count, classes.count])
  }
}
