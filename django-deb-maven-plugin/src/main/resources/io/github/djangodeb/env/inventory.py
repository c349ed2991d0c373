"""What pip installed, from its reports: the lock, and what the virtualenv is made of."""

import email
import glob
import os
import re
import urllib.parse

#: What is longer is not a licence's name but its text.
LONGEST_NAME = 100


def canonical(name):
    """A project's name in the one spelling that indexes compare by."""
    return re.sub(r'[-_.]+', '-', name).lower()


def lock_line(entry):
    """How the lock names an installed project."""
    metadata, info = entry['metadata'], entry['download_info']
    name = canonical(metadata['name'])
    if not entry['is_direct']:
        hashes = sorted(info.get('archive_info', {}).get('hashes', {}).items())
        return ' '.join([f'{name}=={metadata["version"]}',
                         *(f'--hash={kind}:{value}' for kind, value in hashes)])
    if info['url'].startswith('file:'):
        # A folder of the source tree: its path here means nothing elsewhere.
        return f'{name}=={metadata["version"]}'
    vcs = info.get('vcs_info')
    address = info['url'] + (f'#subdirectory={info["subdirectory"]}' if 'subdirectory' in info
                             else '')
    if vcs:
        url, _, fragment = address.partition('#')
        address = f'{vcs["vcs"]}+{url}@{vcs["commit_id"]}' + (f'#{fragment}' if fragment else '')
    return f'{name} @ {address}'


def lock(installed):
    """The installed projects, sorted."""
    return sorted(lock_line(entry) for entry in installed)


def quoted(text):
    """TEXT as a package URL has it."""
    return urllib.parse.quote(text, safe='')


def package_url(entry):
    """The package URL (purl) of an installed project; empty for what is in the source tree."""
    metadata, info = entry['metadata'], entry['download_info']
    name = metadata['name'].lower().replace('_', '-')
    url = f'pkg:pypi/{quoted(name)}@{quoted(metadata["version"])}'
    if not entry['is_direct']:
        return url
    if info['url'].startswith('file:'):
        return ''
    vcs = info.get('vcs_info')
    if vcs:
        address = f'{vcs["vcs"]}+{info["url"]}@{vcs["commit_id"]}'
        return f'{url}?vcs_url={quoted(address)}'
    return f'{url}?download_url={quoted(info["url"])}'


def licences(text):
    """What a METADATA file says of the licence: an SPDX expression, or names."""
    metadata = email.message_from_string(text)
    expression = (metadata['License-Expression'] or '').strip()
    if expression:
        return {'expression': expression, 'names': []}
    classified = [line.rpartition('::')[2].strip() for line in metadata.get_all('Classifier', [])
                  if re.match(r'License *:: *(OSI Approved *:: *)?[^:]+$', line)]
    stated = (metadata['License'] or '').strip()
    # Some put the licence's whole text there.
    if stated and stated != 'UNKNOWN' and '\n' not in stated and len(stated) <= LONGEST_NAME:
        return {'expression': '', 'names': [stated]}
    return {'expression': '', 'names': sorted(set(classified) - {'OSI Approved'})}


def described(installed, site):
    """The installed projects, for the list of what the virtualenv is made of; sorted."""
    folders = {canonical(os.path.basename(folder).split('-')[0]): folder
               for folder in glob.glob(f'{site}/*.dist-info')}
    found = []
    for entry in sorted(installed, key=lambda one: canonical(one['metadata']['name'])):
        name = entry['metadata']['name']
        with open(f'{folders[canonical(name)]}/METADATA', encoding='utf-8',
                  errors='replace') as text:
            licensed = licences(text.read())
        hashes = entry['download_info'].get('archive_info', {}).get('hashes', {})
        found.append({'name': name, 'version': entry['metadata']['version'],
                      'purl': package_url(entry), 'sha256': hashes.get('sha256', ''), **licensed})
    return found
