"""Addresses of databases as Django's settings."""

import pytest
import site_environment


def database(monkeypatch, url, project=None):
    monkeypatch.setenv("DATABASE_URL", url)
    return site_environment.database(project)


def test_database_when_address_has_everything_splits_it(monkeypatch):
    address = "postgresql://us%40er:p%2Fw%25@[2001:db8::1]:5433/na%20me?sslmode=verify-full"
    assert database(monkeypatch, address) == {
        "CONN_HEALTH_CHECKS": True,
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/w%",
        "HOST": "2001:db8::1",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": 5, "sslmode": "verify-full"},
    }


def test_database_when_file_is_an_absolute_path(monkeypatch):
    made = database(monkeypatch, "sqlite:////var/lib/shop/db.sqlite3")
    assert (made["ENGINE"], made["NAME"], made["OPTIONS"]) == (
        "django.db.backends.sqlite3", "/var/lib/shop/db.sqlite3", {})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgis", "mysql"])
def test_database_when_nobody_says_how_long_to_connect_waits_five_seconds(monkeypatch, scheme):
    made = database(monkeypatch, f"{scheme}://shop@db.example.org/shop")
    assert made["OPTIONS"] == {"connect_timeout": 5}


def test_database_when_project_or_address_says_how_long_to_connect_it_holds(monkeypatch):
    project = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"connect_timeout": 2}}
    address = "postgres://shop@db.example.org/shop"
    assert database(monkeypatch, address, project)["OPTIONS"] == {"connect_timeout": 2}
    made = database(monkeypatch, address + "?connect_timeout=9", project)
    assert made["OPTIONS"] == {"connect_timeout": 9}


def test_database_when_engine_is_a_relative_keeps_it(monkeypatch):
    project = {"ENGINE": "django_prometheus.db.backends.postgresql"}
    assert database(monkeypatch, "postgres:///shop", project)["ENGINE"] == project["ENGINE"]


def test_database_when_scheme_is_unknown_names_those_that_are(monkeypatch):
    with pytest.raises(site_environment.HostError, match='begins with "mongodb:".*postgresql'):
        database(monkeypatch, "mongodb://localhost/x")


def test_database_when_no_address_says_what_to_do(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(site_environment.HostError, match="database_url in the site's folder"):
        site_environment.database({})


def test_load_when_credential_is_there_is_undone_by_forget(monkeypatch, tmp_path):
    (tmp_path / "secret_key").write_text("k'\"$%\\;#{} \n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(site_environment, "_taken", {})
    site_environment.load()
    assert site_environment.os.environ["SECRET_KEY"] == "k'\"$%\\;#{}"
    site_environment.forget()
    assert "SECRET_KEY" not in site_environment.os.environ
    assert site_environment.secret_key() == "k'\"$%\\;#{}"


def test_load_when_administrator_has_set_it_leaves_it(monkeypatch, tmp_path):
    (tmp_path / "secret_key").write_text("k")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setattr(site_environment, "_taken", {})
    site_environment.load()
    site_environment.forget()
    assert site_environment.secret_key() == "mine"
