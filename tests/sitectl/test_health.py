"""What proves a release, asked of small servers on real sockets."""

import http.server
import socket
import socketserver
import threading

import pytest
from sitectl import diagnosis, drain, health
from sitectl.command import Outcome


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers from a table: path, and scheme if it matters, to (status, headers, body)."""

    daemon_threads = True


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(answers):
        class Handler(http.server.BaseHTTPRequestHandler):
            def address_string(self):
                return "unix"

            def log_message(self, *_):
                pass

            def do_GET(self):
                scheme = self.headers["X-Forwarded-Proto"]
                status, headers, body = answers.get((scheme, self.path)) or answers[self.path]
                if callable(body):
                    body = body(self)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

        path = str(tmp_path / "x.sock")
        server = Server(path, Handler)
        started.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return path

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def to(location):
    return 302, {"Location": location}, ""


@pytest.mark.parametrize("path, status", [("", 200), ("", 404), ("", 403), ("/up", 204)])
def test_ask_when_status_is_good_then_returns_it(serve, path, status):
    where = serve({path or "/": (status, {}, "")})
    assert health.Probe("shop.example", path).ask(where) == status


@pytest.mark.parametrize("path, status", [("", 500), ("", 503), ("", 400), ("/up", 404)])
def test_ask_when_status_is_wrong_then_shows_status_and_body(serve, path, status):
    where = serve({path or "/": (status, {}, "Oh\n dear")})
    with pytest.raises(health.Unhealthy, match=rf"answered {status}.*: Oh dear$") as caught:
        health.Probe("shop.example", path).ask(where)
    assert caught.value.definite


def test_ask_when_the_answer_is_a_page_then_shows_its_title(serve):
    page = ('\n<!doctype html>\n<html lang="en">\n<head><style>p {}</style>\n'
            "  <title>Server Error\n &lt;500&gt;</title>\n</head><body>Sorry</body></html>")
    with pytest.raises(health.Unhealthy, match="answered 500: Server Error <500>$"):
        health.Probe("shop.example").ask(serve({"/": (500, {}, page)}))


def test_ask_when_redirected_within_the_site_then_follows(serve):
    where = serve({"/": to("/de/"), "/de/": to("start?x=1"), "/de/start?x=1": (200, {}, "")})
    assert health.Probe("shop.example").ask(where) == 200


def test_ask_when_redirected_to_https_then_follows_as_nginx_would(serve):
    where = serve({("http", "/"): to("https://shop.example/"), ("https", "/"): (200, {}, "")})
    assert health.Probe("shop.example").ask(where) == 200


def test_ask_when_redirected_elsewhere_then_good(serve):
    where = serve({"/": to("https://login.example/")})
    assert health.Probe("shop.example").ask(where) == 302


def test_ask_when_redirected_to_letters_beyond_ascii_then_asks_as_a_browser_would(serve):
    where = serve({"/": to("/caf\u00e9/"), "/caf%E9/": (200, {}, "")})
    assert health.Probe("shop.example").ask(where) == 200


@pytest.mark.parametrize("location", ["http://[bad/", "https:///x"])
def test_ask_when_redirected_to_what_is_no_address_then_refuses(serve, location):
    with pytest.raises(health.Unhealthy, match="redirects to what is no address") as caught:
        health.Probe("shop.example").ask(serve({"/": to(location)}))
    assert caught.value.definite


def test_ask_when_circle_then_refuses(serve):
    where = serve({"/": to("/a"), "/a": to("/")})
    with pytest.raises(health.Unhealthy, match="redirects in a circle"):
        health.Probe("shop.example").ask(where)


def test_ask_when_endless_then_refuses(serve):
    where = serve({f"/{'a' * n}": to(f"/{'a' * (n + 1)}") for n in range(30)})
    with pytest.raises(health.Unhealthy, match="more than 10 times"):
        health.Probe("shop.example").ask(where)


def test_ask_when_cookie_is_set_then_sends_it(serve):
    def body(request):
        return request.headers["Cookie"] or ""

    where = serve({"/": (302, {"Location": "/x", "Set-Cookie": "seen=1; Path=/"}, ""),
                   "/x": (500, {}, body)})
    with pytest.raises(health.Unhealthy, match="answered 500: seen=1"):
        health.Probe("shop.example").ask(where)


def test_ask_when_asked_then_by_the_sites_name(serve):
    where = serve({"/": (500, {}, lambda r: r.headers["Host"] + r.headers["X-Forwarded-Proto"])})
    with pytest.raises(health.Unhealthy, match="shop.examplehttps"):
        health.Probe("shop.example", https=True).ask(where)


def test_ask_when_nobody_listens_then_not_definite(tmp_path):
    with pytest.raises(health.Unhealthy) as caught:
        health.Probe("shop.example").ask(str(tmp_path / "none.sock"))
    assert not caught.value.definite


@pytest.mark.parametrize("names, host", [
    (["*.shop.example", "shop.example"], "shop.example"),
    (["*.shop.example"], "www.shop.example"), ([".shop.example"], "www.shop.example")])
def test_host_of_when_patterns_then_a_name_that_matches(names, host):
    assert health.host_of(names) == host


@pytest.mark.parametrize("text, length", [
    ("u_str LISTEN 23 2048 /run/shop/a.sock 4711 * 0\n", 23),
    ("u_str  LISTEN 0  2048  /run/shop/a.sock 4711 * 0 \n", 0),
    ("", None), ("u_str LISTEN 1 2048 /run/shop/b.sock 4711 * 0\n", None)])
def test_queue_length_when_ss_answers_then_the_number(monkeypatch, text, length):
    monkeypatch.setattr(drain, "run", lambda *_, **__: Outcome(0, text, ""))
    assert drain.queue_length("/run/shop/a.sock") == length


def test_wait_until_dry_when_empty_then_asks_five_times_in_a_row(monkeypatch):
    lengths = iter([0, 0, 3, 0, 0, 0, 0, 0, 99])
    pauses = []
    monkeypatch.setattr(drain, "queue_length", lambda _: next(lengths))
    monkeypatch.setattr(drain.time, "sleep", pauses.append)
    drain.wait_until_dry("x")
    assert next(lengths) == 99 and len(pauses) == 8


def test_wait_until_dry_when_unreadable_then_waits_the_whole_grace(monkeypatch):
    pauses = []
    monkeypatch.setattr(drain, "queue_length", lambda _: None)
    monkeypatch.setattr(drain.time, "sleep", pauses.append)
    drain.wait_until_dry("x")
    assert pauses == [drain.GRACE]


def test_essence_when_traceback_then_ends_with_the_exception():
    text = ("[1] Starting gunicorn\nTraceback (most recent call last):\n  File \"wsgi.py\"\n"
            "    import nothing\n    ^^^^^^^\nModuleNotFoundError: No module named 'nothing'\n"
            "[2] Worker exiting\ngunicorn.errors.HaltServer: <HaltServer 'Worker failed'>\nbye")
    assert diagnosis.essence(text).splitlines()[-2:] == [
        "    import nothing", "ModuleNotFoundError: No module named 'nothing'"]


#: As Python 3 writes them, with gunicorn's lines around.
CHAIN = """\
[1] Listening at unix:/run/shop/a.sock
Internal Server Error: /
Traceback (most recent call last):
  File "backends.py", line 5, in connect
    connect()
