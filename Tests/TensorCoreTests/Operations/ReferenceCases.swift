import OrreryKit

typealias ReferenceCases = [String: @Sendable ([Tensor]) -> Tensor]

/// The Swift side of each case of reference.py.
let referenceCases: ReferenceCases = {
  var all = ReferenceCases()
  for cases in [
    firstCases, transposedConvolutionCases, sequenceCases, resizingCases, partCases,
    objectNormCases, attentionCases,
  ] { all.merge(cases) { first, _ in first } }
  return all
}()

private let firstCases: ReferenceCases = [
  "add": { $0[0] + $0[1] },
  "add broadcast": { $0[0] + $0[1] },
  "subtract broadcast": { $0[0] - $0[1] },
  "multiply broadcast": { $0[0] * $0[1] },
  "multiply single": { $0[0] * $0[1] },
  "divide broadcast": { $0[0] / $0[1] },
  "numbers": { 2 - (3 / ($0[0] * 0.5 + 4) - 1) / 2 },
  "negate": { -$0[0] },
  "maximum": { .maximum($0[0], $0[1]) },
  "minimum": { .minimum($0[0], $0[1]) },
  "exp": { $0[0].exp() },
  "abs": { $0[0].abs() },
  "square": { $0[0].square() },
  "sin": { $0[0].sin() },
  "cos": { $0[0].cos() },
  "clamp": { $0[0].clamp(-0.5, 0.8) },
  "sigmoid": { $0[0].sigmoid() },
  "tanh": { $0[0].tanh() },
  "relu": { $0[0].relu() },
  "leakyRelu": { $0[0].leakyRelu(slope: 0.1) },
  "elu": { $0[0].elu(alpha: 0.7) },
  "selu": { $0[0].selu() },
  "gelu": { $0[0].gelu() },
  "silu": { $0[0].silu() },
  "softplus": { $0[0].softplus() },
  "log": { $0[0].log() },
  "sqrt": { $0[0].sqrt() },
  "pow 2.5": { $0[0].pow(2.5) },
  "pow -1.5": { $0[0].pow(-1.5) },
  "sum": { $0[0].sum() },
  "sum 1": { $0[0].sum(over: [1]) },
  "sum 0 2": { $0[0].sum(over: [2, 0]) },
  "sum 0 2 3 keeping": { $0[0].sum(over: [0, 2, 3], keepingDimensions: true) },
  "mean last": { $0[0].mean(over: [-1]) },
  "variance": { $0[0].variance(over: [1, 2]) },
  "variance unbiased keeping": {
    $0[0].variance(over: [0], unbiased: true, keepingDimensions: true)
  },
  "max 1": { $0[0].max(over: [1]) },
  "max all": { $0[0].max() },
  "max last": { $0[0].max(over: [-1]) },
  "min 0 keeping": { $0[0].min(over: [0], keepingDimensions: true) },
  "max ties": { $0[0].max(over: [1]) },
  "matmul": { $0[0].matmul($0[1]) },
  "matmul batched": { $0[0].matmul($0[1]) },
  "matmul broadcast": { $0[0].matmul($0[1]) },
  "matmul matrix": { $0[0].matmul($0[1]) },
  "linear": { $0[0].linear($0[1], bias: $0[2]) },
  "linear rank 3": { $0[0].linear($0[1]) },
  "reshaped": { $0[0].reshaped([3, -1]) },
  "permuted": { $0[0].permuted([2, 0, 3, 1]) },
  "transposed": { $0[0].transposed() },
  "broadcast": { $0[0].broadcast(to: [2, 3, 4]) },
  "sliced": { $0[0].sliced(axis: 1, 1..<4) },
  "flipped": { $0[0].flipped([0, 2]) },
  "padded": { $0[0].padded([(0, 0), (1, 3), (2, 0)], with: 0.25) },
  "concatenated": { .concatenated($0, axis: 1) },
  "stacked": { .stacked($0) },
  "indexSelected": { $0[0].indexSelected([2, 0, 2, 3], axis: 1) },
  "gathered": { $0[0].gathered([2, 0, 1]) },
  "gathered middle": { $0[0].gathered([2, 0, 1, 1], axis: 1) },
  "select": { .select(Tensor([1, 0, 1, 0, 0, 1], shape: [2, 3]), $0[0], $0[1]) },
  "softmax": { $0[0].softmax() },
  "softmax 1": { $0[0].softmax(axis: 1) },
  "logSoftmax": { $0[0].logSoftmax() },
  "logSoftmax 0": { $0[0].logSoftmax(axis: 0) },
  "conv2d": { $0[0].conv2d($0[1], bias: $0[2]) },
  "conv2d padded stride 2": { $0[0].conv2d($0[1], stride: 2, padding: 1) },
  "conv2d uneven": { $0[0].conv2d($0[1], bias: $0[2], stride: [2, 1], padding: [0, 2]) },
  "conv2d dilated": { $0[0].conv2d($0[1], padding: 2, dilation: 2) },
  "conv2d groups": { $0[0].conv2d($0[1], bias: $0[2], padding: 1, groups: 2) },
  "conv2d depthwise": { $0[0].conv2d($0[1], padding: 1, groups: 3) },
  "conv2d 1x1": { $0[0].conv2d($0[1], bias: $0[2]) },
  "conv2d 1x1 stride 2": { $0[0].conv2d($0[1], stride: 2) },
  "conv2d wide padding": { $0[0].conv2d($0[1], padding: 4) },
  "conv2d one pixel": { $0[0].conv2d($0[1]) },
  "maxPool2d": { $0[0].maxPool2d(2) },
  "maxPool2d padded": { $0[0].maxPool2d(3, stride: 2, padding: 1) },
  "maxPool2d dilated": {
    $0[0].maxPool2d([2, 3], stride: [1, 2], padding: [1, 0], dilation: [2, 1])
  },
  "averagePool2d": { $0[0].averagePool2d(2) },
  "averagePool2d padded": { $0[0].averagePool2d([3, 2], stride: [2, 1], padding: 1) },
  "adaptiveAveragePool2d": { $0[0].adaptiveAveragePool2d(to: [2, 3]) },
  "globalAveragePool2d": { $0[0].globalAveragePool2d() },
  "upsampleNearest2d": { $0[0].upsampleNearest2d(by: [2, 3]) },
  "batchNorm2d training": {
    $0[0].batchNorm2d(weight: $0[1], bias: $0[2], epsilon: 1e-3).output
  },
  "batchNorm2d training vectors": {
    $0[0].batchNorm2d(weight: $0[1], bias: $0[2], epsilon: 1e-3).output
  },
  "batchNorm2d inference": {
    $0[0].batchNorm2d(
      weight: $0[1], bias: $0[2], mean: Tensor([0.2, -0.3], shape: [2]),
      variance: Tensor([0.5, 1.5], shape: [2]), epsilon: 1e-3)
  },
  "layerNorm": { $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-3) },
  "layerNorm two axes": { $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-3) },
]
