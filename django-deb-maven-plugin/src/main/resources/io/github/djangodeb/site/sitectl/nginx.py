"""The site's place in nginx. A mistake of one site never takes the others away.

nginx goes on serving its old configuration when a new one is broken, but would not survive its next
restart. So nothing of ours stays enabled that nginx does not accept, and nothing is reloaded before
``nginx -t`` has agreed.

What administrators and packages write, nginx never reads itself: dpkg puts its files down long
before this tool is called. It reads copies of what it has accepted.

While a site's files are tried, nginx would read what is broken, or not read the site at all. So all
sites of a host take turns, by one lock: none tests or reloads nginx meanwhile.

What serves knows other server names than what is configured, until a switch. So nginx is asked
before a switch whether it would accept what is new, is told of it at the flip, and reads what it
read before if the switch is undone.
"""

import hashlib
import json
import os
import re

from . import advice, certificate, lock, nginxserver, nginxtrial, ports, systemd, vhost
from . import state as state_file
from .errors import SiteError
from .files import (link_atomically, make_directory, read_text, remove, sync_directory,
                    write_atomically, write_if_different)
from .output import say, warn

_FILE_IN_MESSAGE = re.compile(r" in (/\S+?):\d+")
_CONFLICT = re.compile(r'conflicting server name "([^"]+)" on ')

#: Stands for the digest of what nginx reads once something was put back; no digest is like it.
_PUT_BACK = "put back"

#: What stands in front of nginx's own words.
_NGINX_SAYS = "nginx -t: "

_ALONE = """\
# Generated for one test of one site, apart from the other sites of this host.
pid {pid};
include {nginx}/modules-enabled/*.conf;
events {{}}
http {{
    include {nginx}/mime.types;
    include {site};
}}
"""


class CertificateLost(SiteError):
    """A certificate that is in use is missing, or nginx could not use it."""


