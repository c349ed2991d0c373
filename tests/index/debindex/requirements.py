"""What distributions require of each other, made true for what an index really holds."""
import re
from collections import defaultdict

from packaging.utils import canonicalize_name

RELATION = re.compile(r'(?:^|, ?)([\w.+-]+)')


def add_debian_relations(distributions, paragraphs):
    """Add what Depends names and the metadata lack: Debian's build tools strip them."""
    by_package = _by_package(distributions, paragraphs)
    for distribution in distributions.values():
        if _complete(distribution):
            continue
        known = {canonicalize_name(requirement.name)
                 for _, requirement in distribution.requires()
                 if not distribution.stripped or not requirement.marker} | {distribution.key}
        for package in RELATION.findall(distribution.paragraph['Depends'] or ''):
            for key in sorted(by_package.get(package, set()) - known):
                known.add(key)
                distribution.require(key)


def _complete(distribution):
    """A pure .dist-info tells all that upstream asks for; Debian's Depends may be more."""
    return not distribution.stripped and distribution.paragraph['Architecture'] == 'all'


def _by_package(distributions, paragraphs):
    found = defaultdict(set)
    for distribution in distributions.values():
        for package in distribution.packages:
            found[package].add(distribution.key)
    found['python3-pkg-resources'] = found['python3-setuptools'] = {'setuptools'}
    for paragraph in paragraphs.values():
        for virtual in RELATION.findall(paragraph['Provides'] or ''):
            found.setdefault(virtual, found.get(paragraph['Package'], set()))
    return found


def _asked_for(requirement, environment, present):
    """Whether pip may ask for it here: extras only where the index can serve them."""
    if not requirement.marker or requirement.marker.evaluate(dict(environment, extra='')):
        return True
    extras = re.findall(r"""extra == ["']([^"']+)["']""", str(requirement.marker))
    return present and any(requirement.marker.evaluate(dict(environment, extra=extra))
                           for extra in extras)


def missing(distributions, environment):
    """Canonical names that are required and that the index lacks."""
    return {canonicalize_name(requirement.name)
            for distribution in distributions.values()
            for _, requirement in distribution.requires()
            if canonicalize_name(requirement.name) not in distributions
            and _asked_for(requirement, environment, False)}


def loosen(distributions, environment):
    """Take out what Debian's versions cannot satisfy, and return a line about each."""
    notes = []
    for distribution in distributions.values():
        gone = []
        for index, requirement in distribution.requires():
            have = distributions.get(canonicalize_name(requirement.name))
            if not _asked_for(requirement, environment, have is not None):
                continue
            said = f'{distribution.key} {distribution.version}: {requirement}'
            if have is None:
                gone.append(index)
                notes.append(f'{said}: dropped, not in this index')
            elif requirement.url or not requirement.specifier.contains(
                    have.version, prereleases=True):
                notes.append(f'{said}: loosened, the index has {have.version}')
                requirement.specifier, requirement.url = type(requirement.specifier)(''), None
                distribution.require(requirement, index)
        for index in reversed(gone):
            del distribution.head[index]
    return notes
