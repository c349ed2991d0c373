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
