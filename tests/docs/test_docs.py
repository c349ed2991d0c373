"""The documentation as a whole: links lead somewhere, and every command in it is run or listed."""
import re
import shlex
from pathlib import Path

import pytest
from hostlab.guide import Command, NotRun, inline_commands, is_shown_by, steps
from sitectl import cli, verbs

CLONE = Path(__file__).parents[2]
SITE_CONF = (CLONE / 'django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site/templates'
             / 'site.conf.vm')
MANUAL = SITE_CONF.with_name('manual.vm')
GUIDE = sorted((CLONE / 'docs/operating').glob('*.md'))
PAGES = [CLONE / 'README.md', CLONE / 'CONTRIBUTING.md', *(CLONE / 'docs').rglob('*.md')]

#: Pages for administrators, whose commands all count, those in sentences too.
OPERATORS = [CLONE / 'README.md', CLONE / 'docs/README.md', *GUIDE]

#: What an administrator types; an inline command of these is to be shown by one that is run.
PROGRAMS = {'apt', 'apt-get', 'apt-mark', 'deluser', 'dpkg', 'dpkg-reconfigure', 'getent',
            'groupmod', 'journalctl', 'nginx', 'openssl', 'rabbitmqctl', 'shop', 'shop-berlin',
            'systemctl', 'usermod'}

#: Blocks that no test runs: (chapter, reason) and their first lines.
NOT_RUN = {
    ('configure.md', 'the hosts of the tests reach no authority of the world; test_certbot.py runs'
                     ' it with one of its own'): 'apt-get install certbot',
    ('backup.md', 'the hosts of the tests have no ssh; a file is brought to web2 instead'): 'scp',
    ('hosts.md', 'the hosts of the tests have no ssh; the folder is brought to web2 instead'):
        'scp',
    ('install.md', 'it asks for the password at the terminal'): 'shop manage createsuperuser',
}

#: The same of the build guide, which tests/publish/test_build_guide.py follows.
NOT_RUN_OF_BUILD = {
    'the machine of the tests has these packages, or ./test has installed them',
    'there is no Artifactory here; WebPublisherTest checks each request against what its'
    ' documentation says',
    'qemu is installed by "./test cross" alone, which runs what follows',
}

#: Commands in sentences that no block shows, with the reason.
NOT_SHOWN = {
    'apt install certbot': 'test_certbot.py, with an authority of its own',
    "apt-get remove 'postgresql-*'": 'for a host without another database; test_removal.py does it',
    'openssl rand -hex 24': 'a password, which is another one each time',
    'apt-get install shop-site': 'from a repository, as in test_apt_repository.py',
    'apt-get upgrade --with-new-pkgs': 'from a repository, as in test_apt_repository.py',
    'systemctl edit shop-worker@.service': 'it opens an editor; test_limits.py writes the file',
    'shop manage changepassword admin': 'it asks for the password at the terminal',
    'shop VERB --help': 'stands for each verb; test_backup.py calls them all',
}

#: Commands of pages beside the guide: their first words, and what runs them or why nothing does.
BESIDE = {
    'building.md': {
        'unshare --map-auto': 'nothing: it deletes what builds have kept',
    },
    'figures.md': {
        'sudo benchmarks/site-switch': 'nothing: a benchmark, of which no test asserts a time',
    },
    'hardening.md': {
        'systemctl edit shop-web@.service': 'it opens an editor; test_limits.py writes the file',
        'shop reload': 'test_limits.py',
        'mkdir -p /etc/systemd/system/shop-web@.service.d': 'test_limits.py runs these very lines',
        "printf '[Service]": 'test_limits.py runs these very lines',
    },
    'publishing.md': {
        'mvn django-deb:apt-repository': 'test_apt_repository.py, with its own folder and key',
        'gpg --quick-generate-key': 'test_apt_repository.py, in a folder of its own',
        'sudo mkdir -p /etc/apt/keyrings': 'test_apt_repository.py runs these very lines',
        'sudo curl -fsS -o /etc/apt/keyrings/shop.asc': 'test_apt_repository.py too',
        "echo 'deb [signed-by=": 'test_apt_repository.py too',
        'sudo apt-get update': 'test_apt_repository.py, of that source alone: no other is in reach',
        'sudo apt-get install shop-site': 'test_apt_repository.py',
        'sudo apt-get upgrade --with-new-pkgs': 'test_apt_repository.py',
        'sudo apt-get autoremove': 'test_apt_repository.py',
        'mvn django-deb:publish': 'tests/publish, to a real Nexus',
        'aptly repo create': 'tests/publish run this very line',
        'aptly publish repo': 'tests/publish too, for the architecture here',
        'aptly repo add': 'tests/publish: one of the publishCommands',
        'aptly publish update': 'tests/publish: the other one',
    },
    'requirements.md': {
        'pip wheel': 'nothing: it needs an index; the integration tests have such a folder',
    },
}


