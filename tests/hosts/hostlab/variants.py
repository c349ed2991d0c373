"""The guest book at several commits: good ones, and one for each way to be broken."""
import shutil
import subprocess
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / 'examples/guestbook'

PROBE = '''\
"""Pages that only tests ask for."""
import os
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

RELEASE = '{release}'


def release(request):
    return HttpResponse(RELEASE)


def slow(request):
    """Answers late; the name of the release shows who answered."""
    time.sleep(float(request.GET.get('seconds', '1')))
    return HttpResponse(RELEASE)


@csrf_exempt
def length(request):
    return HttpResponse(str(len(request.body)))


@csrf_exempt
def received(request):
    """How many bytes came, which are not kept, and who counted them."""
    count = 0
    while chunk := request.read(1 << 16):
        count += len(chunk)
    return HttpResponse(f'{{RELEASE}} {{count}}')


def events(request):
    """Tells for some seconds who tells, line by line, and then that this was all."""
    def lines():
        for _ in range(5 * int(request.GET['seconds'])):
            yield f'data: {{RELEASE}}\\n\\n'
            time.sleep(0.2)
        yield 'data: end\\n\\n'

    return StreamingHttpResponse(lines(), content_type='text/event-stream',
                                 headers={{'X-Accel-Buffering': 'no'}})


def download(request):
    """That many MiB, as they are taken."""
    part = b'x' * (1 << 16)
    return StreamingHttpResponse((part for _ in range(16 * int(request.GET['size']))))


def hog(request):
    """Takes that many MiB of memory, and more time than the kernel needs to notice."""
    taken = b'x' * (int(request.GET['size']) << 20)
    time.sleep(1)
    return HttpResponse(str(len(taken)))


def late(request):
    """Reads code and a template that nobody has read since the process started."""
    from pages import read_late
    return render(request, 'pages/read_late.html', {{'answer': read_late.ANSWER}})


def task(request):
    """Has a worker write a line, after some seconds; by a kind of task that a release may lack."""
    from . import tasks
    kind = getattr(tasks, request.GET.get('kind', 'record'))
    kind.delay(request.GET['name'], float(request.GET.get('seconds', '0')))
    return HttpResponse('queued')


def cached(request):
    """Sets a value, or gives the one that another process has set."""
    if 'value' in request.GET:
        cache.set('probe', request.GET['value'])
    return HttpResponse(cache.get('probe', 'nothing'))


def greeting(request):
    """What one settings module has and the others have not."""
    return HttpResponse(getattr(settings, 'GREETING', 'none'))


def process(request):
    return JsonResponse({{
        'pid': os.getpid(),
        'arguments': open('/proc/self/cmdline').read().split(chr(0)),
        'environment': sorted(os.environ),
        'secure': request.is_secure(),
        'host': request.get_host(),
        'address': request.META.get('HTTP_X_FORWARDED_FOR', ''),
    }})


urlpatterns = [
    path('probe/release/', release),
    path('probe/slow/', slow),
    path('probe/length/', length),
    path('probe/received/', received),
    path('probe/events/', events),
    path('probe/download/', download),
    path('probe/hog/', hog),
    path('probe/late/', late),
    path('probe/process/', process),
    path('probe/greeting/', greeting),
    path('probe/task/', task),
    path('probe/cache/', cached),
]
'''

TASKS = '''\
"""Tasks that leave a line in a file each, as proof."""
import os
import time

from celery import shared_task

RELEASE = '{release}'


def _append(file, line):
    with open(os.path.join(os.environ['HOME'], file), 'a') as lines:
        lines.write(line + '\\n')


@shared_task
def record(name, seconds):
    time.sleep(seconds)
    _append('tasks.log', f'{{name}} {{RELEASE}}')


@shared_task
def tick():
    _append('ticks.log', f'{{time.time():.3f}} {{RELEASE}}')
'''

