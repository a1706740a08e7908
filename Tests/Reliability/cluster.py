"""A Slurm of one machine, for as long as a test needs it.

Its daemons, keys, sockets and state are its own, in one folder: a Slurm that runs here already is
neither used nor seen. Needs root, because slurmd does.
"""

import os
import shutil
import socket
import subprocess
import time

CONFIGURATION = """ClusterName=orrery
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmdPort={next}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,sched_min_interval=100000,batch_sched_delay=0
MpiDefault=none
ReturnToService=2
KillWait=20
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


# Groups of processes are not needed; how that is said depends on Slurm's version.
GROUPS = ["CgroupPlugin=disabled\n",
          "CgroupPlugin=autodetect\nIgnoreSystemd=yes\nIgnoreSystemdOnFailure=yes\n"]


class Absent(Exception):
    """Why there is no Slurm to be tested."""


class Slurm:
    """Commands find it by `environment`."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.environment = dict(os.environ, SLURM_CONF=f"{folder}/slurm.conf")

    def __enter__(self):
        for name in ("munged", "mungekey", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue"):
            if not shutil.which(name):
                raise Absent(f"there is no {name} (Debian: slurm-wlm, munge)")
        if os.geteuid():
            raise Absent("slurmd needs root")
        for groups in GROUPS:
            try:
                self.start(groups)
                return self
            except BaseException as error:
                self.__exit__()
                if groups is GROUPS[-1] or not isinstance(error, Absent):
                    raise

    def start(self, groups):
        for name in ("state", "spool", "munge"):
            os.makedirs(f"{self.folder}/{name}", mode=0o755, exist_ok=True)
        munge = f"{self.folder}/munge"
        if not os.path.exists(f"{munge}/key"):
            subprocess.run(["mungekey", "-c", "-k", f"{munge}/key"], check=True)
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            ports = one.getsockname()[1], two.getsockname()[1]
        with open(f"{self.folder}/slurm.conf", "w") as file:
            file.write(CONFIGURATION.format(
                host=socket.gethostname().split(".")[0], port=ports[0], next=ports[1],
                folder=self.folder, processors=os.cpu_count(),
                memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20))
        with open(f"{self.folder}/cgroup.conf", "w") as file:
            file.write(groups)
        self.daemon("munged", "--foreground", "--force", f"--key-file={munge}/key",
                    f"--socket={munge}/socket", f"--pid-file={munge}/pid",
                    f"--log-file={munge}/log", f"--seed-file={munge}/seed", "--num-threads=2")
        self.wait(lambda: os.path.exists(f"{munge}/socket"), "munged")
        self.daemon("slurmctld", "-D", "-c")
        self.daemon("slurmd", "-D", "-c")
        self.wait(lambda: "idle" in self.run("sinfo", "-h", "-o", "%t").stdout, "a node")

    def __exit__(self, *_):
        for process in reversed(self.daemons):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.daemons = []

    def daemon(self, *command):
        with open(f"{self.folder}/{command[0]}.out", "wb") as log:
            self.daemons.append(subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True))

    def run(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)

    def wait(self, done, what, seconds=40):
        """Until something is so; says what the daemons said where it never is."""
        end = time.time() + seconds
        while not done():
            for process in self.daemons:
                if process.poll() is not None:
                    raise Absent(f"{process.args[0]} ended: {self.said(process.args[0])}")
            if time.time() > end:
                raise Absent(f"no sign of {what} after {seconds} s: {self.said('slurmd')}")
            time.sleep(0.2)

    def said(self, name):
        try:
            with open(f"{self.folder}/{name}.out", errors="replace") as file:
                return file.read()[-300:].strip()
        except OSError:
            return ""

    def jobs(self):
        """Jobs that have not ended, each with its state."""
        said = self.run("squeue", "-h", "-r", "-o", "%i %T")
        # A controller that is busy says nothing: that is no empty queue.
        if said.returncode:
            return {"unknown": "UNKNOWN"}
        return dict(line.split() for line in said.stdout.split("\n") if line)
