"""Makes ../Fixtures/layers.safetensors: what PyTorch gives for layers.

    python Tests/NeuralNetworkTests/Layers/reference.py        (torch, safetensors)

Names: layers/case/what. Gradients are those of sum(output * (i * 7 % 11 / 11 - 0.3)).
"""

import functools
import os

import torch
from safetensors.torch import save_file
from torch import nn


def record_layer(result, name, module, shape, call=None):
    """Keeps state, input, output and gradients of a module in training mode.

    A tuple for `shape` means random numbers, a tensor is the input itself.
    """

    def keep(name, tensor):
        result[f"layers/{name}"] = tensor.detach().clone().contiguous()

    module.train()
    for key, value in module.state_dict().items():
        if value.is_floating_point() and value.ndim > 0 and "running" not in key:
            value.copy_(torch.randn_like(value) * 0.5 + 0.1)
        keep(f"{name}/state/{key}", value)
    given = isinstance(shape, torch.Tensor)
    x = shape if given else torch.randn(shape, requires_grad=True)
    y = call(module, x) if call else module(x)
    cotangent = (torch.arange(y.numel()) * 7 % 11 / 11 - 0.3).reshape(y.shape)
    (y * cotangent).sum().backward()
    keep(f"{name}/input", x.float())
    keep(f"{name}/output", y)
    if not given:
        keep(f"{name}/input_gradient", x.grad)
    for key, value in module.named_parameters():
        keep(f"{name}/gradient/{key}", value.grad)
    for key, value in module.named_buffers():
        keep(f"{name}/after/{key}", value)


def attention_masks(result):
    """Cross-attention with a key mask, and causal self-attention; ours say 1 where PyTorch's say
    False."""
    module = nn.MultiheadAttention(4, 2, batch_first=True)
    for key, value in module.state_dict().items():
        value.copy_(torch.randn_like(value) * 0.5)
        result[f"attention/state/{key}"] = value.clone()
    query, key, value = torch.randn(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 4)
    real = torch.tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]])
    mask = torch.tensor([[1, 0, 1, 1, 0], [0, 1, 1, 0, 1], [1, 1, 1, 1, 1]])
    result |= {"attention/query": query, "attention/key": key, "attention/value": value,
               "attention/key_mask": real.float(), "attention/mask": mask.float()}
    with torch.no_grad():
        result["attention/cross"] = module(query, key, value)[0]
        result["attention/cross-masked"] = module(
            query, key, value, key_padding_mask=real == 0, attn_mask=mask == 0)[0]
        later = torch.ones(5, 5).triu(1).bool()
        result["attention/causal"] = module(key, key, key, attn_mask=later)[0]
        result["attention/self-key-mask"] = module(key, key, key, key_padding_mask=real == 0)[0]


