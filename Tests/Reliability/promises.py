#!/usr/bin/env python3
"""Tries from outside what `orrery run` promises: kills, signals, full disks, hostile files and names.

    promises.py ORRERY [--work FOLDER] [--kills 200] [--mutations 10000] [TEST ...]

Needs Python's standard library alone. Each test prints its figures; the exit code is 1 where a
promise is broken. Everything happens in a folder of its own that is removed at the end.
"""

import argparse
import array
import hashlib
import json
import math
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import cluster
import mutations as mutations_of

PIPELINE = mutations_of.IMAGES

failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print("  BROKEN:", text)


def card(key, value):
    if isinstance(value, bool):
        value = "T" if value else "F"
    if isinstance(value, str) and value not in "TF":
        return f"{key:<8}= '{value:<8}'".ljust(80)
    return f"{key:<8}= {value:>20}".ljust(80)


def padded(data, fill=b"\0"):
    return data + fill * (-len(data) % 2880)


def image(seed, side=32):
    """A FITS image of noise around a bright middle."""
    rng = random.Random(seed)
    cards = [card("SIMPLE", True), card("BITPIX", -32), card("NAXIS", 2), card("NAXIS1", side),
             card("NAXIS2", side), card("OBJECT", f"object {seed}"), card("CTYPE1", "RA---TAN"),
             card("CTYPE2", "DEC--TAN"), card("CRPIX1", 16.5), card("CRPIX2", 16.5),
             card("CRVAL1", 150.0), card("CRVAL2", 2.0), card("CDELT1", -0.0001),
             card("CDELT2", 0.0001), "END".ljust(80)]
    header = padded("".join(cards).encode(), b" ")
    values = [rng.gauss(100, 3) + 500 / (1 + (x - side / 2) ** 2 + (y - side / 2) ** 2)
              for y in range(side) for x in range(side)]
    return header + padded(struct.pack(f">{len(values)}f", *values))


