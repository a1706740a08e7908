import OrreryKit

let attentionCases: ReferenceCases = [
  "attention": { .scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2]) },
  "attention heads": { .scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2]) },
  "attention causal": {
    .scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2], isCausal: true)
  },
  "attention masked": {
    .scaledDotProductAttention(
      query: $0[0], key: $0[1], value: $0[2],
      mask: Tensor([1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], shape: [3, 4]))
  },
]