class Nginx:
    """What this tool does to the host's nginx."""

    def __init__(self, site):
        self._site = site
        #: The site's own file.
        self.available = os.path.join(site.nginx, "sites-available", site.unit)
        self._enabled = os.path.join(site.nginx, "sites-enabled", site.unit)
        #: What the package may add to the site's server: nginx's file includes its copy then.
        self._additions = os.path.join(site.etc, "nginx.conf")
        #: What nginx reads, by what it is a copy of. They are the same line by line.
        self._copies = {
            self.available: site.below_var("nginx", "accepted", "site.conf"),
            self._additions: site.below_var("nginx", "additions", "site.conf"),
        }
        #: Texts that this run has replaced, by their paths; None for a file that was not there.
        self._replaced = {}
        #: The same, on disk, until it is settled that what is new stays; under the link's own path
        #: stands where that led to, None if there was none.
        self._former = site.below_var("nginx", "former.json")
        self._told = set()
        self._left_so = f"{self._enabled} was taken away by an administrator: left so"

    # Asking

    @property
    def accepted(self):
        """The copy of the site's own file that nginx reads."""
        return self._copies[self.available]

    def is_installed(self):
        """Whether there is an nginx here."""
        return os.access("/usr/sbin/nginx", os.X_OK) and os.path.isdir(self._site.nginx)

    def is_linked(self):
        """Whether the site is enabled."""
        return os.path.lexists(self._enabled)

    def look(self):
        """How it is: (whether it is well, a few words, whether it lets visitors in)."""
        if not self.is_installed():
            return False, "not installed: apt install nginx", False
        if not self.is_linked():
            way = f": {self._site.unit} reload"
            if self._is_taken_away(state_file.load(self._site)):
                way = ""
            return False, "site not enabled" + way, False
        if systemd.is_running() and not nginxserver.runs():
            return False, self._why_down(), False
        conflicts = self._conflicts()
        if conflicts:
            return False, self._about(conflicts), True
        return True, "running, site enabled", True

    def warn_if_closed(self):
        """Warns if no visitor comes through it, unless this run has said why.

        It serves other sites too, so it is not a site's to start.
        """
        _, words, lets_in = self.look()
        if not lets_in and self._left_so not in self._told:
            warn(f"no visitor reaches the site through nginx: {words}")

    def _is_taken_away(self, state):
        """Whether a person has taken the site's link away."""
        return state.nginx.get("link") == "made" and not self.is_linked()

    def _why_down(self):
        """What is said of an nginx that does not run: first of all why it cannot be started."""
        fault = self.refusal()
        if fault:
            return (f"not running, and does not start: {fault}. When that is mended:"
                    " systemctl start nginx")
        if os.geteuid() != 0 and nginxserver.has_failed():
            return "not running, as it failed: sudo nginx -t says whether it can be started"
        return "not running: systemctl start nginx"

    def refusal(self):
        """Why nginx would not start with what it reads now; empty if it would, or for others than
        root, who cannot ask it."""
        outcome = nginxserver.test() if os.geteuid() == 0 else None
        return "" if outcome is None or outcome.ok else self._reason(outcome)

    def unaccepted(self):
        """Why nginx would not accept what is configured and not taken over yet, with the way on;
        empty if it would, if there is no such thing, or if that cannot be tried."""
        try:
            wanted = self._wanted(ports.has_ipv6())
        except SiteError:
            return ""  # A wrong value of site.conf, which is told by itself.
        if all(read_text(path) == text for path, text in wanted.items()):
            return ""
        outcome = nginxtrial.test(self._site, wanted, self._enabled, self.accepted)
        if outcome is None or outcome.ok:
            return ""
        reason = self._reason(outcome)
        if reason.startswith(_NGINX_SAYS):
            reason += f": correct {self._broken(self._in_their_words(outcome.text))}"
        return (f"a reload or an upgrade is refused, as nginx does not accept what is configured:"
                f" {reason}, then run: {self._site.unit} reload")

    def _reason(self, outcome):
        """Why nginx refuses: the site's certificate if it is that, else nginx's first line."""
        pair = self._pair()
        if pair and (pair.certificate in outcome.text or pair.key in outcome.text):
            try:
                certificate.look(pair)
            except certificate.Unusable as fault:
                return str(fault)
        lines = self._in_their_words(outcome.text).strip().splitlines() or ["no answer"]
        # Warnings may stand before it.
        return _NGINX_SAYS + next((line for line in lines if "[emerg]" in line), lines[0])

    def _pair(self):
        """The certificate and key that site.conf has nginx use, or None."""
        try:
            return self._site.tls.pair if vhost.ends_https(self._site) else None
        except SiteError:
            return None  # A wrong value of site.conf, which is told by itself.

    def _conflicts(self):
        """Names that another site has as well: nginx says now, or to others than root said last."""
        outcome = nginxserver.test() if os.geteuid() == 0 else None
        if outcome and outcome.ok:
            return self._conflicts_in(outcome)
        return state_file.load(self._site).nginx.get("conflicts") or []

    def _conflicts_in(self, outcome):
        # nginx tells names in lower case.
        ours = {name.lower() for name in self._site.server_names}
        return sorted(ours.intersection(_CONFLICT.findall(outcome.text)))

    def _about(self, conflicts):
        return (f"another site answers to {' '.join(conflicts)} too, and only the one that nginx"
                f" reads first gets the visitors: correct SERVER_NAMES in"
                f" {self._site.configuration_path}, or the other site")

    # Changing

    def ensure(self, state):
        """Enables the site if nginx accepts it, and lets nginx know if anything is new.

        :raises SiteError: if the site's own files or site.conf say what nginx does not accept; it
            goes on with what it accepted last, or without the site if there is no such thing
        """
        try:
            self.take_over(state)
        finally:
            self.settle()

    def take_over(self, state):
        """The same, and ``put_back`` can undo it until ``settle``.

        :returns: whether nginx was told all, or will read it when it is started
        """
        with alone(self._site):
            return self._ensure(state)

    def knows_all(self, state):
        """Whether nginx was told of all that is configured, so that there is nothing to do."""
        if not self.is_linked() or state.nginx.get("link") != "made":
            return False
        wanted = self._wanted(ports.has_ipv6())
        return (all(read_text(path) == text for path, text in wanted.items())
                and self._is_known(state))

    def settle(self):
        """What nginx was told stays."""
        remove(self._former)

    def put_back(self, state):
        """Has nginx read what it read before ``take_over``."""
        if not os.path.exists(self._former):
            return
        with alone(self._site):
            self._put_back(state)

    def try_out(self, state):
        """Asks nginx whether it would accept what the site asks for now, and goes on as before.

        Where nginx knows nothing of the site yet there is nothing to go on with, so it is told.

        :raises SiteError: as ``ensure``
        """
        with alone(self._site):
            if not (self._target() and state.nginx.get("digest") and self.is_installed()
                    and os.path.exists(self.available)):
                self._ensure(state)
                self.settle()
                return
            try:
                self._generate(state, aloud=False)
                outcome = nginxserver.test()
                if outcome.ok:
                    self._tell_of_conflicts(state, outcome)
                else:
                    self._validate(state)
                    self._note(state, link="made")
            finally:
                _put(self._replaced)
                self.settle()

    def _put_back(self, state):
        former = read_text(self._former)
        if former is None:
            return
        texts = json.loads(former)
        # An earlier version of this tool did not note the link.
        target = texts.pop(self._enabled, self._target())
        if target is None and self._target():
            # nginx knew nothing of the site, and would not start with a link that leads nowhere.
            self._note(state, link="withdrawn")
            remove(self._enabled)
        _put(texts)
        # What nginx reads is older than what people have written: no digest of that is right, and
        # site.conf, which may be wrong, is not asked.
        self._note(state, digest=_PUT_BACK)
        linked = self._put_link_back(state, target)
        if self.is_installed():
            outcome = nginxserver.test()
            if not outcome.ok:
                if linked:
                    self._leave_out_if_at_fault(state, target)
                warn(f"nginx was not reloaded, as its configuration is broken:\n{outcome.text}")
            elif nginxserver.runs():
                self._reload("systemctl reload nginx")
            elif nginxserver.has_failed():
                # It may have read what was only being tried when the power went.
                nginxserver.queue_start()
        self.settle()

    def _put_link_back(self, state, target):
        """Has the link lead to where it led; tells whether it was gone."""
        gone = not self.is_linked()
        if target is None or gone and state.nginx.get("link") != "trying":
            return False  # There was none, or somebody else has taken it away.
        self._link(target)
        self._note(state, link="made")
        return gone

    def _leave_out_if_at_fault(self, state, target):
        """Takes the link away again, unless nginx would not start without it either."""
        self._note(state, link="trying")
        remove(self._enabled)
        if not nginxserver.test().ok:
            self._link(target)
            self._note(state, link="made")

    def _ensure(self, state):
        self._generate(state)
        if not self.is_installed():
            warn(f"nginx is not installed: the site is reachable at"
                 f" {self._site.socket('live')} only.")
            return True
        if not os.path.exists(self.available):
            warn(f"{self.available} is missing: nginx does not know this site.")
            return False
        if self._is_taken_away(state):
            self._tell_once(say, self._left_so)
            return True
        if self._target() != self.accepted:
            self._keep_former()
        if not self.is_linked():
            self._note(state, link="trying", digest="")
        if self._enable():
            say(f"nginx: {self._enabled} made")
        holds = self._validate(state)
        self._note(state, link="made")
        return self._reload_if_new(state) if holds else self._is_known(state)

    def withdraw(self, state):
        """Takes the site from nginx."""
        with alone(self._site):
            self._withdraw(state)

    def _withdraw(self, state):
        self.settle()
        self._note(state, link="withdrawn", digest="")
        if not remove(self._enabled):
            return
        say(f"nginx: {self._enabled} removed")
        if not self.is_installed() or not nginxserver.runs():
            return
        outcome = nginxserver.test()
        if outcome.ok:
            self._reload("systemctl reload nginx")
        else:
            warn(f"nginx was not reloaded, as its configuration is broken:\n{outcome.text}")

    def _generate(self, state, aloud=True):
        """Writes what follows from site.conf, and the copies. What could not work is refused.

        :param aloud: whether to tell of what goes on all the same
        """
        self._replaced = {}  # Those of an earlier step are settled, even if what follows fails.
        ipv6 = ports.has_ipv6()
        wanted = self._wanted(ipv6)
        self._replaced = {path: read_text(path) for path, text in wanted.items()
                          if read_text(path) != text}
        listen = self._site.below_var("nginx", "listen.conf")
        if self.is_installed():
            self._check_certificate(state, listen in self._replaced, aloud)
        if self._replaced:
            self._keep_former()
        _put(wanted)
        if aloud:
            self._tell_of_names(listen in self._replaced and not ipv6)

    def _wanted(self, ipv6):
        """What follows from site.conf, and the copies: texts by their paths."""
        wanted = {self._site.below_var("nginx", name): text
                  for name, text in vhost.files(self._site, nginxserver.version(), ipv6).items()}
        if os.path.exists(self.available):
            wanted.update((copy, read_text(path)) for path, copy in self._copies.items())
        return wanted

    def _keep_former(self):
        """Before anything is written, as only what is on disk outlives this process."""
        if not os.path.exists(self._former):
            make_directory(os.path.dirname(self._former))
            former = {**self._replaced, self._enabled: self._target()}
            write_atomically(self._former, json.dumps(former, indent=2) + "\n")

    def _tell_of_names(self, ipv4_alone):
        if ipv4_alone:
            say("nginx: this host has no IPv6, so the site listens on IPv4 alone")
        if any(path.endswith("server-names.conf") for path in self._replaced):
            say("nginx: the site answers to " + " ".join(self._site.server_names))

    def _check_certificate(self, state, is_new, aloud):
        """What is wrong with a certificate stops what is new; of one in use it is told, and only
        what nginx could not even read stops it, before nginx is asked.

        :raises CertificateLost: if it is in use, and nginx could not use it again
        """
        if not vhost.ends_https(self._site):
            return
        pair = self._site.tls.pair
        try:
            found = certificate.look(pair)
            problem = found.fault and f"{pair.certificate}: {found.fault}. Bring a new one"
        except certificate.Unusable as fault:
            found, problem = None, str(fault)
            is_new = is_new or not self.is_linked() and not self._is_taken_away(state)
        holder = is_new and ports.taken(443, "nginx")
        if holder:
            problem = f"port 443 is taken by {holder}: stop that"
        keys = f"TLS, TLS_CERTIFICATE and TLS_KEY in {self._site.configuration_path}"
        if problem and is_new:
            raise SiteError(f"HTTPS cannot begin: {problem}, or correct {keys}. nginx was left as"
                            f" it is. Then run: {advice.retry_hint(self._site)}")
        if not found and self.is_linked():
            raise CertificateLost(f"HTTPS cannot go on: {problem}, or correct {keys}."
                                  f" {self._how_it_goes_on()}")
        if not aloud:
            return
        if problem:
            warn(f"HTTPS: {problem}, or correct {keys}.")
        missed = [] if problem else found.misses(self._site.tls.names)
        if missed:
            warn(f"{pair.certificate} is not for {' '.join(missed)}: browsers refuse the site under"
                 " such a name. Bring one that is, or correct SERVER_NAMES.")

    def _how_it_goes_on(self):
        """What is said behind the reason for which nginx was not even asked."""
        again = advice.retry_hint(self._site)
        if systemd.is_running() and not nginxserver.runs():
            return ("nginx does not run, and would not start. When that is mended, run:"
                    f" systemctl start nginx, and then: {again}")
        return ("nginx was left as it is: it goes on with what it has read, but would not start"
                f" again. When that is mended, run: {again}")

    def _validate(self, state):
        """Whether nginx holds as a whole; the site's link goes if the site is at fault."""
        outcome = nginxserver.test()
        if outcome.ok:
            self._tell_of_conflicts(state, outcome)
            return True
        # Whose fault is it? nginx stops at the first mistake, so the file that it names is asked
        # twice: without this site, and this site alone.
        before = state.nginx.get("digest")
        accepted = before == self._digest()
        self._keep_former()
        self._note(state, link="trying", digest="")
        remove(self._enabled)
        others = nginxserver.test()
        alone = others if others.ok or accepted else self._test_alone()
        if others.ok or not (accepted or alone.ok):
            told = self._in_their_words((outcome if others.ok else alone).text)
            way = f"Correct {self._broken(told)} and run: {advice.retry_hint(self._site)}"
            if before and self._go_back():
                self._note(state, link="made", digest=before)
                raise SiteError(f"nginx does not accept what this site asks for now, so its"
                                f" configuration was left as it was:\n{told}\n{way}")
            raise SiteError(f"nginx does not accept this site, which is therefore not enabled (the"
                            f" running nginx is untouched):\n{told}\n{way}")
        self._enable()
        self._note(state, digest=before)
        match = _FILE_IN_MESSAGE.search(others.text)
        self._tell_once(
            warn, f"nginx was not reloaded, as another file is broken:"
            f" {match.group(1) if match else 'see below'}\n{others.text}\nThis site's own file is"
            f" right and enabled: correct the other and run: systemctl reload nginx"
        )
        return False

    def _tell_of_conflicts(self, state, outcome):
        conflicts = self._conflicts_in(outcome)
        self._note(state, conflicts=conflicts)
        if conflicts:
            self._tell_once(warn, "nginx: " + self._about(conflicts))

    def _tell_once(self, tell, text):
        """A switch asks twice, before and at the flip."""
        if text not in self._told:
            self._told.add(text)
            tell(text)

    def _enable(self):
        return self._link(self.accepted)

    def _link(self, target):
        """On disk before the state says so, which may lie on another: a link that is lost later
        would be one that somebody has taken away.
        """
        changed = link_atomically(self._enabled, target)
        if changed:
            sync_directory(os.path.dirname(self._enabled))
        return changed

    def _target(self):
        """Where the site's link leads to, or None where there is none."""
        return os.readlink(self._enabled) if os.path.islink(self._enabled) else None

    def _in_their_words(self, text):
        """What nginx says, with the names of the files that people change."""
        for path, copy in self._copies.items():
            text = text.replace(copy, path)
        return text

    def _broken(self, told):
        """Which file nginx complains of, of those that people change."""
        match = _FILE_IN_MESSAGE.search(told)
        found = match.group(1) if match else ""
        pair = None if match else self._pair()
        for path in (pair.certificate, pair.key) if pair else ():
            if path in told:
                return path
        if found.startswith(self._site.below_var("nginx", "")):
            return self._site.configuration_path  # It was generated from that.
        return found if found in self._copies else self.available

    def _go_back(self):
        """Puts back what this run has replaced; whether nginx accepts the site so."""
        if not self._replaced:
            return False
        _put(self._replaced)
        self._enable()
        if nginxserver.test().ok:
            return True
        remove(self._enabled)
        return False

    def _test_alone(self):
        configuration = os.path.join(self._site.run, "nginx-test.conf")
        pid = os.path.join(self._site.run, "nginx-test.pid")
        make_directory(self._site.run)
        write_if_different(configuration, _ALONE.format(
            pid=pid, nginx=self._site.nginx, site=self.accepted))
        try:
            return nginxserver.test(configuration)
        finally:
            remove(configuration)
            remove(pid)

    def _digest(self):
        """Of the files that nginx reads for this site, but its certificate, which is root's."""
        paths = [self.available, self._additions]
        for folder in ("nginx", os.path.join("nginx", "http")):
            folder = self._site.below_var(folder)
            names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
            paths += [os.path.join(folder, name) for name in names if name.endswith(".conf")]
        return _digest_of(paths)

    def _certificate_digest(self):
        """Another certificate may lie under the same name."""
        if not vhost.ends_https(self._site):
            return ""
        return _digest_of([self._site.tls.pair.certificate])

    def _reload_if_new(self, state):
        """Tells whether nginx knows all now, or does not run."""
        if self._is_known(state):
            return True
        if not nginxserver.runs():
            warn("nginx does not run: the site is enabled and served as soon as nginx is started.")
        elif not self._reload(f"{self._site.unit} reload"):
            return False  # The next call tries again.
        self._note(state, digest=self._digest(), certificate=self._certificate_digest())
        return True

    def _is_known(self, state):
        """Whether nginx was told of the files as they are."""
        return (state.nginx.get("digest") == self._digest()
                and state.nginx.get("certificate", "") == self._certificate_digest())

    def _reload(self, again):
        outcome = nginxserver.reload()
        if outcome.ok:
            say("nginx reloaded")
        else:
            warn(f"nginx could not be reloaded, so it goes on with its former configuration:"
                 f" {outcome.text}\nTo try again: {again}")
        return outcome.ok

    def _note(self, state, **values):
        state.nginx.update(values)
        state.save()


def alone(site, patience=lock.PATIENCE):
    """Keeps the other sites of this host from nginx while the block runs.

    :param patience: seconds to wait for them, or None to wait as long as it takes
    :raises lock.Busy: if one of them takes longer
    """
    path = os.path.join(os.path.dirname(site.run), "django-deb-nginx.lock")
    return lock.held(path, patience, purpose="busy with a site's place in nginx")


def _put(texts):
    """Writes files by their paths; takes those away whose text is None."""
    for path, text in texts.items():
        if text is None:
            remove(path)
        else:
            make_directory(os.path.dirname(path))
            write_if_different(path, text)


def _digest_of(paths):
    digest = hashlib.sha256()
    for path in paths:
        try:
            with open(path, "rb") as file:
                digest.update(file.read())
        except OSError:
            pass  # nginx -t says more about what is not there.
    return digest.hexdigest()
