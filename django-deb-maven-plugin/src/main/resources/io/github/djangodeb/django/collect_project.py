"""Run in the build chroot by the virtualenv's Python: learn what a Django project is made of, and
collect its static files as the packaged site will serve them.

usage: collect_project.py SETTINGS STATIC_ROOT FACTS REASON SOURCE REQUIREMENTS SERVERS

SETTINGS is the project's settings module, STATIC_ROOT the folder that static files are collected
into, FACTS the JSON file that is written.  Exit code 3 says that the settings cannot be used, 4
that the project's apps cannot be loaded, or collecting failed; the traceback is on standard error,
and what it means in the file REASON, if that is known.  SOURCE is the folder of the source,
REQUIREMENTS how the file is called that the virtualenv's requirements stand in.  SERVERS has a word
for each site that the project is for, with commas between them: "wsgi" or "asgi", as it is to be
served, or "auto", as the project is made for.
"""

import importlib
import importlib.metadata
import json
import os
import re
import signal
import sys
import traceback
import types

import told_failure

SETTINGS_FAILED = 3
COLLECT_FAILED = 4
BUILD_SETTINGS = "django_deb_build_settings"
REMOTE_STORAGE = "remote"
NOT_IN_USE = "off"
COLLECTED = "collected"

#: What the build gave, whatever the project does to its environment.
GIVEN = dict(os.environ)

#: Seconds in which an application has to be loaded.
LOAD_SECONDS = 30

#: Distributions that serve ASGI, as the build looks for them.
ASGI_SERVERS = {"uvicorn", "uvicorn-worker", "daphne"}


def normalized(name):
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions():
    """The names of all that is installed in the virtualenv."""
    return sorted({normalized(d.metadata["Name"]) for d in importlib.metadata.distributions()})


def fail(code, what, failure, reasons, apps=()):
    """Tells of a failure, and ends.

    :param reasons: a Teller, and the file for what it says
    """
    teller, file = reasons
    sys.stderr.write(teller.traceback(failure))
    print(f"{what}: {told_failure.words(failure)}", file=sys.stderr)
    with open(file, "w", encoding="utf-8") as reason:
        reason.write(teller.sentence(failure, apps))
    sys.exit(code)


def project_settings(name, reasons):
    """The project's settings module, whatever it does while it is imported.

    A settings module may exit, or raise anything; each is told with its traceback.
    """
    try:
        return importlib.import_module(name)
    except BaseException as failure:  # SystemExit and KeyboardInterrupt are failures too, here
        fail(SETTINGS_FAILED, f"{name} cannot be imported", failure, reasons)


def build_settings(project, static_root):
    """The project's settings with what a build has to replace: it has no database and no logs."""
    settings = types.ModuleType(BUILD_SETTINGS)
    for name in dir(project):
        if name.isupper():
            setattr(settings, name, getattr(project, name))
    settings.DEBUG = False
    settings.STATIC_ROOT = static_root
    settings.LOGGING_CONFIG = None
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    if not getattr(project, "SECRET_KEY", ""):
        settings.SECRET_KEY = "only for the build"
    return settings


def collect(static_root):
    """Collects the static files; returns which way the project serves them."""
    from django.apps import apps
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.files.storage import FileSystemStorage
    from django.core.management import call_command

    if not apps.is_installed("django.contrib.staticfiles"):
        return NOT_IN_USE
    if not isinstance(staticfiles_storage, FileSystemStorage):
        return REMOTE_STORAGE
    call_command("collectstatic", interactive=False, verbosity=0)
    sort_manifest(os.path.join(static_root, getattr(staticfiles_storage, "manifest_name", "")))
    return COLLECTED


def sort_manifest(path):
    """Writes a manifest again with its keys sorted: Django writes them as the disk lists files."""
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(manifest, file, sort_keys=True)


def wsgi_fault(name):
    """Loads the WSGI application as gunicorn will; returns why that fails, or an empty text."""
    return load_fault(name, "django.core.wsgi.get_wsgi_application")


def asgi_fault(name):
    """Loads the ASGI application as uvicorn and daphne do; returns why that fails, or an empty
    text."""
    return load_fault(name, "django.core.asgi.get_asgi_application")


def served(asgi, installed, servers):
    """Which of "wsgi" and "asgi" serve a site, as the build chooses.

    :param asgi: the name of the project's ASGI application, or an empty text
    :param installed: the distributions of the virtualenv
    :param servers: what the sites want
    """
    possible = bool(ASGI_SERVERS & set(installed))
    chosen = "asgi" if asgi and possible else "wsgi"
    wanted = {chosen if server == "auto" else server for server in servers}
    # With no server for it nothing is loaded: the build refuses that.
    return wanted if possible else wanted - {"asgi"}


def load_fault(name, maker):
    """Loads an application; returns why that fails, or an empty text.

    Only for a warning: what is loaded may need a service that this chroot has not.

    :param maker: the name of what makes one where the project names none
    """
    from django.utils.module_loading import import_string

    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(LOAD_SECONDS)
    try:
        if name:
            import_string(name)
        else:
            import_string(maker)()
    except BaseException as failure:  # SystemExit too, as of settings
        traceback.print_exc()
        return f"{type(failure).__name__}: {failure}"
    finally:
        signal.alarm(0)
    return ""


