"""Keys of site.conf that nobody reads: a misspelt one would have no effect, and nobody told.

They are no mistake that stops anything, as an older or a newer version may know them.
"""

import difflib

from .output import warn

#: All that this version reads.
KNOWN = (
    "SERVER_NAMES", "HEALTH_PATH", "HEALTH_TIMEOUT", "TLS", "TLS_CERTIFICATE", "TLS_KEY",
    "TRUSTED_PROXIES", "ACME_EMAIL", "ACME_SERVER", "HSTS_SECONDS", "HSTS_INCLUDE_SUBDOMAINS",
    "HSTS_PRELOAD", "UPLOAD_SIZE", "MEMORY_MAX", "MEMORY_HIGH", "CPU_QUOTA", "TASKS_MAX", "MIGRATE",
    "KEEP_RELEASES", "WORKERS", "BEAT", "CONCURRENCY", "QUEUES")


def faults(site):
    """A sentence for each key that is not known."""
    return [_words(site, key) for key in site.configuration if key not in KNOWN]


def tell(site):
    """Warns of them."""
    for words in faults(site):
        warn(words)


def _words(site, key):
    near = difflib.get_close_matches(key, KNOWN, n=1)
    meant = f"write {near[0]} if that is meant, else put # before" if near else "put # before it"
    return f'{site.configuration_path}: "{key}" is not a key of it, and has no effect: {meant}'
