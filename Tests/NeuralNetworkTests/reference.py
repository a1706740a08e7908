"""Makes Fixtures/reference.safetensors: what PyTorch gives for layers, losses, optimisers, schedules.

    python Tests/NeuralNetworkTests/reference.py        (torch, safetensors)

Names: group/case/what. Gradients are those of sum(output * (i * 7 % 11 / 11 - 0.3)).
"""

import functools
import os

import torch
from Layers.reference import record_layer
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(20261121)
torch.set_num_threads(1)
F = nn.functional
result = {}


def keep(name, tensor):
    result[name] = tensor.detach().clone().contiguous()


# Layers; more of them in Layers/reference.py.
layer = functools.partial(record_layer, result)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3))
        self.shortcut = nn.Conv2d(2, 3, 1)

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


layer("linear", nn.Linear(4, 3), (5, 4))
layer("linear-no-bias", nn.Linear(4, 3, bias=False), (2, 3, 4))
layer("conv2d", nn.Conv2d(2, 4, 3, padding=1), (2, 2, 5, 4))
layer("conv2d-strided", nn.Conv2d(2, 4, (3, 2), stride=2, padding=(1, 0), groups=2), (1, 2, 6, 7))
layer("conv2d-dilated", nn.Conv2d(1, 2, 3, dilation=2, bias=False), (2, 1, 7, 6))
layer("batch-norm", nn.BatchNorm2d(3), (4, 3, 2, 3))
layer("batch-norm-flat", nn.BatchNorm1d(3, eps=1e-3, momentum=0.3), (6, 3))
layer("layer-norm", nn.LayerNorm([3, 4]), (2, 3, 4))
layer("group-norm", nn.GroupNorm(2, 4), (2, 4, 3, 2))
layer("prelu", nn.PReLU(), (4, 3))
layer("prelu-channels", nn.PReLU(3), (2, 3, 2, 2))
layer("max-pool", nn.MaxPool2d(3, stride=2, padding=1), (1, 2, 5, 6))
layer("average-pool", nn.AvgPool2d(2), (1, 2, 4, 6))
layer("global-pool", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (2, 3, 3, 4))
layer("flatten", nn.Flatten(), (2, 3, 2))
for name, module in {
    "relu": nn.ReLU(), "leaky-relu": nn.LeakyReLU(0.2), "gelu": nn.GELU(), "silu": nn.SiLU(),
    "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "softplus": nn.Softplus(), "selu": nn.SELU(),
    "elu": nn.ELU(0.7),
}.items():
    layer(name, module, (3, 4))
layer("residual", Residual(), (2, 2, 4, 3))


# Losses.
def loss(name, function, prediction, **constants):
    x = prediction.clone().requires_grad_()
    value = function(x)
    value.backward()
    keep(f"losses/{name}/prediction", x)
    keep(f"losses/{name}/value", value)
    keep(f"losses/{name}/gradient", x.grad)
    for key, constant in constants.items():
        keep(f"losses/{name}/{key}", constant)


logits, labels = torch.randn(6, 4) * 2, torch.tensor([0, 3, 1, 1, 2, 0])
classes, samples = torch.tensor([0.5, 2.0, 1.0, 0.25]), torch.tensor([1.0, 0.5, 0.0, 2.0, 1.0, 3.0])
soft = torch.softmax(torch.randn(6, 4), 1)


def weighted(x, **options):
    each = F.cross_entropy(x, labels, reduction="none", **options)
    mass = samples * options["weight"][labels] if "weight" in options else samples
    return (each * samples).sum() / mass.sum()


loss("cross-entropy", lambda x: F.cross_entropy(x, labels), logits, labels=labels)
loss("cross-entropy-all",
     lambda x: F.cross_entropy(x, labels, weight=classes, label_smoothing=0.1), logits,
     labels=labels, classes=classes)
loss("cross-entropy-samples", lambda x: weighted(x, weight=classes, label_smoothing=0.2), logits,
     labels=labels, classes=classes, samples=samples)
loss("cross-entropy-soft",
     lambda x: F.cross_entropy(x, soft, weight=classes, label_smoothing=0.1), logits, soft=soft,
     classes=classes)
images, maps = torch.randn(2, 3, 2, 2), torch.randint(0, 3, (2, 2, 2))
loss("cross-entropy-map", lambda x: F.cross_entropy(x, maps), images, labels=maps)
prediction, target = torch.randn(3, 4) * 2, torch.randn(3, 4)
mask = (torch.rand(3, 4) > 0.4).float() * torch.rand(3, 4)
binary = torch.rand(3, 4)


def elementwise(name, function, target):
    loss(name, lambda x: function(x, target, reduction="mean"), prediction, target=target)
    loss(name + "-weighted",
         lambda x: (function(x, target, reduction="none") * mask).sum() / mask.sum(), prediction,
         target=target, weights=mask)


