"""What one verb of the site's command is made of."""

from dataclasses import dataclass, field
from typing import Callable

from . import lock
from .desk import at, require_root


@dataclass(frozen=True)
class Verb:
    """One thing to ask for.

    ``act`` gets the site and the parsed arguments and returns an exit code, or None for 0;
    ``arguments`` are pairs of names and options for argparse; ``examples`` are what follows the
    command's name, see ``--help``.
    """

    name: str
    help: str
    act: Callable
    arguments: tuple = field(default=())
    hidden: bool = False
    takes_all: bool = False
    examples: tuple = field(default=())


def locked(name, action, afterwards=None, patience=lock.PATIENCE):
    """An act that changes the site: root's, under the lock.

    :param action: gets the desk; returns an exit code, or None for 0
    :param afterwards: gets the site when the lock is free again
    :param patience: seconds to wait for the lock, or None to wait as long as it takes
    """

    def act(site, _):
        require_root(site, name)
        with at(site, patience) as desk:
            code = action(desk)
        if afterwards:
            afterwards(site)
        return code

    return act
