"""Visitors in numbers, and what became of their requests."""
import json
import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .site import ADDRESS

SCRIPT = Path(__file__).with_name('mixed.lua')
LONGEST = 600
# Of all visitors together, each second. That is enough to be there at each moment of a switch, and
# leaves the processors to the hosts that are tested meanwhile.
RATE = 60
START_SECONDS = 2


@dataclass(frozen=True)
class Report:
    """What wrk counted; `lost` are all requests that were not answered as they should be."""

    requests: int
    status: int
    connect: int
    read: int
    write: int
    timeout: int
    p99_ms: float
    max_ms: float

    @property
    def lost(self):
        return self.status + self.connect + self.read + self.write + self.timeout

    def check(self, at_least=200):
        assert self.lost == 0, f'requests were lost: {self}'
        assert self.requests >= at_least, f'too few requests to prove anything: {self}'


class Load:
    """wrk in the host's network while the block runs; afterwards `report` says what it saw.

    A reload of nginx closes connections that are kept and idle, at a moment when the next request
    may be on its way: browsers send it again, wrk counts it as lost. Where nginx has to be
    reloaded, visitors come without keep_alive.

    They make at most `rate` requests a second; with None, as many as are answered.
    """

    def __init__(self, site, connections=32, keep_alive=True, address=ADDRESS, style_sheet=None,
                 slow_every=10, usual='/', rate=RATE):
        pause_ms = 1000 * connections // rate if rate else 0
        self.command = site.host.outside(
            'wrk', '--threads', '2', '--connections', connections, '--duration', f'{LONGEST}s',
            '--timeout', '30s', *([] if keep_alive else ['--header', 'Connection: close']),
            '--header', f'Host: {urlsplit(site.address).hostname}',
            '--script', SCRIPT, address, '--', style_sheet or site.style_sheet(), slow_every, usual,
            pause_ms)
        self.process = None
        self.report = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        time.sleep(START_SECONDS)  # connections first, then what shall not disturb them
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGINT)  # wrk then ends early and still reports
        said, _ = self.process.communicate(timeout=60)
        if kind is None:
            self.report = Report(**json.loads(re.search(r'^RESULT (.*)$', said, re.M)[1]))


def slow_clients(site, count, seconds):
    """Many visitors at once whose page takes long; returns a future list of pages."""
    pool = ThreadPoolExecutor(count)
    futures = [pool.submit(site.get, f'/probe/slow/?seconds={seconds}') for _ in range(count)]
    pool.shutdown(wait=False)
    return futures
