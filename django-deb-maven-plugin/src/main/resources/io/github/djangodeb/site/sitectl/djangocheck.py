"""What ``manage.py check --deploy`` says about the release that serves."""

import re

from . import diagnosis, program

#: Seconds for all of the project's own checks.
_LIMIT = 120

_SECTION = re.compile(r"(CRITICALS|ERRORS|WARNINGS|INFOS|DEBUGS):")
_MESSAGE = re.compile(r"(?:.*: )?\((?P<id>[\w.]+\.[A-Z]\d+)\) (?P<text>.*)")
_GRAVE = ("CRITICALS", "ERRORS")

#: What Django has to say about every site that is not reached by HTTPS, as ``TLS`` says.
_WITHOUT_HTTPS = frozenset(
    ("security.W004", "security.W008", "security.W012", "security.W016"))

#: Who ends HTTPS elsewhere says there what browsers are to remember of it.
_BEHIND_PROXY = frozenset(("security.W004",))
_SHOWN = 160


def ask(site, slot):
    """Runs it; returns ``(problems, warnings, remark)``: lists of sentences, and one or none.

    Errors are problems. Of the warnings those are left out that only say that HTTPS is off, or
    ended elsewhere, which the remark tells.
    """
    outcome = program.ask(site, slot, ["manage", slot, "check", "--deploy"], _LIMIT)
    expected, why = _expected(site)
    problems, warnings, silent = judge(outcome.text, expected)
    if not outcome.ok and not problems:
        problems.append("check --deploy failed: " + " ".join(
            diagnosis.essence(outcome.text).splitlines()[-1:]))
    are = "are" if len(silent) > 1 else "is"
    remark = f"{why}, so {', '.join(sorted(silent))} {are} not counted" if silent else ""
    return problems, warnings, remark


def _expected(site):
    """The ids that follow from how visitors come by HTTPS, and how they do."""
    if not site.https:
        return _WITHOUT_HTTPS, "HTTPS is off"
    if site.tls.mode == "proxy":
        return _BEHIND_PROXY, "HTTPS is ended by a proxy"
    return frozenset(), ""


def judge(text, expected):
    """What Django's words come to: problems, warnings, and those ids that were expected."""
    problems, warnings, silent = [], [], set()
    section = ""
    for line in text.splitlines():
        heading, message = _SECTION.fullmatch(line.strip()), _MESSAGE.match(line)
        if heading:
            section = heading[1]
        elif message:
            name = message["id"]
            words = f"{name}: {_short(message['text'])}"
            if section in _GRAVE:
                problems.append(words)
            elif name in expected:
                silent.add(name)
            elif section == "WARNINGS" or name.startswith("security."):
                warnings.append(words)
    return problems, warnings, silent


def _short(text):
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + " ..."
