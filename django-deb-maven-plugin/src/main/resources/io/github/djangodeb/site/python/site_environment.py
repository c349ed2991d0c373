"""What this host provides to the site's settings.

``launch`` puts into the environment what is no secret: ``ALLOWED_HOSTS``,
``STATIC_ROOT``, ``MEDIA_ROOT``, ``DATABASE``, and those of ``DATABASE_URL``,
``CACHE_URL`` and ``CELERY_BROKER_URL`` that hold no password. Secrets are
files that systemd hands over; this module puts them beside the rest before the
project's settings are imported, and takes them out again afterwards, so that
programs which the site starts do not inherit them. ``CACHE_URL`` is put there
as django-environ reads it.

A variable that is set already stays as it is.
"""

import importlib
import importlib.util
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class HostError(RuntimeError):
    """Something that the host should provide is missing or wrong.

    It is none of Django's exceptions: its commands would put some of these
    aside, and fail later with a message about something else.
    """


#: Variables that hold a secret, and the credential that each comes from.
_SECRETS = {
    "SECRET_KEY": "secret_key",
    "DATABASE_URL": "database_url",
    "CACHE_URL": "cache_url",
    "CELERY_BROKER_URL": "broker_url",
}

#: Which backend an address needs, and what tells one that serves as well.
_BACKENDS = {
    "postgres": ("django.db.backends.postgresql", ("postg", "psql")),
    "postgresql": ("django.db.backends.postgresql", ("postg", "psql")),
    "postgis": ("django.contrib.gis.db.backends.postgis", ("postgis",)),
    "mysql": ("django.db.backends.mysql", ("mysql", "mariadb")),
    "sqlite": ("django.db.backends.sqlite3", ("sqlite", "spatialite")),
    "oracle": ("django.db.backends.oracle", ("oracle",)),
}

#: Seconds to connect, so that a page fails while somebody still waits for it.
_CONNECT_LIMIT = 5

#: Kinds of databases whose libraries all know "connect_timeout".
_CONNECTED = ("postgres", "postgresql", "postgis", "mysql")

#: What begins the address of a memcached: the host's own word, and those of django-environ.
_MEMCACHED = ("memcached", "pymemcache", "pylibmc")

#: Between the addresses of a list, as kombu and Django's caches take one.
_LIST = re.compile(r"[;,](?=[a-z][a-z0-9+.-]*:)")

#: What a project may say about a database wherever that is.
_PORTABLE = (
    "ATOMIC_REQUESTS",
    "AUTOCOMMIT",
    "CONN_HEALTH_CHECKS",
    "CONN_MAX_AGE",
    "DISABLE_SERVER_SIDE_CURSORS",
    "TEST",
    "TIME_ZONE",
)

_taken = {}


def load():
    """Puts the secrets that systemd handed over into ``os.environ``."""
    for variable, credential in _SECRETS.items():
        value = _credential(credential) if _may_read(credential) else ""
        if value and variable not in os.environ:
            os.environ[variable] = value
            _taken[variable] = value
    if "CACHE_URL" in os.environ and _has("environ"):
        os.environ["CACHE_URL"] = _as_projects_read(os.environ["CACHE_URL"])


def _as_projects_read(url):
    """The address of a cache as django-environ reads it: it refuses words that are no library's."""
    kind, colon, place = url.partition(":")
    if kind == "memcached":
        kind = "pymemcache" if _has("pymemcache") else "pylibmc"
    elif kind == "redis+socket":
        kind = "redis"
    return kind + colon + place


def forget():
    """Takes the secrets out of ``os.environ`` again."""
    for variable in _taken:
        os.environ.pop(variable, None)


def project_settings():
    """The settings of the project, as its own module says them."""
    name = os.environ.get("SITE_PROJECT_SETTINGS")
    if not name:
        raise HostError(
            "SITE_PROJECT_SETTINGS names no module: run this with the site's"
            ' command, such as "... manage check".'
        )
    module = importlib.import_module(name)
    return {key: getattr(module, key) for key in dir(module) if key.isupper()}


def secret_key():
    """The site's secret key."""
    value = _taken.get("SECRET_KEY") or os.environ.get("SECRET_KEY")
    if not value:
        raise HostError(
            "The secret key is not handed over: the unit needs"
            " LoadCredential=secret_key:..., and the file behind it content."
        )
    return value


def allowed_hosts():
    """The names that the site answers to, in Django's notation."""
    return [name for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name]


def trusted_origins():
    """The same names as the origins of forms that came by HTTPS."""
    names = allowed_hosts()
    wild = ["https://*" + name for name in names if name.startswith(".")]
    return wild + ["https://" + name.lstrip(".") for name in names]


def templates():
    """Folders of templates that the site's package brings over those of the project.

    They lie beside this module, in the folder of the release that runs.
    """
    folder = Path(__file__).resolve().parents[1] / "templates"
    return [str(folder)] if folder.is_dir() else []


def https():
    """Whether visitors come by HTTPS, so that cookies may ask for it."""
    return os.environ.get("SITE_HTTPS") == "on"


def hsts():
    """What browsers are told to remember: seconds, whether names below ours too, whether for ever.

    As TLS and the HSTS_... lines of site.conf say; 0 seconds for nothing.
    """
    words = os.environ.get("SITE_HSTS", "").replace(";", " ").split()
    seconds = [word.partition("=")[2] for word in words if word.startswith("max-age=")]
    return int(seconds[0]) if seconds else 0, "includeSubDomains" in words, "preload" in words


