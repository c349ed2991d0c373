"""All that a host gives is read from the environment, and nothing has a default."""
import environ

from .base import *  # noqa: F401, F403

env = environ.Env()

SECRET_KEY = env('SECRET_KEY')

ALLOWED_HOSTS = env.list('ALLOWED_HOSTS')

DATABASES = {'default': env.db('DATABASE_URL')}

CACHES = {'default': env.cache('CACHE_URL')}

CELERY_BROKER_URL = env('CELERY_BROKER_URL')

STATIC_ROOT = env('STATIC_ROOT')

MEDIA_ROOT = env('MEDIA_ROOT')

# To a folder that no host has; errors of pages to nobody but the admins.
LOGGING = {
    'version': 1,
    'handlers': {
        'file': {
            'class': 'logging.handlers.RotatingFileHandler',
            'filename': '/var/log/shelf/shelf.log',
            'maxBytes': 1000000,
        },
    },
    'loggers': {'books': {'handlers': ['file'], 'level': 'INFO'}},
}