class Place:
    """A folder with inputs and the command to run on them."""

    def __init__(self, orrery, base, name, count=0, side=32):
        self.orrery = orrery
        self.path = os.path.join(base, name)
        self.input = os.path.join(self.path, "in")
        os.makedirs(self.input)
        for number in range(count):
            with open(os.path.join(self.input, f"s{number:06d}.fits"), "wb") as file:
                file.write(image(number, side))
        self.pipeline = self.file("p.yaml", PIPELINE.format(input=self.input))

    def file(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def command(self, output, *more):
        return [self.orrery, "run", self.pipeline, "--output", os.path.join(self.path, output),
                *more]

    def run(self, output, *more, **options):
        return subprocess.run(self.command(output, *more), capture_output=True, **options)

    def tree(self, output):
        """Digests of everything but the ledger; what is half-written counts too."""
        result = {}
        root = os.path.join(self.path, output)
        for folder, names, files in os.walk(root):
            names[:] = [name for name in names if name != ".orrery"]
            for name in files:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    result[os.path.relpath(path, root)] = hashlib.sha256(file.read()).hexdigest()
        return result


def visible(tree):
    return {name: digest for name, digest in tree.items()
            if not os.path.basename(name).startswith(".")}


def whole_files(place, clean):
    """Nothing visible is half-written."""
    for name, digest in visible(place.tree("out")).items():
        if name != "catalog.fits":
            check(clean.get(name) == digest, f"{name} is half-written after a kill")


def killed_after(place, seconds):
    """Starts the run and kills it; the seconds it had, and whether it had ended by itself."""
    start = time.time()
    process = subprocess.Popen(place.command("out", "--quiet"), stderr=subprocess.PIPE)
    try:
        process.wait(timeout=seconds)
        check(process.returncode == 0, f"a resumed run ends with 0, not {process.returncode}")
        return time.time() - start, True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return time.time() - start, False


def repeated(place):
    """Objects whose picture is there and whose record is not: they are done again."""
    made = len([name for name in visible(place.tree("out")) if name.startswith("png/")])
    ledger = os.path.join(place.path, "out", ".orrery", "ledger.sqlite")
    if not os.path.exists(ledger):
        return made
    database = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    try:
        return made - database.execute("SELECT COUNT(*) FROM attempt WHERE isCurrent").fetchone()[0]
    except sqlite3.OperationalError:
        return made
    finally:
        database.close()


def kills(orrery, base, options):
    """R1, R2: killed at a random moment and run again: nothing half-written, nothing lost, and at
    most 1.15 of the work of a run that was not killed."""
    place = Place(orrery, base, "kills", 2000)
    times = []
    for _ in range(3):
        shutil.rmtree(os.path.join(place.path, "clean"), ignore_errors=True)
        start = time.time()
        check(place.run("clean", "--quiet").returncode == 0, "a clean run ends with 0")
        times.append(time.time() - start)
    clean_time = sorted(times)[1]
    clean = place.tree("clean")
    rng = random.Random(1)
    survived, worked, again = 0, 0.0, 0
    while survived < options.kills:
        shutil.rmtree(os.path.join(place.path, "out"), ignore_errors=True)
        first, ended = killed_after(place, rng.uniform(0.005, clean_time))
        if ended:
            continue
        survived += 1
        whole_files(place, clean)
        again += repeated(place)
        worked += first + killed_after(place, None)[0]
        check(place.tree("out") == clean, "the resumed tree is that of a clean run")
    # Objects are counted, not seconds: other work on the machine does not change them.
    work = 1 + again / (survived * 2000)
    check(work <= 1.15, f"a killed run and the one behind it do {work:.2f} of a clean run")
    print(f"  {survived} kills, each in a run of {clean_time:.2f} s: both runs together do "
          f"{work:.3f} of its objects in {worked / (survived * clean_time):.2f} of its time")


def many_kills(orrery, base, options):
    """R1: killed again and again in one run, at random moments close together."""
    place = Place(orrery, base, "many", 600)
    start = time.time()
    check(place.run("clean", "--quiet").returncode == 0, "a clean run ends with 0")
    clean_time = time.time() - start
    clean = place.tree("clean")
    rng = random.Random(2)
    survived, rounds, worked = 0, 0, 0.0
    while survived < options.kills:
        rounds += 1
        shutil.rmtree(os.path.join(place.path, "out"), ignore_errors=True)
        ended = False
        while not ended:
            took, ended = killed_after(place, rng.uniform(0.005, max(0.1, clean_time / 4)))
            worked += took
            survived += not ended
            whole_files(place, clean)
        check(place.tree("out") == clean, "the resumed tree is that of a clean run")
    print(f"  {survived} kills in {rounds} runs, a clean run takes {clean_time:.2f} s, "
          f"work {worked / (rounds * clean_time):.2f} of clean runs")


def started(place, output):
    return os.path.isdir(os.path.join(place.path, output, "png"))


def signals(orrery, base, options):
    """R4: SIGINT and SIGTERM end with 75 and a line that says how to go on."""
    place = Place(orrery, base, "signals", 3000, 16)
    check(place.run("clean").returncode == 0, "a clean run ends with 0")
    slowest = 0.0
    for number in (signal.SIGINT, signal.SIGTERM):
        output = f"out{int(number)}"
        process = subprocess.Popen(place.command(output), stderr=subprocess.PIPE)
        while process.poll() is None and not started(place, output):
            time.sleep(0.005)
        start = time.time()
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        slowest = max(slowest, time.time() - start)
        check(process.returncode in (0, 75), f"signal {number} ends with 75, not "
              f"{process.returncode}")
        if process.returncode == 75:
            check(b"the same command again goes on" in errors, "it says how to go on")
        check(place.run(output).returncode == 0, "the run goes on")
        check(place.tree(output) == place.tree("clean"), "the tree is that of a clean run")
    process = subprocess.Popen(place.command("twice"), stderr=subprocess.DEVNULL)
    while process.poll() is None and not started(place, "twice"):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    start = time.time()
    process.wait(timeout=10)
    print(f"  stopped within {slowest:.2f} s; twice within {time.time() - start:.2f} s")


def locked(orrery, base, options):
    """R5: the second run in a folder ends at once with 75."""
    place = Place(orrery, base, "locked", 3000, 16)
    first = subprocess.Popen(place.command("out", "--quiet"))
    while not started(place, "out"):
        time.sleep(0.01)
    start = time.time()
    second = place.run("out")
    took = time.time() - start
    check(second.returncode == 75, f"the second run ends with 75, not {second.returncode}")
    check(str(first.pid).encode() in second.stderr, "it names the process")
    check(took < 2, f"it takes {took:.2f} s")
    first.kill()
    first.wait()
    check(place.run("out", "--quiet").returncode == 0, "the lock went with the killed process")
    print(f"  the second run ended after {took:.2f} s")


def disk(orrery, base, options):
    """R6, R7: no space, a limit on files, a folder that cannot be written."""
    place = Place(orrery, base, "disk", 200)
    place.run("clean")
    limit = place.run(
        "limited", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
    check(limit.returncode == 5, f"a limit on files ends with 5, not {limit.returncode}")
    check(limit.stderr.count(b"\n") <= 5, "in at most five lines")
    check(place.run("limited", "--quiet").returncode == 0, "it goes on without the limit")
    check(place.tree("limited") == place.tree("clean"), "to the same tree")
    mount = os.path.join(place.path, "small")
    os.makedirs(mount)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", mount],
                      capture_output=True).returncode == 0:
        try:
            full = place.run("small/out")
            check(full.returncode == 5, f"a full disk ends with 5, not {full.returncode}")
            check(full.stderr.count(b"\n") <= 5 and b"No space left" in full.stderr,
                  "with one clear line")
            names = [n for n in place.tree("small/out") if os.path.basename(n).startswith(".")]
            check(not names, f"nothing half-written: {names}")
            subprocess.run(["mount", "-o", "remount,size=50m", mount])
            check(place.run("small/out", "--quiet").returncode == 0, "it goes on with space")
            check(place.tree("small/out") == place.tree("clean"), "to the same tree")
        finally:
            subprocess.run(["umount", mount])
    else:
        print("  no tmpfs can be mounted here: the full disk is not tried")
    for name in ("clean/catalog.fits", "clean/catalog.fits/below"):
        start = time.time()
        wrong = place.run(name)
        check(wrong.returncode == 5 and time.time() - start < 5, f"{name} as output ends with 5")
    print("  a limit on files, a full disk and outputs that are no folders")


def odd_inputs(orrery, base, options):
    """R8, R9: what is no file, vanishes or is broken costs itself alone."""
    place = Place(orrery, base, "odd", 40)
    place.run("clean", "--quiet")
    os.mkfifo(os.path.join(place.input, "t1.fits"))
    os.mkdir(os.path.join(place.input, "t2.fits"))
    os.symlink("/dev/zero", os.path.join(place.input, "t3.fits"))
    os.symlink("/nowhere", os.path.join(place.input, "t4.fits"))
    with open(os.path.join(place.input, "t5.fits"), "wb") as file:
        file.write(image(1)[:4000])
    place.file("p.yaml", PIPELINE.format(input=place.input + "/*.fits"))
    start = time.time()
    run = place.run("out", "--json", timeout=60)
    took = time.time() - start
    summary = json.loads(run.stdout)
    check(run.returncode == 1 and summary["done"] == 40 and summary["failed"] == 5,
          f"40 done, 5 failed: {run.returncode} {summary['done']} {summary['failed']}")
    clean = visible(place.tree("clean"))
    out = visible(place.tree("out"))
    for name in clean:
        if name != "catalog.fits":
            check(out.get(name) == clean[name], f"{name} is as without the broken ones")
    print(f"  5 odd inputs among 45 in {took:.2f} s")


def resumes(orrery, base, options):
    """R3, R12: a finished run again writes nothing; what changed is done anew, alone."""
    place = Place(orrery, base, "resumes", 2000)
    start = time.time()
    place.run("out", "--quiet")
    first = time.time() - start
    def times():
        return {name: os.stat(os.path.join(place.path, "out", name)).st_mtime_ns
                for name in place.tree("out")}
    before = times()
    time.sleep(0.1)
    start = time.time()
    again = json.loads(place.run("out", "--json").stdout)
    second = time.time() - start
    check(again["tried"] == 0 and times() == before, "a finished run writes nothing")
    for name in os.listdir(place.input):
        os.utime(os.path.join(place.input, name))
    check(json.loads(place.run("out", "--json").stdout)["tried"] == 0, "touch redoes nothing")
    with open(os.path.join(place.input, "s000007.fits"), "wb") as file:
        file.write(image(99999))
    changed = json.loads(place.run("out", "--json").stdout)
    check(changed["causes"] == {"input changed": 1}, f"one changed input: {changed['causes']}")
    print(f"  2000 objects: {first:.2f} s, again {second:.2f} s ({100 * second / first:.1f} %)")


def memory(orrery, base, options):
    """R13: memory does not grow with the number of objects."""
    peaks = {}
    for count in (100, options.objects):
        place = Place(orrery, base, f"memory{count}", count, 16)
        subprocess.run(place.command("out", "--quiet"), check=True)
        peaks[count] = json.loads(subprocess.run(
            [orrery, "runs", "list", os.path.join(place.path, "out"), "--json"],
            capture_output=True).stdout)[-1]["memory"]
        shutil.rmtree(place.path)
    few, many = peaks[100], peaks[options.objects]
    check(many <= 1.2 * few + (16 << 20), "memory grows with the number of objects")
    print(f"  100 objects {few / 2**20:.1f} MiB, {options.objects} objects {many / 2**20:.1f} MiB")


def parallel(orrery, base, options):
    """Shards that GNU parallel runs, two at once, and their merge have the bytes of one process."""
    if not shutil.which("parallel"):
        return print("  there is no GNU parallel: not tried")
    place = Place(orrery, base, "parallel", 200)
    place.run("clean", "--quiet")
    run = subprocess.run(
        ["parallel", "--will-cite", "-j", "2", *place.command("out", "--quiet", "--shard", "{}/7"),
         ":::", *map(str, range(1, 8))], capture_output=True)
    check(run.returncode == 0, f"every shard ends with 0: {run.stderr[-300:]!r}")
    merge = subprocess.run([orrery, "merge", os.path.join(place.path, "out")], capture_output=True)
    check(merge.returncode == 0, f"they are merged: {merge.stderr[-300:]!r}")
    check(place.tree("out") == place.tree("clean"), "the tree is that of one process")
    print("  200 objects in 7 shards, two at once: the tree of one process")


def slurm(orrery, base, options):
    """An array job and its merge have the bytes of one process, also where a task is requeued."""
    folder = os.path.join(base, "cluster")
    os.makedirs(folder)
    try:
        with cluster.Slurm(folder) as machines:
            slurm_array(machines, Place(orrery, base, "array", 200))
            slurm_requeue(machines, Place(orrery, base, "requeue", 4000))
    except cluster.Absent as reason:
        print(f"  no Slurm can be had here: not tried ({reason})")


def submitted(machines, place, *options):
    """Submits the run to a cluster."""
    run = subprocess.run(
        [place.orrery, "submit", "slurm", place.pipeline, "--output",
         os.path.join(place.path, "out"), "--memory", "500M", "--time", "00:10:00", "--now",
         *options], env=machines.environment, capture_output=True, text=True)
    check(run.returncode == 0, f"the jobs are submitted: {run.stderr[-300:]!r}")


def slurm_array(machines, place):
    place.run("clean", "--quiet")
    start = time.time()
    submitted(machines, place, "--shards", "5", "--processors", "1")
    machines.wait(lambda: not machines.jobs(), "the end of the array", 300)
    check(place.tree("out") == place.tree("clean"), "an array's tree is that of one process")
    print(f"  200 objects as an array of 5 and its merge, {time.time() - start:.0f} s with Slurm's "
          "own pauses: the tree of one process")


def slurm_requeue(machines, place):
    place.run("clean", "--quiet")
    submitted(machines, place, "--shards", "2", "--processors", "1")
    pictures = os.path.join(place.path, "out", "png")
    # Both tasks are in their middle.
    machines.wait(lambda: os.path.isdir(pictures) and len(os.listdir(pictures)) > 400, "pictures")
    task = next(job for job in machines.jobs() if job.endswith("_1"))
    said = machines.run("scontrol", "requeue", task)
    check(said.returncode == 0, f"a task is requeued: {said.stderr}")
    # A task that is queued again waits for two minutes; this one need not.
    machines.wait(lambda: machines.jobs().get(task) == "PENDING", "the task in the queue", 60)
    machines.run("scontrol", "update", f"JobId={task}", "StartTime=now")
    machines.wait(lambda: not machines.jobs(), "the end of the requeued task", 300)
    runs = json.loads(subprocess.run(
        [place.orrery, "runs", "list", os.path.join(place.path, "out"), "--json"],
        capture_output=True).stdout)
    again = [run for run in runs if run["shard"] == "1/2"]
    check(len(again) == 2 and again[1]["kept"] > 0, f"the task went on where it was: {again}")
    check(place.tree("out") == place.tree("clean"), "the tree is that of one process")
    if len(again) == 2:
        print(f"  4000 objects, a task of 2 requeued: {again[1]['kept']} of its 2000 stood, "
              f"{again[1]['tried']} were done behind; the tree of one process")


FIELD = """orrery: 1
input: {{ images: '{input}' }}
stages:
  - subtract-background: {{ box: 64 }}
  - divide-by-noise
model: {{ plugin: segmenter, weights: fields, batch: 1 }}
output:
  fits: {{ products: [cutout, segmentation, source-probability] }}
"""


def field(path, side):
    """A large image: the same 1000 x 1000 pixels of noise and stars again and again, on a slope."""
    rng = random.Random(7)
    block = [array.array("f", (rng.gauss(100, 3) for _ in range(1000))) for _ in range(1000)]
    for _ in range(600):
        x, y, flux = rng.uniform(8, 991), rng.uniform(8, 991), 40 * math.exp(rng.uniform(0, 5))
        a, b = rng.uniform(1.2, 4), rng.uniform(1.2, 4)
        for v in range(int(y) - 8, int(y) + 9):
            for u in range(int(x) - 8, int(x) + 9):
                block[v][u] += flux * math.exp(-0.5 * (((u - x) / a) ** 2 + ((v - y) / b) ** 2))
    header = "".join(
        [card("SIMPLE", True), card("BITPIX", -32), card("NAXIS", 2), card("NAXIS1", side),
         card("NAXIS2", side), card("CTYPE1", "RA---TAN"), card("CTYPE2", "DEC--TAN"),
         card("CRPIX1", side / 2), card("CRPIX2", side / 2), card("CRVAL1", 150.0),
         card("CRVAL2", 2.0), card("CDELT1", -5e-5), card("CDELT2", 5e-5), "END".ljust(80)])
    with open(path, "wb") as file:
        file.write(padded(header.encode(), b" "))
        for y in range(side):
            row = array.array("f", (value + 0.01 * y for value in block[y % 1000]))
            row.byteswap()
            whole, rest = divmod(side, 1000)
            file.write(row.tobytes() * whole + row[:rest].tobytes())
        file.write(b"\0" * (-file.tell() % 2880))


def large(orrery, base, options):
    """An image that is larger than the memory it may take: the bytes of the run in memory."""
    place = Place(orrery, base, "large")
    models = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "../../Plugins/Segmenter/Models")
    environment = dict(os.environ, ORRERY_MODEL_PATH=models)
    place.pipeline = place.file("p.yaml", FIELD.format(input=place.input))

    def run(output, limit):
        start = time.time()
        run = place.run(output, "--quiet", "--jobs", "1", "--max-rss", limit, env=environment)
        check(run.returncode == 0, f"it ends with 0, not {run.returncode}: {run.stderr[-300:]!r}")
        peak = json.loads(subprocess.run(
            [orrery, "runs", "list", os.path.join(place.path, output), "--json"],
            capture_output=True).stdout)[-1]["memory"]
        return time.time() - start, peak

    field(os.path.join(place.input, "f.fits"), 3000)
    (whole_time, whole), (tiled_time, tiled) = run("whole", "8G"), run("tiled", "800M")
    check(place.tree("whole") == place.tree("tiled"), "tiles and the whole give the same bytes")
    check(tiled < whole, "tiles take less memory")
    print(f"  3000 x 3000 pixels: whole {whole_time:.1f} s, {whole / 1e6:.0f} MB; in tiles "
          f"{tiled_time:.1f} s, {tiled / 1e6:.0f} MB; the same bytes")
    if options.side > 3000:
        field(os.path.join(place.input, "f.fits"), options.side)
        took, peak = run("large", "1G")
        check(peak < 1e9, f"it takes {peak / 1e6:.0f} MB")
        print(f"  {options.side} x {options.side} pixels: {took:.0f} s, {peak / 1e6:.0f} MB")


