"""Which distributions a tree holds, and which files belong to which of them."""
import os
import re

from packaging.version import InvalidVersion

from .distribution import MODULES, Distribution

INFO = re.compile(r'([^/]+)\.(dist-info|egg-info)(?:/(.+))?$')
SCRIPT = re.compile(r'/usr/s?bin/[^/]+$')


class _Contents:
    """What one package ships, sorted by kind."""

    def __init__(self, tree, paths):
        self.infos, self.modules, self.scripts = set(), set(), []
        for path in paths:
            if match := MODULES.match(path[1:]):
                base = path[:-len(match[1])]
                if info := INFO.match(match[1]):
                    self.infos.add(base + f'{info[1]}.{info[2]}')
                else:
                    self.modules.add(path)
            elif SCRIPT.match(path) and not tree.is_link(path):
                self.scripts.append(path)


def _distributions(tree, package, paragraph, infos):
    for info in sorted(infos):
        names_another = tree.is_link(info)
        incomplete = tree.is_folder(info) and not any(
            tree.real(f'{info}/{name}') for name in ('METADATA', 'PKG-INFO'))
        if names_another or incomplete:
            continue
        try:
            yield Distribution(tree, package, paragraph, info)
        except (InvalidVersion, TypeError):
            continue


def _source(paragraph):
    return (paragraph['Source'] or paragraph['Package']).split()[0]


def _owner(module, package, own, every, paragraphs):
    """The distribution that a module without metadata of its own belongs to, or None."""
    top = re.split(r'[/.]', MODULES.match(module[1:])[1])[0]
    siblings = [d for d in every if _source(paragraphs[d.package]) == _source(paragraphs[package])]

    def holds_top(distribution):
        return any(MODULES.match(name[1:])[1].split('/')[0] == top
                   for name in distribution.modules)

    by_name = [d for d in own or every if top in d.top_level()]
    by_neighbour = [d for d in siblings if holds_top(d)]
    by_likeness = sorted(
        own, key=lambda d: -len(os.path.commonprefix([d.key, top.lower()])))
    only_one = siblings if len(siblings) == 1 else []
    candidates = by_name or by_neighbour or by_likeness or only_one
    return candidates[0] if candidates else None


def find_distributions(tree, owned, paragraphs):
    """{canonical name: Distribution} with all files below dist-packages given to one of them."""
    found, shared = {}, []
    for package, paths in owned.items():
        contents = _Contents(tree, paths)
        own = list(_distributions(tree, package, paragraphs[package], contents.infos))
        for distribution in own:
            found.setdefault(distribution.key, distribution)
        if len(own) == 1:
            own[0].modules, own[0].scripts = sorted(contents.modules), contents.scripts
        elif contents.modules:
            shared.append((package, sorted(contents.modules), own))
    for package, modules, own in shared:
        for module in modules:
            owner = _owner(module, package, own, list(found.values()), paragraphs)
            if owner:
                owner.modules.append(module)
                owner.packages.add(package)
    return found
