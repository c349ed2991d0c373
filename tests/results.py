#!/usr/bin/python3
"""Adds up what the parts of ./test report.

    results.py begin                 forget everything
    results.py add NAME STATUS       one test by itself
    results.py junit FILE...         all tests in JUnit reports; no report is a failed test
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


class Results:
    def __init__(self, values=None):
        self.values = values or {'tests': [], 'parts': []}

    def add(self, name, state, why=''):
        self.values['tests'].append([name, state, why])

    def add_report(self, path):
        try:
            root = xml.etree.ElementTree.parse(path).getroot()
        except (OSError, xml.etree.ElementTree.ParseError) as problem:
            self.add(path, 'failed', f'there is no report: {problem}')
            return
        for case in root.iter('testcase'):
            self._add_case(case)

    def _add_case(self, case):
        name = f'{case.get("classname")}.{case.get("name")}'
        skipped = case.find('skipped')
        if case.find('failure') is not None or case.find('error') is not None:
            self.add(name, 'failed')
        elif skipped is not None:
            self.add(name, 'skipped', skipped.get('message') or (skipped.text or '').strip())
        else:
            self.add(name, 'passed')

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
        print(_sums(self.values['tests']))

    def succeeded(self):
        states = [state for _, state, _ in self.values['tests']]
        return 'passed' in states and 'failed' not in states


def _sums(tests):
    states = [state for _, state, _ in tests]
    return f'{states.count("passed")} passed, {states.count("failed")} failed'


def main(verb, *words):
    results = Results(json.loads(FILE.read_text()) if verb != 'begin' else None)
    if verb == 'add':
        results.add(words[0], 'passed' if words[1] == '0' else 'failed')
    elif verb == 'junit':
        for path in words:
            results.add_report(path)
    elif verb == 'part':
        results.end_part(*words)
    elif verb == 'end':
        results.show()
        return 0 if results.succeeded() else 1
    FILE.write_text(json.dumps(results.values))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
