"""Makes ../Fixtures/optimizers.safetensors: ten steps of the optimisers that ../reference.py lacks.

    python Tests/NeuralNetworkTests/Optimizers/reference.py        (torch, safetensors)

Names: optimizers/case/parameter, one row for each step; starts and gradients are those of
../reference.py. Lion, which PyTorch has not, is its paper's formula.
"""

import os

import torch
from safetensors.torch import load_file, save_file

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Fixtures")
given = load_file(os.path.join(folder, "reference.safetensors"))
starts = [given[f"optimizers/start/{i}"] for i in range(2)]
steps = [given[f"optimizers/gradients/{i}"] for i in range(2)]
result = {}


class Lion(torch.optim.Optimizer):
    def __init__(self, groups, **defaults):
        super().__init__(groups, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                update = (beta1 * m + (1 - beta1) * p.grad).sign() + group["weight_decay"] * p
                p -= group["lr"] * update
                m.copy_(beta2 * m + (1 - beta2) * p.grad)


T = torch.optim
for name, make in {
    "rmsprop": lambda g: T.RMSprop(g, lr=0.1, weight_decay=0.01),
    "rmsprop-momentum": lambda g: T.RMSprop(g, lr=0.1, alpha=0.9, momentum=0.8, weight_decay=0.01),
    "radam": lambda g: T.RAdam(g, lr=0.1, betas=(0.8, 0.9), weight_decay=0.01),
    "lion": lambda g: Lion(g, lr=0.1, betas=(0.9, 0.99), weight_decay=0.01),
}.items():
    parameters = [torch.nn.Parameter(start.clone()) for start in starts]
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
        result[f"optimizers/{name}/{i}"] = torch.stack(path[i])

parameters = [torch.nn.Parameter(start.clone()) for start in starts]
for i in range(2):
    parameters[i].grad = steps[i][0].clone()
torch.nn.utils.clip_grad_value_(parameters, 0.4)
for i in range(2):
    result[f"clipping-value/{i}"] = parameters[i].grad

save_file(result, os.path.join(folder, "optimizers.safetensors"), {"torch": torch.__version__})
print(len(result), "tensors")
