"""Headless Chromium, as Debian has it, on a host's loopback."""
import contextlib
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from . import network

# Nothing but the page is asked for: no updates, no synchronisation, no search engine.
OPTIONS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync',
           '--disable-dev-shm-usage', '--window-size=1000,900']
SECONDS = 15


@contextlib.contextmanager
def on(host):
    """A browser with an empty profile that sees the host as its own machine."""
    with tempfile.TemporaryDirectory(prefix='chromium.') as profile, network.of(host):
        options = webdriver.ChromeOptions()
        options.binary_location = '/usr/bin/chromium'
        for option in [*OPTIONS, f'--user-data-dir={profile}']:
            options.add_argument(option)
        driver = webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)
        driver.implicitly_wait(SECONDS)
        try:
            yield driver
        finally:
            driver.quit()
