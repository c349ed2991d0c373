"""Has certbot fetch the site's certificate, once the site answers.

An authority that refuses, or is not there, changes nothing: the site goes on as it was, and
``status`` tells why. Debian's certbot.timer renews what was fetched; certbot then calls
``{unit} certificate-renewed``.
"""

import os
import shutil

from . import certificate, nginx, nginxserver, vhost
from .command import run
from .desk import require_root
from .errors import SiteError
from .files import make_directory
from .output import say, warn

#: Seconds for certbot: the authority asks this host for a page by each name.
_LIMIT = 240

#: Lines of certbot's that are told.
_SHOWN = 12


def ensure(desk):
    """Fetches a certificate if the site wants one and has none for its names.

    :returns: whether there is another one now
    """
    site = desk.site
    if site.tls.mode != "acme" or _is_there(site):
        _note(desk, "")
        return False
    try:
        problem = _obstacle(desk) or _fetch(site)
    except SiteError as wrong:
        problem = str(wrong)
    _note(desk, problem)
    if problem:
        warn(f"no certificate was fetched, and the site goes on as before: {problem}")
        return False
    say(f"certbot fetched a certificate for {' '.join(site.tls.names)}")
    return True


def _is_there(site):
    try:
        found = certificate.look(site.tls.pair)
    except certificate.Unusable:
        return False
    return not found.fault and not found.misses(site.tls.names)


def _obstacle(desk):
    """Why certbot is not even asked, with what to do; empty if nothing is in the way."""
    site = desk.site
    again = f"then run: {site.unit} reload"
    if not site.tls.names:
        return ("none of the server names is one that the whole world knows: set SERVER_NAMES in"
                f" {site.configuration_path}, {again}")
    if not site.tls.acme_email:
        return (f"TLS=acme needs ACME_EMAIL: set it in {site.configuration_path}, {again}")
    if not shutil.which("certbot"):
        return f"certbot is not installed: apt install certbot, {again}"
    if not desk.running or not nginxserver.runs():
        return f"nginx does not run, and it is nginx that the authority asks: start it, {again}"
    return ""


def _fetch(site):
    """Runs certbot; returns why that failed, or an empty text."""
    make_directory(vhost.challenges(site))
    outcome = run(_command(site), timeout=_LIMIT)
    if outcome.ok and os.path.exists(site.tls.pair.certificate):
        return ""
    said = "\n".join("  " + line for line in outcome.text.splitlines()[-_SHOWN:])
    return (f"certbot ended with status {outcome.status}:\n{said}\n"
            f"To try again: {site.unit} reload")


def _command(site):
    line = ["certbot", "certonly", "--non-interactive", "--agree-tos",
            "--email", site.tls.acme_email,
            "--webroot", "--webroot-path", vhost.challenges(site),
            # A name of the package's: a certificate that somebody fetched himself is his.
            "--cert-name", site.package, "--renew-with-new-domains", "--keep-until-expiring",
            "--deploy-hook", f"/usr/bin/{site.unit} certificate-renewed"]
    if site.tls.acme_server:
        line += ["--server", site.tls.acme_server]
    for name in site.tls.names:
        line += ["--domain", name]
    return line


def _note(desk, problem):
    if desk.state.nginx.get("acme", "") != problem:
        desk.state.nginx["acme"] = problem
        desk.state.save()


def renewed(site, _):
    """The verb, called by certbot when there is a new certificate: nginx reads it.

    Nothing of the site's is changed, so this needs no lock of the site's; the tool that has certbot
    fetch the first one holds it.

    :raises SiteError: if nginx would not start with its configuration as it is
    """
    require_root(site, "certificate-renewed")
    if not nginxserver.runs():
        say("nginx does not run; it reads the certificate when it starts")
        return
    # certbot calls this once for each certificate: nginx has to hear of it, however long it takes.
    with nginx.alone(site, patience=None):
        _reload_nginx()
    say(f"nginx reloaded: it has the new certificate of {site.unit}")


def _reload_nginx():
    outcome = nginxserver.test()
    if not outcome.ok:
        raise SiteError(f"nginx was not reloaded, as its configuration is broken:\n{outcome.text}\n"
                        f"Correct that and run: systemctl reload nginx")
    outcome = nginxserver.reload()
    if not outcome.ok:
        raise SiteError(f"nginx could not be reloaded: {outcome.text}")


def check(site, state):
    """How HTTPS is, for ``status``: (whether it is well, a few words)."""
    mode = site.tls.mode
    problem = state.nginx.get("acme", "") if mode == "acme" else ""
    if problem:
        return False, f"{mode}: {problem}"
    if mode == "off":
        return True, "off"
    if mode == "proxy":
        return True, "ended by " + " ".join(site.tls.trusted_proxies)
    if os.geteuid() != 0:
        return True, mode  # Keys, and certbot's folder, are root's to read.
    if not site.https:
        return False, f"{mode}: no certificate yet: {site.unit} reload"
    return _about(site, mode)


def _about(site, mode):
    pair = site.tls.pair
    try:
        found = certificate.look(pair)
    except certificate.Unusable as problem:
        return False, f"{mode}: {problem}"
    if found.fault:
        return False, f"{mode}: {pair.certificate}: {found.fault}: replace it"
    missed = found.misses(site.tls.names)
    if missed:
        return False, f"{mode}: {pair.certificate} is not for {' '.join(missed)}"
    words = f"{mode}: {found.days_left} days left of {pair.certificate}"
    if found.days_left < certificate.LATE:
        return False, words + ": replace it"
    return True, words
