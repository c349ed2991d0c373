"""daphne on a socket that systemd hands over: started, asked, ended in the middle of a request."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

SECONDS = 30

ASGI = """
import asyncio
import os
from django.core.asgi import get_asgi_application

get_asgi_application()


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        return
    if scope["path"] == "/slow/":
        await asyncio.sleep(2)
    body = f"{scope['scheme']} {(scope['client'] or ['nobody'])[0]}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
"""


@pytest.fixture
def daphne(host):
    """(process, path of its socket), when it has told that it is ready."""
    host.write("guestbook/asgi.py", ASGI)
    host.slot.update(SERVER="daphne", ASGI="guestbook.asgi:application")
    lines = "".join(f"{key}={value}\n" for key, value in host.slot.items())
    (host.var / "slots/a.conf").write_text(lines)
    path, told = str(host.root / "a.sock"), str(host.root / "notify")
    with socket.socket(socket.AF_UNIX) as listener, \
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        listener.bind(path)
        os.chmod(path, 0o660)
        listener.listen()
        notified.bind(told)
        notified.settimeout(SECONDS)
        # sh sets the id of the process: launch execs, so it stays the same
        process = subprocess.Popen(
            ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", str(host.launch), "web", "a"],
            env={"PATH": os.environ["PATH"], "LISTEN_FDS": "1", "NOTIFY_SOCKET": told,
                 "CREDENTIALS_DIRECTORY": str(host.root / "credentials")},
            preexec_fn=lambda: os.dup2(listener.fileno(), 3), pass_fds=(3,),
            stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr)
        try:
            assert notified.recv(100) == b"READY=1"
            # systemd has made it for the web server, and the site may not change it
            assert os.stat(path).st_mode & 0o777 == 0o660
            yield process, path
            assert os.path.exists(path)
        finally:
            process.kill()
            process.wait(SECONDS)


def ask(path, target, headers=""):
    """The whole answer to a request, read until its end."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(SECONDS)
        connection.connect(path)
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: www.example.org\r\n{headers}"
                           "Connection: close\r\n\r\n".encode())
        answer = b""
        with contextlib.suppress(TimeoutError):
            while part := connection.recv(65536):
                answer += part
        return answer.decode()


def test_daphne_when_asked_believes_nginx(daphne):
    _, path = daphne
    answer = ask(path, "/", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 198.51.100.7\r\n")
    assert answer.startswith("HTTP/1.1 200") and "https 198.51.100.7" in answer


def test_daphne_when_told_to_end_lets_requests_finish(daphne):
    process, path = daphne
    answers = []
    visitors = [threading.Thread(target=lambda: answers.append(ask(path, "/slow/")))
                for _ in range(5)]
    for visitor in visitors:
        visitor.start()
    ask(path, "/")  # answered after the five were taken
    process.send_signal(signal.SIGTERM)
    for visitor in visitors:
        visitor.join(SECONDS)
    assert [answer.partition("\r\n")[0] for answer in answers] == ["HTTP/1.1 200 OK"] * 5
    assert process.wait(SECONDS) == 0


def test_daphne_when_told_to_end_tells_websockets_to_come_again(daphne):
    process, path = daphne
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(SECONDS)
        connection.connect(path)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: www.example.org\r\nUpgrade: websocket\r\n"
                           b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 101")
        process.send_signal(signal.SIGTERM)
        assert connection.recv(65536) == b"\x88\x02\x03\xf4"  # a close with 1012
        connection.sendall(b"\x88\x82\0\0\0\0\x03\xf4")  # the browser agrees
        assert process.wait(SECONDS) == 0
