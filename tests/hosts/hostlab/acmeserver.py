"""A certificate authority that speaks ACME (RFC 8555), for certbot on a host without a network.

usage: acmeserver.py PORT FOLDER

FOLDER has the authority's certificate and key, authority.pem and authority.key, and those that it
speaks HTTPS with, server.pem and server.key. A name is proven as by any other: http-01, by the page
below the name itself. Signatures of requests are not looked at: nobody else is there.
"""
import base64
import hashlib
import http.server
import json
import os
import re
import secrets
import ssl
import subprocess
import sys
import tempfile
import urllib.request

DAYS = '20'


def encoded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b'=').decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def thumbprint(key):
    """RFC 7638: the digest of a key's own members, in their order."""
    own = {name: key[name] for name in sorted(key) if name in ('crv', 'e', 'kty', 'n', 'x', 'y')}
    return encoded(hashlib.sha256(json.dumps(own, separators=(',', ':')).encode()).digest())


class Authority:
    """Accounts, and the orders of certificates."""

    def __init__(self, folder):
        self.folder = folder
        self.accounts = []
        self.orders = []

    def account(self, key):
        """The number of the account with that key."""
        if key not in self.accounts:
            self.accounts.append(key)
        return self.accounts.index(key)

    def order(self, names, key):
        self.orders.append({
            'names': names, 'key': key, 'proven': [False] * len(names), 'wrong': '',
            'tokens': [secrets.token_urlsafe(32) for _ in names], 'chain': ''})
        return len(self.orders) - 1

    def prove(self, order, number):
        """Asks the name itself for what only its holder can lay there."""
        token = order['tokens'][number]
        address = f'http://{order["names"][number]}/.well-known/acme-challenge/{token}'
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                said = answer.read().decode().strip()
        except OSError as problem:
            said = str(problem)
        order['proven'][number] = said == f'{token}.{thumbprint(order["key"])}'
        if not order['proven'][number]:
            order['wrong'] = f'{address} says: {said}'

    def issue(self, order, request):
        with tempfile.TemporaryDirectory() as folder:
            asked = os.path.join(folder, 'request')
            subprocess.run(['openssl', 'req', '-inform', 'DER', '-out', asked], input=request,
                           check=True)
            one = subprocess.run(
                ['openssl', 'x509', '-req', '-in', asked, '-CA', self._path('authority.pem'),
                 '-CAkey', self._path('authority.key'), '-copy_extensions', 'copy',
                 '-days', DAYS], stdout=subprocess.PIPE, check=True, text=True).stdout
        with open(self._path('authority.pem'), encoding='ascii') as file:
            order['chain'] = one + file.read()

    def _path(self, name):
        return os.path.join(self.folder, name)


class Desk(http.server.BaseHTTPRequestHandler):
    """What an authority answers; the server has it as ``authority``."""

    protocol_version = 'HTTP/1.1'

    def do_HEAD(self):
        self._answer({})

    def do_GET(self):
        self._answer({name: self._url(path) for name, path in (
            ('newNonce', 'nonce'), ('newAccount', 'account'), ('newOrder', 'order'),
            ('revokeCert', 'revoke'), ('keyChange', 'key'))})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        head = json.loads(decoded(body['protected']))
        asked = json.loads(decoded(body['payload']) or b'{}')
        what, *numbers = self.path.strip('/').split('/')
        getattr(self, f'_{what}')(head, asked, *map(int, numbers))

    @property
    def _authority(self):
        return self.server.authority

    def _url(self, *parts):
        return 'https://' + '/'.join([self.headers['Host'], *map(str, parts)])

    def _answer(self, said, status=200, location=None, kind='application/json', up=None):
        text = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(text)))
        self.send_header('Replay-Nonce', secrets.token_urlsafe(16))
        if location:
            self.send_header('Location', location)
        if up:
            self.send_header('Link', f'<{up}>;rel="up"')
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(text)

    def _account(self, head, _, *numbers):
        number = numbers[0] if numbers else self._authority.account(head['jwk'])
        self._answer({'status': 'valid'}, 200 if numbers else 201, self._url('account', number))

    def _order(self, head, asked, *numbers):
        if numbers:
            self._tell_order(numbers[0])
            return
        account = int(re.search(r'(\d+)$', head['kid'])[1])
        names = [one['value'] for one in asked['identifiers']]
        number = self._authority.order(names, self._authority.accounts[account])
        self._tell_order(number, 201)

    def _tell_order(self, number, status=200):
        order = self._authority.orders[number]
        how = 'invalid' if order['wrong'] else 'valid' if order['chain'] else (
            'ready' if all(order['proven']) else 'pending')
        said = {
            'status': how, 'finalize': self._url('finalize', number),
            'identifiers': [{'type': 'dns', 'value': name} for name in order['names']],
            'authorizations': [self._url('proof', number, place)
                               for place in range(len(order['names']))]}
        if order['chain']:
            said['certificate'] = self._url('chain', number)
        self._answer(said, status, self._url('order', number))

    def _proof(self, _, __, number, place):
        order = self._authority.orders[number]
        self._answer({
            'status': self._state(order, place),
            'identifier': {'type': 'dns', 'value': order['names'][place]},
            'challenges': [self._challenge_of(number, place)]})

    def _challenge(self, _, __, number, place):
        self._authority.prove(self._authority.orders[number], place)
        self._answer(self._challenge_of(number, place), up=self._url('proof', number, place))

    def _challenge_of(self, number, place):
        order = self._authority.orders[number]
        said = {'type': 'http-01', 'status': self._state(order, place),
                'url': self._url('challenge', number, place), 'token': order['tokens'][place]}
        if order['wrong']:
            said['error'] = {'type': 'urn:ietf:params:acme:error:unauthorized',
                             'detail': order['wrong']}
        return said

    @staticmethod
    def _state(order, place):
        return 'valid' if order['proven'][place] else 'invalid' if order['wrong'] else 'pending'

    def _finalize(self, _, asked, number):
        self._authority.issue(self._authority.orders[number], decoded(asked['csr']))
        self._tell_order(number)

    def _chain(self, _, __, number):
        self._answer(self._authority.orders[number]['chain'],
                     kind='application/pem-certificate-chain')


def main(port, folder):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', int(port)), Desk)
    server.authority = Authority(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(os.path.join(folder, 'server.pem'), os.path.join(folder, 'server.key'))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == '__main__':
    main(*sys.argv[1:])
