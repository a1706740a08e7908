import OrreryKit

let resizingCases: ReferenceCases = [
  "globalMaxPool2d": { $0[0].globalMaxPool2d() },
  "adaptiveMaxPool2d": { $0[0].adaptiveMaxPool2d(to: [2, 3]) },
  "adaptiveMaxPool2d finer": { $0[0].adaptiveMaxPool2d(to: [5, 2]) },
  "upsampleBilinear2d": { $0[0].upsampleBilinear2d(by: 2) },
  "upsampleBilinear2d uneven": { $0[0].upsampleBilinear2d(to: [7, 5]) },
  "upsampleBilinear2d row": { $0[0].upsampleBilinear2d(by: [1, 3]) },
  "padded reflect": { $0[0].padded([(0, 0), (0, 0), (1, 2), (2, 1)], by: .reflect) },
  "padded replicate": { $0[0].padded([(0, 0), (0, 0), (4, 1), (0, 3)], by: .replicate) },
]