elementwise("mse", F.mse_loss, target)
elementwise("mae", F.l1_loss, target)
elementwise("huber", lambda *a, **k: F.huber_loss(*a, delta=0.7, **k), target)
elementwise(
    "bce",
    lambda *a, **k: F.binary_cross_entropy_with_logits(*a, pos_weight=torch.tensor(2.5), **k),
    binary)


# Optimisers: ten steps with given gradients; the second parameter has another rate and decay.
starts, steps = [torch.randn(5), torch.randn(3)], [torch.randn(10, 5), torch.randn(10, 3)]
for i in range(2):
    keep(f"optimizers/start/{i}", starts[i])
    keep(f"optimizers/gradients/{i}", steps[i])
for name, make in {
    "sgd": lambda g: torch.optim.SGD(g, lr=0.1),
    "sgd-momentum": lambda g: torch.optim.SGD(g, lr=0.1, momentum=0.9, weight_decay=0.01),
    "sgd-nesterov":
        lambda g: torch.optim.SGD(g, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda g: torch.optim.Adam(g, lr=0.1, weight_decay=0.01),
    "adamw": lambda g: torch.optim.AdamW(g, lr=0.1, betas=(0.8, 0.99), weight_decay=0.01),
}.items():
    parameters = [nn.Parameter(start.clone()) for start in starts]
    optimizer = make([{"params": [parameters[0]]},
                      {"params": [parameters[1]], "lr": 0.02, "weight_decay": 0.1}])
    path = [[], []]
    for step in range(10):
        for i in range(2):
            parameters[i].grad = steps[i][step].clone()
        optimizer.step()
        for i in range(2):
            path[i].append(parameters[i].detach().clone())
    for i in range(2):
        keep(f"optimizers/{name}/{i}", torch.stack(path[i]))

# Clipping.
parameters = [nn.Parameter(start.clone()) for start in starts]
for i in range(2):
    parameters[i].grad = steps[i][0].clone()
keep("clipping/norm", nn.utils.clip_grad_norm_(parameters, 0.5))
for i in range(2):
    keep(f"clipping/{i}", parameters[i].grad)


# Schedules: factors of forty counts, in float64.
def schedule(name, make, scores=None):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for count in range(40):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if scores is None:
            if count < 39:
                scheduler.step()
        else:
            scheduler.step(scores[count])
    keep(f"schedules/{name}", torch.tensor(factors, dtype=torch.float64))


S = torch.optim.lr_scheduler
schedule("step", lambda o: S.StepLR(o, 7, 0.3))
schedule("exponential", lambda o: S.ExponentialLR(o, 0.9))
schedule("cosine", lambda o: S.CosineAnnealingLR(o, 39, eta_min=0.01))
schedule("warm-up", lambda o: S.SequentialLR(
    o, [S.LinearLR(o, 1 / 5, 1, 4), S.CosineAnnealingLR(o, 34, eta_min=0.1)], [5]))
schedule("one-cycle", lambda o: S.OneCycleLR(o, 1.0, total_steps=40, cycle_momentum=False))
scores = [1.0, 0.9, 0.95, 0.9, 0.9, 0.89999, 0.5, 0.6, 0.7, 0.8, 0.6, 0.4] + [0.45] * 28
keep("schedules/plateau/scores", torch.tensor(scores, dtype=torch.float64))
schedule("plateau", lambda o: S.ReduceLROnPlateau(
    o, factor=0.5, patience=2, cooldown=1, min_lr=0.05), scores)


# A network: weights, prediction, ten steps of training.
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2))
        self.blocks = nn.ModuleList([nn.Conv2d(4, 4, 3, padding=1) for _ in range(2)])
        self.fc_out = nn.Linear(4, 3)

    def forward(self, x):
        x = self.features(x)
        for block in self.blocks:
            x = x + torch.relu(block(x))
        return self.fc_out(x.mean((2, 3)))


network = Network()
for _ in range(3):
    network(torch.randn(8, 1, 8, 8) * 2 + 1)
network.eval()
for key, value in network.state_dict().items():
    keep(f"network/state/{key}", value)
x, y = torch.randn(6, 1, 8, 8), torch.tensor([0, 1, 2, 0, 1, 2])
keep("network/input", x)
keep("network/labels", y)
keep("network/logits", network(x))
network.train()
optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
losses = []
for step in range(10):
    optimizer.zero_grad()
    value = F.cross_entropy(network(x), y)
    value.backward()
    if step == 0:
        for key, parameter in network.named_parameters():
            keep(f"network/gradient/{key}", parameter.grad)
    optimizer.step()
    losses.append(value.detach())
keep("network/losses", torch.stack(losses))

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Fixtures")
save_file(result, os.path.join(folder, "reference.safetensors"), {"torch": torch.__version__})
print(len(result), "tensors")
