"""The WSGI application of the site: the project's own, under the site's settings.

gunicorn loads ``site_wsgi:application``.
"""

import importlib
import os
from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_SETTINGS = "site_settings"


def _load():
    """Imports the project's application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    try:
        # Now, so that a wsgi.py which sets DJANGO_SETTINGS_MODULE itself comes
        # too late with it.
        settings.DEBUG
    except ImportError:
        # Some projects extend sys.path in wsgi.py, and their settings need it.
        pass
    application = _application(os.environ.get("SITE_WSGI", ""))
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    if settings.SETTINGS_MODULE != _SETTINGS:
        raise ImproperlyConfigured(
            f"{os.environ['SITE_WSGI']} has loaded {settings.SETTINGS_MODULE} in"
            f" place of {_SETTINGS}: let it set DJANGO_SETTINGS_MODULE with"
            " os.environ.setdefault."
        )
    return application


def _application(name):
    """The object of that name, such as ``guestbook.wsgi:application``."""
    if not name:
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()
    module, _, attribute = name.partition(":")
    return attrgetter(attribute or "application")(importlib.import_module(module))


application = _load()
