"""The list of what a virtualenv is made of."""

import inventory
import pytest


@pytest.mark.parametrize('headers, expression, names', [
    ('License-Expression: MIT OR Apache-2.0\nLicense: other', 'MIT OR Apache-2.0', []),
    ('License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License',
     '', ['BSD-3-Clause']),
    ('License: The text.\n        And more of it.\n'
     'Classifier: License :: OSI Approved\n'
     'Classifier: License :: OSI Approved :: MIT License\n'
     'Classifier: License :: OSI Approved :: ISC License (ISCL)',
     '', ['ISC License (ISCL)', 'MIT License']),
    ('License: UNKNOWN\nClassifier: License :: Public Domain', '', ['Public Domain']),
    ('Classifier: Framework :: Django', '', []),
])
def test_licences_when_stated_in_one_of_three_ways_are_found(headers, expression, names):
    found = inventory.licences(f'Metadata-Version: 2.4\nName: x\n{headers}\n\nLicense: none\n')
    assert found == {'expression': expression, 'names': names}


def entry(name='Some.Thing_x', url='https://example.org/x.whl', direct=False, **info):
    """What pip reports of an installed project."""
    return {'metadata': {'name': name, 'version': '1.0+local'}, 'is_direct': direct,
            'download_info': {'url': url, **info}}


def test_package_url_when_origin_is_an_index_a_repository_an_address_or_a_folder():
    plain = 'pkg:pypi/some.thing-x@1.0%2Blocal'
    assert inventory.package_url(entry()) == plain
    git = entry(url='https://example.org/a.git', direct=True,
                vcs_info={'vcs': 'git', 'commit_id': '0123'})
    assert inventory.package_url(git) == (
        f'{plain}?vcs_url=git%2Bhttps%3A%2F%2Fexample.org%2Fa.git%400123')
    assert inventory.package_url(entry(direct=True)) == (
        f'{plain}?download_url=https%3A%2F%2Fexample.org%2Fx.whl')
    assert inventory.package_url(entry(url='file:///build/source-1/inner', direct=True)) == ''


def test_described_when_installed_has_hash_and_licence_in_the_order_of_names(tmp_path):
    for folder, licence in (('b_c-1.0.dist-info', 'MIT'), ('Abc-1.0.dist-info', 'ISC')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / 'METADATA').write_text(f'License: {licence}\n')
    hashed = {'hashes': {'sha256': '12ab', 'md5': '00'}}
    found = inventory.described(
        [entry('B.C', archive_info=hashed), entry('Abc')], str(tmp_path))
    assert [(one['name'], one['sha256'], one['names']) for one in found] == [
        ('Abc', '', ['ISC']), ('B.C', '12ab', ['MIT'])]
