"""The settings of this release of shop.

They are the project's own, and over them what the host provides.
/etc/shop-site/default/site_settings.py takes all of them and may change some.
"""

import os

import site_environment
import site_logging

# Secrets, for projects that read them from os.environ.
site_environment.load()

# The project's settings, whatever their module is called in this release.
project = site_environment.project_settings()
globals().update(project)

# Error pages with source code are for development.
DEBUG = False

# Made when the site was installed, kept in /etc/shop-site/default/secrets.
SECRET_KEY = site_environment.secret_key()

# The server names: SERVER_NAMES in site.conf, or this host's own.
ALLOWED_HOSTS = site_environment.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [
    *project.get("CSRF_TRUSTED_ORIGINS", []),
    *site_environment.trusted_origins(),
]

# nginx says how the visitor came, and overwrites what visitors say themselves.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = False
USE_X_FORWARDED_PORT = False

# Only while visitors come by HTTPS (TLS in site.conf): cookies would not reach those
# who do not. nginx redirects as well; the answers here are for what asks Django.
if site_environment.https():
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # HSTS_SECONDS, HSTS_INCLUDE_SUBDOMAINS and HSTS_PRELOAD in site.conf. Whether other
    # names have HTTPS is decided there, so "check --deploy" need not ask again.
    (
        SECURE_HSTS_SECONDS,
        SECURE_HSTS_INCLUDE_SUBDOMAINS,
        SECURE_HSTS_PRELOAD,
    ) = site_environment.hsts()
    SILENCED_SYSTEM_CHECKS = [
        *project.get("SILENCED_SYSTEM_CHECKS", []),
        "security.W005",
        "security.W021",
    ]

# PostgreSQL on this host, over its socket: it knows the site by its system
# user, so there is no password.
DATABASES = {
    **project.get("DATABASES", {}),
    "default": site_environment.database(project.get("DATABASES", {}).get("default")),
}

# This site's own, which nobody else on this host can reach.
CACHES = {
    **project.get("CACHES", {}),
    "default": site_environment.cache(project.get("CACHES", {}).get("default")),
}

# The address, with its password, stands in /etc/shop-site/default/secrets/broker_url.
CELERY_BROKER_URL = site_environment.broker_url()
# A broker that is away for a while is waited for.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Collected when the site was packaged; nginx serves them.
STATIC_ROOT = os.environ["STATIC_ROOT"]

# Uploads; nginx serves them.
MEDIA_ROOT = os.environ["MEDIA_ROOT"]
MEDIA_URL = project.get("MEDIA_URL") or "/media/"

# A template in this folder replaces that of the same name which the site's package
# brings, and this one the project's.
_templates = ["/etc/shop-site/default/templates", *site_environment.templates()]
TEMPLATES = [
    {**engine, "DIRS": [*_templates, *engine.get("DIRS", [])]}
    for engine in project.get("TEMPLATES", [])
]

# What the project logs to files goes to the journal, as this site may not write there, and so
# does an error of a page, which Django alone would only mail. To read them: shop logs
LOGGING = site_logging.to_journal(project.get("LOGGING"))

# Programs that the site starts need no secrets.
site_environment.forget()
