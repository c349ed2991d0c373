"""Tells systemd how a process is, see sd_notify(3)."""

import os
import socket


def notify(text):
    """Sends a message such as ``READY=1``; does nothing where systemd does not listen."""
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    address = "\0" + path[1:] if path.startswith("@") else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.connect(address)
        channel.sendall(text.encode())
