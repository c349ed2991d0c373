"""The command line: words in, an exit code and a sentence out."""

import argparse
import difflib
import os
import re
import signal
import sys

from . import site as sites
from . import status
from .errors import SiteError
from .verbs import VERBS

#: A time that is told from now on back, as systemd.time(7) has it: "-10s", "-1 hour".
_BACK = re.compile(r"-\s*\d.*")

FAILED = 1
WRONG_USAGE = 2

#: What ``status`` says if it cannot be told, as the LSB has it.
UNKNOWN = 4

#: Root's tools; what calls a maintainer script may come with less, or with a stranger's.
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def parser(command):
    """The grammar of all verbs. Options are never shortened: a later one may begin so too."""
    top = argparse.ArgumentParser(
        prog=command, allow_abbrev=False,
        description="Looks after the site {0} on this host.\n{0} VERB --help tells"
        " more about a verb, man {0} about all of it.".format(command),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_examples(command, [verb.examples[0] for verb in VERBS if verb.examples]))
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        options = {} if verb.hidden else {"help": verb.help}
        one = verbs.add_parser(verb.name, description=verb.help[0].upper() + verb.help[1:] + ".",
                               allow_abbrev=False,
                               formatter_class=argparse.RawDescriptionHelpFormatter,
                               epilog=_examples(command, verb.examples), **options)
        one.set_defaults(act=verb.act)
        for names, settings in verb.arguments:
            one.add_argument(*names, **settings)
        if verb.takes_all:
            one.add_argument("words", nargs=argparse.REMAINDER, metavar="...",
                             help="handed over as they are")
    return top


def _examples(command, lines):
    """What is shown below the options."""
    if not lines:
        return None
    return "examples:\n" + "".join(f"  {command} {line.format(unit=command)}\n" for line in lines)


def _refusal(command, arguments):
    """What is said to somebody who names no verb, or one that does not exist; else None.

    argparse would list those too that only the package calls.
    """
    if not arguments:
        return parser(command).format_help()
    word = next((one for one in arguments if not one.startswith("-")), None)
    if word is None or any(verb.name == word for verb in VERBS):
        return None
    shown = [verb.name for verb in VERBS if not verb.hidden]
    near = difflib.get_close_matches(word, shown, n=1)
    hint = f"{command} {near[0]} may be meant, and " if near else ""
    return f'error: {command} has no verb "{word}": {hint}{command} --help lists all\n'


def main(folder, arguments):
    """Does what the words ask for; returns the exit code."""
    os.environ["PATH"] = _PATH
    os.umask(0o022)
    # A closed terminal must not end a switch halfway; it would heal, but why let it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        site = sites.load(folder)
        refusal = _refusal(site.unit, arguments)
        if refusal:
            print(refusal, end="", file=sys.stderr)
            return WRONG_USAGE
        parsed = _parsed(site.unit, arguments)
        site.verb = parsed.verb
        return parsed.act(site, parsed) or 0
    except SiteError as problem:
        return _failed(arguments, f"error: {problem}")
    except PermissionError as problem:
        hint = "" if os.geteuid() == 0 else "; try again as root"
        return _failed(arguments, f"error: {problem.filename}: {problem.strerror}{hint}")
    except OSError as problem:
        return _failed(arguments, f"error: {problem}")
    except KeyboardInterrupt:
        return _failed(arguments, "interrupted; the next call heals what was begun")


def _parsed(command, arguments):
    """What the words mean. argparse ends the program if they mean nothing."""
    try:
        return parser(command).parse_args(_with_times_joined(arguments))
    except SystemExit as end:
        if end.code and _is_plugin(arguments):
            sys.exit(status.cannot_tell_plugin(f"wrong usage: {command} status --help"))
        raise


def _with_times_joined(arguments):
    """``--since -10s`` as one word: argparse would take such a time for an option."""
    if "--since" not in arguments[:-1] or arguments[0] != "logs":
        return arguments
    at = arguments.index("--since")
    if not _BACK.fullmatch(arguments[at + 1]):
        return arguments
    return [*arguments[:at], "=".join(arguments[at:at + 2]), *arguments[at + 2:]]


def _is_plugin(arguments):
    return "status" in arguments[:1] and "--plugin" in arguments


def _failed(arguments, words):
    """Tells why nothing came of it; returns the exit code."""
    if _is_plugin(arguments):
        return status.cannot_tell_plugin(words)
    print(words, file=sys.stderr)
    return UNKNOWN if "status" in arguments[:1] else FAILED
