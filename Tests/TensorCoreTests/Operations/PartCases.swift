import OrreryKit

let partCases: ReferenceCases = [
  "split": {
    let parts = $0[0].split([1, 0, 3], axis: 1)
    return .concatenated([parts[0], parts[1] * 2, parts[2] * 3], axis: 1)
  },
  "chunked": {
    let parts = $0[0].chunked(3, axis: -1)
    return parts[0] * parts[1] * parts[2]
  },
  "gathered several": {
    let each = [2, 0, 1, 0, 2, 2, 0, 1]
    return $0[0].gathered(each + each, length: 4, axis: 1)
  },
  "maskedFill": { $0[0].maskedFill(Tensor([1, 0, 1, 0, 0, 1], shape: [2, 3]), 0.5) },
  "maxout": { $0[0].maxout(pieces: 2) },
  "logSumExp": { $0[0].logSumExp(over: [1]) },
  "logSumExp keeping": { ($0[0] * 40).logSumExp(over: [0, 2], keepingDimensions: true) / 40 },
]
