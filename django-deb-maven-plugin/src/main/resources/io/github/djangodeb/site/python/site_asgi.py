"""The ASGI application of the site: the project's own, under the site's settings.

uvicorn's workers and daphne load ``site_asgi:application``.
"""

from django.core.asgi import get_asgi_application
from site_application import load

application = load("SITE_ASGI", get_asgi_application)