def _steps(kind):
    return [(file.name, step) for file in GUIDE for step in steps(file.read_text())
            if isinstance(step, kind)]


def test_chapters_when_listed_then_the_index_and_a_test_have_each():
    index = (CLONE / 'docs/README.md').read_text()
    tests = (CLONE / 'tests/hosts/test_guide.py').read_text()
    assert GUIDE
    for file in GUIDE:
        assert f'(operating/{file.name})' in index
        assert f'def test_chapter_{file.stem}(' in tests and f"'{file.name}'" in tests


def test_chapters_when_something_is_given_then_their_test_brings_it_about():
    text = (CLONE / 'tests/hosts/test_guide.py').read_text()
    given = {step.words for file in GUIDE for step in steps(file.read_text())
             if type(step).__name__ == 'Given'}
    assert given and all(words in text for words in given)


def test_blocks_that_are_not_run_when_counted_then_they_are_those_of_the_list():
    found = {(chapter, step.reason): step.text for chapter, step in _steps(NotRun)}
    assert found.keys() == NOT_RUN.keys()
    for place, beginning in NOT_RUN.items():
        assert beginning in found[place].splitlines()[0]


@pytest.mark.parametrize('name', BESIDE)
def test_commands_beside_the_guide_when_collected_then_the_list_has_each(name):
    text = (CLONE / 'docs' / name).read_text()
    blocks = re.sub(r'^```.*?^```$', '', text, flags=re.M | re.S).splitlines()
    # a line that goes on, or belongs to a file, is none
    begun = [line.strip() for before, line in zip(['', *blocks], blocks)
             if re.match(r' {4}[a-z]', line) and not before.endswith('\\')]
    unlisted = [line for line in begun if not any(line.startswith(one) for one in BESIDE[name])]
    assert unlisted == []
    assert [one for one in BESIDE[name] if not any(line.startswith(one) for line in begun)] == []


def test_pages_beside_the_guide_when_counted_then_the_list_has_each():
    pages = {file.name for file in (CLONE / 'docs').glob('*.md')}
    assert pages == {*BESIDE, 'README.md'}


def test_blocks_of_the_build_guide_that_are_not_run_when_counted_then_they_are_listed():
    text = re.sub(r'^\$ ', '# ', (CLONE / 'docs/build/README.md').read_text(), flags=re.M)
    found = [step for step in steps(text) if isinstance(step, NotRun)]
    assert {step.reason for step in found} == NOT_RUN_OF_BUILD
    assert len([step for step in steps(text) if isinstance(step, Command)]) > len(found)


def test_commands_in_sentences_when_collected_then_a_block_that_is_run_shows_each():
    run = [step.text.replace('\\\n', ' ') for _, step in _steps(Command)]
    # each part of a line that the shell takes apart is a command
    run = [part.strip() for text in run for part in re.split(r'[|;]', text)]
    unseen = {command for page in OPERATORS
              for command in inline_commands(page.read_text(), PROGRAMS)
              if not any(is_shown_by(command, one) for one in run)}
    shown_elsewhere = {step.text.removeprefix('# ').strip() for _, step in _steps(NotRun)}
    assert unseen - shown_elsewhere == set(NOT_SHOWN)


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_commands_of_the_site_when_written_then_the_tool_knows_them(page):
    for command in inline_commands(page.read_text(), {'shop', 'shop-berlin'}):
        words = shlex.split(command)
        if words[1] == 'VERB':
            continue
        words = ['9' if word.isupper() else word for word in words]
        cli.parser('shop').parse_args(words[1:])


def test_keys_when_listed_then_they_are_those_of_site_conf():
    template = SITE_CONF.read_text()
    table = (CLONE / 'docs/operating/configure.md').read_text().partition('\n## Keys')[2]
    listed = [key for line in table.splitlines() if line.startswith('| `')
              for key in re.findall(r'`([A-Z_]+)`', line.split('|')[1])]
    assert sorted(listed) == sorted(re.findall(r'^([A-Z_]+)=', template, re.M))


