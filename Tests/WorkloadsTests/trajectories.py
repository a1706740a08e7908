"""Makes trajectories.json: what PyTorch's ten training steps of each reduced workload give.

    python Tests/WorkloadsTests/trajectories.py        (torch, numpy)

losses: of every step, before it. prediction: of the trained network in inference mode, as mean and
root of the mean square.
"""

import json
import os
import sys
from contextlib import nullcontext

import torch

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../Sources/Benchmarks/peers"))
import models

torch.set_num_threads(1)
result = {}
for name in models.NAMES:
    workload = models.make(name, "reduced")
    step = workload.stepper(workload.optimizers(False), nullcontext, compile=False)
    losses = [[loss.item() for loss in step()] for _ in range(10)]
    network, inputs = workload.predictor
    with torch.no_grad():
        y = network.eval()(*inputs)
    result[name] = {
        "losses": losses,
        "prediction": [y.mean().item(), y.square().mean().sqrt().item()],
    }
with open(os.path.join(here, "trajectories.json"), "w") as file:
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in result.items())
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
