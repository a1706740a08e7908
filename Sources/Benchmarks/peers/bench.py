"""Compares Orrery with PyTorch and onnxruntime; `make bench` and `make bench-check` call it.

    bench.py run       [--workloads a64,b18] [--phases training] [--threads 2] [--quick] …
    bench.py check     [--tolerance 0.2] …      against the committed ratios of this machine
    bench.py verify                             the answers only, no times
    bench.py report    RESULT                   Markdown of an earlier run
    bench.py publish   RESULT                   its tables into the article, its ratios as limits
"""

import argparse
import datetime
import json
import math
import os
import platform
import statistics
import subprocess
import sys
from importlib import metadata

import processes
import report
from catalogue import PACKED, PHASES, TITLES, WITH_IMAGES, WORKLOADS, variants
from comparison import AGREEMENT, FULL, QUICK, best_peer, compare, disagreement, dump, key, ratio

ROOT = os.path.normpath(os.path.join(processes.FOLDER, "../../.."))
LIMITS = os.path.join(processes.FOLDER, "../ratios.json")
ARTICLE = os.path.join(
    ROOT, "Sources/OrreryKit/Sources/OrreryKit/OrreryKit.docc/speed-of-the-compute-core.md"
)
RESULT = os.path.join(ROOT, ".build/bench-result.json")


def say(*words):
    print(*words, flush=True)


def machine():
    with open("/proc/cpuinfo") as file:
        facts = dict(
            (part.strip() for part in line.split(":", 1)) for line in file if ":" in line
        )
    with open("/proc/meminfo") as file:
        kibibytes = int(file.readline().split()[1])
    family, model = facts.get("cpu family", "?"), facts.get("model", "?")
    return dict(
        processor=f"{facts.get('model name', platform.machine())} (family {family}, model {model})",
        processors=os.cpu_count(),
        memory_GiB=kibibytes / 2**20,
        kernel=platform.release(),
        extensions=sorted(
            set(facts.get("flags", "").split())
            & {"avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16"}
        ),
    )


def machine_class(here):
    return f"{here['processor']}, {here['processors']} cores"


def new_result(options):
    commit = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return dict(
        machine=machine(),
        versions={name: metadata.version(name) for name in ("torch", "onnxruntime", "numpy")},
        commit=commit.stdout.strip() or "unknown",
        date=datetime.date.today().isoformat(),
        settings=dict(quick=options.quick, precisions=options.precisions),
        peaks={},
        rows=[],
        memory_growth_MiB={},
        first_call_ms={},
    )


def measure_peaks(result, threads):
    """The largest so far: a busy moment makes a peak look low, nothing makes it look high."""
    for count in threads:
        known = result["peaks"].setdefault(str(count), {})
        for name, value in processes.peak(count).items():
            known[name] = max(value, known.get(name, 0))


def measured(workload, phase, threads, arithmetic, names, precisions=(), **settings):
    """A row; where a process fails, the reason instead of times."""
    try:
        return compare(workload, phase, threads, arithmetic, names, precisions, **settings)
    except processes.Failure as failure:
        return dict(
            workload=workload, phase=phase, threads=threads, arithmetic=arithmetic,
            error=" ".join(str(failure).split())[-300:],
        )


def line(row):
    if "results" not in row:
        reason = row.get("error") or f"the answers differ by {row['disagreement']:.1e}"
        return f"{key(row):34} NOT TIMED: {reason}"
    peer, theirs = best_peer(row)
    mark = "  ~ disturbed" if report.is_disturbed(row) else ""
    ours = row["results"]["orrery"]["ms"]
    return f"{key(row):34} {ours:9.2f} ms   {peer} {theirs:.2f} ms   ratio {ratio(row):.2f}{mark}"


def memory_growth(workload, threads):
    candidates = ["fused", "channels_last"] if workload in WITH_IMAGES else ["fused"]
    sizes = {name: processes.worker("memory-growth", workload, threads, name) for name in candidates}
    which = min(sizes, key=sizes.get)
    ours = processes.benchmark("memory-growth", workload, "--threads", threads)
    return dict(orrery=ours, peer=sizes[which], which=which)


def first_call(threads, repetitions=5):
    return dict(
        orrery=statistics.median(
            processes.benchmark("first-call", "a64", "--threads", threads)
            for _ in range(repetitions)
        ),
        eager=statistics.median(
            processes.worker("first-call", "a64", threads) for _ in range(repetitions)
        ),
    )


def run(options):
    result = load(options.output) if options.resume else new_result(options)
    done = {key(row) for row in result["rows"] if "results" in row}
    result["rows"] = [row for row in result["rows"] if "results" in row]
    settings = QUICK if options.quick else FULL
    for arithmetic in options.arithmetics:
        for workload in options.workloads:
            measure_peaks(result, options.threads)
            for phase in options.phases:
                for threads in options.threads:
                    if f"{workload} {phase} {threads} {arithmetic}" in done:
                        continue
                    names = variants(workload, phase, arithmetic, options.quick)
                    precisions = options.precisions if arithmetic == "float32" else []
                    row = measured(
                        workload, phase, threads, arithmetic, names, precisions, **settings
                    )
                    result["rows"].append(row)
                    say(line(row))
                    dump(result, options.output)  # nothing is lost where the run is stopped
    if not options.quick or options.memory:
        for workload in options.workloads:
            try:
                result["memory_growth_MiB"][workload] = memory_growth(workload, options.threads[-1])
            except processes.Failure as failure:
                say("memory of", workload, "not measured:", str(failure)[-300:])
    if "a64" in options.workloads:
        result["first_call_ms"] = first_call(options.threads[-1])
    dump(result, options.output)
    say("\n" + report.markdown(result))
    say("everything is in", os.path.relpath(options.output))
    if options.publish:
        publish(result)
    return 0 if all("results" in row for row in result["rows"]) else 1