def _entries_of_the_manual():
    """What the manual says of each command: {its name: the text of its entry}."""
    plain = re.sub(r'\\f[BIR]|\\', '', MANUAL.read_text())
    commands = plain.partition('.SH COMMANDS\n')[2].partition('\n.SH ')[0]
    entries = [entry.partition('\n') for entry in commands.split('.TP\n')[1:]]
    return {re.sub(r'^\.[BIR]+ ', '', head).split()[0]: f'{head}\n{text}'
            for head, _, text in entries}


def test_manual_when_compared_has_every_verb_and_option_and_no_others():
    entries = _entries_of_the_manual()
    known = {verb.name: verb for verb in verbs.VERBS if not verb.hidden}
    assert entries.keys() == known.keys()
    missing = [(name, names[-1]) for name, verb in known.items() for names, _ in verb.arguments
               if names[0].startswith('-')
               and not any(re.search(rf'(?<![\w-]){option}(?![\w-])', entries[name])
                           for option in names)]
    assert missing == []
    options = {name for verb in known.values() for names, _ in verb.arguments for name in names}
    for name, entry in entries.items():
        head = entry.splitlines()[0]
        assert set(re.findall(r'(?<![\w-])--?[a-z][a-z-]*', head)) <= options, name


def test_parameters_when_the_goals_have_them_then_a_page_says_what_each_is():
    mojo = CLONE / 'django-deb-maven-plugin/src/main/java/io/github/djangodeb/mojo'
    parameters = {name for file in mojo.glob('*.java') for name in re.findall(
        r'property = "django-deb\.(\w+)"', file.read_text())}
    written = ' '.join(page.read_text() for page in PAGES)
    assert len(parameters) > 40
    assert [name for name in sorted(parameters)
            if not re.search(rf'`<?{name}>?`|<{name}>|-Ddjango-deb\.{name}\b', written)] == []


def _words(pattern, file):
    """The words in the first group of what a file has of a pattern."""
    return re.findall(r'[\w.-]+', re.search(pattern, file.read_text(), re.M)[1])


@pytest.mark.parametrize('kind,constant', [('Maven', 'MAVENS'), ('Java', 'JAVAS')])
def test_mavens_and_javas_when_said_to_be_tested_are_those_that_the_tests_take(kind, constant):
    said = _words(rf'^\| {kind} \| .*; tested with (.*) \|$', CLONE / 'docs/build/maven.md')
    said.remove('and')
    assert said == _words(rf'^{constant} = \[(.*)\]$', CLONE / 'tests/manners/mavens.py')
    if kind == 'Java':
        assert said == _words(r'for release in ([\d ]+); do', CLONE / 'test')


@pytest.mark.parametrize('name', ['docs/figures.md', 'tests/README.md', 'tests/hosts/README.md'])
def test_tests_when_a_table_names_them_then_there_are_such(name):
    files = list((CLONE / 'tests').rglob('test_*.py'))
    there = {*(file.stem for file in files), *(test for file in files for test in re.findall(
        r'^def (test_\w+)', file.read_text(), re.M))}
    text = (CLONE / name).read_text()
    # dots stand for the rest of a name, before what is written or behind it
    begun = re.findall(r'(?<![\w.])(test_\w+)(?!\*)\b', text)
    ended = re.findall(r'\.\.\.(_\w+)', text)
    assert begun
    assert [one for one in begun if not any(
        test.startswith(one) if one.endswith('_') else test == one for test in there)] == []
    assert [one for one in ended if not any(one in test for test in there)] == []


def _anchors(text):
    """What GitHub makes of headings."""
    headings = re.findall(r'^#+ (.*)$', re.sub(r'^```.*?^```$', '', text, flags=re.M | re.S), re.M)
    return {re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-') for heading in headings}


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_when_followed_then_they_lead_to_a_file_and_a_heading(page):
    text = re.sub(r'^```.*?^```$', '', page.read_text(), flags=re.M | re.S)
    for target in re.findall(r'\]\(([^)\s]+)\)', text):
        if re.match(r'[a-z]+:', target):
            continue
        path, _, anchor = target.partition('#')
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file.read_text()), target
