import OrreryKit

let objectNormCases: ReferenceCases = [
  "groupNorm": { $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2], epsilon: 1e-3) },
  "groupNorm sequence": { $0[0].groupNorm(groups: 3, epsilon: 1e-3) },
  "instanceNorm": { $0[0].instanceNorm(weight: $0[1], bias: $0[2], epsilon: 1e-3) },
  "instanceNorm sequence": { $0[0].instanceNorm(epsilon: 1e-3) },
]