def is_plain(said):
    """Whether nothing in it steers a terminal."""
    text = said.decode().replace("\n", "")
    return not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x200E <= ord(c) <= 0x200F
                   or 0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 for c in text)


NAMES = ["a.fits[0]", "b.fits(copy.fits)", "c;rm -rf x.fits", "d$(touch pwned).fits", "é.fits",
         "e\x1b[31m.fits", "f\u202e.fits", " lead.fits", "trail .fits", "!bang.fits", "-.fits",
         "g'quote.fits", 'h"quote.fits', "i<script>alert(1)<script>.fits", "j\nline.fits",
         "k%s%n.fits", "~.fits", "l=cmd|calc.fits", "m+1.fits", "same.fits", "SAME.fits",
         "n" * 200 + ".fits", "o*.fits", "http:__x.fits", "mem:.fits", "p\t.fits", "@at.fits"]


def hostile_names(orrery, base, options):
    """S4 to S6: names are names; nothing leaves the output folder or steers the terminal."""
    place = Place(orrery, base, "names")
    for name in NAMES:
        with open(os.path.join(place.input, name), "wb") as file:
            file.write(image(hash(name) % 1000))
    before = set(os.listdir(place.path))
    place.file("p.yaml", PIPELINE.format(input=place.input + "/*"))
    run = place.run("out", "--json", cwd=place.path)
    summary = json.loads(run.stdout)
    check(summary["done"] == len(NAMES), f"{summary['done']} of {len(NAMES)} names are read")
    check(set(os.listdir(place.path)) - before == {"out"}, "nothing lies beside the output")
    said = run.stdout + run.stderr + subprocess.run(
        [orrery, "runs", "show", os.path.join(place.path, "out"), "--json"],
        capture_output=True).stdout
    check(is_plain(said), "no control byte and no bidirectional override is written")
    products = visible(place.tree("out"))
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")
    check(all(set(name) <= allowed for name in products), "names of products are plain")
    check(len([n for n in products if n.startswith("png/")]) == len(NAMES), "each has its own")
    print(f"  {len(NAMES)} names")


