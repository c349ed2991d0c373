"""The reader of the operator's guide: what it takes for a command, and for the same output."""
from dataclasses import dataclass

import pytest
from hostlab.guide import (Addition, Command, Given, GuideError, GuideIsWrong, NotRun, World,
                           follow, inline_commands, is_shown_by, steps)


def block(*lines, language='console', before=()):
    return '\n'.join([*before, f'```{language}', *lines, '```', ''])


# What a chapter consists of

def test_steps_when_a_block_has_commands_then_each_has_what_it_prints():
    text = block('# shop status', 'site  shop is running', '...', '# true', 'db1# ls \\', '  /root',
                 'a')
    assert steps(text) == [
        Command(2, '', 'shop status', ('site  shop is running', '...')),
        Command(5, '', 'true', ()),
        Command(6, 'db1', 'ls \\\n  /root', ('a',))]


def test_steps_when_a_status_is_given_then_it_is_the_last_commands():
    text = block('# true', '# false', before=['Some words.', '', '<!-- status: 1 -->'])
    assert [step.status for step in steps(text)] == [0, 1]


def test_steps_when_a_command_is_interrupted_then_it_is_the_last_one():
    text = block('# true', '# sleep 9', before=['<!-- interrupted: 3 seconds -->'])
    assert [step.seconds for step in steps(text)] == [0, 3]


def test_steps_when_comments_stand_between_then_they_come_in_their_order():
    text = '\n'.join([
        '<!-- given: the disk is full -->', 'Some words.', '',
        block('a = 1', language='ini', before=['<!-- into: /etc/one -->']),
        block('a = 2', language='ini', before=['<!-- into: web2:/etc/two -->']),
        block('# certbot', before=['<!-- not run: it asks others -->']),
        '<!-- given: the disk has room -->'])
    assert steps(text) == [
        Given(1, 'the disk is full'),
        Addition(6, '', '/etc/one', 'a = 1\n'),
        Addition(11, 'web2', '/etc/two', 'a = 2\n'),
        NotRun(16, 'it asks others', '# certbot'),
        Given(19, 'the disk has room')]


def test_steps_when_a_block_is_a_files_text_then_it_is_no_step():
    assert steps(block('TLS=off', language='ini')) == []


@pytest.mark.parametrize('text, words', [
    (block('shop status', language='sh'), 'line 2: commands stand in blocks of "console"'),
    (block('shop status', language=''), 'line 2: commands stand in blocks of "console"'),
    (block('shop is running'), 'line 2: before "shop is running" no command stands'),
    ('```console\n# true\n', 'line 2: the block has no end'),
    ('<!-- skip: this -->\n', 'line 1: "skip" is none of given, into, status, interrupted, not'),
    ('<!-- not run: no reason -->\nWords.\n', 'line 1: no block follows "not run"'),
    ('<!-- into: /etc/one -->\n', 'line 1: no block follows "into"'),
    ('1. First:\n\n   ```console\n   # true\n   ```\n', 'line 3: blocks and comments begin at'),
    ('<!-- not run:\nbecause -->\n', 'line 1: blocks and comments begin at the margin'),
    (block('a', language='ini', before=['<!-- into: etc/one -->']), '"etc/one" is no path'),
])
def test_steps_when_something_is_not_understood_then_its_line_is_named(text, words):
    with pytest.raises(GuideError) as failure:
        steps(text)
    assert words in str(failure.value)


# Whether a command printed what the guide shows

WORDS = {'shop': 'guestbook', '1.2': '1.0~20260102T100000'}


@pytest.mark.parametrize('text, real', [
    ('/etc/shop-site/default', '/etc/guestbook-site/default'),
    ('apt install shop-site=1.2', 'apt install guestbook-site=1.0~20260102T100000'),
    ('shop_berlin.slice', 'guestbook_berlin.slice'),
    ('workshop shops', 'workshop shops'),
    ('11.2 1.2.3 10.1.2 1.25', '11.2 1.2.3 10.1.2 1.25'),
])
def test_real_when_words_stand_alone_then_they_are_replaced(text, real):
    assert World(WORDS).real(text) == real