class Model(nn.Module):
    """Every kind of layer with weights: an image, a spectrum and the number of a survey."""

    def __init__(self):
        super().__init__()
        self.image = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.PReLU(8), nn.MaxPool2d(2),
            nn.Conv2d(8, 8, 3, padding=1, groups=2, bias=False), nn.GroupNorm(4, 8), nn.PReLU(),
            nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.InstanceNorm2d(4, affine=True), nn.ReLU())
        self.spectrum = nn.Sequential(
            nn.Conv1d(1, 8, 5, 2, 2), nn.BatchNorm1d(8), nn.SiLU(), nn.Conv1d(8, 8, 3, padding=1))
        self.survey = nn.Embedding(3, 8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.heads = nn.ModuleDict({"classes": nn.Linear(12, 3), "redshift": nn.Linear(12, 1)})

    def forward(self, image, spectrum, survey):
        features = self.image(image).mean((2, 3))
        places = self.spectrum(spectrum).transpose(1, 2) + self.survey(survey)[:, None]
        places = self.norm(places + self.attention(places, places, places)[0])
        joint = torch.cat([features, places.mean(1)], 1)
        return torch.cat([self.heads["classes"](joint), self.heads["redshift"](joint)], 1)


def state_model(result):
    model = Model()
    inputs = torch.randn(4, 1, 10, 12), torch.randn(4, 1, 33), torch.tensor([0, 2, 1, 2])
    for _ in range(3):
        model(*inputs)
    for key, value in model.named_parameters():
        value.data += torch.randn_like(value) * 0.1
    model.eval()
    for key, value in model.state_dict().items():
        result[f"model/state/{key}"] = value.clone()
    for name, value in zip(("image", "spectrum", "survey"), inputs):
        result[f"model/{name}"] = value
    with torch.no_grad():
        result["model/output"] = model(*inputs)


def gradient_penalty(result):
    """((|d critic / d image| - 1)^2) of Wasserstein critics and its gradients (create_graph)."""
    critics = {
        "layers": nn.Sequential(
            nn.Conv2d(2, 4, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(4, 6, 4, 2, 1),
            nn.InstanceNorm2d(6, affine=True), nn.SiLU(), nn.Flatten(), nn.Linear(6 * 3 * 3, 1)),
        "sequences": nn.Sequential(
            nn.Conv1d(2, 6, 3, 2, 1), nn.GroupNorm(2, 6), nn.GELU(), nn.Conv1d(6, 4, 3, padding=1),
            nn.Tanh(), nn.Flatten(), nn.LayerNorm(16), nn.Linear(16, 1)),
    }
    for name, critic in critics.items():
        x = torch.randn((3, 2, 6, 6) if name == "layers" else (3, 2, 8), requires_grad=True)
        slope, = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
        penalty = ((slope.flatten(1).square().sum(1) + 1e-12).sqrt() - 1).square().mean()
        penalty.backward()
        keep = {"input": x, "penalty": penalty, "input_gradient": x.grad}
        keep |= {f"state/{key}": value for key, value in critic.state_dict().items()}
        # The last bias has no part in a slope.
        keep |= {f"gradient/{key}": value.grad for key, value in critic.named_parameters()
                 if value.grad is not None}
        result |= {f"penalty/{name}/{key}": value.detach() for key, value in keep.items()}


def main():
    torch.manual_seed(20261122)
    torch.set_num_threads(1)
    result = {}
    layer = functools.partial(record_layer, result)

    layer("conv-transpose2d", nn.ConvTranspose2d(3, 2, 4, 2, 1), (2, 3, 3, 4))
    layer("conv-transpose2d-groups",
          nn.ConvTranspose2d(4, 2, (3, 2), (2, 1), (1, 0), (1, 0), 2, False, (1, 2)), (1, 4, 3, 4))

    layer("conv1d", nn.Conv1d(3, 4, 5, padding=2), (2, 3, 9))
    layer("conv1d-strided", nn.Conv1d(2, 4, 3, 2, 1, 2, 2, False), (3, 2, 11))
    layer("max-pool1d", nn.MaxPool1d(3, 2, 1), (2, 2, 8))
    layer("average-pool1d", nn.AvgPool1d(2), (2, 2, 7))
    layer("global-average-pool1d", nn.Sequential(nn.AdaptiveAvgPool1d(1), nn.Flatten()), (2, 3, 5))
    layer("global-max-pool1d", nn.Sequential(nn.AdaptiveMaxPool1d(1), nn.Flatten()), (2, 3, 5))
    layer("global-max-pool", nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), (2, 3, 3, 5))
    layer("adaptive-average-pool", nn.AdaptiveAvgPool2d((2, 3)), (1, 2, 5, 5))
    layer("adaptive-max-pool", nn.AdaptiveMaxPool2d((3, 2)), (1, 2, 4, 7))
    layer("upsample-nearest", nn.Upsample(scale_factor=2), (1, 2, 2, 3))
    layer("upsample-bilinear", nn.Upsample(scale_factor=(3, 2), mode="bilinear"), (1, 2, 3, 4))
    layer("embedding", nn.Embedding(5, 3), torch.tensor([[4, 0, 1], [1, 1, 3]]))
    layer("instance-norm", nn.InstanceNorm2d(3), (2, 3, 3, 4))
    layer("instance-norm-affine", nn.InstanceNorm1d(3, 1e-3, affine=True), (2, 3, 7))
    layer("batch-norm1d", nn.BatchNorm1d(3), (5, 3))
    layer("batch-norm1d-sequence", nn.BatchNorm1d(3), (2, 3, 5))
    layer("softmax", nn.Softmax(-1), (3, 4))
    layer("log-softmax", nn.LogSoftmax(1), (2, 4, 3))
    attend = lambda module, x: module(x, x, x, need_weights=False)[0]
    layer("attention", nn.MultiheadAttention(6, 2, batch_first=True), (2, 5, 6), attend)
    layer("attention-no-bias", nn.MultiheadAttention(4, 4, bias=False, batch_first=True), (1, 3, 4),
          attend)
    attention_masks(result)
    state_model(result)
    gradient_penalty(result)

    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures")
    result = {name: value.contiguous() for name, value in result.items()}
    save_file(result, os.path.join(folder, "layers.safetensors"), {"torch": torch.__version__})
    print(len(result), "tensors")


if __name__ == "__main__":
    main()
