"""Static files and uploads as browsers get them: for how long they keep them, what they run."""
import re
import shlex

from hostlab.site import VAR

MEDIA = f'{VAR}/media'


def headers(site, path, *options):
    """(status, {name in lower case: value}) of an answer of nginx."""
    said = site.host.curl('-o', '/dev/null', '-D', '-', *options, site.address + path).text
    first, *lines = said.replace('\r', '').strip().splitlines()
    pairs = (line.split(': ', 1) for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}


def upload(site, name):
    """A file as the site's user writes one."""
    site.host.run('runuser', '-u', site.unit, '--', 'sh', '-c',
                  f'echo "<script>alert(1)</script>" > {shlex.quote(f"{MEDIA}/{name}")}')


def test_static_file_with_a_hash_is_kept_for_ever_and_others_are_asked_for_again(looked_at_site):
    site = looked_at_site
    hashed = site.style_sheet()
    assert re.search(r'\.[0-9a-f]{12}\.css$', hashed)
    status, found = headers(site, hashed)
    assert (status, found['cache-control']) == (200, 'public, max-age=31536000, immutable')
    assert found['x-content-type-options'] == 'nosniff'
    assert found['content-type'].startswith('text/css')
    status, found = headers(site, '/static/entries/guestbook.css')
    assert (status, found['cache-control']) == (200, 'no-cache')
    again, _ = headers(site, '/static/entries/guestbook.css', '-H',
                       f'If-None-Match: {found["etag"]}')
    assert again == 304
    # what is not there is not kept for ever either
    status, found = headers(site, '/static/entries/guestbook.000000000000.css')
    assert status == 404 and 'cache-control' not in found


def test_static_file_is_compressed_and_a_page_is_not(looked_at_site):
    site = looked_at_site
    accept = ('-H', 'Accept-Encoding: gzip')
    status, found = headers(site, site.style_sheet(), *accept)
    assert (status, found['content-encoding'], found['vary']) == (200, 'gzip', 'Accept-Encoding')
    status, found = headers(site, '/', *accept)
    assert status == 200 and 'content-encoding' not in found
    assert found['x-content-type-options'] == 'nosniff' and found['referrer-policy']


def test_upload_that_browsers_would_run_is_offered_for_download(looked_at_site):
    site = looked_at_site
    for name in ('a.html', 'a.HTM', 'a.svg', 'a.xml', 'a.js', 'a b.xhtml', 'a.swf'):
        upload(site, name)
        status, found = headers(site, '/media/' + name.replace(' ', '%20'))
        assert (status, found.get('content-disposition')) == (200, 'attachment'), name
        assert found['x-content-type-options'] == 'nosniff', name
    for name, kind in (('a.png', 'image/png'), ('a.txt', 'text/plain'),
                       ('noname', 'application/octet-stream')):
        upload(site, name)
        status, found = headers(site, f'/media/{name}')
        assert (status, found['content-type'].partition(';')[0]) == (200, kind)
        assert found['x-content-type-options'] == 'nosniff'
        assert 'content-disposition' not in found


def test_files_whose_names_begin_with_a_dot_are_shown_to_nobody(looked_at_site):
    site = looked_at_site
    site.host.run('runuser', '-u', site.unit, '--', 'mkdir', '-p', f'{MEDIA}/.git')
    for name in ('.env', '.git/config'):
        upload(site, name)
        # 403 would tell that there is something
        assert headers(site, f'/media/{name}')[0] == 404
    assert headers(site, '/media/')[0] in (403, 404), 'no list of the uploads'
    static = f'{VAR}/static/current/.env'
    site.host.run('sh', '-c', 'echo secret > "$1"', 'sh', static)
    assert headers(site, '/static/.env')[0] == 404
    site.host.run('rm', static)
    for path in ('/static/../../state.json', '/media/../state.json', '/media/%2e%2e/state.json'):
        status, _ = headers(site, path, '--path-as-is')
        assert status in (400, 404), path