SAME = [
    (['shop is well'], 'guestbook is well\n'),
    ([], ''),
    (['...'], ''),
    (['...'], 'one\ntwo\n'),
    (['a', '...', 'd'], 'a\nd\n'),
    (['a', '...', 'd'], 'a\nb\nc\nd\n'),
    (['Get ... kB'], 'Get 12 kB\n'),
    (['site        shop (1.2)'], 'site      guestbook (1.0~20260102T100000)\n'),
    (['release 1.2-1a2b3c4d5e6f'], 'release 1.0~20260102T100000-00ff00ff00ff\n'),
    (['since 2026-11-23 18:00 UTC, for 3 days'], 'since 2027-01-01 00:01 CET, for 12 seconds\n'),
    (['12 MB in 3 files'], '1200 MB in 44 files\n'),
    (['trailing'], 'trailing  \n'),
]
OTHER = [
    (['shop is well'], 'guestbook is ill\n'),
    (['shop is well'], ''),
    (['one'], 'one\ntwo\n'),
    ([], 'one\n'),
    (['a', '...', 'd'], 'a\nd\ne\n'),
    (['503'], '502\n'),
    (['one two'], 'one  two\n'),
    (['a.b'], 'axb\n'),
    (['1a2b3c4d5e6f 1a2b3c4d5e6f'], '00ff00ff00ff 00ff00ff0000\n'),
    (['for 3 days'], 'for ever\n'),
]


@pytest.mark.parametrize('shown, printed', SAME)
def test_learn_when_output_is_as_shown_then_it_matches(shown, printed):
    assert World(WORDS).learn(shown, printed)


@pytest.mark.parametrize('shown, printed', OTHER)
def test_learn_when_output_is_another_then_it_does_not_match(shown, printed):
    assert not World(WORDS).learn(shown, printed)


def test_learn_when_a_value_was_printed_then_later_commands_mean_it():
    world = World(WORDS)
    assert world.learn(['/var/backups/shop-20261123T101500Z.tar.gz'],
                       '/var/backups/guestbook-20250101T000000Z.tar.gz\n')
    assert world.real('shop restore /var/backups/shop-20261123T101500Z.tar.gz') == (
        'guestbook restore /var/backups/guestbook-20250101T000000Z.tar.gz')
    assert world.learn(['copy: shop-20261124080000'], 'copy: guestbook-20250101000001\n')
    assert world.real('ls shop-20261124080000') == 'ls guestbook-20250101000001'
    assert not world.learn(['20261123T101500Z'], '20250101T000001Z\n')
    assert world.learn(['20261123T101501Z'], '20250101T000001Z\n')


# Doing what it says

@dataclass
class Said:
    status: int
    text: str


class FakeHost:
    """Answers commands with what it was told to, and notes all that is asked of it."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def run(self, *words, check=True, stdin='', timeout=None):
        self.asked.append((words[-1], stdin))
        return self.answers.get(words[-1], Said(0, ''))


def test_follow_when_all_is_as_shown_then_each_step_is_done_in_order():
    first, other, done = FakeHost(ls=Said(3, 'guestbook\n')), FakeHost(), []
    text = '\n'.join(['<!-- given: something -->',
                      block('KEY=shop', language='ini', before=['<!-- into: /etc/shop -->']),
                      block('db1# true'),
                      block('# ls', 'shop', before=['<!-- status: 3 -->'])])
    follow('one.md', text, {'': first, 'db1': other}, World(WORDS),
           {'something': lambda: done.append(1)})
    assert done == [1]
    assert first.asked == [('/etc/guestbook', 'KEY=guestbook\n'), ('ls', '')]
    assert other.asked == [('true', '')]


@pytest.mark.parametrize('said', [Said(0, 'other\n'), Said(1, 'shown\n')])
def test_follow_when_a_command_does_otherwise_then_both_are_told(said):
    with pytest.raises(GuideIsWrong) as failure:
        follow('one.md', block('# ls', 'shown'), {'': FakeHost(ls=said)}, World(WORDS), {})
    for words in ('one.md, line 2: ls', f'ended with {said.status}', '  | ' + said.text.strip(),
                  '  | shown'):
        assert words in str(failure.value)


def test_follow_when_what_is_given_is_unknown_then_it_is_named():
    with pytest.raises(GuideError, match='line 1: nothing is known by the name "a miracle"'):
        follow('one.md', '<!-- given: a miracle -->', {}, World(WORDS), {})


# Commands within sentences

def test_inline_commands_when_in_sentences_then_those_of_the_programs():
    text = 'Run `shop status`, or `shop\nlogs -f`; `shop` and `ls -l`.\n' + block('# `shop stop`')
    assert inline_commands(text, {'shop'}) == ['shop status', 'shop logs -f']


@pytest.mark.parametrize('inline, command, shown', [
    ('shop restore FILE', 'shop restore --yes /var/backups/one.tar.gz', True),
    ('shop offline --message "Back at noon"', 'shop offline --message "Back at noon"', True),
    ("apt-mark auto 'shop-*'", "apt-mark auto 'shop-*'", True),
    ('shop rollback --yes', 'shop rollback', False),
    ('shop online', 'shop offline', False),
])
def test_is_shown_by_when_all_its_words_are_there_in_order(inline, command, shown):
    assert is_shown_by(inline, command) == shown