def _give_up(*_):
    raise TimeoutError(f"it was not loaded within {LOAD_SECONDS} s")


def celery_app(settings_name):
    """The project's Celery application and its module: (None, "") if none is found.

    It is looked for as ``celery --app`` does, in the packages around the settings module.
    """
    try:
        from celery.app.utils import find_app
    except ImportError:
        return None, ""
    module = settings_name
    while "." in module:
        module = module.rpartition(".")[0]
        try:
            return find_app(module), module
        except (ImportError, AttributeError):
            continue  # No application there, and no module named celery: one further out.
    return None, ""


def is_made_of(variable, setting):
    """Whether a setting is made of the address that the build gave in a variable.

    What stands behind the scheme of such an address is in no other: libraries put it elsewhere,
    and the scheme becomes a class.
    """
    mark = GIVEN.get(variable, "").partition("://")[2].strip("/")
    return bool(mark) and mark in str(setting)


def celery_facts(settings_name):
    """What the site's workers need to know, with the whole address of the broker; nothing is
    connected to."""
    try:
        app, module = celery_app(settings_name)
        if app is None:
            return {"celeryApp": "", "celeryBroker": "", "celeryBeat": False}
        app.loader.import_default_modules()
        app.finalize()
        broker = str(app.conf.get("broker_url") or "")
        beat = bool(app.conf.beat_schedule) or "django-celery-beat" in distributions()
    except Exception as failure:
        traceback.print_exc()
        print(f"The Celery application failed: {type(failure).__name__}: {failure}",
              file=sys.stderr)
        sys.exit(COLLECT_FAILED)
    return {"celeryApp": module, "celeryBroker": broker, "celeryBeat": beat}


def facts(project, static, servers):
    """What the site package has to know about the project.

    An application that serves no site is not loaded: it may start what serving needs.
    """
    import django

    databases = getattr(project, "DATABASES", None) or {}
    caches = getattr(project, "CACHES", None) or {}
    wsgi = getattr(project, "WSGI_APPLICATION", None) or ""
    asgi = getattr(project, "ASGI_APPLICATION", None) or ""
    installed = distributions()
    by = served(asgi, installed, servers)
    celery = celery_facts(project.__name__)
    settings = {
        "CACHE_URL": caches.get("default"),
        "CELERY_BROKER_URL": celery["celeryBroker"],
        "DATABASE_URL": databases.get("default"),
    }
    return {
        "djangoVersion": django.get_version(),
        "wsgiApplication": wsgi,
        "wsgiFault": wsgi_fault(wsgi) if "wsgi" in by else "",
        "asgiApplication": asgi,
        "asgiFault": asgi_fault(asgi) if "asgi" in by else "",
        "staticUrl": str(getattr(project, "STATIC_URL", None) or ""),
        "mediaUrl": str(getattr(project, "MEDIA_URL", None) or ""),
        "databaseEngine": str(databases.get("default", {}).get("ENGINE", "")),
        "cacheBackend": str(caches.get("default", {}).get("BACKEND", "")),
        **celery,
        "celeryBroker": celery["celeryBroker"].partition(":")[0],
        "fromEnvironment": [name for name in settings if is_made_of(name, settings[name])],
        "staticFiles": static,
        "distributions": installed,
    }


def main(settings_name, static_root, facts_file, reason_file, source, requirements, servers):
    own = [__file__, told_failure.__file__]
    reasons = told_failure.Teller(source, requirements, own), reason_file
    sys.argv = ["manage.py", "collectstatic"]
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_name
    project = project_settings(settings_name, reasons)
    sys.modules[BUILD_SETTINGS] = build_settings(project, static_root)
    os.environ["DJANGO_SETTINGS_MODULE"] = BUILD_SETTINGS
    os.makedirs(static_root, exist_ok=True)
    try:
        import django

        django.setup()
    except Exception as failure:
        apps = getattr(project, "INSTALLED_APPS", ())
        fail(COLLECT_FAILED, "the project's apps cannot be loaded", failure, reasons, apps)
    try:
        static = collect(static_root)
    except Exception as failure:
        fail(COLLECT_FAILED, "collectstatic failed", failure, reasons)
    with open(facts_file, "w", encoding="utf-8") as file:
        json.dump(facts(project, static, servers.split(",")), file, sort_keys=True)


def run(arguments):
    """Does it; returns the exit code."""
    try:
        main(*arguments)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:  # As Python tells of what nobody catches
        traceback.print_exc()
        return 1
    return 0


def flush():
    """Has what was printed reach its end; the project may have replaced or closed a stream."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except Exception:
            continue  # As Python does at its end: what nobody can read any more is no failure.


if __name__ == "__main__":
    exit_code = run(sys.argv[1:])
    flush()
    # Threads that the project has started may never end, and Python would wait for them.
    os._exit(exit_code)