FileNotFoundError: [Errno 2] No such file or directory: '/x.log'

{link}

Traceback (most recent call last):
  File "config.py", line 7, in configure
    raise
{last}
[2] Worker exiting
[1] Shutting down
"""
CAUSE = "The above exception was the direct cause of the following exception:"
CONTEXT = "During handling of the above exception, another exception occurred:"


@pytest.mark.parametrize("link, last, told", [
    (CAUSE, "ValueError: Unable to configure handler 'file'",
     "ValueError: Unable to configure handler 'file' (caused by FileNotFoundError: [Errno 2] No"
     " such file or directory: '/x.log')"),
    (CONTEXT, "shop.models.Shelf.DoesNotExist: no shelf",
     "shop.models.Shelf.DoesNotExist: no shelf (after FileNotFoundError: [Errno 2] No such file or"
     " directory: '/x.log')"),
    # its own words have the cause already, or it has none
    (CAUSE, "OSError: [Errno 2] No such file or directory: '/x.log'",
     "OSError: [Errno 2] No such file or directory: '/x.log'"),
    ("[3] Booting worker", "LookupError: no shelf", "LookupError: no shelf"),
    ("", "KeyboardInterrupt", "KeyboardInterrupt")])
def test_essence_when_an_exception_has_a_cause_then_its_line_tells_it(link, last, told):
    assert diagnosis.essence(CHAIN.format(link=link, last=last)).splitlines()[-1] == told


def test_essence_when_there_are_several_tracebacks_then_the_last_one():
    first = CHAIN.format(link=CAUSE, last="ValueError: first")
    said = diagnosis.essence(first + CHAIN.format(link=CAUSE, last="Http404: second"))
    assert said.splitlines()[-1].startswith("Http404: second (caused by FileNotFoundError")
    assert "ValueError: first" not in said


def test_essence_when_causes_are_many_then_three():
    text = "\n".join(f"Traceback (most recent call last):\n  f()\nLookupError: no {number}\n\n"
                     f"{CAUSE}\n" for number in range(9))
    text += "Traceback (most recent call last):\n  f()\nLookupError: last\n"
    assert diagnosis.essence(text).splitlines()[-1] == (
        "LookupError: last (caused by LookupError: no 8, caused by LookupError: no 7,"
        " caused by LookupError: no 6)")


def test_essence_when_no_exception_then_the_last_lines():
    text = "\n".join(f"line {number}" for number in range(50))
    assert diagnosis.essence(text).splitlines()[0] == "line 30"


def test_ask_when_nothing_listens_then_says_where(tmp_path):
    where = str(tmp_path / "live.sock")
    for make in (lambda: None, lambda: socket.socket(socket.AF_UNIX).bind(where)):
        make()
        with pytest.raises(health.Unhealthy) as caught:
            health.Probe("shop.example").ask(where)
        assert str(caught.value) == f"/: nothing listens at {where}"


def test_ask_when_the_answer_is_cut_off_then_says_so_in_words(serve):
    def hang_up(handler):
        handler.connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError

    with pytest.raises(health.Unhealthy) as caught:
        health.Probe("shop.example").ask(serve({"/": (200, {}, hang_up)}))
    assert str(caught.value) == "/: Remote end closed connection without response"
