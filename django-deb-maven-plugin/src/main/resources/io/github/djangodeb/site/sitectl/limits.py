"""How much of its host a site may take: memory, processors, processes.

The slice that all units of the site are in has the build's limits; a drop-in over it has those of
site.conf, and is gone where that says nothing. systemd holds a running site to them as soon as it
has read them: nothing is restarted.
"""

import contextlib
import os
import re

from . import systemd
from .errors import SiteError
from .files import make_directory, read_text, remove, write_if_different
from .output import say

#: Ahead of what "systemctl edit" and "systemctl set-property" write, which therefore win.
NAME = "10-site-conf.conf"

#: No site starts with less: a mistaken unit would end it.
_LEAST_BYTES = 64 << 20
_LEAST_TASKS = 64

#: systemd counts bytes in 64 bits, and leaves out a line whose number does not fit.
_MOST_BYTES = 1 << 60

_GROUPS = "/sys/fs/cgroup"
_UNITS = "/usr/lib/systemd/system"
_INFINITY = "infinity"
_SHARE = re.compile(r"100%|[1-9][0-9]?%")
_SIZE = re.compile(r"([1-9][0-9]{0,13})([KMGT]?)")
_QUOTA = re.compile(r"[1-9][0-9]{0,5}%")
_COUNT = re.compile(r"[1-9][0-9]{0,6}")
_SPAN = re.compile(r"([0-9.]+)(h|min|s|ms|us)\b")
_SECONDS = {"h": 3600, "min": 60, "s": 1, "ms": 1e-3, "us": 1e-6}
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def _is_memory(text):
    return bool(_SHARE.fullmatch(text)) or _LEAST_BYTES <= _bytes(text) <= _MOST_BYTES


def _is_quota(text):
    return bool(_QUOTA.fullmatch(text))


def _is_count(text):
    return bool(_SHARE.fullmatch(text)) or (
        bool(_COUNT.fullmatch(text)) and int(text) >= _LEAST_TASKS)


def _bytes(text):
    """An amount in bytes; 0 for what is none."""
    match = _SIZE.fullmatch(text)
    return int(match[1]) * _FACTORS[match[2]] if match else 0


_MEMORY = (_is_memory, "is not an amount of memory such as 512M, 2G, 40% or infinity, 64M at least")

#: Keys of site.conf: the directive, what it takes, and what is said of anything else.
KEYS = {
    "MEMORY_MAX": ("MemoryMax", *_MEMORY),
    "MEMORY_HIGH": ("MemoryHigh", *_MEMORY),
    "CPU_QUOTA": ("CPUQuota", _is_quota, "is not a share of processors such as 50%, 200% (two of"
                                         " them) or infinity"),
    "TASKS_MAX": ("TasksMax", _is_count, "is not a number of processes such as 512, 20% or"
                                         " infinity, 64 at least"),
}


def slice_of(site):
    """The slice of a site. A hyphen in its name would put it below another one."""
    return site.unit.replace("-", "_") + ".slice"


def path(site):
    """The drop-in."""
    folder = site.facts.get("systemd_directory", "/etc/systemd/system")
    return os.path.join(folder, slice_of(site) + ".d", NAME)


def wanted(site):
    """The directives that site.conf asks for, by their names.

    :raises SiteError: if a value is none that systemd takes
    """
    found = {directive: wanted_of(site, key) for key, (directive, *_) in KEYS.items()}
    return {directive: text for directive, text in found.items() if text}


def wanted_of(site, key):
    """What site.conf says for one key; empty for what the package says.

    :raises SiteError: if that is no value that systemd takes
    """
    _, is_right, words = KEYS[key]
    text = site.configuration.get(key, "")
    if text and text != _INFINITY and not is_right(text):
        raise SiteError(f'{key}: "{text}" {words}: correct {site.configuration_path}.')
    return text


def ensure(site):
    """Writes what site.conf says, for the next time that systemd reads its units.

    :raises SiteError: if a value is wrong, or so small that the kernel would end the running site
    """
    limits = wanted(site)
    file = path(site)
    text = _text(site, limits)
    if (read_text(file) or "") == text:
        return
    _refuse_less_than_used(site, limits.get("MemoryMax") or _packages(site))
    if text:
        make_directory(os.path.dirname(file))
        write_if_different(file, text)
        say("limits: " + _words(limits))
    else:
        remove(file)
        with contextlib.suppress(OSError):  # Others may have put something there.
            os.rmdir(os.path.dirname(file))
        say("limits: those of the package")


def _text(site, limits):
    if not limits:
        return ""
    lines = [f"# Written by {site.unit}, as {site.configuration_path} says.", "[Slice]"]
    for directive, value in limits.items():
        # CPUQuota has no such word: without a value there is none.
        none = directive == "CPUQuota" and value == _INFINITY
        lines.append(f"{directive}={'' if none else value}")
    return "\n".join(lines) + "\n"


def _words(limits):
    return " ".join(f"{directive}={value}" for directive, value in limits.items())


def _refuse_less_than_used(site, limit):
    """The kernel can take cached files out of memory, and not what processes hold."""
    used = _used(site)
    most = _most(limit)
    if used is not None and most is not None and most < used:
        raise SiteError(
            f"MEMORY_MAX: the site's processes hold {used >> 20} MB now, and with {limit} the"
            f" kernel would end them at once. Nothing was changed. Set more in"
            f" {site.configuration_path}, or begin anew with it, which cuts off visitors:"
            f" {site.unit} restart")


def _packages(site):
    """MemoryMax of the package."""
    text = read_text(os.path.join(_UNITS, slice_of(site)))
    match = re.search(r"^MemoryMax=(\S+)$", text or "", re.M)
    return match[1] if match else _INFINITY


def _used(site):
    """Bytes that the site's processes hold, or None where that is not counted."""
    group = systemd.show(slice_of(site), "ControlGroup")["ControlGroup"]
    text = read_text(os.path.join(_GROUPS, group.lstrip("/"), "memory.stat")) if group else None
    match = re.search(r"^anon (\d+)$", text or "", re.M)
    return int(match[1]) if match else None


def _most(limit):
    """An amount in bytes, or None for no limit."""
    if limit == _INFINITY:
        return None
    if limit.endswith("%"):
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return whole * int(limit[:-1]) // 100
    return _bytes(limit)


def check(site):
    """What is in force: (whether that is what site.conf says, a few words)."""
    if (read_text(path(site)) or "") != _text(site, wanted(site)):
        return False, f"{site.configuration_path} says otherwise: {site.unit} reload"
    shown = systemd.show(slice_of(site), "MemoryMax", "CPUQuotaPerSecUSec", "TasksMax")
    return True, (f"memory {_megabytes(shown['MemoryMax'])}, processors"
                  f" {_percent(shown['CPUQuotaPerSecUSec'])}, processes"
                  f" {shown['TasksMax'] or _INFINITY}")


def _percent(text):
    """What systemd shows as time in each second, such as ``1min 40s`` or ``1.500000s``."""
    parts = _SPAN.findall(text)
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return f"{seconds * 100:.0f}%" if parts else _INFINITY


def _megabytes(text):
    return f"{int(text) >> 20} MB" if text.isdigit() else _INFINITY
