"""HTTPS on a host: an authority of the tests, and a site with a certificate of it."""
from .commands import run
from .site import ETC

NAME = 'web1.example.org'
CERTIFICATE = '/etc/ssl/certs/guestbook.pem'
KEY = '/etc/ssl/private/guestbook.key'


class Authority:
    """A certificate authority of this test, whose certificates lie on a host."""

    def __init__(self, host, folder):
        self.host = host
        self.folder = folder
        self.certificate = folder / 'authority.pem'
        self._openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30',
                      '-subj', '/CN=An authority', '-addext',
                      'keyUsage=critical,keyCertSign,cRLSign', '-keyout', 'authority.key',
                      '-out', 'authority.pem')
        # what strict clients, Python's since 3.13, want to see in a certificate
        (folder / 'leaf.ext').write_text('subjectKeyIdentifier=hash\n'
                                         'authorityKeyIdentifier=keyid\n')

    def _openssl(self, *words):
        run(['openssl', *words], cwd=self.folder)

    def issue(self, certificate, key, names=(NAME, 'localhost'), days=20):
        """Put a certificate for names, and its key, on the host at two paths."""
        listed = ','.join(f'DNS:{name}' for name in names)
        self._openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', f'/CN={names[0]}',
                      '-addext', f'subjectAltName={listed}', '-keyout', 'leaf.key',
                      '-out', 'leaf.csr')
        self._openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'authority.pem', '-CAkey',
                      'authority.key', '-copy_extensions', 'copy', '-extfile', 'leaf.ext',
                      '-days', str(days), '-out', 'leaf.pem')
        self.host.run('mkdir', '-p', '-m', '710', '/etc/ssl/private')
        self.host.write(certificate, (self.folder / 'leaf.pem').read_text()
                        + self.certificate.read_text())
        self.host.run('sh', '-c', 'umask 077; cat > "$1"', 'sh', key,
                      stdin=(self.folder / 'leaf.key').read_text())


def wish(site, **values):
    """Lines of site.conf: the last one counts."""
    lines = ''.join(f'{key}={value}\n' for key, value in values.items())
    site.host.write(f'{ETC}/site.conf', site.host.read(f'{ETC}/site.conf') + lines)


def begin_https(site, authority):
    authority.issue(CERTIFICATE, KEY)
    wish(site, TLS='files', SERVER_NAMES=NAME)
    site.command('reload')