TICKS = '''
CELERY_BEAT_SCHEDULE['tick'] = {'task': 'pages.tasks.tick', 'schedule': 1}
'''

# What runs a task in the web server, for sites without workers.
EAGER = '\nCELERY_TASK_ALWAYS_EAGER = True\n'


BROKEN_WORKER = '''
from celery import signals  # noqa: E402


@signals.celeryd_init.connect
def _refuse(**_):
    raise SystemExit('this worker never starts')
'''


# The beat alone runs a program of that name.
BROKEN_BEAT = '''
import sys  # noqa: E402

if 'site_beat' in sys.orig_argv:
    raise SystemExit('this beat never starts')
'''

# A kind of task that other releases do not know.
NEW_KIND = '''

@shared_task
def fresh(name, seconds):
    _append('tasks.log', name + ' of a new kind')
'''

MIGRATION = '''\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('entries', '0001_initial')]
    operations = []
'''


# Fails after it has changed something.
TORN_MIGRATION = '''\
from django.db import migrations


def tear(apps, editor):
    apps.get_model('entries', 'Entry').objects.all().delete()
    raise RuntimeError('the migration is torn')


class Migration(migrations.Migration):
    dependencies = [('entries', '0001_initial')]
    operations = [migrations.RunPython(tear)]
'''

# Takes until a test makes the table "go", so that another host comes meanwhile.
SLOW_MIGRATION = '''\
import time

from django.db import migrations


def wait(apps, editor):
    deadline = time.monotonic() + 240
    with editor.connection.cursor() as cursor:
        while 'go' not in editor.connection.introspection.table_names(cursor):
            assert time.monotonic() < deadline, 'nobody has made the table'
            time.sleep(0.2)


class Migration(migrations.Migration):
    dependencies = [('entries', '0001_initial')]
    operations = [migrations.RunPython(wait)]
'''


def _probe(release):
    def change(folder):
        (folder / 'pages/probe.py').write_text(PROBE.format(release=release))
        (folder / 'pages/tasks.py').write_text(TASKS.format(release=release))
        (folder / 'pages/read_late.py').write_text(f"ANSWER = 'late {release}'\n")
        (folder / 'pages/templates/pages/read_late.html').write_text('{{ answer }}\n')
        _append(folder / 'pages/urls.py', '\nfrom .probe import urlpatterns as probe  # noqa: E402'
                                          '\n\nurlpatterns += probe\n')
    return change


def _append(file, text):
    file.write_text(file.read_text() + text)


def _append_to(name, text):
    def change(folder):
        _append(folder / name, text)
    return change


ASGI = '''\


django = application
RELEASE = '{release}'


async def application(scope, receive, send):
    """Django's, and beside it a WebSocket that says who answers."""
    if scope['type'] != 'websocket':
        await django(scope, receive, send)
        return
    await receive()
    await send({{'type': 'websocket.accept'}})
    while True:
        message = await receive()
        if message['type'] == 'websocket.disconnect':
            return
        answer = RELEASE + ' heard: ' + message['text']
        await send({{'type': 'websocket.send', 'text': answer}})
'''

ECHO_PAGE = '''\
<!doctype html>
<title>Echo</title>
<p id="heard"></p>
<script>
  "use strict";
  let opened = 0;
  function connect() {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const socket = new WebSocket(scheme + location.host + "/echo/");
    socket.onopen = () => { opened += 1; socket.send("opened " + opened); };
    socket.onmessage = (event) => { document.getElementById("heard").textContent = event.data; };
    socket.onclose = () => setTimeout(connect, 200);
  }
  connect();
</script>
'''


