"""A Debian that boots: an overlay over a root, run by systemd-nspawn."""

import os
import shutil
import signal
import subprocess
import time


class Container:
    """One booted machine. Use it as a context: it ends with everything that it started."""

    def __init__(self, root, work, name="sitectl-trial"):
        self._name = name
        self._work = work
        self.root = os.path.join(work, "merged")
        self._lower = root
        self._process = None
        self._leader = None

    def __enter__(self):
        for folder in ("upper", "ovl", "merged"):
            os.makedirs(os.path.join(self._work, folder))
        subprocess.run(
            ["mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir={self._lower},upperdir={self._work}/upper,workdir={self._work}/ovl",
             self.root], check=True)
        return self

    def __exit__(self, *_):
        try:
            self.power_off()
        finally:
            subprocess.run(["umount", self.root], check=True)
            shutil.rmtree(self._work)

    def boot(self):
        """Starts it and waits until systemd says that all is up."""
        log = open(os.path.join(self._work, "console.log"), "ab")
        self._process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "-D", self.root, "--boot", "--register=no", "--keep-unit",
             "--private-network", "--console=pipe", "--machine=" + self._name],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=dict(os.environ, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="1"))
        log.close()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self._leader = self._find_leader()
            if self._leader:
                state = self.run("systemctl is-system-running", check=False).stdout.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.2)
        raise AssertionError("the container did not boot")

    def _find_leader(self):
        path = f"/proc/{self._process.pid}/task/{self._process.pid}/children"
        try:
            with open(path, encoding="ascii") as file:
                return (file.read().split() or [None])[0]
        except FileNotFoundError:
            return None

    def _enter(self):
        return ["nsenter", "-t", self._leader, "-m", "-u", "-i", "-n", "-p", "-C", "--"]

    def popen(self, script, **options):
        """Runs a shell line inside, without waiting."""
        return subprocess.Popen(
            [*self._enter(), "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-c", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **options)

    def run(self, script, check=True, timeout=300):
        """Runs a shell line inside and waits; its output is in ``stdout``."""
        process = self.popen(script)
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        done = subprocess.CompletedProcess(script, process.returncode, output)
        if check and done.returncode:
            raise AssertionError(f"{script}\nended with {done.returncode}:\n{output}")
        return done

    def power_off(self):
        """Shuts down in order."""
        self._end("RTMIN+4")

    def kill(self):
        """Ends it as a power cut does."""
        self._end("KILL")

    def _end(self, name):
        if not self._process or self._process.poll() is not None:
            return
        number = signal.SIGKILL if name == "KILL" else signal.SIGRTMIN + 4
        if self._leader:
            os.kill(int(self._leader), number)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._leader = None
