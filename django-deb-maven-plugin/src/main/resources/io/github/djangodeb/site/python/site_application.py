"""Loads the project's own application, under the site's settings."""

import contextlib
import importlib
import os
from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_SETTINGS = "site_settings"


def load(variable, make_djangos):
    """Imports an application.

    :param variable: of the environment, has its name, such as ``guestbook.wsgi:application``
    :param make_djangos: makes Django's own, for a project that names none
    """
    name = os.environ.get(variable, "")
    with sites_settings(name):
        return _named(name) if name else make_djangos()


@contextlib.contextmanager
def sites_settings(name):
    """Sees to it that what is imported in the block runs under the site's settings.

    :param name: of what is imported, for a message
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    try:
        # Now, so that a module which sets DJANGO_SETTINGS_MODULE itself, as
        # some wsgi.py and celery.py do, comes too late with it.
        settings.DEBUG
    except ImportError:
        # Some projects extend sys.path in such a module, and their settings need it.
        pass
    yield
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    if settings.SETTINGS_MODULE != _SETTINGS:
        raise ImproperlyConfigured(
            f"{name} has loaded {settings.SETTINGS_MODULE} in place of {_SETTINGS}: let it set"
            " DJANGO_SETTINGS_MODULE with os.environ.setdefault."
        )


def _named(name):
    """The object of that name."""
    module, _, attribute = name.partition(":")
    return attrgetter(attribute or "application")(importlib.import_module(module))
