"""Makes trajectories.json: what PyTorch's ten training steps of each reduced workload give.

    python Tests/WorkloadsTests/trajectories.py        (torch, numpy)

losses: of every step, before it. spread: how far PyTorch is from itself at that step or before,
where it sums in another order (without oneDNN). prediction: of the trained network in inference
mode, as mean and root of the mean square.
"""

import json
import os
import sys
from contextlib import nullcontext

import torch

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../Sources/Benchmarks/peers"))
import models
from catalogue import WORKLOADS

torch.set_num_threads(1)


def train(name):
    workload = models.make(name, "reduced")
    step = workload.stepper(workload.optimizers(False), nullcontext, compile=False)
    losses = [[loss.item() for loss in step()] for _ in range(10)]
    network, inputs = workload.predictor
    with torch.no_grad():
        y = network.eval()(*inputs)
    return losses, [y.mean().item(), y.square().mean().sqrt().item()]


def spread(losses, others):
    largest = 0
    for step, other in zip(losses, others):
        largest = max(largest, *(abs(a - b) / max(1, abs(b)) for a, b in zip(other, step)))
        yield float(f"{largest:.2g}")


result = {}
for name in WORKLOADS:
    torch.backends.mkldnn.enabled = True
    losses, prediction = train(name)
    torch.backends.mkldnn.enabled = False
    others, _ = train(name)
    result[name] = dict(losses=losses, spread=list(spread(losses, others)), prediction=prediction)
with open(os.path.join(here, "trajectories.json"), "w") as file:
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in result.items())
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
