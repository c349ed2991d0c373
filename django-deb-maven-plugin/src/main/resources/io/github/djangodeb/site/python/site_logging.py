"""Where the project's log lines go on this host: to the journal, by standard error.

Handlers that write to files become such handlers, as the site's processes may write to hardly any
folder. What one handler has written there another does not write again.
"""

import logging
import sys

#: Names that no project has.
_HANDLER = "site_journal"
_FILTER = "site_once"

#: Of a handler that becomes another, what says which lines it takes and how it writes them.
_KEPT = ("level", "formatter", "filters")

#: What Django tells of a page that fails, and who hears of it next.
_ERRORS = ("django.request", "django")

#: What a project without LOGGING has: Django alone would only mail errors.
_OURS = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"journal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["journal"], "level": "WARNING"},
    # A page that is not found is nginx's to log.
    "loggers": {"django.request": {"level": "ERROR"}},
}


def to_journal(project):
    """The LOGGING of the site.

    :param project: the project's own, or nothing; it stays as it is
    """
    if not project:
        return _OURS
    if not isinstance(project, dict) or project.get("incremental"):
        # It is for a LOGGING_CONFIG of the project's own, or can have no handlers.
        return project
    handlers = {name: _handler(one) for name, one in (project.get("handlers") or {}).items()}
    handlers[_HANDLER] = _journal({"level": "ERROR"})
    config = {
        **project,
        "filters": {**(project.get("filters") or {}), _FILTER: {"()": Once}},
        "handlers": handlers,
    }
    _take_errors(config)
    return config


def _handler(one):
    if not isinstance(one, dict) or "filename" not in one:
        return one
    return _journal({key: one[key] for key in _KEPT if key in one})


def _journal(kept):
    # The filter comes last: what another one rejects has not been written.
    filters = [*(kept.get("filters") or []), _FILTER]
    return {**kept, "class": "logging.StreamHandler", "filters": filters}


def _take_errors(config):
    """Lets an error of a page that no handler has written to the journal be written there."""
    loggers = dict(config.get("loggers") or {})
    config["loggers"] = loggers
    if config.get("disable_existing_loggers", True) and not any(name in loggers
                                                                for name in _ERRORS):
        loggers["django.request"] = {}  # Else it would be switched off.
    for name in _ERRORS:
        if (loggers.get(name) or {}).get("propagate", True) in (False, 0):
            loggers[name] = _with_journal(loggers[name])
            return
    root = loggers.get("", config.get("root"))
    where, key = (loggers, "") if "" in loggers else (config, "root")
    where[key] = _with_journal({"level": "WARNING"} if root is None else root)


def _with_journal(logger):
    return {**logger, "handlers": [*(logger.get("handlers") or []), _HANDLER]}


class Once(logging.Filter):
    """Rejects what is in the journal already, or will be, by another handler's doing."""

    def filter(self, record):
        """Whether the handler that asks shall write it."""
        if getattr(record, "_in_journal", False):
            return False
        if any(_writes(handler, record) for handler in _handlers(record.name)):
            return False
        record._in_journal = True
        return True


def _handlers(name):
    """The handlers that get what a logger is told."""
    logger = logging.getLogger(name)
    while logger:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None


def _writes(handler, record):
    """Whether a handler of others writes it to where the journal reads."""
    return (
        isinstance(handler, logging.StreamHandler)
        and handler.stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
        and not any(isinstance(one, Once) for one in handler.filters)
        and record.levelno >= handler.level
        and bool(handler.filter(record))
    )
