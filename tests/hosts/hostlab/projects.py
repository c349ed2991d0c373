"""Django projects that no one here wrote, with a wrapper pom and what their users would add."""
import shutil
import tarfile
import zipfile
from pathlib import Path

from debindex.apt import Apt
from debindex.cache import cache_folder

from . import builds, cache, roots, variants
from .host import Host

TIME = '2026-01-02T10:00:00Z'


def write_pom(folder, name, configuration=''):
    """The guest book's own wrapper under another name."""
    pom = (variants.EXAMPLE / 'pom.xml').read_text().replace('guestbook', name)
    (folder / 'pom.xml').write_text(pom.replace(
        '<extensions>', f'{configuration}<extensions>') if configuration else pom)


def unpack_upstream(source, suite, folder):
    """The upstream archive of a Debian source package, without its topmost folder."""
    archive = Apt(suite, cache_folder() / 'apt').upstream(source)
    assert archive, f'{suite} has no upstream archive of {source} to offer'
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            below = member.name.split('/')[1:]
            if below and (member.isreg() or member.isdir() or member.issym()):
                member.name = '/'.join(below)
                tar.extract(member, folder)


def change_lines(file, changes):
    """Replace lines that begin with a key by its value; an empty value takes the line out."""
    lines = []
    for line in file.read_text().splitlines():
        for begin, instead in changes.items():
            if line.startswith(begin):
                line = instead
        if line:
            lines.append(line)
    file.write_text('\n'.join(lines) + '\n')


def write_idp(suite):
    """django-oauth-toolkit's example of an identity provider, tests/app/idp."""
    def write(folder):
        unpack_upstream('django-oauth-toolkit', suite, folder)
        write_pom(folder, 'idp')
        project = folder / 'tests/app/idp'
        # Debian has other versions than upstream has pinned; an editable tree cannot be packaged
        change_lines(project / 'requirements.txt', {
            'Django': 'Django', 'django-cors': 'django-cors-headers',
            'django-environ': 'django-environ',
            '-e': '../../../\ngunicorn\npsycopg2'})
        (project / 'venv-debian-requirements.txt').write_text('libpq-dev\nlibssl3 | libssl3t64\n')
        return variants.commit_all(folder, 'idp', TIME)
    return write


def write_wims_lti(suite):
    """wims-lti, a gateway between learning platforms, which Debian ships as an application."""
    def write(folder):
        unpack_upstream('wims-lti', suite, folder)
        write_pom(folder, 'wims-lti')
        # its "oauth2" is in the tree and needs distutils; Debian has a later Django
        change_lines(folder / 'requirements.txt', {
            'oauth2': 'httplib2\nsetuptools', 'django': 'django',
            'wimsapi': 'wimsapi\ngunicorn\npsycopg2'})
        (folder / 'venv-debian-requirements.txt').write_text('libpq-dev\nlibxml2\nlibxslt1.1\n')
        return variants.commit_all(folder, 'wims-lti', TIME)
    return write


def _start_project(suite, folder):
    """Let the suite's own Django write a project, on a host of that suite: it may be too old for
    this machine's Python."""
    host = Host([roots.root(suite)])
    try:
        host.boot()
        host.apt('install', 'python3')
        for name in ('django', 'asgiref', 'sqlparse', 'pytz'):
            for wheel in builds.index(suite).glob(f'{name}-*.whl'):
                with zipfile.ZipFile(wheel) as opened:
                    opened.extractall(host.path('/root/django'))
        host.run('mkdir', '/root/started')
        host.run('python3', '-B', '-m', 'django', 'startproject', 'started', '/root/started',
                 variables={'PYTHONPATH': '/root/django'})
        shutil.copytree(host.path('/root/started'), folder, dirs_exist_ok=True)
    finally:
        host.close()


def write_started(suite):
    """What `django-admin startproject` writes, unchanged, with three requirements."""
    def write(folder):
        # kept, as its secret key is another one each time, and so would be the packages
        started = cache.find_or_make('started', builds.index(suite).name,
                                     lambda made: _start_project(suite, made))
        shutil.copytree(started, folder, dirs_exist_ok=True)
        (folder / 'requirements.txt').write_text('Django\ngunicorn\npsycopg2\n')
        (folder / 'venv-debian-requirements.txt').write_text('libpq-dev\n')
        write_pom(folder, 'started')
        return variants.commit_all(folder, 'started', TIME)
    return write


SHELF = Path(__file__).with_name('shelf')


def write_shelf(folder):
    """A project of another shape than the guest book: manage.py in a folder of its own, several
    settings, those for production out of the environment alone, requirements in a folder."""
    shutil.copytree(SHELF, folder, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns('__pycache__'))
    return variants.commit_all(folder, 'shelf', TIME)
