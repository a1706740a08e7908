"""The two sides of the comparison as processes that compute only when they are asked."""

import json
import os
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
BENCHMARK = os.path.join(FOLDER, "../../../.build/release/benchmark")

# Settings of the user's shell that would make one side another than it is by itself. OpenMP keeps
# its own way of waiting: it spins for a moment and then sleeps, so that the other side is not
# disturbed, and with OMP_WAIT_POLICY=passive PyTorch takes up to twice as long.
FORGOTTEN = ("OPENBLAS_", "OMP_", "KMP_", "MKL_", "GOMP_", "TORCH_", "ONNX")


def environment():
    result = {key: value for key, value in os.environ.items() if not key.startswith(FORGOTTEN)}
    result["TORCHINDUCTOR_COMPILE_THREADS"] = "1"  # no helpers that stay
    return result


class Failure(Exception):
    """A process refused a request or ended."""


class Server:
    """A process that answers one line of JSON with another."""

    def __init__(self, *command):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
            text=True, env=environment(),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.stdout.close()
        self.errors.close()

    def ask(self, action, **values):
        line = ""
        try:
            self.process.stdin.write(json.dumps(dict(action=action, **values)) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            pass
        if not line:
            self.errors.seek(0)
            raise Failure("the process ended: " + self.errors.read()[-2000:])
        reply = json.loads(line)
        if reply.get("error"):
            raise Failure(reply["error"])
        return reply

    def run(self, calls, **values):
        reply = self.ask("run", calls=calls, **values)
        return reply["seconds"], reply["processorSeconds"]


def orrery():
    return Server(BENCHMARK, "serve")


def peers():
    return Server(sys.executable, os.path.join(FOLDER, "worker.py"), "serve")


def number(*command):
    """The number that a process prints."""
    return float(output(*command))


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    if done.returncode != 0:
        raise Failure(" ".join(command) + ": " + done.stderr[-2000:])
    return done.stdout


def worker(*arguments):
    return number(sys.executable, os.path.join(FOLDER, "worker.py"), *map(str, arguments))


def benchmark(*arguments):
    return number(BENCHMARK, *map(str, arguments))


def peak(threads):
    return json.loads(output(BENCHMARK, "peak", "--threads", str(threads)))
