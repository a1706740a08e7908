import OrreryKit

let transposedConvolutionCases: ReferenceCases = [
  "convTranspose2d": { $0[0].convTranspose2d($0[1], bias: $0[2]) },
  "convTranspose2d 2x2 stride 2": { $0[0].convTranspose2d($0[1], bias: $0[2], stride: 2) },
  "convTranspose2d 4x4 stride 2": { $0[0].convTranspose2d($0[1], stride: 2, padding: 1) },
  "convTranspose2d uneven": {
    $0[0].convTranspose2d(
      $0[1], bias: $0[2], stride: [3, 2], padding: [1, 0], outputPadding: [2, 1])
  },
  "convTranspose2d dilated": {
    $0[0].convTranspose2d($0[1], stride: 2, padding: 1, outputPadding: 1, dilation: [1, 2])
  },
  "convTranspose2d groups": {
    $0[0].convTranspose2d($0[1], bias: $0[2], stride: 2, padding: 1, groups: 2)
  },
  "convTranspose2d one pixel": { $0[0].convTranspose2d($0[1]) },
  "convTranspose2d 1x1": { $0[0].convTranspose2d($0[1], bias: $0[2]) },
]
