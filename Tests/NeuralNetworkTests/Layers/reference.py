"""Makes ../Fixtures/layers.safetensors: what PyTorch gives for layers.

    python Tests/NeuralNetworkTests/Layers/reference.py        (torch, safetensors)

Names: layers/case/what. Gradients are those of sum(output * (i * 7 % 11 / 11 - 0.3)).
"""

import functools
import os

import torch
from safetensors.torch import save_file
from torch import nn


def record_layer(result, name, module, shape):
    """Keeps state, input, output and gradients of a module in training mode."""

    def keep(name, tensor):
        result[f"layers/{name}"] = tensor.detach().clone().contiguous()

    module.train()
    for key, value in module.state_dict().items():
        if value.is_floating_point() and value.ndim > 0 and "running" not in key:
            value.copy_(torch.randn_like(value) * 0.5 + 0.1)
        keep(f"{name}/state/{key}", value)
    x = torch.randn(shape, requires_grad=True)
    y = module(x)
    cotangent = (torch.arange(y.numel()) * 7 % 11 / 11 - 0.3).reshape(y.shape)
    (y * cotangent).sum().backward()
    keep(f"{name}/input", x)
    keep(f"{name}/output", y)
    keep(f"{name}/input_gradient", x.grad)
    for key, value in module.named_parameters():
        keep(f"{name}/gradient/{key}", value.grad)
    for key, value in module.named_buffers():
        keep(f"{name}/after/{key}", value)


def main():
    torch.manual_seed(20261122)
    torch.set_num_threads(1)
    result = {}
    layer = functools.partial(record_layer, result)

    layer("conv-transpose2d", nn.ConvTranspose2d(3, 2, 4, 2, 1), (2, 3, 3, 4))
    layer("conv-transpose2d-groups",
          nn.ConvTranspose2d(4, 2, (3, 2), (2, 1), (1, 0), (1, 0), 2, False, (1, 2)), (1, 4, 3, 4))

    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures")
    save_file(result, os.path.join(folder, "layers.safetensors"), {"torch": torch.__version__})
    print(len(result), "tensors")


if __name__ == "__main__":
    main()
