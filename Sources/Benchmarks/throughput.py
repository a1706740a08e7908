#!/usr/bin/env python3
"""`orrery run` on small FITS stamps beside the same work in Python, in one go on one machine.

    throughput.py ORRERY [--stamps 10000] [--cores 2] [--rounds 3] [--work FOLDER]

Both read 64 x 64 stamps from single FITS files, stretch and standardise them, classify them with the
same weights of the same network, write a PNG of each and one table. The peer is what a careful user
writes: astropy, PyTorch with loader processes and no gradients, Pillow. Memory is the largest sum of
the proportional set sizes (PSS) of all processes, so that shared pages count once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "../../Plugins/Morphology/Models/simulated.safetensors")

PIPELINE = """orrery: 1
input: {{ images: {input} }}
stages:
  - stretch: {{ function: asinh, softening: 0.1 }}
  - standardise
model: {{ plugin: morphology-cnn, weights: simulated }}
output:
  png: {{ every: object, size: 64 }}
"""


def write_stamps(folder, count):
    import numpy
    from astropy.io import fits
    rng = numpy.random.default_rng(1)
    y, x = numpy.mgrid[:64, :64] - 31.5
    header = fits.Header({"OBJECT": "stamp", "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN",
                          "CRPIX1": 32.5, "CRPIX2": 32.5, "CRVAL1": 150.0, "CRVAL2": 2.0,
                          "CDELT1": -1e-4, "CDELT2": 1e-4})
    for number in range(count):
        a, b, angle = rng.uniform(2, 9), rng.uniform(0.2, 1), rng.uniform(0, 3.14)
        u = x * numpy.cos(angle) + y * numpy.sin(angle)
        v = (y * numpy.cos(angle) - x * numpy.sin(angle)) / b
        image = rng.normal(0, 1, (64, 64)) + 60 * numpy.exp(-numpy.sqrt(u * u + v * v) / a)
        fits.PrimaryHDU(image.astype("f4"), header).writeto(f"{folder}/s{number:06d}.fits")


class Memory(threading.Thread):
    """Watches the sum of PSS over a process and all below it."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.ends = pid, 0, False

    def run(self):
        while not self.ends:
            total, queue = 0, [self.pid]
            while queue:
                pid = queue.pop()
                try:
                    with open(f"/proc/{pid}/smaps_rollup") as file:
                        total += next(int(l.split()[1]) for l in file if l.startswith("Pss:"))
                    for task in os.listdir(f"/proc/{pid}/task"):
                        with open(f"/proc/{pid}/task/{task}/children") as file:
                            queue += [int(child) for child in file.read().split()]
                except (OSError, StopIteration):
                    pass
            self.peak = max(self.peak, total)
            # Seldom: to add up the pages of a large process takes it milliseconds.
            time.sleep(0.25)


def measured(command, environment):
    """Seconds and MiB."""
    # What the run before left for the disk is no part of this one.
    os.sync()
    start = time.time()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    memory = Memory(process.pid)
    memory.start()
    _, errors = process.communicate()
    took = time.time() - start
    memory.ends = True
    memory.join()
    if process.returncode:
        sys.exit(f"{command[0]}: {errors.decode()[-2000:]}")
    return took, memory.peak / 1024


def peer(folder, output, cores):
    """The work in Python."""
    import glob
    import numpy
    import torch
    from astropy.io import fits
    from astropy.table import Table
    from PIL import Image
    from safetensors.torch import load_file

    torch.set_num_threads(cores)
    os.makedirs(f"{output}/png")

    class Stamps(torch.utils.data.Dataset):
        def __init__(self):
            self.files = sorted(glob.glob(f"{folder}/*.fits"))

        def __len__(self):
            return len(self.files)

        def __getitem__(self, index):
            with fits.open(self.files[index], memmap=False) as file:
                image = numpy.asarray(file[0].data, dtype=numpy.float32)
            low, high = numpy.percentile(image, [0.25, 99.75])
            scaled = numpy.clip((image - low) / (high - low), 0, 1)
            stretched = numpy.arcsinh(scaled / 0.1) / numpy.arcsinh(10)
            picture = (255 * stretched[::-1]).astype(numpy.uint8)
            name = os.path.basename(self.files[index])[:-5]
            Image.fromarray(picture).save(f"{output}/png/{name}.png")
            standard = (stretched - stretched.mean()) / stretched.std()
            return torch.from_numpy(standard[None].astype(numpy.float32)), name

    layers, channels = [], 1
    for block in range(4):
        width = 16 << block
        for inputs in (channels, width):
            layers += [torch.nn.Conv2d(inputs, width, 3, padding=1, bias=False),
                       torch.nn.BatchNorm2d(width), torch.nn.ReLU()]
        layers.append(torch.nn.MaxPool2d(2))
        channels = width

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.body = torch.nn.Sequential(*layers)
            self.head = torch.nn.Linear(channels, 5)

        def forward(self, images):
            return self.head(self.body(images).mean((2, 3)))

    network = Network()
    network.load_state_dict(load_file(WEIGHTS))
    network.eval()
    names, rows = [], []
    loader = torch.utils.data.DataLoader(Stamps(), batch_size=64, num_workers=cores)
    with torch.inference_mode():
        for images, labels in loader:
            rows.append(torch.softmax(network(images), 1).numpy())
            names += labels
    rows = numpy.concatenate(rows)
    table = Table({"id": names, "class": rows.argmax(1), "p": rows})
    table.write(f"{output}/catalog.fits")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("orrery")
    parser.add_argument("--stamps", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", default=None)
    parser.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer, options.cores)
    base = tempfile.mkdtemp(prefix="orrery-throughput-", dir=options.work)
    try:
        stamps = os.path.join(base, "in")
        os.makedirs(stamps)
        write_stamps(stamps, options.stamps)
        with open(os.path.join(base, "p.yaml"), "w") as file:
            file.write(PIPELINE.format(input=stamps))
        few = os.path.join(base, "few.txt")
        with open(few, "w") as file:
            file.write(f"{stamps}/s000000.fits\n")
        environment = dict(os.environ, OMP_NUM_THREADS=str(options.cores))
        environment.setdefault("ORRERY_MODEL_PATH", os.path.dirname(WEIGHTS))
        ours, theirs, first = [], [], []
        for number in range(options.rounds):
            run = [options.orrery, "run", f"{base}/p.yaml", "--quiet", "--jobs",
                   str(options.cores), "--output"]
            ours.append(measured(run + [f"{base}/a{number}"], environment))
            first.append(measured(run + [f"{base}/f{number}", "--input", "@" + few],
                                  environment)[0])
            theirs.append(measured([sys.executable, __file__, options.orrery, "--cores",
                                    str(options.cores), "--peer", stamps, f"{base}/b{number}"],
                                   environment))
        # Nothing is removed in between: file systems give a freed inode back only after minutes, and
        # every new file looks through those.
        (our_time, our_memory), (their_time, their_memory) = min(ours), min(theirs)
        print(json.dumps({
            "stamps": options.stamps, "cores": options.cores,
            "orrery": {"seconds": our_time, "per_second": options.stamps / our_time,
                       "MiB": our_memory},
            "python": {"seconds": their_time, "per_second": options.stamps / their_time,
                       "MiB": their_memory},
            "throughput_ratio": their_time / our_time, "memory_ratio": our_memory / their_memory,
            "one_stamp_seconds": min(first),
        }, indent=2))
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
