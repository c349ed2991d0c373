from .base import *  # noqa: F401, F403
from .base import BASE_DIR

DEBUG = True

SECRET_KEY = 'for development'

DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'local.db'}}
