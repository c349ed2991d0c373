"""Workers, beat, queue and cache: set up, switched over all together, and for the site alone."""
import time

import pytest

from hostlab.site import ETC, UNIT, VAR, Site

LOG = f'{VAR}/data/tasks.log'


def lines(site, file):
    """Lines that tasks have left."""
    return site.host.shell(f"cat '{VAR}/data/{file}' 2>/dev/null || true").text.splitlines()


def wait_for(condition, seconds=30):
    """Until it holds; what it gave last."""
    end = time.monotonic() + seconds
    while not (last := condition()) and time.monotonic() < end:
        time.sleep(0.2)
    return last


def queue_task(site, name, seconds=0):
    assert site.get(f'/probe/task/?name={name}&seconds={seconds}').text == 'queued'


def test_install_when_host_is_fresh_brings_workers_beat_queue_and_cache(
        bare_host, whole_packages):
    bare_host.install(whole_packages('v1').files)
    site = Site(bare_host, whole=True)
    assert site.sign('Ada', 'three little words').status == 200
    assert wait_for(lambda: '3 words' in site.get().text)
    assert wait_for(lambda: len(lines(site, 'ticks.log')) >= 3)
    site.get('/probe/cache/?value=kept')
    assert {site.get('/probe/cache/').text for _ in range(20)} == {'kept'}
    site.check_clean()

    bare_host.reboot()
    queue_task(site, 'after-reboot')
    assert wait_for(lambda: 'after-reboot v1' in lines(site, 'tasks.log'))
    site.check_clean()
