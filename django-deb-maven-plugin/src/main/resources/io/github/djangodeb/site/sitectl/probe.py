"""Tries database, queue and cache as the site itself does: with its libraries and its settings."""

import os

from . import program, releases

#: Seconds for all of them, the start of Python included.
LIMIT = 30


#: What can be asked.
_SERVICES = ("database", "queue", "cache")


class Probe:
    """Asks through a slot; each service once, and those that lie elsewhere together, as the program
    takes a second, and a service that does not answer many."""

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
            names = list(dict.fromkeys([name, *self._elsewhere(slot)]))
            answers = self._run(slot, names)
            self._answers.update(((slot, one), answers[one]) for one in names)
        return self._answers[slot, name]

    def _elsewhere(self, slot):
        """What the release in a slot has elsewhere, and was not asked yet."""
        facts = releases.load(self._site, self._state.slots.get(slot) or "")
        return [one for one in _SERVICES if facts and getattr(facts, one) == "external"
                and (slot, one) not in self._answers]

    def _run(self, slot, names):
        outcome = program.ask(self._site, slot, ["probe", slot, *names], LIMIT)
        said = dict(line.partition(" ")[::2] for line in outcome.stdout.splitlines())
        # If the program did not come to its questions, its last line says why.
        lines = [] if said.keys() & set(names) else outcome.text.splitlines()
        silent = lines[-1] if lines else f"no answer within {LIMIT} s"
        return {name: (said.get(name) == "ok", said.get(name, silent)) for name in names}