def _asgi(release, requirements='uvicorn\nwsproto\n'):
    """Served by uvicorn, or daphne, with a WebSocket and a page that talks through it."""
    def change(folder):
        _append(folder / 'requirements.txt', requirements)
        _append(folder / 'guestbook/settings.py',
                "\nASGI_APPLICATION = 'guestbook.asgi.application'\n")
        _append(folder / 'guestbook/asgi.py', ASGI.format(release=release))
        (folder / 'pages/templates/pages/echo.html').write_text(ECHO_PAGE)
        _append(folder / 'pages/urls.py',
                '\nfrom django.views.generic import TemplateView  # noqa: E402\n\n'
                "urlpatterns += [path('probe/echo/',"
                " TemplateView.as_view(template_name='pages/echo.html'))]\n")
    return change


def _colour(folder):
    """Another style sheet, so another hashed name of it."""
    _append(folder / 'entries/static/entries/guestbook.css', '\nh1 { color: #1d5c4d; }\n')


def _view(body):
    """The list of entries, which is the first page, does something else."""
    def change(folder):
        _append(folder / 'entries/views.py',
                f'\n\ndef _broken(self, request, *args, **kwargs):\n    {body}\n\n\n'
                'EntryList.get = _broken\n')
    return change


def _migration(text, name='nothing'):
    def change(folder):
        (folder / f'entries/migrations/0002_{name}.py').write_text(text)
    return change


def _imports(line):
    def change(folder):
        _append(folder / 'guestbook/wsgi.py', f'\n{line}\n')
    return change


# Each is one commit on top of v1's files; the time of a commit is its place in this list.
VARIANTS = {
    'v1': [_probe('v1')],
    'v2': [_probe('v2'), _colour],
    'import-error': [_probe('import-error'), _imports('import no_such_module  # noqa: E402')],
    'exits': [_probe('exits'), _imports('raise SystemExit(3)')],
    'hangs': [_probe('hangs'), _imports('import time; time.sleep(600)  # noqa: E402')],
    'error-page': [_probe('error-page'), _view("raise ValueError('the guest book is torn')")],
    'wrong-host': [_probe('wrong-host'), _view(
        "from django.core.exceptions import DisallowedHost; raise DisallowedHost('not mine')")],
    'redirect-loop': [_probe('redirect-loop'), _view(
        "from django.http import HttpResponseRedirect; return HttpResponseRedirect('/')")],
    'v3': [_probe('v3'), _colour],
    # its pages are fine, its workers do not start
    'broken-worker': [_probe('broken-worker'), _append_to('entries/tasks.py', BROKEN_WORKER)],
    # proves itself in each of its workers, and breaks when the visitors are there
    'breaks-late': [_probe('breaks-late'), _view(
        "self.asked.append(1)\n    assert len(self.asked) < 5, 'worn out'\n"
        '    return super(EntryList, self).get(request, *args, **kwargs)'),
        _append_to('entries/views.py', '\nEntryList.asked = []\n')],
    # has a migration that no other one has
    'migrated': [_probe('migrated'), _migration(MIGRATION)],
    'asgi-v1': [_probe('asgi-v1'), _asgi('asgi-v1')],
    'asgi-v2': [_probe('asgi-v2'), _asgi('asgi-v2'), _colour],
    # its migration fails; the one after it has a good one instead
    'torn-migration': [_probe('torn-migration'), _migration(TORN_MIGRATION, 'torn')],
    'mended': [_probe('mended'), _migration(MIGRATION, 'mended')],
    'slow-migration': [_probe('slow-migration'), _migration(SLOW_MIGRATION, 'slow')],
    # its pages and its workers are fine, its beat does not start
    'broken-beat': [_probe('broken-beat'), _append_to('entries/tasks.py', BROKEN_BEAT)],
    'new-kind': [_probe('new-kind'), _append_to('pages/tasks.py', NEW_KIND)],
}


TENANTS = ('berlin', 'paris')

# in the plugin's configuration: berlin has files of its own, paris a settings module
PARIS = '''\
from .settings import *  # noqa: F401, F403

GREETING = 'Bonjour'
'''

