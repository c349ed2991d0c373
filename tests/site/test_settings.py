"""The site's settings module over a project's own settings."""

SQLITE = """
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "db.sqlite3",
        "OPTIONS": {"timeout": 20},
        "ATOMIC_REQUESTS": True,
    },
    "archive": {"ENGINE": "django.db.backends.sqlite3", "NAME": "archive.sqlite3"},
}
"""
POSTGIS = """
DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": "theirs",
        "USER": "them",
        "PASSWORD": "secret",
        "HOST": "db.example.org",
        "OPTIONS": {"connect_timeout": 2, "sslmode": "require"},
    },
}
"""


def settings(host, text):
    host.write("guestbook/settings.py", "SECRET_KEY = 'in the code'\n" + text)


def test_projects_settings_when_not_the_hosts_stay(host):
    settings(host, "SHOP_NAME = 'Guests'\n_hidden = 1\n__all__ = ['other']\n")
    assert host.evaluate("s.SHOP_NAME") == "Guests"


def test_debug_when_on_in_the_project_is_off(host):
    assert host.evaluate("s.DEBUG") == "False"


def test_secret_key_when_handed_over_replaces_the_projects(host):
    assert host.evaluate("s.SECRET_KEY") == "k" * 50


def test_secret_key_when_missing_says_what_to_do(host):
    (host.root / "credentials/secret_key").unlink()
    host.write("manage.py", "from django.conf import settings; settings.DEBUG")
    outcome = host.run("manage", "a")
    assert outcome.returncode == 1
    assert "The secret key is not handed over" in outcome.stderr


def test_secrets_when_settings_are_loaded_are_not_inherited(host):
    settings(host, "import os\nSEEN = os.environ['SECRET_KEY']\n")
    assert host.evaluate("s.SEEN == 'k' * 50, 'SECRET_KEY' in os.environ") == "True False"


def test_allowed_hosts_when_wildcard_is_in_djangos_notation(host):
    assert host.evaluate("s.ALLOWED_HOSTS") == "['www.example.org', '.example.net']"
    assert host.evaluate("s.CSRF_TRUSTED_ORIGINS") == (
        "['https://*.example.net', 'https://www.example.org', 'https://example.net']")


def test_allowed_hosts_when_project_reads_them_from_the_environment_are_there(host):
    settings(host, "import os\nNAMES = os.environ['ALLOWED_HOSTS'].split(',')\n")
    assert host.evaluate("s.NAMES") == "['www.example.org', '.example.net']"


def test_databases_when_project_has_none_are_the_hosts(host):
    assert host.evaluate("s.DATABASES['default']['ENGINE']") == "django.db.backends.postgresql"
    assert host.evaluate("s.DATABASES['default']['NAME']") == "shop"


def test_databases_when_sqlite_in_the_project_keep_only_what_holds_elsewhere(host):
    settings(host, SQLITE)
    database = host.evaluate("{k: s.DATABASES['default'][k] for k in"
                             " ('ENGINE', 'NAME', 'USER', 'OPTIONS', 'ATOMIC_REQUESTS')}")
    assert database == str({
        "ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "",
        "OPTIONS": {"connect_timeout": 5}, "ATOMIC_REQUESTS": True})
    assert host.evaluate("s.DATABASES['archive']['NAME']") == "archive.sqlite3"


def test_databases_when_postgis_keep_engine_and_options(host):
    settings(host, POSTGIS)
    database = host.evaluate("{k: s.DATABASES['default'][k] for k in"
                             " ('ENGINE', 'NAME', 'USER', 'PASSWORD', 'HOST', 'OPTIONS')}")
    assert database == str({
        "ENGINE": "django.contrib.gis.db.backends.postgis", "NAME": "shop", "USER": "",
        "PASSWORD": "", "HOST": "", "OPTIONS": {"connect_timeout": 2, "sslmode": "require"}})


def test_databases_when_spatialite_become_postgis(host):
    settings(host, SQLITE.replace("db.backends.sqlite3", "contrib.gis.db.backends.spatialite"))
    assert host.evaluate("s.DATABASES['default']['ENGINE']") == (
        "django.contrib.gis.db.backends.postgis")


HTTPS = ("s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
         " s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD")


def test_https_when_off_leaves_the_projects_own(host):
    assert host.evaluate(HTTPS) == "False False False 0 False False"
    settings(host, "SESSION_COOKIE_SECURE = True\nSECURE_HSTS_SECONDS = 60\n")
    assert host.evaluate(HTTPS) == "False True False 60 False False"


