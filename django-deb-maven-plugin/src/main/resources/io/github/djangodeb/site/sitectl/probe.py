"""Tries database, queue and cache as the site itself does: with its libraries and its settings."""

import os

from . import program

#: Seconds for all of them, the start of Python included.
LIMIT = 30


class Probe:
    """Asks through a slot; each service once, as the program takes a second."""

    def __init__(self, site, state):
        self._site = site
        self._state = state
        self._answers = {}

    def ask(self, name, slot=None):
        """Whether a service can be used, and why not: (whether, words).

        It is unknown, which is (None, words), without the rights or a release to ask through.
        """
        slot = slot or self._state.live
        if os.geteuid() != 0:
            return None, "only root can ask it"
        if not slot:
            return None, "no release is set up that could ask it"
        if (slot, name) not in self._answers:
            self._answers[slot, name] = self._run(slot, name)
        return self._answers[slot, name]

    def _run(self, slot, name):
        outcome = program.ask(self._site, slot, ["probe", slot, name], LIMIT)
        for line in outcome.stdout.splitlines():
            word, _, answer = line.partition(" ")
            if word == name:
                return answer == "ok", answer
        lines = outcome.text.splitlines()
        return False, lines[-1] if lines else f"no answer within {LIMIT} s"