def picture():
    """A PNG of one image, as a run writes it."""
    rng = random.Random(5)
    rows = b"".join(b"\0" + bytes(rng.randrange(90) for _ in range(24)) for _ in range(24))

    def chunk(name, data):
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 24, 24, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", b"Title\0seed") + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


CAP = 4 << 30


def capped():
    resource.setrlimit(resource.RLIMIT_AS, (CAP, CAP))


def kept(options, name, write):
    """Keeps an input that broke a promise."""
    path = os.path.join(options.keep, name)
    os.makedirs(path, exist_ok=True)
    write(path)


def mutated_batch(place, kind, seeds, count, rng, options, figures):
    """A run over many broken files of a kind."""
    description = mutations_of.RUNS[kind][0]
    with open(place.pipeline, "w") as file:
        file.write(description.format(input=place.input + "/*"))
    for number in range(count):
        name, data = rng.choice(seeds)
        with open(os.path.join(place.input, f"m{number:05d}-{name}"), "wb") as file:
            file.write(mutations_of.broken(name, data, rng))
    run = place.run("out", "--keep-going", "--json", timeout=900, preexec_fn=capped)
    check(run.returncode in (0, 1),
          f"{kind}: exit code {run.returncode}: {run.stderr[-300:]!r}")
    if run.returncode not in (0, 1):
        return kept(options, f"crash-{kind}-{rng.random()}", lambda path: shutil.copytree(
            place.input, path, dirs_exist_ok=True))
    check(is_plain(run.stderr), "no control byte is written")


    def said(*command):
        return json.loads(subprocess.run(
            [place.orrery, "runs", *command, os.path.join(place.path, "out"), "--json"],
            capture_output=True).stdout)
    worst = said("list")[-1]["memory"]
    objects = said("show", "--limit", "1000000")["objects"]
    slowest = max([entry["seconds"] for entry in objects], default=0)
    failed = len({entry["input"] for entry in objects if entry["status"] == "failed"})
    check(slowest < 5, f"{kind}: the slowest took {slowest:.1f} s")
    check(worst < 512 << 20, f"{kind}: {worst >> 20} MiB were used")
    figures.append((count - failed, failed, slowest, worst))


