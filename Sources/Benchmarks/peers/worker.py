"""PyTorch and onnxruntime as a process of their own, driven by bench.py.

    worker.py serve                              answers requests, one line of JSON each
    worker.py first-call WORKLOAD THREADS        milliseconds of the first prediction, batch 1
    worker.py memory-growth WORKLOAD THREADS VARIANT   MiB that three training steps need
"""

import base64
import json
import os
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Session:
    """Some variants of one workload, ready to be called."""

    def load(self, workload, phase, threads, arithmetic, precision, variants):
        import torch
        import variants as ways

        torch.set_num_threads(threads)
        torch.set_float32_matmul_precision(precision)
        self.workload, self.phase, self.calls = workload, phase, {}
        ready, failed = {}, {}
        for name in variants:
            start = time.perf_counter()
            try:
                if phase == "inference":
                    call = ways.inference(name, workload, arithmetic, threads)
                else:
                    call = ways.training(name, workload, arithmetic)
                call()
                call()
            except Exception as error:
                failed[name] = repr(error)[:300]
                continue
            self.calls[name] = call
            ready[name] = round(time.perf_counter() - start, 2)
        operations = ways.operations(workload, phase)
        return dict(ready=ready, failed=failed, operations=operations)

    def run(self, variant, calls):
        call = self.calls[variant]
        processor, wall = processor_seconds(), time.perf_counter()
        for _ in range(calls):
            call()
        wall = time.perf_counter() - wall
        return dict(seconds=wall, processorSeconds=processor_seconds() - processor)

    def answer(self):
        """What plain PyTorch in float32 gives: the prediction, or the losses of the first step."""
        import variants as ways

        if self.phase == "training":
            losses = ways.training("eager", self.workload, "float32")()
            return dict(losses=[loss.item() for loss in losses])
        y = ways.inference("eager", self.workload, "float32", 1)()
        data = base64.b64encode(y.contiguous().numpy().tobytes()).decode()
        return dict(shape=list(y.shape), prediction=data)


def serve():
    # Libraries may print: only replies go to the real standard output.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    session = Session()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = getattr(session, request.pop("action"))(**request)
        except Exception as error:
            reply = dict(error=repr(error)[:500])
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def first_call(workload, threads):
    import models
    import torch

    torch.set_num_threads(int(threads))
    network, inputs = models.make(workload, "single").predictor
    network.eval()
    with torch.no_grad():
        start = time.perf_counter()
        network(*inputs)
        print((time.perf_counter() - start) * 1000)


def memory_growth(workload, threads, variant):
    import torch
    import variants as ways

    torch.set_num_threads(int(threads))
    step = ways.training(variant, workload, "float32")
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = status("VmRSS")
    for _ in range(3):
        step()
    print(status("VmHWM") - before)


def status(key):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(key + ":"))


if __name__ == "__main__":
    command = {"serve": serve, "first-call": first_call, "memory-growth": memory_growth}
    command[sys.argv[1]](*sys.argv[2:])
