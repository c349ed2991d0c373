"""Whole builds of a user who is not root, with chroots of that user's own."""
import re

import pytest

from project import Person


@pytest.mark.parametrize('suite, python', [
    ('trixie', '3.13'), pytest.param('bookworm', '3.11', marks=pytest.mark.long)])
def test_package_when_the_user_is_not_root_builds_all_three(
        project, index, make_user, suite, python):
    person = Person(*make_user(), index(suite))
    words = [f'-Ddjango-deb.suite={suite}', 'package']

    first = person.maven(project.commit(), *words)

    assert first.status == 0, first.text
    assert f'chroot of {suite}: made in ' in first.text
    for step in ('virtualenv: built', 'source: built', 'static files collected', 'site: built'):
        assert step in first.text
    target = person.home / 'tiny/target'
    packages = sorted(target.glob('*.deb'))
    assert [re.sub('_.*|[0-9a-f]{12}', '', file.name) for file in packages] == [
        'tiny-env-', 'tiny-site', 'tiny-src-']
    assert {file.owner() for file in packages} == {person.name}
    assert f'/lib/python{python}/site-packages/django/' in person.said(
        'dpkg-deb', '--contents', packages[0])
    assert all(line.split()[1] == 'root/root' for file in packages
               for line in person.said('dpkg-deb', '--contents', file).splitlines())
    assert not list((person.home / '.cache/django-deb/sessions').iterdir())

    second = person.maven(project, *words)

    assert second.status == 0, second.text
    assert re.findall(r'(\w+): reused', second.text)[-3:] == ['source', 'virtualenv', 'site']
    assert 'built ' not in second.text
