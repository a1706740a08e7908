import OrreryKit

extension Comparison {
  /// What the logits of classes or of presence say.
  var probabilities: Tensor { kind == .classes ? output.softmax(axis: 1) : output.sigmoid() }

  /// The weights in the output's shape; those of a class's places are of all classes.
  var elementWeights: Tensor? {
    guard kind == .classes, let weights else { return weights }
    return weights.inserted(axis: 1).broadcast(to: output.shape)
  }
}
