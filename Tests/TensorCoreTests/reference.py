"""Writes reference.json: what PyTorch gives for each operation, values and gradients.

Run: python reference.py > reference.json
A case holds the inputs, the output, the upstream gradient and the gradient at each input. Inputs
are multiples of 0.1 away from 0 and from each other's half steps, so that finite differences with
steps below 0.05 meet no kink. The Swift side of each case is in Operations/ReferenceCases.swift.
"""
import functools
import json

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(7)
cases = {}


def spaced(*shape, low=None):
    """All different, multiples of 0.1 plus 0.05; centred on 0, or from `low` on."""
    count = 1
    for length in shape:
        count *= length
    order = torch.randperm(count, generator=generator).double()
    start = -(count // 2) if low is None else round(low * 10)
    return ((order + start) * 0.1 + 0.05).reshape(shape)


def rough(*shape):
    """Uniform in -1 ... 1 with two decimals."""
    return (torch.rand(shape, generator=generator, dtype=torch.float64) * 200 - 100).round() / 100


def numbers(tensor):
    return [float(f"{v:.7g}") for v in tensor.flatten().tolist()]


def case(name, function, *inputs):
    inputs = [i.clone().requires_grad_() for i in inputs]
    output = function(*inputs)
    upstream = rough(*output.shape)
    (output * upstream).sum().backward()
    cases[name] = {
        "inputs": [{"shape": list(i.shape), "values": numbers(i)} for i in inputs],
        "output": {"shape": list(output.shape), "values": numbers(output)},
        "upstream": numbers(upstream),
        "gradients": [numbers(i.grad) for i in inputs],
    }


# Arithmetic
case("add", lambda a, b: a + b, rough(2, 3), rough(2, 3))
case("add broadcast", lambda a, b: a + b, rough(2, 3, 1), rough(3, 4))
case("subtract broadcast", lambda a, b: a - b, rough(4), rough(2, 1, 4))
case("multiply broadcast", lambda a, b: a * b, rough(2, 3, 1, 2), rough(3, 4, 1))
case("multiply single", lambda a, b: a * b, rough(2, 3), rough())
case("divide broadcast", lambda a, b: a / b, rough(3, 1), spaced(2, 1, 4, low=0.5))
case("numbers", lambda x: 2 - (3 / (x * 0.5 + 4) - 1) / 2, rough(3, 3))
case("negate", lambda x: -x, rough(5))
case("maximum", torch.maximum, spaced(3, 4), spaced(3, 4) + 0.4)
case("minimum", torch.minimum, spaced(3, 4), spaced(3, 4) + 0.4)

# Elementary functions and activations
for name, function in {
    "exp": torch.exp, "abs": torch.abs, "square": torch.square, "sin": torch.sin,
    "cos": torch.cos, "clamp": lambda x: x.clamp(-0.5, 0.8), "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "relu": F.relu, "leakyRelu": lambda x: F.leaky_relu(x, 0.1),
    "elu": lambda x: F.elu(x, 0.7), "selu": F.selu, "gelu": F.gelu, "silu": F.silu,
    "softplus": F.softplus,
}.items():
    case(name, function, spaced(7, 9))
for name, function in {
    "log": torch.log, "sqrt": torch.sqrt, "pow 2.5": lambda x: x**2.5, "pow -1.5": lambda x: x**-1.5,
}.items():
    case(name, function, spaced(19, low=0.5))

# Reductions
case("sum", lambda x: x.sum(), rough(3, 5))
case("sum 1", lambda x: x.sum(1), rough(3, 17, 2))
case("sum 0 2", lambda x: x.sum((0, 2)), rough(3, 2, 19))
case("sum 0 2 3 keeping", lambda x: x.sum((0, 2, 3), keepdim=True), rough(2, 3, 4, 5))
case("mean last", lambda x: x.mean(-1), rough(4, 33))
case("variance", lambda x: x.var((1, 2), unbiased=False), rough(3, 4, 5))
case("variance unbiased keeping", lambda x: x.var(0, keepdim=True), rough(6, 3))
case("max 1", lambda x: x.amax(1), spaced(3, 6, 2))
case("max all", lambda x: x.amax(), spaced(5, 7))
case("max last", lambda x: x.amax(-1), spaced(2, 37))
case("min 0 keeping", lambda x: x.amin(0, keepdim=True), spaced(4, 5))
case("max ties", lambda x: x.amax(1), torch.tensor([[1.0, 3, 3], [2, 2, 2]]).double())

# Products
case("matmul", torch.matmul, rough(3, 5), rough(5, 4))
case("matmul batched", torch.matmul, rough(2, 3, 4), rough(2, 4, 2))
case("matmul broadcast", torch.matmul, rough(2, 1, 3, 4), rough(3, 4, 2))
case("matmul matrix", torch.matmul, rough(2, 2, 3, 4), rough(4, 5))
case("linear", F.linear, rough(4, 6), rough(3, 6), rough(3))
case("linear rank 3", F.linear, rough(2, 3, 5), rough(4, 5))

# Shape and indexing
case("reshaped", lambda x: x.reshape(3, -1), rough(2, 3, 2))
case("permuted", lambda x: x.permute(2, 0, 3, 1), rough(2, 3, 4, 2))
case("transposed", lambda x: x.transpose(-2, -1), rough(2, 3, 4))
case("broadcast", lambda x: x.expand(2, 3, 4), rough(3, 1))
case("sliced", lambda x: x[:, 1:4], rough(2, 5, 3))
case("flipped", lambda x: x.flip(0, 2), rough(2, 3, 4))
case("padded", lambda x: F.pad(x, (2, 0, 1, 3), value=0.25), rough(2, 3, 2))
case("concatenated", lambda a, b, c: torch.cat((a, b, c), 1), rough(2, 1, 3), rough(2, 3, 3),
     rough(2, 2, 3))
case("stacked", lambda a, b: torch.stack((a, b)), rough(2, 3), rough(2, 3))
case("indexSelected", lambda x: x.index_select(1, torch.tensor([2, 0, 2, 3])), rough(2, 4, 3))
case("gathered", lambda x: x.gather(1, torch.tensor([[2], [0], [1]])).squeeze(1), rough(3, 4))
case("gathered middle", lambda x: x.gather(1, torch.tensor([[[2, 0]], [[1, 1]]])).squeeze(1),
     rough(2, 3, 2))
mask = torch.tensor([[True, False, True], [False, False, True]])
case("select", lambda a, b: torch.where(mask, a, b), rough(2, 3), rough(3))

# Softmax
case("softmax", lambda x: x.softmax(-1), rough(4, 19))
case("softmax 1", lambda x: x.softmax(1), rough(2, 5, 3))
case("logSoftmax", lambda x: x.log_softmax(-1), spaced(4, 7))
case("logSoftmax 0", lambda x: x.log_softmax(0), spaced(3, 2, 2))

# Images
case("conv2d", lambda x, w, b: F.conv2d(x, w, b), rough(2, 3, 7, 6), rough(4, 3, 3, 3), rough(4))
case("conv2d padded stride 2", lambda x, w: F.conv2d(x, w, None, 2, 1), rough(2, 2, 7, 8),
     rough(3, 2, 3, 3))
case("conv2d uneven", lambda x, w, b: F.conv2d(x, w, b, (2, 1), (0, 2)), rough(1, 2, 6, 5),
     rough(3, 2, 3, 4), rough(3))
case("conv2d dilated", lambda x, w: F.conv2d(x, w, None, 1, 2, 2), rough(2, 2, 7, 5),
     rough(2, 2, 3, 3))
case("conv2d groups", lambda x, w, b: F.conv2d(x, w, b, 1, 1, 1, 2), rough(2, 4, 5, 5),
     rough(6, 2, 3, 3), rough(6))
case("conv2d depthwise", lambda x, w: F.conv2d(x, w, None, 1, 1, 1, 3), rough(2, 3, 5, 4),
     rough(3, 1, 3, 3))
case("conv2d 1x1", lambda x, w, b: F.conv2d(x, w, b), rough(2, 5, 3, 4), rough(4, 5, 1, 1), rough(4))
case("conv2d 1x1 stride 2", lambda x, w: F.conv2d(x, w, None, 2), rough(2, 3, 5, 6),
     rough(4, 3, 1, 1))
case("conv2d wide padding", lambda x, w: F.conv2d(x, w, None, 1, 4), rough(1, 1, 2, 3),
     rough(2, 1, 3, 3))
case("conv2d one pixel", lambda x, w: F.conv2d(x, w), rough(3, 2, 4, 4), rough(5, 2, 4, 4))
case("maxPool2d", lambda x: F.max_pool2d(x, 2), spaced(2, 2, 6, 5))
case("maxPool2d padded", lambda x: F.max_pool2d(x, 3, 2, 1), spaced(1, 2, 7, 6))
case("maxPool2d dilated", lambda x: F.max_pool2d(x, (2, 3), (1, 2), (1, 0), (2, 1)),
     spaced(1, 2, 5, 7))
case("averagePool2d", lambda x: F.avg_pool2d(x, 2), rough(2, 2, 5, 4))
case("averagePool2d padded", lambda x: F.avg_pool2d(x, (3, 2), (2, 1), (1, 1)), rough(1, 2, 6, 5))
case("adaptiveAveragePool2d", lambda x: F.adaptive_avg_pool2d(x, (2, 3)), rough(1, 2, 5, 7))
case("globalAveragePool2d", lambda x: x.mean((2, 3)), rough(2, 3, 5, 4))
case("upsampleNearest2d", lambda x: x.repeat_interleave(2, 2).repeat_interleave(3, 3),
     rough(2, 2, 3, 2))

# Normalisation
norm = lambda x, w, b: F.batch_norm(x, None, None, w, b, True, eps=1e-3)
case("batchNorm2d training", norm, rough(3, 2, 4, 3), rough(2) + 1.5, rough(2))
case("batchNorm2d training vectors", norm, rough(6, 3), rough(3) + 1.5, rough(3))
mean, variance = torch.tensor([0.2, -0.3]).double(), torch.tensor([0.5, 1.5]).double()
case("batchNorm2d inference",
     lambda x, w, b: F.batch_norm(x, mean, variance, w, b, False, eps=1e-3),
     rough(2, 2, 3, 3), rough(2) + 1.5, rough(2))
case("layerNorm", lambda x, w, b: F.layer_norm(x, (9,), w, b, 1e-3), rough(4, 9), rough(9), rough(9))
case("layerNorm two axes", lambda x, w, b: F.layer_norm(x, (3, 4), w, b, 1e-3), rough(2, 3, 4),
     rough(3, 4), rough(3, 4))

# Transposed convolution
transposed = F.conv_transpose2d
case("convTranspose2d", transposed, rough(2, 3, 4, 5), rough(3, 2, 3, 3), rough(2))
case("convTranspose2d 2x2 stride 2", lambda x, w, b: transposed(x, w, b, 2), rough(2, 3, 3, 2),
     rough(3, 2, 2, 2), rough(2))
case("convTranspose2d 4x4 stride 2", lambda x, w: transposed(x, w, None, 2, 1), rough(1, 2, 4, 3),
     rough(2, 3, 4, 4))
case("convTranspose2d uneven", lambda x, w, b: transposed(x, w, b, (3, 2), (1, 0), (2, 1)),
     rough(2, 2, 3, 4), rough(2, 3, 2, 3), rough(3))
case("convTranspose2d dilated", lambda x, w: transposed(x, w, None, 2, 1, 1, 1, (1, 2)),
     rough(1, 2, 4, 3), rough(2, 1, 3, 2))
case("convTranspose2d groups", lambda x, w, b: transposed(x, w, b, 2, 1, 0, 2), rough(2, 4, 3, 3),
     rough(4, 3, 3, 3), rough(6))
case("convTranspose2d one pixel", transposed, rough(3, 4, 1, 1), rough(4, 2, 4, 4))
case("convTranspose2d 1x1", transposed, rough(2, 3, 3, 4), rough(3, 4, 1, 1), rough(4))

# Sequences
case("conv1d", F.conv1d, rough(2, 3, 9), rough(4, 3, 3), rough(4))
case("conv1d strided groups", lambda x, w, b: F.conv1d(x, w, b, 2, 3, 2, 2), rough(1, 4, 11),
     rough(6, 2, 4), rough(6))
case("conv1d one value", lambda x, w: F.conv1d(x, w), rough(3, 2, 5), rough(4, 2, 5))
case("maxPool1d", lambda x: F.max_pool1d(x, 2), spaced(2, 3, 7))
case("maxPool1d padded", lambda x: F.max_pool1d(x, 3, 2, 1, 2), spaced(1, 2, 11))
case("averagePool1d", lambda x: F.avg_pool1d(x, 3, 2, 1), rough(2, 2, 8))
case("globalAveragePool1d", lambda x: x.mean(2), rough(2, 3, 5))
case("globalMaxPool1d", lambda x: x.amax(2), spaced(2, 3, 5))
case("globalMaxPool2d", lambda x: x.amax((2, 3)), spaced(2, 3, 3, 4))
case("cumulativeSum", lambda x: x.cumsum(1), rough(2, 5, 3))
case("cumulativeSum reversed", lambda x: x.flip(-1).cumsum(-1).flip(-1), rough(3, 4))

# Images of other sizes
case("adaptiveMaxPool2d", lambda x: F.adaptive_max_pool2d(x, (2, 3)), spaced(2, 2, 5, 7))
case("adaptiveMaxPool2d finer", lambda x: F.adaptive_max_pool2d(x, (5, 2)), spaced(1, 2, 3, 4))
bilinear = functools.partial(F.interpolate, mode="bilinear", align_corners=False)
case("upsampleBilinear2d", lambda x: bilinear(x, scale_factor=2), rough(2, 2, 3, 4))
case("upsampleBilinear2d uneven", lambda x: bilinear(x, size=(7, 5)), rough(1, 2, 3, 5))
case("upsampleBilinear2d row", lambda x: bilinear(x, scale_factor=(1, 3)), rough(2, 1, 1, 5))
case("padded reflect", lambda x: F.pad(x, (2, 1, 1, 2), "reflect"), rough(2, 2, 3, 4))
case("padded replicate", lambda x: F.pad(x, (0, 3, 4, 1), "replicate"), rough(1, 2, 3, 2))

# Parts
case("split", lambda x: torch.cat([p * (i + 1) for i, p in enumerate(x.split([1, 0, 3], 1))], 1),
     rough(2, 4, 2))
case("chunked", lambda x: torch.stack(x.chunk(3, -1)).prod(0), rough(2, 6))
case("gathered several",
     lambda x: x.gather(1, torch.tensor([[[2, 0], [1, 0], [2, 2], [0, 1]]] * 2)), rough(2, 3, 2))
case("maskedFill", lambda x: x.masked_fill(mask, 0.5), rough(2, 3))
case("maxout", lambda x: x.reshape(2, 3, 2, 4).amax(2), spaced(2, 6, 4))
case("logSumExp", lambda x: x.logsumexp(1), rough(3, 5, 2))
case("logSumExp keeping", lambda x: (x * 40).logsumexp((0, 2), keepdim=True) / 40, rough(2, 3, 2))

# Normalisation within an object
case("groupNorm", lambda x, w, b: F.group_norm(x, 2, w, b, 1e-3), rough(2, 4, 3, 2), rough(4) + 1.5,
     rough(4))
case("groupNorm sequence", lambda x: F.group_norm(x, 3, None, None, 1e-3), rough(2, 6, 4))
case("instanceNorm", lambda x, w, b: F.instance_norm(x, None, None, w, b, True, 0.1, 1e-3),
     rough(2, 3, 4, 3), rough(3) + 1.5, rough(3))
case("instanceNorm sequence", lambda x: F.instance_norm(x, eps=1e-3), rough(3, 2, 7))

# Attention
attention = F.scaled_dot_product_attention
case("attention", attention, rough(2, 3, 4), rough(2, 5, 4), rough(2, 5, 3))
case("attention heads", attention, rough(2, 2, 3, 4), rough(2, 2, 3, 4), rough(2, 2, 3, 4))
case("attention causal", lambda q, k, v: attention(q, k, v, is_causal=True), rough(2, 4, 3),
     rough(2, 4, 3), rough(2, 4, 2))
seen = torch.tensor([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1]]).bool()
case("attention masked", lambda q, k, v: attention(q, k, v, seen), rough(2, 3, 3), rough(2, 4, 3),
     rough(2, 4, 2))

# One case a line, so that a new one changes no other line.
print(f'{{"torch":"{torch.__version__.split("+")[0]}","cases":{{')
print(",\n".join(f"{json.dumps(name)}:" + json.dumps(value, separators=(",", ":"))
                 for name, value in cases.items()))
print("}}")
