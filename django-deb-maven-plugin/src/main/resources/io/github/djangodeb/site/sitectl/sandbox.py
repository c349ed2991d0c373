"""The walls around a slot's service, to put around other programs of the site as well.

They are read from the unit as systemd knows it, with what an administrator has added.
"""

from .command import run
from .errors import SiteError

#: Directives of [Service] that make the walls. The rest is about the service's own life, or its
#: folders below /run, which would go with the first program that ends.
_WALLS = frozenset("""
    User Group SupplementaryGroups UMask NoNewPrivileges CapabilityBoundingSet AmbientCapabilities
    ProtectSystem ProtectHome PrivateTmp PrivateDevices DevicePolicy DeviceAllow PrivateNetwork
    ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectControlGroups ProtectClock
    ProtectHostname ProtectProc ProcSubset RestrictNamespaces RestrictRealtime RestrictSUIDSGID
    LockPersonality MemoryDenyWriteExecute RemoveIPC KeyringMode SystemCallArchitectures
    SystemCallFilter SystemCallErrorNumber RestrictAddressFamilies ReadWritePaths ReadOnlyPaths
    InaccessiblePaths NoExecPaths ExecPaths BindPaths BindReadOnlyPaths TemporaryFileSystem
    Environment EnvironmentFile UnsetEnvironment LoadCredential SetCredential LimitCORE LimitNOFILE
    LimitMEMLOCK LimitNPROC LimitSTACK
    IPAddressAllow IPAddressDeny PrivateUsers Slice
""".split())


def parse(text, slot):
    """The walls in a unit's text, in its order, as ``NAME=VALUE``.

    An empty value stays: it takes back what stood before.
    """
    walls = []
    section = ""
    for line in text.replace("\\\n", " ").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and line[0] not in "#;":
            name, value = (part.strip() for part in line.split("=", 1))
            if name in _WALLS:
                walls.append(f"{name}={_expanded(value, slot)}")
    return walls


def _expanded(value, slot):
    """systemd expands these in files, but not in what is handed over by systemd-run."""
    return value.replace("%%", "\0").replace("%i", slot).replace("%I", slot).replace("\0", "%")


def of(service, slot):
    """The walls of a service that systemd knows.

    :raises SiteError: if it does not know it
    """
    outcome = run(["systemctl", "cat", "--no-pager", service])
    if not outcome.ok:
        raise SiteError(f"{service} is not known to systemd: install the package again.")
    return parse(outcome.stdout, slot)