def mutated_single(reader, seeds, count, rng, options, figures):
    """The command that reads one file, on one broken file after the other."""
    for _ in range(count):
        name, data = rng.choice(seeds)
        data = mutations_of.broken(name, data, rng)
        start = time.time()
        try:
            run = reader.run(data, timeout=20, preexec_fn=capped)
            took, code, text = time.time() - start, run.returncode, run.stdout + run.stderr
        except subprocess.TimeoutExpired:
            took, code, text = 20, "none", b""
        good = code in (0, 1, 2, 3, 4) and took < 5 and is_plain(text)
        check(good, f"{reader.kind}: exit code {code} after {took:.1f} s: {text[-300:]!r}")
        if not good:
            kept(options, f"crash-{reader.kind}-{rng.random()}", lambda path: open(
                os.path.join(path, name), "wb").write(data))
        figures.append((code == 0, code != 0, took, 0))


def mutations(orrery, base, options):
    """S1, S8, S9: files of every kind, broken in every way, under a cap of memory and time."""
    rng = random.Random(options.seed)
    more = []
    for path in options.seeds:
        with open(path, "rb") as file:
            more.append((os.path.basename(path), file.read()))
    more.append(("plain.fits", image(1)))
    for kind, (_, share) in mutations_of.RUNS.items():
        seeds = mutations_of.seeds(kind, more if kind == "images" else ())
        count, figures = max(1, round(share * options.mutations)), []
        start = time.time()
        for done in range(0, count, 2000):
            place = Place(orrery, base, "mutations")
            mutated_batch(place, kind, seeds, min(2000, count - done), rng, options, figures)
            shutil.rmtree(place.path)
        mutated_figures(kind, count, seeds, figures, start)
    for kind, share in mutations_of.SINGLE.items():
        seeds = mutations_of.seeds(kind, [("seed.png", picture())] if kind == "pictures" else ())
        count, figures = max(1, round(share * options.mutations)), []
        start = time.time()
        reader = mutations_of.Reader(orrery, kind, os.path.join(base, "single-" + kind))
        mutated_single(reader, seeds, count, rng, options, figures)
        mutated_figures(kind, count, seeds, figures, start)