_POM = '''\
        <configuration>
          <variants>
            <variant>
              <name>berlin</name>
              <serverNames><serverName>berlin.example.org</serverName></serverNames>
              <templates>berlin/templates</templates>
              <nginxAdditions>berlin/nginx.conf</nginxAdditions>
            </variant>
            <variant>
              <name>paris</name>
              <settings>guestbook.paris</settings>
              <serverNames><serverName>paris.example.org</serverName></serverNames>
            </variant>
          </variants>
        </configuration>
      </plugin>
'''


def _tenants(release, configuration=_POM):
    """The project has several sites."""
    def change(folder):
        pom = folder / 'pom.xml'
        pom.write_text(pom.read_text().replace('      </plugin>\n', configuration))
        (folder / 'guestbook/paris.py').write_text(PARIS)
        templates = folder / 'berlin/templates/pages'
        templates.mkdir(parents=True)
        (templates / 'about.html').write_text(f'Berlin of {release}\n')
        (folder / 'berlin/nginx.conf').write_text(
            f'location = /greeting/ {{\n    return 200 "hello from {release}";\n}}\n')
    return change


for _release in ('v1', 'v2'):
    VARIANTS[f'tenants-{_release}'] = [*VARIANTS[_release], _tenants(_release)]


def _redis(folder):
    """A client for a queue and a cache in Redis; Django 3.2 has no such cache itself."""
    _append(folder / 'requirements.txt', 'redis\ndjango-redis; python_version < "3.12"\n')


for _release in ('v1', 'v2'):
    VARIANTS[f'redis-{_release}'] = [*VARIANTS[_release], _redis]


# Three sites that each have workers, a queue and a cache: two in servers of the host, or of
# the kind that most have, and one in Redis.
_WHOLE_POM = _POM.replace('''          </variants>
''', '''            <variant>
              <name>rome</name>
              <serverNames><serverName>rome.example.org</serverName></serverNames>
              <queue>redis</queue>
              <cache>redis</cache>
            </variant>
          </variants>
''')


VARIANTS['whole-tenants'] = [*VARIANTS['v1'], _redis, _tenants('v1', _WHOLE_POM)]
VARIANTS['daphne-v1'] = [_probe('daphne-v1'), _asgi('daphne-v1', 'daphne\n')]
for _release in ('v1', 'v2'):
    VARIANTS[f'no-database-{_release}'] = [*VARIANTS[_release], _append_to(
        'guestbook/settings.py', '\nDATABASES = {}\n')]


def commit_time(variant):
    """When it was committed: a later variant is a later version."""
    return f'2026-01-02T10:{list(VARIANTS).index(variant):02}:00Z'


def write_repository(variant, folder, workers=False):
    """A new git repository with one commit; the same variant is the same commit on any machine.

    With workers it sends a periodic task each second; without, no task leaves the web server.
    Returns the commit's full hash.
    """
    tracked = subprocess.check_output(['git', '-C', EXAMPLE, 'ls-files', '-z'], text=True)
    for name in filter(None, tracked.split('\0')):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EXAMPLE / name, target)
    for change in VARIANTS[variant]:
        change(folder)
    _append(folder / 'guestbook/settings.py', TICKS if workers else EAGER)
    return commit_all(folder, variant, commit_time(variant))


def commit_all(folder, message, time):
    """Make a folder a git repository whose one commit holds all of it."""
    def git(*arguments):
        return subprocess.run(
            ['git', '-C', folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.org',
             '-c', 'commit.gpgsign=false', *arguments], check=True, stdout=subprocess.PIPE,
            text=True, env={'PATH': '/usr/bin:/bin', 'GIT_AUTHOR_DATE': time,
                            'GIT_COMMITTER_DATE': time, 'GIT_CONFIG_GLOBAL': '/dev/null'}).stdout

    git('init', '-q', '-b', 'main')
    git('add', '--all', '--force')  # also what an upstream archive has and its .gitignore hides
    git('commit', '-q', '-m', message)
    return git('rev-parse', 'HEAD').strip()
