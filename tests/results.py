#!/usr/bin/python3
"""Adds up what the parts of ./test report.

    results.py begin                 forget everything
    results.py add NAME STATUS       one test by itself
    results.py junit FILE...         all tests in JUnit reports; no report is a failed test
    results.py junit FILE --alone AGAIN
                                     the same; what failed in FILE and passed in AGAIN is flaky
    results.py failed FILE           print the tests that failed in pytest's report, as arguments
                                     for pytest, if they are few enough to be chance
    results.py part NAME SECONDS     a part is over
    results.py end                   print the sums; exit code 1 if a test failed or none ran

The file is named by the environment variable RESULTS.
"""
import json
import os
import sys
import xml.etree.ElementTree
from collections import Counter
from pathlib import Path

FILE = Path(os.environ['RESULTS'])
# More than these that fail in one part are a fault of what is tested.
CHANCE = 3


class Results:
    def __init__(self, values=None):
        self.values = values or {'tests': [], 'parts': []}

    def add(self, name, state, why=''):
        self.values['tests'].append([name, state, why])

    def add_report(self, path, good_alone=frozenset()):
        try:
            cases = _cases(path)
        except (OSError, xml.etree.ElementTree.ParseError) as problem:
            self.add(path, 'failed', f'there is no report: {problem}')
            return
        for case in cases:
            self._add_case(case, good_alone)

    def _add_case(self, case, good_alone):
        name = f'{case.get("classname")}.{case.get("name")}'
        state = _state(case)
        if state == 'skipped':
            skipped = case.find('skipped')
            self.add(name, state, skipped.get('message') or (skipped.text or '').strip())
        elif state == 'failed' and _argument(case) in good_alone:
            self.add(name, 'passed', 'flaky')
        else:
            self.add(name, state)

    def end_part(self, name, seconds):
        done = sum(len(part['tests']) for part in self.values['parts'])
        self.values['parts'].append(
            {'name': name, 'seconds': int(seconds), 'tests': self.values['tests'][done:]})

    def show(self):
        for part in self.values['parts']:
            print(f'{part["name"]:<10}{part["seconds"]:>5} s   {_sums(part["tests"])}')
        reasons = Counter(why for _, state, why in self.values['tests'] if state == 'skipped')
        for why, count in reasons.items():
            print(f'skipped {count}: {why or "no reason is given"}')
        for name, state, why in self.values['tests']:
            if state == 'failed':
                print(f'failed: {name}{": " + why if why else ""}')
            elif why == 'flaky':
                print(f'flaky: {name}: failed beside others, passed alone')
        print(_sums(self.values['tests']))

    def succeeded(self):
        states = [state for _, state, _ in self.values['tests']]
        return 'passed' in states and 'failed' not in states


def _cases(path):
    return list(xml.etree.ElementTree.parse(path).getroot().iter('testcase'))


def _state(case):
    if case.find('failure') is not None or case.find('error') is not None:
        return 'failed'
    return 'passed' if case.find('skipped') is None else 'skipped'


def _argument(case):
    """The test as pytest takes it, below its folder."""
    return f'{case.get("classname").rpartition(".")[2]}.py::{case.get("name")}'


def _few_failed(path):
    failed = list(dict.fromkeys(_argument(case) for case in _cases(path)
                                if _state(case) == 'failed'))
    return failed if len(failed) <= CHANCE else []


def _passed_alone(path):
    """A test and what it sets up and takes down may be cases of their own: all have to pass."""
    if not Path(path).exists():
        return frozenset()
    states = {}
    for case in _cases(path):
        states.setdefault(_argument(case), set()).add(_state(case))
    return frozenset(test for test, found in states.items() if found == {'passed'})


def _sums(tests):
    states = [state for _, state, _ in tests]
    return f'{states.count("passed")} passed, {states.count("failed")} failed'


def main(verb, *words):
    results = Results(json.loads(FILE.read_text()) if verb != 'begin' else None)
    if verb == 'add':
        results.add(words[0], 'passed' if words[1] == '0' else 'failed')
    elif verb == 'junit' and words[1:2] == ('--alone',):
        results.add_report(words[0], _passed_alone(words[2]))
    elif verb == 'junit':
        for path in words:
            results.add_report(path)
    elif verb == 'failed':
        for test in _few_failed(words[0]):
            print(test)
    elif verb == 'part':
        results.end_part(*words)
    elif verb == 'end':
        results.show()
        return 0 if results.succeeded() else 1
    FILE.write_text(json.dumps(results.values))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
