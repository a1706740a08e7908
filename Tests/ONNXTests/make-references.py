"""Makes References/cases.json: small ONNX models with inputs and what onnxruntime makes of them.

Needs numpy, onnx, onnxruntime, torch. Run it in this folder: python make-references.py
"""

import base64
import io
import json

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(20261121)
cases = []


def normal(*shape):
    return random.standard_normal(shape).astype(np.float32)


def add(name, model, inputs):
    data = model if isinstance(model, bytes) else model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    feed = dict(zip([i.name for i in session.get_inputs()], inputs))
    outputs = session.run(None, feed)
    cases.append(
        {
            "name": name,
            "model": base64.b64encode(data).decode(),
            "inputs": [tensor(value) for value in inputs],
            "outputs": {
                o.name: tensor(np.asarray(value, dtype=np.float32))
                for o, value in zip(session.get_outputs(), outputs)
            },
        }
    )


def tensor(value):
    return {
        "shape": list(value.shape),
        "values": [round(float(v), 6) for v in value.astype(np.float32).ravel()],
    }


def node(name, type, inputs, stored=(), version=17, outputs=1, integer_output=False, **attributes):
    """One node: `inputs` are fed, `stored` stand in the file (None is an input left out)."""
    # Rounded as they are written, so that both sides see the same numbers.
    inputs = [np.round(i, 6).astype(i.dtype) for i in inputs]
    names = [f"x{k}" for k in range(len(inputs))]
    kept, tensors = [], []
    for k, value in enumerate(stored):
        if value is None:
            kept.append("")
        else:
            kept.append(f"w{k}")
            tensors.append(numpy_helper.from_array(value, f"w{k}"))
    results = [f"y{k}" for k in range(outputs)]
    wholes = integer_output if isinstance(integer_output, list) else [integer_output] * outputs
    graph = helper.make_graph(
        [helper.make_node(type, names + kept, results, **attributes)],
        name,
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, i.shape) for n, i in zip(names, inputs)],
        [
            helper.make_tensor_value_info(
                r, TensorProto.INT64 if is_whole else TensorProto.FLOAT, None
            )
            for r, is_whole in zip(results, wholes)
        ],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
    model.ir_version = 8
    add(name, model, inputs)


def whole(*values):
    return np.array(values, dtype=np.int64)


# Convolutions.
node("Conv", "Conv", [normal(2, 3, 7, 6)], [normal(4, 3, 3, 3), normal(4)], pads=[1, 1, 1, 1])
node("Conv uneven", "Conv", [normal(1, 2, 8, 7)], [normal(4, 1, 3, 2)], pads=[0, 1, 2, 0],
     strides=[2, 1], dilations=[1, 2], group=2)
node("Conv same upper", "Conv", [normal(1, 1, 6, 5)], [normal(2, 1, 3, 2)], auto_pad="SAME_UPPER",
     strides=[2, 2])
node("Conv same lower", "Conv", [normal(1, 1, 6, 5)], [normal(2, 1, 3, 2)], auto_pad="SAME_LOWER")
node("Conv row", "Conv", [normal(2, 2, 9)], [normal(3, 2, 3), normal(3)], pads=[2, 1], strides=[2])
node("ConvTranspose", "ConvTranspose", [normal(2, 3, 4, 5)], [normal(3, 2, 3, 3), normal(2)],
     strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 0])
node("ConvTranspose uneven", "ConvTranspose", [normal(1, 4, 4, 3)], [normal(4, 1, 2, 3)],
     strides=[2, 1], pads=[0, 1, 1, 0], group=2)
node("ConvTranspose row", "ConvTranspose", [normal(1, 2, 5)], [normal(2, 3, 4)], strides=[2], pads=[1, 1])

# Normalisations.
for shape in [(2, 3, 4, 5), (2, 3, 6), (4, 3)]:
    node(f"BatchNormalization {len(shape)}", "BatchNormalization", [normal(*shape)],
         [normal(3), normal(3), normal(3), np.abs(normal(3)) + 0.1], epsilon=1e-3)
node("InstanceNormalization", "InstanceNormalization", [normal(2, 3, 4, 5)], [normal(3), normal(3)])
node("GroupNormalization 21", "GroupNormalization", [normal(2, 4, 3, 3)], [normal(4), normal(4)],
     version=21, num_groups=2)
node("GroupNormalization 18", "GroupNormalization", [normal(2, 4, 3, 3)], [normal(2), normal(2)],
     version=18, num_groups=2)
node("LayerNormalization", "LayerNormalization", [normal(3, 4, 5)], [normal(5), normal(5)])
node("LayerNormalization two axes", "LayerNormalization", [normal(3, 4, 5)], [normal(4, 5)], axis=1)

