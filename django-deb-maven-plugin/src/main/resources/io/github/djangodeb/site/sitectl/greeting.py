"""Says a word to a server and looks whether it answers as its kind does: no login, no library."""

import socket

_LIMIT = 3

#: What is said to a kind of server, and how its answer begins.
_WORDS = {
    "memcached": (b"version\r\n", b"VERSION "),
    "redis": (b"PING\r\n", b"+PONG"),
    # The header of AMQP 0-9-1; the answer is a frame of the first method, Connection.Start.
    "rabbitmq": (b"AMQP\0\0\x09\x01", b"\x01\0\0"),
}


def answers(kind, address):
    """Whether a server answers: (whether, why not).

    :param address: the path of a socket, or a pair of host and port
    """
    question, beginning = _WORDS[kind]
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as channel:
            channel.settimeout(_LIMIT)
            channel.connect(address)
            channel.sendall(question)
            answer = channel.recv(len(beginning))
    except OSError as problem:
        return False, f"no answer ({problem})"
    return answer == beginning, "it answers as something else does"
