"""The plugin behaves in each Maven and each Java as people are used to from others."""
import itertools
import re
import shutil

import pytest

from hostlab.builds import CLONE
from hostlab.commands import run
from mavens import JAVAS, MAVENS, PLUGIN, any_java, home_of_java, javas_here

HERE = javas_here() or JAVAS
#: What is always tried; the others with `./test mavens`. A Java that is not here is said to be
#: skipped.
DIAGONAL = [*zip(MAVENS, (HERE[0], HERE[-1], HERE[-1])),
            *((MAVENS[-1], java) for java in JAVAS if java not in HERE)]
PAIRS = [pytest.param(pair, id='-'.join(map(str, pair)),
                      marks=[] if pair in DIAGONAL else [pytest.mark.matrix])
         for pair in itertools.product(MAVENS, JAVAS)]

#: What Maven and Java say of themselves, or of a pom, whatever plugins do.
OWN_WARNINGS = ['sun.misc.Unsafe', 'Please consider reporting this', 'Unable to find the root',
                'Version not locked for default bindings plugins']
#: Java 25 tells of native code unless Maven allows it: the scripts of 3.9.16 and 4 do.
NATIVE_WARNINGS = ['restricted method', 'Restricted methods', 'java.lang.System::load',
                   '--enable-native-access=ALL-UNNAMED']

GOALS = ['apt-repository', 'chroot', 'deploy-env', 'env', 'help', 'init', 'plan', 'publish',
         'site', 'src']


@pytest.fixture(params=PAIRS)
def each(request, maven):
    version, java = request.param
    if home_of_java(java) is None:
        pytest.skip(f'no Java {java} in /usr/lib/jvm')
    return maven(version, java)


@pytest.fixture(params=MAVENS)
def each_maven(request, maven):
    return maven(request.param, any_java())


@pytest.fixture
def newest(maven):
    return maven('3.9.16', any_java())


@pytest.fixture
def copy(guestbook, tmp_path):
    """A copy of the guest book that a test may change."""
    project = tmp_path / 'guestbook'
    shutil.copytree(guestbook, project, ignore=shutil.ignore_patterns('target'))
    return project


def commit(project):
    run(['git', 'add', '-A'], cwd=project)
    run(['git', '-c', 'user.name=S', '-c', 'user.email=s@example.org', 'commit', '-qm', 'Change'],
        cwd=project)


def without(text, patterns):
    """The lines in which none of the patterns is."""
    return [line for line in text.splitlines() if not any(one in line for one in patterns)]


def warnings(maven, text):
    """The lines that warn, but those of Maven and Java themselves."""
    own = OWN_WARNINGS + (NATIVE_WARNINGS if maven.version == '3.8.7' else [])
    return [line for line in without(text, own) if re.search(r'\bWARN', line)]


def packages(folder):
    return sorted(file.name for file in (folder / 'target').glob('*.deb'))


def test_build_when_all_is_there_then_it_warns_of_nothing(each, guestbook):
    said = each.run(guestbook, '-B', '-Dmaven.plugin.validation=VERBOSE', *each.options(),
                    'clean', 'install').text
    assert warnings(each, said) == []
    assert 'virtualenv: reused ' in said
    assert len(packages(guestbook)) == 3


@pytest.mark.matrix
def test_build_when_it_writes_a_package_then_it_warns_of_nothing(each, copy):
    """Writing loads native code, of which newer Javas may warn."""
    urls = copy / 'guestbook/urls.py'
    urls.write_text(urls.read_text() + f'# {each.version} {each.java}\n')
    commit(copy)
    said = each.run(copy, '-B', *each.options(), 'django-deb:src').text
    assert warnings(each, said) == []
    assert len(packages(copy)) == 1


def test_build_when_quiet_then_it_prints_nothing(each_maven, guestbook):
    said = each_maven.run(guestbook, '-q', *each_maven.options(), 'package').text
    # Debian's Maven switches colours off, whatever it has printed
    said = re.sub(r'\x1b\[0?m', '', said)
    assert [line for line in without(said, OWN_WARNINGS + NATIVE_WARNINGS) if line] == []


def test_build_when_offline_then_all_is_found_and_nothing_built(newest, guestbook):
    newest.run(guestbook, '-B', *newest.options(), 'package')
    said = newest.run(guestbook, '-B', '-o', '-X', *newest.options(), 'package').text
    assert not re.search(r': built ', said)
    assert re.search(r'^\[DEBUG\] found .*guestbook-env-', said, re.MULTILINE)


