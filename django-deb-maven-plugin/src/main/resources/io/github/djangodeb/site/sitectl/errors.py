"""The one failure this tool reports: a sentence for people, never a traceback."""


class SiteError(Exception):
    """Something could not be done; the message says what, and what to do about it."""
