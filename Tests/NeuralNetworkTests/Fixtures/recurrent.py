"""Makes recurrent.safetensors: what PyTorch gives for recurrent layers, in double precision.

    python Tests/NeuralNetworkTests/Fixtures/recurrent.py        (torch, safetensors)

Names: recurrent/case/what. Gradients are those of sum over outputs of sum(output * cotangent),
cotangent = i * 7 % 11 / 11 - 0.3.
"""

import os

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(20261121)
torch.set_num_threads(1)
result = {}


def case(name, module, batch, steps, lengths=None, initial=False):
    def keep(what, tensor):
        result[f"recurrent/{name}/{what}"] = tensor.detach().float().clone().contiguous()

    module = module.double()
    for key, value in module.state_dict().items():
        value.copy_((torch.randn_like(value) * 0.4).float())
        keep(f"state/{key}", value)

    def leaf(*shape):
        return torch.randn(shape).double().requires_grad_()

    x = leaf(batch, steps, module.input_size)
    count = module.num_layers * (2 if module.bidirectional else 1)
    names = ["hidden", "cell"] if isinstance(module, nn.LSTM) else ["hidden"]
    states = [leaf(count, batch, module.hidden_size) for _ in names] if initial else []
    given = None if not initial else tuple(states) if len(names) == 2 else states[0]
    if lengths is None:
        y, final = module(x, given)
    else:
        result[f"recurrent/{name}/lengths"] = torch.tensor(lengths)
        packed = nn.utils.rnn.pack_padded_sequence(
            x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        y, final = module(packed, given)
        y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=steps)
    outputs = [y, *final] if len(names) == 2 else [y, final]
    sum((o * (torch.arange(o.numel()) * 7 % 11 / 11 - 0.3).reshape(o.shape)).sum()
        for o in outputs).backward()
    keep("input", x)
    keep("input_gradient", x.grad)
    for what, output in zip(["output", *names], outputs):
        keep(what, output)
    for what, state in zip(names, states):
        keep(f"initial_{what}", state)
        keep(f"initial_{what}_gradient", state.grad)
    for key, value in module.named_parameters():
        keep(f"gradient/{key}", value.grad)


mixed = [4, 7, 1, 5, 7, 3, 2, 6]
for kind, make in {
    "lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN,
    "relu": lambda *a, **k: nn.RNN(*a, nonlinearity="relu", **k),
}.items():
    case(f"{kind}-plain", make(3, 5, batch_first=True), 2, 4)
    case(f"{kind}-one", make(2, 17, batch_first=True, bias=False), 1, 3)
    case(f"{kind}-deep", make(3, 4, 2, batch_first=True, bidirectional=True), 8, 7, mixed, True)
folder = os.path.dirname(os.path.abspath(__file__))
save_file(result, os.path.join(folder, "recurrent.safetensors"), {"torch": torch.__version__})
print(len(result), "tensors")