def publish(result):
    """The article's tables, and the ratios that `check` holds later runs against."""
    if result["settings"]["quick"]:
        sys.exit("publish: a quick run is no claim")
    report.fill_article(result, ARTICLE)
    limits = stored_limits()
    limits[machine_class(result["machine"])] = {
        key(row): dict(ratio=round(ratio(row), 3), peer=best_peer(row)[0])
        for row in result["rows"]
        if "results" in row
    }
    dump(limits, LIMITS)
    say("wrote", os.path.relpath(ARTICLE), "and", os.path.relpath(LIMITS))


def stored_limits():
    if not os.path.exists(LIMITS):
        return {}
    with open(LIMITS) as file:
        return json.load(file)


def check(options):
    """Fails where a ratio fell below its limit by more than the tolerance, twice."""
    here = machine_class(machine())
    limits = stored_limits().get(here)
    if not limits:
        say(f"bench-check: no committed ratios for this machine ({here}).")
        say("Make them on an idle machine: make bench ARGS=--publish")
        return 2
    chosen = {
        name: limit
        for name, limit in limits.items()
        if name.split()[0] in options.workloads
        and name.split()[1] in options.phases
        and int(name.split()[2]) in options.threads
        and name.split()[3] in options.arithmetics
    }
    failures = []
    for name, limit in chosen.items():
        workload, phase, threads, arithmetic = name.split()
        least = limit["ratio"] * (1 - options.tolerance)
        for settings in (QUICK, FULL):  # a suspicious row gets a second, longer look
            row = measured(workload, phase, int(threads), arithmetic, [limit["peer"]], **settings)
            say(line(row), f"  committed {limit['ratio']:.2f}, at least {least:.2f}")
            if ratio(row) >= least:
                break
        else:
            failures.append(name)
    if failures:
        say(f"\nbench-check FAILED: {len(failures)} of {len(chosen)} rows are slower than committed")
        for name in failures:
            say("   ", name)
        return 1
    say(f"\nbench-check passed: {len(chosen)} rows within {options.tolerance:.0%}")
    return 0


def verify(options):
    """Compares predictions and first losses at full size."""
    worst = 0
    for workload in options.workloads:
        for phase in options.phases:
            load = dict(workload=workload, phase=phase, threads=2, arithmetic="float32")
            with processes.orrery() as us, processes.peers() as peers:
                us.ask("load", **load)
                peers.ask("load", precision="highest", variants=[], **load)
                found = disagreement(us.ask("answer"), peers.ask("answer"), phase)
            worst = max(worst, found)
            say(f"{workload:6} {phase:10} differs by {found:.1e}")
    say(f"allowed: {AGREEMENT['float32']:.0e} of the largest number of a prediction, of a loss")
    return 0 if worst <= AGREEMENT["float32"] else 1


def load(path):
    with open(path) as file:
        return json.load(file)


def choices(allowed):
    def parse(text):
        parts = [part for part in text.split(",") if part]
        wrong = [part for part in parts if part not in allowed]
        if wrong:
            raise argparse.ArgumentTypeError(f"{wrong[0]} is none of {', '.join(allowed)}")
        return parts

    return parse


def arguments():
    parser = argparse.ArgumentParser(description="Orrery beside PyTorch and onnxruntime.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, action in (("run", run), ("check", check), ("verify", verify)):
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        command.add_argument("--workloads", type=choices(WORKLOADS), default=WORKLOADS)
        command.add_argument("--phases", "--phase", type=choices(PHASES), default=PHASES)
        command.add_argument(
            "--threads", type=lambda text: [int(part) for part in text.split(",")]
        )
        command.add_argument(
            "--arithmetics", type=choices(list(AGREEMENT)), default=list(AGREEMENT),
            help="float32, bfloat16; default: both",
        )
        if name == "check":
            command.add_argument(
                "--tolerance", type=float, default=0.2,
                help="part of a ratio that noise may take; default 0.2",
            )
        if name == "run":
            command.add_argument(
                "--quick", action="store_true",
                help="few rounds, 2 threads, nothing compiled: a hint, no claim",
            )
            command.add_argument("--memory", action="store_true", help="memory in a quick run too")
            command.add_argument(
                "--precisions", type=choices(["high", "medium"]), default=[],
                help="more settings of PyTorch's float32 products",
            )
            command.add_argument("--output", default=RESULT)
            command.add_argument(
                "--resume", action="store_true", help="go on with the rows that the output lacks"
            )
            command.add_argument(
                "--publish", action="store_true",
                help="then fill the article and the limits of bench-check",
            )
    for name, action in (
        ("report", lambda options: say(report.markdown(load(options.result)))),
        ("publish", lambda options: publish(load(options.result))),
    ):
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        command.add_argument("result")
    options = parser.parse_args()
    if getattr(options, "threads", 0) is None:
        is_short = options.command == "check" or getattr(options, "quick", False)
        options.threads = [2] if is_short else [1, 2]
    return options


if __name__ == "__main__":
    options = arguments()
    sys.exit(options.action(options))
