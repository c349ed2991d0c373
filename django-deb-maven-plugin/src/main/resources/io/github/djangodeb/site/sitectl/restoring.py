"""What a restoration has begun, on disk: whatever interrupts it, the old state can come back.

``VAR/restore``, for root alone, holds ``journal.json``, the ``new`` trees, the ``old`` ones once
they are exchanged, and copies of the configuration files that were replaced. The journal's steps:

=============  ==================================================================================
``preparing``  everything new is made beside the old; nothing has changed
``swapping``   the old is being exchanged, and the new is tried; undone if it ends here
``done``       the new is proven; only the old has to be cleared away
=============  ==================================================================================
"""

import json
import os
import shutil

from . import configfiles, databasecopy, systemd, trees
from .errors import SiteError
from .faults import reach
from .files import make_directory, read_text, sync_directory, write_atomically
from .output import say, warn

PREPARING, SWAPPING, DONE = "preparing", "swapping", "done"

#: What the journal says of a tree: the old one is leaving its place, or the new one is coming.
_LEAVES, _COMES = "leaves", "comes"


class Restoration:
    """One restoration, going on or interrupted."""

    def __init__(self, site, database=None):
        self._site = site
        self._database = database or databasecopy.of(site)
        self.folder = site.below_var("restore")
        self._journal_path = os.path.join(self.folder, "journal.json")
        self.journal = None

    def path(self, *names):
        """A path in its folder."""
        return os.path.join(self.folder, *names)

    def load(self):
        """Reads the journal of an earlier one; tells whether there is one.

        :raises SiteError: if it is damaged
        """
        text = read_text(self._journal_path)
        try:
            self.journal = json.loads(text) if text is not None else None
        except ValueError:
            raise SiteError(
                f"{self._journal_path} is damaged. {self.folder} holds what an interrupted"
                f" restoration left: put \"old\" back by hand, and remove the folder.") from None
        return self.journal is not None

    # Forward

    def begin(self):
        """Makes the folder and the journal."""
        make_directory(self.folder, 0o700)
        self._note(PREPARING, trees={}, config=[])
        for name in ("new", "old", "config"):
            make_directory(self.path(name), 0o700)

    def exchange(self, names, staged):
        """Exchanges trees and configuration, and the database at last.

        :param names: the trees, which lie ready in ``new``
        :param staged: configuration as ``(path, content, mode, group)``
        """
        kept = [configfiles.keep(one[0], self.path("config"), number)
                for number, one in enumerate(staged)]
        self._note(SWAPPING, trees={}, config=kept)
        reach("restore:swapping")
        for name in names:
            self._note_tree(name, _LEAVES)
            trees.move(self._site.below_var(name), self.path("old", name))
            self._sync()
            self._note_tree(name, _COMES)
            reach("restore:" + name)
            trees.move(self.path("new", name), self._site.below_var(name))
        self._sync()
        for one in staged:
            configfiles.put(*one)
        reach("restore:config")
        _reload_units()
        self._database.exchange()
        reach("restore:database")

    def finish(self):
        """Notes that the new is proven, and clears the old away."""
        self._note(DONE)
        reach("restore:done")
        self._clear(self._database.forget)

    # Back

    def undo(self):
        """Puts everything back; it may be called again, after any interruption.

        :raises SiteError: if the database does not answer; all else is back then
        """
        for name in self.journal["trees"]:
            self._put_back(name)
        self._sync()
        for note in self.journal["config"]:
            configfiles.undo(note)
        _reload_units()
        self._database.undo()
        self._note(PREPARING, trees={}, config=[])  # Nothing is left to be undone.
        self._remove()

    def _put_back(self, name):
        place, old = self._site.below_var(name), self.path("old", name)
        if self.journal["trees"][name] == _COMES:
            if os.path.lexists(place):
                trees.move(place, self.path("undone-" + name))
            self._sync()
            self._note_tree(name, _LEAVES)
        if os.path.lexists(old):
            # It joins what had not left yet, or the empty folder that a boot has made.
            trees.move(old, place)

    def _note_tree(self, name, step):
        self._note(self.journal["step"], trees={**self.journal["trees"], name: step})

    def _sync(self):
        for folder in (self._site.var, self.path("old")):
            sync_directory(folder)

    def heal(self):
        """Heals what an interruption left, if it left something; tells whether that was undone.

        :raises SiteError: if the database, which is needed for it, does not answer
        """
        if not self.load():
            self._remove()
            return False
        step = self.journal["step"]
        if step != SWAPPING:
            # Nothing hangs on that: what cannot be cleared away now is, the next time.
            self._clear(self._database.forget if step == DONE else self._database.undo)
            return False
        try:
            self.undo()
        except SiteError as problem:
            raise SiteError(
                f"A restoration was interrupted. Uploads, data and configuration are back as they"
                f" were; the database needs PostgreSQL for that: {problem}\nThen run:"
                f" {self._site.unit} start") from problem
        say("an interrupted restoration was undone: the site has what it had before")
        return True

    def _clear(self, let_go):
        try:
            let_go()
        except SiteError as problem:
            warn(f"what a restoration has left is cleared away later: {problem}")
            return
        self._remove()

    def _remove(self):
        if os.path.isdir(self.folder):
            # Its journal goes last: as long as something is left, it says of what.
            for entry in os.scandir(self.folder):
                if entry.path != self._journal_path:
                    trees.remove(entry.path)
            shutil.rmtree(self.folder)

    def _note(self, step, **values):
        self.journal = {**(self.journal or {}), **values, "step": step}
        write_atomically(self._journal_path, json.dumps(self.journal, indent=2), 0o600)


def _reload_units():
    """Units may have changed, with what an administrator has added to them."""
    if systemd.is_running():
        systemd.reload_units()


def is_interrupted(site):
    """Whether the site is between two states, so that nothing may be started."""
    one = Restoration(site)
    return one.load() and one.journal.get("step") == SWAPPING


def is_visible_to_all(site):
    """Whether there is a restoration, as far as anybody may see: its folder is root's."""
    return os.path.isdir(site.below_var("restore"))
