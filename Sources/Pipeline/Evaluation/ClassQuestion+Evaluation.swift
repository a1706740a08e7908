import OrreryKit

extension ClassQuestion {
  /// A classifier's answers to this question, as those of a model of its own.
  func asked(of model: EvaluatedModel) -> EvaluatedModel {
    func part(_ all: Answers) -> Answers {
      guard !all.labels.isEmpty else { return Answers(ids: []) }
      let found = answers(all.probabilities, classes: model.classes.count, labels: all.labels)
      return Answers(
        ids: zip(all.ids, all.labels).filter { answer($0.1) != nil }.map(\.0),
        labels: found.labels, probabilities: found.probabilities)
    }
    var result = EvaluatedModel(
      name: "\(model.name): \(name)", classes: answers, test: part(model.test),
      validation: part(model.validation))
    result.prior = model.prior.map(shares)
    return result
  }
}
