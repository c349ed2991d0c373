"""The WSGI application of the site: the project's own, under the site's settings.

gunicorn loads ``site_wsgi:application``.
"""

from django.core.wsgi import get_wsgi_application
from site_application import load

application = load("SITE_WSGI", get_wsgi_application)
