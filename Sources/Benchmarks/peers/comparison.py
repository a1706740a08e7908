"""One row of the result: a workload, a phase, a number of threads and an arithmetic."""

import base64
import json
import math

import numpy
import processes
from sampling import Contender, race

# Largest difference of a prediction, as a part of its largest number, and of a loss of the first
# training step, as a part of it. Float32 is what other orders of sums and Winograd leave; bfloat16
# has 8 bits and is held against PyTorch's float32.
AGREEMENT = {"float32": 1e-4, "bfloat16": 5e-2}

FULL = dict(rounds=5, block=0.25, quiet=1.5, seconds=30)
QUICK = dict(rounds=3, block=0.1, quiet=0.3, seconds=5)


def disagreement(ours, theirs, phase):
    """How far our answer is from PyTorch's. A phase is judged by what it computes."""
    if phase == "training":
        pairs = zip(ours["losses"], theirs["losses"], strict=True)
        return max(abs(a - b) / max(abs(b), 1e-3) for a, b in pairs)
    if ours["shape"] != theirs["shape"]:
        return math.inf
    a, b = (
        numpy.frombuffer(base64.b64decode(side["prediction"]), numpy.float32)
        for side in (ours, theirs)
    )
    worst = float(numpy.abs(a - b).max() / numpy.abs(b).max())
    return worst if math.isfinite(worst) else math.inf


def compare(workload, phase, threads, arithmetic, names, precisions=(), **settings):
    """Checks that both sides compute the same, then times all variants in turn.

    `precisions`: more settings of PyTorch's float32 products; they are told, never the best peer.
    """
    load = dict(workload=workload, phase=phase, threads=threads, arithmetic=arithmetic)
    row = dict(load, failed={})
    with processes.orrery() as us, processes.peers() as peers:
        us.ask("load", **load)
        ready = peers.ask("load", precision="highest", variants=names, **load)
        row["failed"] = ready["failed"]
        row["first_calls_seconds"] = ready["ready"]
        row["operations"] = ready["operations"]
        row["disagreement"] = disagreement(us.ask("answer"), peers.ask("answer"), phase)
        if not row["disagreement"] <= AGREEMENT[arithmetic]:
            return row  # a wrong answer has no speed
        others = {}
        try:
            for precision in precisions:
                others[precision] = processes.peers()
                answer = others[precision].ask("load", precision=precision, variants=names, **load)
                row["failed"] |= {f"{k}@{precision}": v for k, v in answer["failed"].items()}
                row["first_calls_seconds"] |= {
                    f"{k}@{precision}": v for k, v in answer["ready"].items()
                }
            us.run(1)
            ours = Contender("orrery", us.run)
            contenders = [ours]
            for name in row["first_calls_seconds"]:
                variant, _, precision = name.partition("@")
                server = others.get(precision, peers)
                contenders.append(
                    Contender(name, lambda n, s=server, v=variant: s.run(n, variant=v))
                )
            race(contenders, ours, **settings)
        finally:
            for server in others.values():
                server.__exit__()
    row["results"] = {contender.name: contender.summary() for contender in contenders}
    return row


def best_peer(row):
    """Name and milliseconds of the fastest peer at PyTorch's "highest" precision."""
    peers = {
        name: result["ms"]
        for name, result in row.get("results", {}).items()
        if name != "orrery" and "@" not in name
    }
    return min(peers.items(), key=lambda pair: pair[1]) if peers else (None, math.nan)


def ratio(row):
    """How many times faster than the best peer."""
    return best_peer(row)[1] / row["results"]["orrery"]["ms"] if "results" in row else math.nan


def key(row):
    return f"{row['workload']} {row['phase']} {row['threads']} {row['arithmetic']}"


def dump(value, path):
    with open(path, "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
