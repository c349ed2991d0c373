"""The same files as the tree that an index server serves (PEP 503)."""
import hashlib
import html
import re
from collections import defaultdict

from packaging.utils import canonicalize_name

FILE = re.compile(r'(.+?)-[^-]+(-[^-]+){3}\.whl$|(.+)-[^-]+\.tar\.gz$')
PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n{}</body></html>\n'


def write_simple(folder):
    """Write folder/simple, whose links lead to the files in folder."""
    projects = defaultdict(list)
    for file in sorted(folder.iterdir()):
        if match := FILE.match(file.name):
            projects[canonicalize_name(match[1] or match[3])].append(file)
    for project, files in projects.items():
        page = folder / 'simple' / project
        page.mkdir(parents=True)
        (page / 'index.html').write_text(PAGE.format(''.join(map(_link, files))))
    names = ''.join(f'<a href="{name}/">{name}</a><br>\n' for name in sorted(projects))
    (folder / 'simple' / 'index.html').write_text(PAGE.format(names))


def _link(file):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f'<a href="../../{html.escape(file.name)}#sha256={digest}">{file.name}</a><br>\n'
