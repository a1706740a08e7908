"""The ways of PyTorch and onnxruntime to run a workload."""

import os
import tempfile
import warnings

import models
import torch

def autocast(arithmetic):
    return lambda: torch.autocast("cpu", torch.bfloat16, enabled=arithmetic == "bfloat16")


def inference(name, workload, arithmetic, threads):
    """A function that predicts once."""
    network, inputs = prepared(name, workload).predictor
    network = network.eval().requires_grad_(False)
    if name == "onnxruntime":
        return session(network, inputs, threads)
    if "compile" in name:
        from torch._inductor import config

        config.freezing = True
        network = torch.compile(network)
    cast = autocast(arithmetic)

    def predict():
        with torch.no_grad(), cast():
            return network(*inputs)

    return predict


def training(name, workload, arithmetic):
    """A function that trains one step and returns its losses."""
    workload = prepared(name, workload)
    for network in workload.networks:
        network.train()
    optimizers = workload.optimizers(fused=name != "eager")
    return workload.stepper(optimizers, autocast(arithmetic), compile="compile" in name)


def prepared(name, workload):
    result = models.make(workload)
    if "channels_last" in name:
        result.convert(torch.channels_last)
    return result


def session(network, inputs, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = os.path.join(folder, "network.onnx")
        torch.onnx.export(network, inputs, path, opset_version=17, dynamo=False)
        result = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {slot.name: x.numpy() for slot, x in zip(result.get_inputs(), inputs)}
    return lambda: result.run(None, feed)


def operations(workload, phase):
    """Multiply-adds count two. A training step counts three times its forward passes; the gradients
    of the discriminator's three passes count for it, those of the generator's one for the other."""
    from torch.utils.flop_counter import FlopCounterMode

    made = models.make(workload)

    def forward(network, *inputs):
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            network(*inputs)
        return counter.get_total_flops()

    if hasattr(getattr(made, "network", None), "lstm"):
        lstm = made.network.lstm
        steps = made.inputs[1].sum().item() if len(made.inputs) > 1 else made.inputs[0][..., 0].numel()
        cells = 4 * lstm.hidden_size * (lstm.input_size + 3 * lstm.hidden_size)  # two layers
        total = 2 * steps * cells
    elif workload == "gan" and phase == "training":
        total = forward(made.generator, made.noise) + 3 * forward(made.discriminator, made.real)
    else:
        network, inputs = made.predictor
        total = forward(network, *inputs)
    return total * (3 if phase == "training" else 1)
