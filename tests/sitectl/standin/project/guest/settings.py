import os

SECRET_KEY = open(os.environ["SECRET_KEY_FILE"], encoding="ascii").read()
ALLOWED_HOSTS = os.environ["SERVER_NAMES"].split()
ROOT_URLCONF = "guest.urls"
INSTALLED_APPS = ["guest"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
WSGI_APPLICATION = "guest.wsgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