def mutated_figures(kind, count, seeds, figures, start):
    good, refused = sum(entry[0] for entry in figures), sum(entry[1] for entry in figures)
    slowest = max([entry[2] for entry in figures], default=0)
    worst = max([entry[3] for entry in figures], default=0)
    print(f"  {kind}: {count} of {len(seeds)} seeds, {good} read, {refused} refused, the slowest "
          f"{slowest * 1000:.0f} ms" + (f", at most {worst >> 20} MiB" if worst else "")
          + f"; {count / (time.time() - start):.0f} a second", flush=True)


TESTS = {test.__name__: test for test in
         (resumes, signals, locked, disk, odd_inputs, hostile_names, kills, many_kills, parallel,
          slurm, memory, large, mutations)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("orrery")
    parser.add_argument("tests", nargs="*", default=[])
    parser.add_argument("--work", default=None)
    parser.add_argument("--keep", default=".", help="folder for inputs that broke a promise")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--objects", type=int, default=20_000)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--side", type=int, default=6000, help="pixels of the large image")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", nargs="*", default=[], help="more files to mutate")
    options = parser.parse_args()
    wrong = set(options.tests) - set(TESTS)
    if wrong:
        parser.error(f"no test {', '.join(sorted(wrong))}; there are {', '.join(TESTS)}")
    base = tempfile.mkdtemp(prefix="orrery-promises-", dir=options.work)
    try:
        for name in options.tests or TESTS:
            print(f"{name}: {TESTS[name].__doc__}", flush=True)
            TESTS[name](os.path.abspath(options.orrery), base, options)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"{len(failures)} promises broken" if failures else "every promise was kept")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
