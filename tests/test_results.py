"""The sums at the end of ./test."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RESULTS = Path(__file__).with_name('results.py')


@pytest.fixture
def results(tmp_path):
    """results(words): what the script prints, and its exit code."""
    def call(*words):
        done = subprocess.run([sys.executable, RESULTS, *words], capture_output=True, text=True,
                              env=dict(os.environ, RESULTS=str(tmp_path / 'results.json')))
        assert not done.stderr
        return done.stdout, done.returncode
    call('begin')
    return call


@pytest.fixture
def report(tmp_path):
    """report(name, cases): a report of pytest; a case is a test and what became of it."""
    def write(name, *cases):
        path = tmp_path / name
        path.write_text('<testsuites><testsuite>' + ''.join(
            f'<testcase classname="tests.hosts.test_{file}" name="test_it[{case}]">'
            f'{"" if state == "passed" else f"<{state} message=&quot;so&quot;/>"}</testcase>'
            .replace('&quot;', '"')
            for file, case, state in cases) + '</testsuite></testsuites>')
        return path
    return write


def end(results):
    said, code = results('end')
    return said.splitlines(), code


def test_failed_alone_too_fails(results, report):
    first = report('a', ('x', 1, 'passed'), ('x', 2, 'failure'))
    results('junit', first, '--alone', report('b', ('x', 2, 'failure')))
    assert end(results) == (['failed: tests.hosts.test_x.test_it[2]', '1 passed, 1 failed'], 1)


def test_passed_alone_is_told_as_flaky(results, report):
    first = report('a', ('x', 1, 'passed'), ('x', 2, 'failure'))
    results('junit', first, '--alone', report('b', ('x', 2, 'passed')))
    assert end(results) == (['flaky: tests.hosts.test_x.test_it[2]: failed beside others, passed'
                             ' alone', '2 passed, 0 failed'], 0)


def test_failed_when_it_was_taken_down_alone_fails(results, report):
    first = report('a', ('x', 2, 'error'), ('x', 3, 'passed'))
    again = report('b', ('x', 2, 'passed'), ('x', 2, 'error'))
    results('junit', first, '--alone', again)
    assert end(results)[1] == 1


def test_skipped_alone_is_not_passed(results, report):
    first = report('a', ('x', 2, 'failure'), ('x', 3, 'passed'))
    results('junit', first, '--alone', report('b', ('x', 2, 'skipped')))
    assert end(results)[1] == 1


def test_not_tried_alone_fails(results, report, tmp_path):
    first = report('a', ('x', 2, 'failure'), ('x', 3, 'passed'))
    results('junit', first, '--alone', tmp_path / 'none')
    assert end(results)[1] == 1


def test_few_that_failed_are_arguments_for_pytest(results, report):
    first = report('a', ('x', 1, 'passed'), ('x', 2, 'failure'), ('x', 2, 'error'),
                   ('y', 1, 'error'))
    assert results('failed', first) == ('test_x.py::test_it[2]\ntest_y.py::test_it[1]\n', 0)


def test_many_that_failed_are_no_chance(results, report):
    assert results('failed', report('a', *(('x', i, 'failure') for i in range(4)))) == ('', 0)


def test_report_that_is_missing_fails(results, tmp_path):
    results('junit', tmp_path / 'none')
    said, code = end(results)
    assert code == 1 and 'there is no report' in said[0]


def test_sums_of_parts(results, report, tmp_path):
    results('junit', report('a', ('x', 1, 'passed'), ('x', 2, 'skipped')))
    results('part', 'one', '7')
    results('add', 'lint', '0')
    results('part', 'two', '8')
    assert end(results) == (['one           7 s   1 passed, 0 failed',
                             'two           8 s   1 passed, 0 failed',
                             'skipped 1: so', '2 passed, 0 failed'], 0)
    assert len(json.loads((tmp_path / 'results.json').read_text())['parts']) == 2