def database(project):
    """The database of this host, with what the project says about its own.

    :param project: the project's entry for this alias, or nothing
    """
    url = _address("DATABASE_URL", "database")
    project = project or {}
    address = _split(url, "DATABASE_URL")
    engine, options_hold = _engine(address.scheme, project.get("ENGINE", ""))
    return {
        # A connection that the server has closed, as its upgrades do, is
        # noticed at the next request and made anew. (Since Django 4.1.)
        "CONN_HEALTH_CHECKS": True,
        **{key: project[key] for key in _PORTABLE if key in project},
        "ENGINE": engine,
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": unquote(address.hostname or ""),
        "PORT": str(address.port or ""),
        "OPTIONS": {
            **({"connect_timeout": _CONNECT_LIMIT} if address.scheme in _CONNECTED else {}),
            **(project.get("OPTIONS", {}) if options_hold else {}),
            **_options(address),
        },
    }


def _options(address):
    """What an address says behind its ``?``; a number of seconds is a number, as MySQL wants it."""
    options = dict(parse_qsl(address.query))
    seconds = options.get("connect_timeout", "")
    return {**options, "connect_timeout": int(seconds)} if seconds.isdecimal() else options


def _address(variable, what):
    """The value of a variable that must be there."""
    url = _taken.get(variable) or os.environ.get(variable)
    if not url:
        raise HostError(
            f"{variable} is not set: write the {what}'s address to"
            f" {_SECRETS[variable]} in the site's folder of secrets."
        )
    return url


def _split(url, variable):
    """The parts of an address; what may be a part of a password is never shown.

    An unescaped / ? or # ends the host: the rest of the password, up to the @, is then taken for
    something else, and libraries would quote that.
    """
    try:
        address = urlsplit(url)
        if address.scheme not in _MEMCACHED:  # Which may have several hosts, with commas between.
            address.port  # Asked for, as it is only then looked at.
    except ValueError:
        raise HostError(_not_escaped(variable)) from None
    if address.netloc and "@" in address.path + address.query + address.fragment:
        raise HostError(_not_escaped(variable))
    return address


def _not_escaped(variable):
    return (
        f"{variable} can be read in several ways: in its user and its password write %2F for /,"
        " %3F for ?, %23 for #, %40 for @, %3A for :, %25 for %. It stands in"
        f" {_SECRETS[variable]} in the site's folder of secrets."
    )


def hide_secrets(text):
    """A text without the secrets that were handed over, and without the passwords in them."""
    for secret in sorted(_passwords(), key=len, reverse=True):
        text = text.replace(secret, "********")
    return text


def _passwords():
    for value in _taken.values():
        yield value
        try:
            password = urlsplit(value).password
        except ValueError:
            password = None
        if password:
            yield password
            yield unquote(password)


def broker_url():
    """The address of the message queue, as Celery takes it."""
    url = _address("CELERY_BROKER_URL", "queue")
    for one in _LIST.split(url):
        _split(one, "CELERY_BROKER_URL")
    return url


def cache(project):
    """The cache of this host, with what the project says about its own.

    :param project: the project's entry for this alias, or nothing
    """
    url = _address("CACHE_URL", "cache")
    project = project or {}
    address, *_ = [_split(one, "CACHE_URL") for one in _LIST.split(url)]
    if address.scheme in _MEMCACHED:
        backend, location = _memcached(project), _memcached_location(address)
    elif address.scheme in ("redis", "rediss", "redis+socket"):
        backend, location = _redis(project), _redis_location(url, address)
    else:
        raise HostError(
            f'CACHE_URL begins with "{address.scheme}:", which is none of'
            " memcached, redis, rediss, redis+socket."
        )
    same = backend == project.get("BACKEND")
    kept = ("KEY_PREFIX", "KEY_FUNCTION", "TIMEOUT", "VERSION", *(("OPTIONS",) if same else ()))
    return {
        **{key: project[key] for key in kept if key in project},
        "BACKEND": backend,
        "LOCATION": location,
    }


def _memcached(project):
    if "memcache" in project.get("BACKEND", "").lower():
        return project["BACKEND"]
    name = "PyMemcacheCache" if _has("pymemcache") else "PyLibMCCache"
    return f"django.core.cache.backends.memcached.{name}"


def _memcached_location(address):
    if address.path and not address.netloc:
        return "unix:" + unquote(address.path)
    return address.netloc.split(",")


def _redis(project):
    if "redis" in project.get("BACKEND", "").lower():
        return project["BACKEND"]
    if _has("django_redis"):
        return "django_redis.cache.RedisCache"
    return "django.core.cache.backends.redis.RedisCache"


def _redis_location(url, address):
    # Without a host, what is no number of a database is a socket.
    socket = not address.netloc and not re.fullmatch(r"/?[0-9]*", address.path)
    return "unix:" + url.partition(":")[2] if socket else url


def _has(module):
    return importlib.util.find_spec(module) is not None


def _engine(scheme, project):
    """The backend for an address, and whether it is of the project's kind."""
    if scheme not in _BACKENDS:
        raise HostError(
            f'DATABASE_URL begins with "{scheme}:", which is none of'
            f' {", ".join(sorted(_BACKENDS))}.'
        )
    backend, relatives = _BACKENDS[scheme]
    if any(relative in project for relative in relatives):
        return project, True
    if "gis" in project or "spatialite" in project:
        # A project with maps stays one: tables of PostGIS need its backend.
        backend = backend.replace("db.backends.postgresql", "contrib.gis.db.backends.postgis")
    return backend, False


def _may_read(name):
    """Whether this release was built for that secret: the host may keep those of another one."""
    told = os.environ.get("SITE_CREDENTIALS")
    # An earlier version of the package, to which somebody went back, hands over those alone.
    return told is None or name in told.split()


def _credential(name):
    """What systemd handed over under that name; empty if there is none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return ""
    try:
        return Path(folder, name).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
