"""What pip is given in the build chroot, and what it is not."""

import os

import pip_install


def request(**more):
    """A request that asks for nothing special."""
    return {'epoch': 0, 'pip': {}, 'netrc': [], 'gitCredentials': [], 'authorities': [],
            'constraints': [], 'whole': False, 'prefix': '/usr/lib/x', **more}


def test_environment_when_there_are_logins_has_none_of_them(work):
    asked = request(netrc=['machine host login me password s3cret'],
                    gitCredentials=['https://me:t0ken@host/a.git'])
    environment = pip_install.pip_environment(asked, {'https_proxy': 'http://127.0.0.1:1'})
    assert 's3cret' not in str(environment) and 't0ken' not in str(environment)
    assert environment['https_proxy'] == 'http://127.0.0.1:1'
    home = work / 'home'
    assert (home / '.netrc').read_text() == 'machine host login me password s3cret\n'
    assert (home / '.git-credentials').read_text() == 'https://me:t0ken@host/a.git\n'
    for name in ('.netrc', '.git-credentials'):
        assert os.stat(home / name).st_mode & 0o777 == 0o600


def test_environment_when_authorities_are_given_trusts_debians_too(work, monkeypatch):
    (work / 'debian').write_text('DEBIAN')
    (work / 'own').write_text('OWN')
    monkeypatch.setattr(pip_install, 'DEBIAN_AUTHORITIES', str(work / 'debian'))
    asked = request(authorities=['COMPANY'], pip={'PIP_CERT': str(work / 'own')})
    environment = pip_install.pip_environment(asked, {})
    bundle = str(work / 'authorities.pem')
    assert environment['PIP_CERT'] == environment['GIT_SSL_CAINFO'] == bundle
    assert (work / 'authorities.pem').read_text().split() == ['DEBIAN', 'OWN', 'COMPANY']
    assert pip_install.trusted(request(pip={'PIP_CERT': 'x'})) == {}


def test_command_when_the_list_is_whole_lets_pip_add_nothing():
    command = pip_install.pip_command(request(), 'r.txt', 'report')
    assert '--no-deps' not in command
    assert '--no-deps' in pip_install.pip_command(request(whole=True), 'r.txt', 'report')
