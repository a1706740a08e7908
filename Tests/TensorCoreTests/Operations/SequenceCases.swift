import OrreryKit

let sequenceCases: ReferenceCases = [
  "conv1d": { $0[0].conv1d($0[1], bias: $0[2]) },
  "conv1d strided groups": {
    $0[0].conv1d($0[1], bias: $0[2], stride: 2, padding: 3, dilation: 2, groups: 2)
  },
  "conv1d one value": { $0[0].conv1d($0[1]) },
  "maxPool1d": { $0[0].maxPool1d(2) },
  "maxPool1d padded": { $0[0].maxPool1d(3, stride: 2, padding: 1, dilation: 2) },
  "averagePool1d": { $0[0].averagePool1d(3, stride: 2, padding: 1) },
  "globalAveragePool1d": { $0[0].globalAveragePool1d() },
  "globalMaxPool1d": { $0[0].globalMaxPool1d() },
  "cumulativeSum": { $0[0].cumulativeSum(axis: 1) },
  "cumulativeSum reversed": { $0[0].cumulativeSum(reversed: true) },
]
