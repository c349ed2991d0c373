"""The cache is not as it was left: bits flip, files are cut off, emptied, replaced, given away."""
import os
import shutil
import subprocess

import pytest
from hostlab.commands import run

from index import Index
from test_network import _from, _long, _publish, _served
from workshop import commit, debs, flip

STRANGER = 12345


def _truncate(file):
    os.truncate(file, file.stat().st_size // 2)


def _empty(file):
    os.truncate(file, 0)


def _give_away(file):
    os.chown(file, STRANGER, STRANGER)


def _link(file):
    elsewhere = file.with_name('elsewhere')
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


DAMAGES = {'flip': (flip, 'its checksum is wrong'),
           'truncate': (_truncate, 'its checksum is wrong'),
           'empty': (_empty, 'its checksum is wrong'),
           'give-away': (_give_away, 'it belongs to another user'),
           'link': (_link, 'it is no plain file')}


@pytest.mark.parametrize('names', [
    'flip truncate give-away', _long('link empty flip'), _long('give-away link truncate')])
def test_packages_when_damaged_are_built_again_and_it_is_said(workshop, names):
    project = workshop.project('project')
    workshop.build(project)
    made = debs(project)
    files = sorted(workshop.cache.glob('packages/*/*.deb'), key=lambda file: file.name)
    assert len(files) == 3
    names = names.split()
    for name, file in zip(names, files):
        DAMAGES[name][0](file)
    facts, = workshop.cache.glob('packages/*/facts.json')
    _empty(facts)
    shutil.rmtree(project / 'target')
    said = workshop.build(project)
    for name, file in zip(names, files):
        assert f'{file} is not what was put into the cache ({DAMAGES[name][1]})' in said, said
    assert f'{facts} is not what was put into the cache' in said
    assert debs(project) == made
    assert workshop.leftovers() == []
    assert 'is not what was put' not in workshop.build(project)


@pytest.mark.parametrize(
    'damage', ['flip', *(_long(name) for name in DAMAGES if name != 'flip')])
def test_downloads_of_pip_when_damaged_are_fetched_again_and_it_is_said(workshop, index, damage):
    project = workshop.project('project')
    workshop.build(project, environment=_from(index))
    made = debs(project)
    kept = max(workshop.cache.glob('pip/*/*'), key=lambda file: file.stat().st_size)
    first = [path for path in index.asked if path.endswith('.whl')]
    index.asked.clear()

    # undamaged, nothing is fetched
    workshop.forget_packages()
    workshop.build(project, environment=_from(index))
    assert not [path for path in index.asked if path.endswith('.whl')]

    DAMAGES[damage][0](kept)
    workshop.forget_packages()
    said = workshop.build(project, environment=_from(index))
    assert "pip's cache: http" in said and DAMAGES[damage][1] in said, said
    again = [path for path in index.asked if path.endswith('.whl')]
    assert len(again) == 1 and again[0] in first
    assert debs(project) == made
    assert workshop.leftovers() == []


def _one(folder, pattern):
    found, = folder.glob(pattern)
    return found


@pytest.mark.parametrize('damage', [
    _long(name) for name in ('flip', 'truncate', 'empty', 'gone', 'refs', 'config')])
def test_clone_when_damaged_is_cloned_again_and_it_is_said(workshop, damage):
    _, bare = _served(workshop)
    project = workshop.project('project')
    with Index(bare.parent) as server:
        words = (f'-Ddjango-deb.repository={server.address}/tiny.git', 'package')
        workshop.build(project, *words)
        made = debs(project)
        clone = _one(workshop.cache, 'git/*.git')
        pack = _one(clone, 'objects/pack/*.pack')
        pack.chmod(0o644)
        if damage == 'gone':
            shutil.rmtree(clone / 'objects/pack')
        elif damage == 'refs':
            for ref in [*clone.glob('refs/heads/*'), clone / 'packed-refs', clone / 'HEAD']:
                if ref.exists():
                    ref.write_bytes(b'\0\1nonsense')
        elif damage == 'config':
            (clone / 'config').write_bytes(b'[\0')
        else:
            DAMAGES[damage][0](pack)
        workshop.forget_packages()
        shutil.rmtree(project / 'target')
        said = workshop.build(project, *words)
        # the names of branches are written anew by each fetch
        if damage != 'refs':
            assert f'the clone of {server.address}/tiny.git in the cache is damaged' in said, said
        assert debs(project) == made


def test_clone_when_a_killed_build_left_its_locks_follows_the_branch(workshop):
    origin, bare = _served(workshop)
    project = workshop.project('project')
    with Index(bare.parent) as server:
        words = (f'-Ddjango-deb.repository={server.address}/tiny.git', '-Ddjango-deb.revision=main',
                 'package')
        workshop.build(project, *words)
        before = debs(project)
        clone = _one(workshop.cache, 'git/*.git')
        for lock in ('refs/heads/main.lock', 'packed-refs.lock', 'config.lock', 'HEAD.lock'):
            (clone / lock).touch()
        (clone / 'objects/incoming_1.pack').write_bytes(b'PACK')
        shutil.rmtree(origin / '.git')
        (origin / 'tiny/urls.py').write_text('urlpatterns = []  # changed\n')
        commit(origin)
        _publish(origin, bare)
        workshop.build(project, *words)
        after = debs(project)
        head = subprocess.check_output(['git', '-C', bare, 'rev-parse', 'main'], text=True)
        assert any(f'tiny-src-{head[:12]}' in name for name in after)
        assert before.keys() != after.keys()
        assert not list(clone.rglob('*.lock')) and not (clone / 'objects/incoming_1.pack').exists()


@pytest.mark.parametrize('content', [
    b'', *(_long(text) for text in (b'\0\xff', b'../elsewhere\n', b'20200101T000000Z-abcdef'))])
def test_chroot_when_its_index_is_damaged_is_found_again_and_it_is_said(workshop, content):
    project = workshop.project('project')
    current = _one(workshop.cache, 'chroots/*/current')
    right = current.read_bytes()
    current.unlink()
    current.write_bytes(content)
    said = workshop.build(project, 'django-deb:chroot')
    assert 'the file in the cache that names the current one is damaged' in said, said
    assert 'being made' not in said
    assert current.read_bytes() == right
    run(['rm', '-rf', project / 'target'])