def test_https_when_on_is_everywhere(host):
    settings(host, "SESSION_COOKIE_SECURE = False\nSILENCED_SYSTEM_CHECKS = ['own.W001']\n")
    host.slot.update(HTTPS="on", HSTS="max-age=31536000")
    assert host.evaluate(HTTPS) == "True True True 31536000 False False"
    assert host.evaluate("s.SILENCED_SYSTEM_CHECKS") == (
        "['own.W001', 'security.W005', 'security.W021']")
    host.slot["HSTS"] = "max-age=63072000; includeSubDomains; preload"
    assert host.evaluate(HTTPS) == "True True True 63072000 True True"
    host.slot["HSTS"] = ""
    assert host.evaluate(HTTPS) == "True True True 0 False False"


def test_static_and_media_when_provided_are_the_releases_and_the_hosts(host):
    assert host.evaluate("s.STATIC_ROOT") == str(host.var / "releases/1.2/static")
    assert host.evaluate("s.MEDIA_ROOT") == str(host.var / "media")
    assert host.evaluate("s.MEDIA_URL") == "/media/"


def test_media_url_when_project_has_one_stays(host):
    settings(host, "MEDIA_URL = '/uploads/'\n")
    assert host.evaluate("s.MEDIA_URL") == "/uploads/"


def test_templates_when_folder_of_the_host_come_first(host):
    settings(host, "TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates',"
                   " 'DIRS': ['/theirs'], 'APP_DIRS': True}]\n")
    assert host.evaluate("s.TEMPLATES[0]['DIRS']") == str([f"{host.etc}/templates", "/theirs"])
    brought = host.root / "release/templates"
    brought.mkdir()
    assert host.evaluate("s.TEMPLATES[0]['DIRS']") == str(
        [f"{host.etc}/templates", str(brought), "/theirs"])


def test_logging_when_project_has_none_goes_to_the_journal(host):
    assert host.evaluate("s.LOGGING['root']['handlers']") == "['journal']"


def test_logging_when_a_handler_writes_to_a_file_then_to_the_journal(host):
    settings(host, """
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "short %(message)s"}},
    "handlers": {"file": {"class": "logging.handlers.RotatingFileHandler", "level": "INFO",
                          "formatter": "short", "filename": "/var/log/no-such/shop.log"}},
    "root": {"handlers": ["file"], "level": "DEBUG"},
}
""")
    host.write("manage.py", "import django, logging; django.setup();"
                            "logging.getLogger('shop').info('sold');"
                            "logging.getLogger('shop').debug('seen')")
    outcome = host.run("manage", "a")
    assert (outcome.returncode, outcome.stderr) == (0, "short sold\n")


def test_secrets_when_those_of_another_release_lie_there_are_not_read(host):
    settings(host, "import os\nADDRESS = os.environ.get('DATABASE_URL', 'none')\n")
    (host.root / "credentials/database_url").write_text("postgres://them@db.example.org/them\n")
    host.slot["DATABASE_URL"] = ""
    host.write("manage.py", "from django.conf import settings; settings.DEBUG")
    assert "DATABASE_URL is not set: write the database's address" in host.run("manage", "a").stderr
    host.slot["CREDENTIALS"] += " database_url"
    assert host.evaluate("s.ADDRESS") == "postgres://them@db.example.org/them"


def test_settings_when_edited_are_over_those_of_the_release(host):
    with open(host.etc / "site_settings.py", "a", encoding="utf-8") as file:
        file.write("DATABASES['default']['CONN_MAX_AGE'] = 60\nSHOP = project['OWN'] + 1\n")
    settings(host, "OWN = 1\n")
    assert host.evaluate("s.DATABASES['default']['CONN_MAX_AGE'], s.SHOP") == "60 2"


def test_settings_when_a_release_lacks_a_function_of_the_next_are_its_own(host):
    """The file in /etc is the next release's already; the modules are those of the one before."""
    python = host.root / "release/python"
    environment = (python / "site_environment.py").read_text()
    (python / "site_environment.py").write_text(environment.replace("def https(", "def _later("))
    provided = (python / "site_provided.py").read_text()
    (python / "site_provided.py").write_text(provided.replace("site_environment.https()", "False"))
    assert host.evaluate("s.DATABASES['default']['NAME'], s.SECURE_SSL_REDIRECT") == "shop False"
