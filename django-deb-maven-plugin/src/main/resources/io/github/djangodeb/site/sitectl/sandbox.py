"""The walls around a slot's service, to put around other programs of the site as well.

They are read from the unit as systemd knows it, with what an administrator has added.
"""

import re
import socket

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
    Environment EnvironmentFile PassEnvironment UnsetEnvironment LoadCredential SetCredential
    LoadCredentialEncrypted SetCredentialEncrypted ImportCredential AppArmorProfile
    LimitCORE LimitNOFILE LimitMEMLOCK LimitNPROC LimitSTACK Nice CPUAffinity
    IPAddressAllow IPAddressDeny PrivateUsers Slice
""".split())


def parse(text, service):
    """The walls in a unit's text, in its order, as ``NAME=VALUE``.

    An empty value stays: it takes back what stood before.

    :param service: the unit's name, with its instance
    :raises SiteError: if a value has a specifier whose meaning is not known here
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
                walls.append(f"{name}={_expanded(name, value, service)}")
    return walls


def _expanded(name, value, service):
    """systemd expands specifiers in files, but not in what is handed over by systemd-run."""
    prefix, _, instance = service.rpartition(".")[0].partition("@")
    host = socket.gethostname()
    known = {"%": "%", "i": instance, "I": instance, "p": prefix, "P": prefix, "n": service,
             "N": service.rpartition(".")[0], "H": host, "l": host.partition(".")[0],
             "t": "/run", "S": "/var/lib", "C": "/var/cache", "L": "/var/log", "E": "/etc"}

    def meaning(found):
        try:
            return known[found[1]]
        except KeyError:
            # Not the whole value, which may be secret.
            raise SiteError(f'{service}: in a line "{name}=", "{found[0]}" is not understood'
                            f" outside of units: write what it stands for.") from None

    return re.sub("%(.?)", meaning, value)


def of(service):
    """The walls of a service that systemd knows.

    :raises SiteError: if it does not know it
    """
    outcome = run(["systemctl", "cat", "--no-pager", service])
    if not outcome.ok:
        raise SiteError(f"{service} is not known to systemd: install the package again.")
    return parse(outcome.stdout, service)
