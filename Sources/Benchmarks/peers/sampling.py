"""Timing of several contenders in turn on a machine that others may use too.

A sample is a block of calls. Before it we wait, for a bounded time, until the machine is quiet; the
processor time of all other processes during the block comes from /proc/stat, and the sample is
clean where that is less than 6 % of the machine. Contenders run one after the other, round by
round, so that a slow minute hits all of them.
"""

import os
import statistics
import time

TICK = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count()
CLEAN = 0.06


def busy_seconds():
    """Processor seconds of the whole machine since it started, stolen ones included."""
    with open("/proc/stat") as file:
        times = [int(field) for field in file.readline().split()[1:9]]
    return (sum(times) - times[3] - times[4]) / TICK


def wait_until_quiet(limit, window=0.12, share=0.1):
    end = time.perf_counter() + limit
    while time.perf_counter() < end:
        start = busy_seconds()
        time.sleep(window)
        if (busy_seconds() - start) / (window * PROCESSORS) <= share:
            return


class Contender:
    """Something that can be called `n` times; `run(n)` gives wall and processor seconds."""

    def __init__(self, name, run):
        self.name, self.run = name, run
        self.samples = []
        self.seconds = run(1)[0]  # of one call, roughly
        self.dropped = False

    def sample(self, block, quiet):
        wait_until_quiet(quiet)
        if self.seconds < 0.5:
            self.run(1)  # warm again after the pause
        calls = max(1, int(block / max(self.seconds, 1e-6)))
        busy, start = busy_seconds(), time.perf_counter()
        wall, processor = self.run(calls)
        elapsed = time.perf_counter() - start
        foreign = max(0.0, busy_seconds() - busy - processor) / (elapsed * PROCESSORS)
        self.samples.append((wall / calls, processor / calls, foreign))
        self.seconds = min(self.seconds, wall / calls)

    @property
    def clean(self):
        return [sample for sample in self.samples if sample[2] < CLEAN]

    @property
    def best(self):
        return min(sample[0] for sample in self.samples)

    def summary(self):
        """Medians of the clean samples; of all where fewer than three are clean."""
        chosen = self.clean if len(self.clean) >= 3 else self.samples
        return {
            "ms": 1e3 * statistics.median(sample[0] for sample in chosen),
            "minimum_ms": 1e3 * self.best,
            "processor_ms": 1e3 * statistics.median(sample[1] for sample in chosen),
            "samples": len(self.samples),
            "clean": len(self.clean),
            "foreign": statistics.median(sample[2] for sample in self.samples),
        }


def race(contenders, ours, rounds, block, quiet, seconds):
    """Samples all in turn: `rounds` rounds, more while fewer than three samples of a contender are
    clean, until `seconds` have passed. After two rounds a peer that needs half as much again as the
    fastest peer has lost and is not called any more."""
    start = time.perf_counter()
    done = 0
    while True:
        active = [contender for contender in contenders if not contender.dropped]
        for contender in active:
            contender.sample(block, quiet)
        done += 1
        peers = [contender for contender in active if contender is not ours]
        if done >= 2 and peers:
            limit = 1.5 * min(peer.best for peer in peers)
            for peer in peers:
                peer.dropped = peer.best > limit
        elapsed = time.perf_counter() - start
        is_clean = all(len(c.clean) >= 3 for c in active if not c.dropped)
        if done >= rounds and (is_clean or elapsed > seconds):
            return
        if done >= 2 and elapsed > 2 * seconds:
            return