# Pooling.
node("MaxPool", "MaxPool", [normal(1, 2, 7, 8)], kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
node("MaxPool ceil", "MaxPool", [normal(1, 1, 8, 7)], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
node("MaxPool gaps", "MaxPool", [normal(1, 1, 8, 7)], kernel_shape=[2, 2], dilations=[2, 3])
node("MaxPool row", "MaxPool", [normal(1, 2, 9)], kernel_shape=[3], strides=[2])
node("AveragePool", "AveragePool", [normal(1, 2, 7, 8)], kernel_shape=[3, 2], pads=[1, 0, 1, 1])
node("AveragePool counted", "AveragePool", [normal(1, 2, 7, 8)], kernel_shape=[3, 2],
     pads=[1, 0, 1, 1], count_include_pad=1)
node("AveragePool ceil", "AveragePool", [normal(1, 1, 8, 7)], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
node("GlobalAveragePool", "GlobalAveragePool", [normal(2, 3, 4, 5)])
node("GlobalMaxPool", "GlobalMaxPool", [normal(2, 3, 6)])

# Activations.
for type in ["Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "LeakyRelu", "Elu", "Selu", "HardSigmoid",
             "HardSwish", "Mish", "Erf", "ThresholdedRelu"]:
    node(type, type, [2 * normal(3, 5)], version=18)
node("Gelu", "Gelu", [2 * normal(3, 5)], version=20)
node("Gelu tanh", "Gelu", [2 * normal(3, 5)], version=20, approximate="tanh")
node("PRelu", "PRelu", [normal(2, 3, 2, 2)], [normal(3, 1, 1)])
node("Clip", "Clip", [normal(3, 5)], [np.float32(-0.5), np.float32(0.7)])
node("Clip one side", "Clip", [normal(3, 5)], [None, np.float32(0.2)])
for type in ["Softmax", "LogSoftmax"]:
    node(type, type, [normal(2, 3, 4)], axis=1)
    node(type + " old", type, [normal(2, 3, 4)], version=11, axis=1)

# Numbers with numbers.
for type in ["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean"]:
    node(type, type, [normal(2, 3, 4), normal(3, 1)])
node("Pow", "Pow", [np.abs(normal(2, 3)) + 0.1], [np.float32(1.7)])
node("Pow each", "Pow", [np.abs(normal(2, 3)) + 0.1], [normal(3)])
node("Pow 3", "Pow", [normal(2, 3)], [np.float32(3)])
node("Mod", "Mod", [3 * normal(2, 3), 2 * normal(3)], fmod=1)
for type in ["Neg", "Abs", "Exp", "Floor", "Ceil", "Round", "Sign", "Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh",
             "Asinh", "Identity", "Reciprocal"]:
    node(type, type, [1.5 * normal(3, 4)])
for type in ["Sqrt", "Log"]:
    node(type, type, [np.abs(normal(3, 4)) + 0.1])

# Reductions.
for type in ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"]:
    node(type, type, [normal(2, 3, 4)], axes=[1, -1], keepdims=0)
    node(type + " 18", type, [normal(2, 3, 4)], [whole(1)], version=18)
node("ReduceSum", "ReduceSum", [normal(2, 3, 4)], [whole(0, 2)], keepdims=0)
node("ReduceMean all", "ReduceMean", [normal(2, 3)])
node("ArgMax", "ArgMax", [normal(2, 3, 4)], integer_output=True, axis=1)
node("ArgMin", "ArgMin", [normal(2, 3, 4)], integer_output=True, axis=-1, keepdims=0)

# Shapes.
node("Reshape", "Reshape", [normal(2, 3, 4)], [whole(0, -1, 2)])
node("Flatten", "Flatten", [normal(2, 3, 4)], axis=2)
node("Transpose", "Transpose", [normal(2, 3, 4)], perm=[2, 0, 1])
node("Transpose all", "Transpose", [normal(2, 3, 4)])
node("Squeeze", "Squeeze", [normal(1, 3, 1)], [whole(-1)])
node("Unsqueeze", "Unsqueeze", [normal(2, 3)], [whole(0, 3)])
node("Unsqueeze old", "Unsqueeze", [normal(2, 3)], version=11, axes=[1])
node("Concat", "Concat", [normal(2, 3), normal(2, 2)], axis=-1)
node("Split", "Split", [normal(2, 5)], [whole(2, 3)], outputs=2, axis=1)
node("Split 18", "Split", [normal(2, 5)], version=18, outputs=3, axis=1, num_outputs=3)
node("Slice", "Slice", [normal(5, 6)], [whole(1, -1), whole(4, -6), whole(0, 1), whole(1, -2)])
node("Slice to the end", "Slice", [normal(5, 6)], [whole(2), whole(2**63 - 1), whole(1)])
node("Slice backwards", "Slice", [normal(5, 6)], [whole(-1), whole(-(2**63)), whole(0), whole(-1)])
node("Slice old", "Slice", [normal(5, 6)], version=9, starts=[1], ends=[3], axes=[1])
node("Gather", "Gather", [normal(4, 3)], [np.array([[0, -1], [2, 2]], dtype=np.int64)], axis=0)
node("Gather one", "Gather", [normal(4, 3)], [np.array(1, dtype=np.int64)], axis=1)
node("Expand", "Expand", [normal(3, 1)], [whole(2, 1, 4)])
node("Tile", "Tile", [normal(2, 3)], [whole(2, 3)])
node("Pad", "Pad", [normal(2, 3)], [whole(0, 1, 2, 0), np.float32(0.5)])
node("Pad less", "Pad", [normal(4, 5)], [whole(-1, 1, 0, -2)])
node("Pad reflect", "Pad", [normal(4, 5)], [whole(1, 2, 2, 0)], mode="reflect")
node("Pad edge", "Pad", [normal(2, 3)], [whole(1, 0, 0, 2)], mode="edge")
node("DepthToSpace", "DepthToSpace", [normal(1, 8, 2, 3)], blocksize=2)
node("DepthToSpace CRD", "DepthToSpace", [normal(1, 8, 2, 3)], blocksize=2, mode="CRD")
node("SpaceToDepth", "SpaceToDepth", [normal(1, 2, 4, 6)], blocksize=2)

# Products.
node("Gemm", "Gemm", [normal(3, 4)], [normal(5, 4), normal(5)], transB=1, alpha=0.5, beta=2.0)
node("Gemm turned", "Gemm", [normal(4, 3)], [normal(4, 5)], transA=1)
node("MatMul", "MatMul", [normal(2, 3, 4)], [normal(4, 5)])
node("MatMul many", "MatMul", [normal(2, 1, 3, 4), normal(3, 4, 2)])
node("MatMul vector", "MatMul", [normal(3, 4)], [normal(4)])
node("MatMul row", "MatMul", [normal(4)], [normal(2, 4, 3)])

# Recurrences: 5 steps, 2 sequences, 3 numbers, 4 hidden.
for direction, count in [("forward", 1), ("reverse", 1), ("bidirectional", 2)]:
    for type, gates, outputs in [("LSTM", 4, 3), ("GRU", 3, 2), ("RNN", 1, 2)]:
        more = {"linear_before_reset": 1} if type == "GRU" else {}
        node(f"{type} {direction}", type, [normal(5, 2, 3)],
             [normal(count, gates * 4, 3), normal(count, gates * 4, 4), normal(count, 2 * gates * 4)],
             outputs=outputs, hidden_size=4, direction=direction, **more)
node("LSTM with states", "LSTM", [normal(5, 2, 3)],
     [normal(1, 16, 3), normal(1, 16, 4), normal(1, 32), np.array([3, 5], dtype=np.int32), normal(1, 2, 4),
      normal(1, 2, 4)], outputs=3, hidden_size=4)
node("RNN relu", "RNN", [normal(5, 2, 3)], [normal(1, 4, 3), normal(1, 4, 4)], hidden_size=4,
     activations=["Relu"])

# Sizes.
none = np.array([], dtype=np.float32)
for mode in ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"]:
    node(f"Resize linear {mode}", "Resize", [normal(1, 2, 3, 4)],
         [none, np.array([1, 1, 2, 1.5], dtype=np.float32)], mode="linear", coordinate_transformation_mode=mode)
for rounding in ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]:
    node(f"Resize nearest {rounding}", "Resize", [normal(1, 1, 3, 4)], [none, none, whole(1, 1, 7, 6)],
         mode="nearest", nearest_mode=rounding)
node("Resize smaller", "Resize", [normal(1, 1, 8, 6)], [none, none, whole(1, 1, 4, 3)], mode="linear")
node("Upsample", "Upsample", [normal(1, 2, 2, 3)], [np.array([1, 1, 2, 2], dtype=np.float32)], version=9)


def exported(name, module, *inputs):
    """A model as PyTorch writes it."""
    buffer = io.BytesIO()
    module.eval()
    torch.onnx.export(module, inputs, buffer, opset_version=17, dynamo=False,
                      input_names=[f"x{k}" for k in range(len(inputs))], output_names=["y"],
                      dynamic_axes={"x0": {0: "N"}, "y": {0: "N"}})
    add(name, buffer.getvalue(), [np.round(i.numpy(), 6) for i in inputs])


class Block(torch.nn.Module):
    """What PyTorch's exporter makes of shapes, means and slices."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 4, 3, padding=1)
        self.norm = torch.nn.BatchNorm2d(4)
        self.group = torch.nn.GroupNorm(2, 4)
        self.up = torch.nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.head = torch.nn.Linear(8, 3)
        for parameter in self.parameters():
            torch.nn.init.normal_(parameter, std=0.4)

    def forward(self, x):
        y = torch.nn.functional.gelu(self.norm(self.conv(x)))
        z = self.up(torch.nn.functional.max_pool2d(self.group(y), 2))
        both = torch.cat([y, z], dim=1)
        mean = both.mean(dim=(2, 3))
        spread = both.flatten(2).std(dim=2, unbiased=False)
        return self.head(mean) + self.head(spread.view(spread.size(0), -1))[:, torch.arange(3)]


class Sequence(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)
        self.attention = torch.nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = torch.nn.LayerNorm(8)
        self.head = torch.nn.Linear(8, 2)

    def forward(self, x):
        y, _ = self.memory(x)
        y = self.norm(y + self.attention(y, y, y, need_weights=False)[0])
        return torch.softmax(self.head(y[:, -1]), dim=-1)


torch.manual_seed(1)
exported("PyTorch block", Block(), torch.from_numpy(np.round(normal(2, 2, 6, 8), 6)))
exported("PyTorch sequence", Sequence(), torch.from_numpy(np.round(normal(2, 5, 3), 6)))

# Units that reset before the product, with numbers of their own: those above stay as they are.
random = np.random.default_rng(20261122)
for direction, count in [("forward", 1), ("reverse", 1), ("bidirectional", 2)]:
    node(f"GRU reset first {direction}", "GRU", [normal(5, 2, 3)],
         [normal(count, 12, 3), normal(count, 12, 4), normal(count, 24)], outputs=2, hidden_size=4,
         direction=direction)
node("GRU reset first, lengths and state", "GRU", [normal(5, 2, 3)],
     [normal(2, 12, 3), normal(2, 12, 4), normal(2, 24), np.array([3, 5], dtype=np.int32), normal(2, 2, 4)],
     outputs=2, hidden_size=4, direction="bidirectional")

# The highest and lowest of an axis, of equals the first; trees.
random = np.random.default_rng(20261123)
equals = np.array([[3, 1, 3, 2], [0, 0, 0, 0]], dtype=np.float32)
for name, values, count, settings in [
    ("highest", normal(3, 5, 4), 2, {"axis": 1}), ("lowest", normal(3, 5), 3, {"largest": 0}),
    ("equal", equals, 3, {"axis": -1}),
]:
    node(f"TopK {name}", "TopK", [values], [whole(count)], outputs=2,
         integer_output=[False, True], **settings)


def trees(name, rows, **attributes):
    rows = np.round(rows, 6).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("TreeEnsembleRegressor", ["x0"], ["y0"], domain="ai.onnx.ml", **attributes)],
        name, [helper.make_tensor_value_info("x0", TensorProto.FLOAT, rows.shape)],
        [helper.make_tensor_value_info("y0", TensorProto.FLOAT, None)])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)])
    model.ir_version = 8
    add(name, model, [rows])


# A tree of three questions, and one that is a leaf. It has both targets: to one that no leaf of a way
# has, onnxruntime does not add the base value.
trees(
    "TreeEnsembleRegressor", normal(6, 3), n_targets=2, aggregate_function="AVERAGE",
    base_values=[0.5, -1.0], post_transform="NONE",
    nodes_treeids=[0] * 7 + [1], nodes_nodeids=[0, 1, 2, 3, 4, 5, 6, 0],
    nodes_featureids=[0, 1, 2, 0, 0, 0, 0, 0],
    nodes_modes=["BRANCH_LEQ", "BRANCH_GT", "BRANCH_LT"] + ["LEAF"] * 5,
    nodes_values=[0.1, -0.2, 0.3] + [0.0] * 5,
    nodes_truenodeids=[1, 3, 5, 0, 0, 0, 0, 0], nodes_falsenodeids=[2, 4, 6, 0, 0, 0, 0, 0],
    nodes_missing_value_tracks_true=[0] * 8,
    target_treeids=[0, 0, 0, 0, 0, 1, 1], target_nodeids=[3, 3, 4, 5, 6, 0, 0],
    target_ids=[0, 1, 1, 0, 1, 0, 1], target_weights=[1.0, 2.0, 3.0, -4.0, 5.0, 0.25, 0.5])

with open("References/cases.json", "w") as file:
    json.dump(cases, file, separators=(",", ":"))
    file.write("\n")
print(len(cases), "cases")