def test_clean_when_built_then_nothing_is_left(newest, copy):
    newest.run(copy, '-B', *newest.options(), 'django-deb:env', 'django-deb:plan')
    assert (copy / 'target/django-deb').is_dir()
    newest.run(copy, '-B', 'clean')
    assert not (copy / 'target').exists()


def test_help_when_asked_then_it_names_goals_and_parameters(each_maven, guestbook):
    said = each_maven.run(guestbook, '-B', 'django-deb:help', '-Ddetail').text
    assert [goal for goal in GOALS if f'django-deb:{goal}\n' not in said] == []
    assert 'User property: django-deb.migrate' in said
    said = each_maven.run(guestbook, '-B', 'help:describe', f'-Dplugin={PLUGIN}').text
    assert 'Goal Prefix: django-deb' in said
    assert [goal for goal in GOALS if f'django-deb:{goal}\n' not in said] == []


def test_parameters_when_misspelt_then_what_was_meant_is_told(each_maven, copy):
    pom = copy / 'pom.xml'
    pom.write_text(pom.read_text().replace(
        '<extensions>true</extensions>',
        '<extensions>true</extensions><configuration><migratee>auto</migratee><variants><variant>'
        '<name>berlin</name><serverName>b.example.org</serverName></variant></variants>'
        '</configuration>'))
    done = each_maven.run(copy, '-B', 'package', '-Ddjango-deb.allowdirty', check=False)
    assert done.status != 0
    refused = 'is no parameter of this plugin: write'
    for line in (f'<migratee> {refused} <migrate>,',
                 f'-Ddjango-deb.allowdirty {refused} -Ddjango-deb.allowDirty,',
                 f'<variant> "berlin", <serverName> {refused} <serverNames>,'):
        assert line in done.text


def test_init_when_there_is_no_pom_then_it_writes_one_that_plans(each_maven, copy):
    (copy / 'pom.xml').unlink()
    said = each_maven.run(copy, '-B', f'{PLUGIN}:init', '-Ddjango-deb.name=bazaar').text
    assert 'found: settings guestbook.settings' in said
    assert f'wrote {copy}/pom.xml, for a site called bazaar' in said
    written = (copy / 'pom.xml').read_bytes()
    commit(copy)
    said = each_maven.run(copy, '-B', *each_maven.options(), 'django-deb:init',
                          'django-deb:plan').text
    assert 'is there already, and left as it is' in said
    assert (copy / 'pom.xml').read_bytes() == written
    assert re.search(r'virtualenv: bazaar-env-\w{12}_\S+ would be built', said)
    assert packages(copy) == []


def test_reactor_when_one_module_is_named_then_only_that_is_planned(each_maven, copy):
    pom = (copy / 'pom.xml').read_text()
    for name in ('berlin', 'paris'):
        (copy / name).mkdir()
        (copy / name / 'pom.xml').write_text(pom.replace(
            '<artifactId>guestbook<', f'<artifactId>guestbook-{name}<').replace(
            '<extensions>true</extensions>', '<extensions>true</extensions><configuration>'
            '<name>guestbook</name><sourceDirectory>..</sourceDirectory>'
            f'<variant>{name}</variant></configuration>'))
    (copy / 'pom.xml').write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        '<groupId>org.example</groupId><artifactId>all</artifactId><version>1</version>'
        '<packaging>pom</packaging><modules><module>berlin</module><module>paris</module>'
        '</modules></project>')
    commit(copy)
    said = each_maven.run(copy, '-B', '-pl', 'paris', *each_maven.options(),
                          'django-deb:plan').text
    assert 'site: guestbook-site-paris_' in said
    assert 'guestbook-site-berlin' not in said


def test_site_of_the_plugin_when_made_then_each_goal_has_a_page():
    module = CLONE / 'django-deb-maven-plugin'
    run(['mvn', '-q', '-B', 'site'], cwd=module, timeout=1800)
    pages = module / 'target/site'
    assert sorted(page.name for page in pages.glob('*-mojo.html')) == [
        f'{goal}-mojo.html' for goal in GOALS]
    assert 'django-deb.chrootMaxAge' in (pages / 'site-mojo.html').read_text()
