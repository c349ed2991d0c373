"""What an exception of a project means for whoever packages it: one sentence, and a traceback
without the frames of the machinery.
"""

import importlib
import os
import re
import sys
import traceback

#: What every site finds in its environment.
PROVIDED = ("ALLOWED_HOSTS", "CACHE_URL", "CELERY_BROKER_URL", "DATABASE", "DATABASE_URL",
            "MEDIA_ROOT", "SECRET_KEY", "STATIC_ROOT")

#: How libraries that read the environment say that a variable is not there.
UNSET = re.compile(r"Set the (\w+) environment variable|(\w+) not found\. Declare it as envvar"
                   r'|Environment variable "(\w+)" not set')

#: How many of the exceptions before it are told.
CAUSES = 3

OS = ("<frozen os>", os.__file__)
IMPORTLIB = ("<frozen importlib", os.path.dirname(importlib.__file__))


def words(failure):
    """An exception in a line, with those that led to it if its own words do not have theirs."""
    told = known = f"{type(failure).__name__}: {failure}"
    causes = []
    while len(causes) < CAUSES:
        cause = failure.__cause__
        link = "caused by" if cause else "after"
        failure = cause or (None if failure.__suppress_context__ else failure.__context__)
        if failure is None:
            break
        if str(failure) not in known or not str(failure):
            causes.append(f"{link} {type(failure).__name__}: {failure}")
            known += causes[-1]
    return f"{told} ({', '.join(causes)})" if causes else told


class Teller:
    """Tells failures of a project whose source lies in a folder.

    :param source: the folder
    :param requirements: the file that the virtualenv's requirements were read from
    :param own: files of the machinery, which nobody needs to see
    """

    def __init__(self, source, requirements, own):
        self.source = source
        self.requirements = requirements
        self.own = tuple(own)

    def traceback(self, failure):
        """The traceback, of what the project's authors know."""
        told = traceback.TracebackException.from_exception(failure)
        self._trim(told, set())
        return "".join(told.format())

    def _trim(self, told, seen):
        if told is None or id(told) in seen:
            return
        seen.add(id(told))
        told.stack = traceback.StackSummary.from_list(
            [frame for frame in told.stack if not frame.filename.startswith(self.own + IMPORTLIB)])
        self._trim(told.__cause__, seen)
        self._trim(told.__context__, seen)

    def sentence(self, failure, apps=()):
        """What is wrong, where, and what to do; empty if the exception says all that is known.

        :param apps: INSTALLED_APPS, if these are being loaded
        """
        frames = traceback.extract_tb(failure.__traceback__)
        if isinstance(failure, SyntaxError) and failure.filename:
            return (f"{self._relative(failure.filename)}:{failure.lineno} is not understood by the"
                    f" target's Python {sys.version_info[0]}.{sys.version_info[1]}, which says"
                    f' "{failure.msg}": correct it.')
        if isinstance(failure, ModuleNotFoundError) and failure.name:
            return self._module(failure.name, self._place(frames), apps)
        variable = self._variable(failure, frames)
        if variable:
            place = self._place(frames)
            return (f"{variable} is not among what a site provides ({', '.join(PROVIDED)}): give it"
                    f" a default{' in ' + place if place else ''}; a value of the host's own is set"
                    " with Environment= in a drop-in of its units.")
        if type(failure).__name__ == "ImproperlyConfigured":
            place = self._place(frames)
            return f"{place + ': ' if place else ''}{failure}" if str(failure) else ""
        return ""

    def _variable(self, failure, frames):
        if isinstance(failure, KeyError):
            read = frames and frames[-1].filename in OS
            return str(failure.args[0]) if read and failure.args else ""
        found = UNSET.search(str(failure))
        return next((name for name in found.groups() if name), "") if found else ""

    def _module(self, name, place, apps):
        listed = [app for app in apps if app == name or app.startswith(name + ".")]
        if listed:
            who = f'INSTALLED_APPS names "{listed[0]}", and'
        else:
            who = f"{place} imports" if place else "The project imports"
            who += f' "{name}", and'
        top = name.partition(".")[0]
        what = f' "{name}"' if listed and listed[0] != name else " it"
        return (f"{who} neither the packaged source nor the virtualenv has{what}: commit"
                f" {'its file' if '.' in name else top} if it is the project's own, else add its"
                f" package to {self.requirements}.")

    def _place(self, frames):
        """The innermost line of the project's own."""
        own = [frame for frame in frames if frame.filename.startswith(self.source + os.sep)]
        return f"{self._relative(own[-1].filename)}:{own[-1].lineno}" if own else ""

    def _relative(self, file):
        return os.path.relpath(file, self.source) if file.startswith(self.source + os.sep) else file
