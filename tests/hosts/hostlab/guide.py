"""The operator's guide as a list of things to do: its commands, and what they print.

A chapter is Markdown. Its fenced blocks tell what they are by their language:

=============  ===================================================================================
``console``    commands behind a prompt, ``# `` or ``web2# `` for another host, and what each prints
               below it; a backslash at a line's end goes on in the next one
any other      text of a file; commands may not stand in blocks of a shell's language or of none
=============  ===================================================================================

In what is printed, ``...`` stands for anything: for whole lines if it is alone on one. A command
with nothing below it prints nothing.

Comments right before a block, which readers do not see, say what a test needs to know:

=========================  =======================================================================
``<!-- given: WORDS -->``  brings about, by a step of that name, what the text takes for granted
``<!-- into: PATH -->``    the block's text goes to the end of that file, as the text asks for; of
                           another host's with ``web2:/PATH``
``<!-- interrupted: WHEN -->``  the last command of the block goes on until somebody ends it, here
                           after that many seconds, "3 seconds"
``<!-- status: N -->``     the last command of the block ends with that status, not with 0
``<!-- not run: WHY -->``  the block is not run, for that reason
=========================  =======================================================================
"""
import re
from dataclasses import dataclass

SHELLS = {'', 'sh', 'bash', 'shell', 'zsh', 'text'}

_COMMENT = re.compile(r'<!-- ([a-z ]+): (.*) -->')
_KEYS = ('given', 'into', 'status', 'interrupted', 'not run')
_PLACE = re.compile(r'(?:(?P<host>[a-z][a-z0-9]*):)?(?P<path>/\S+)')
_PROMPT = re.compile(r'(?:(?P<host>[a-z][a-z0-9]*))?# (?P<command>.*)')


class GuideError(ValueError):
    """A chapter that cannot be understood: says where, and what would be right."""


@dataclass(frozen=True)
class Command:
    """One command: on which host ('' is the chapter's first), its status, and what it prints."""

    line: int
    host: str
    text: str
    shown: tuple
    status: int = 0
    #: seconds after which somebody ends it, or 0 for one that ends by itself
    seconds: int = 0


@dataclass(frozen=True)
class Given:
    """What a test has to bring about before it goes on."""

    line: int
    words: str


@dataclass(frozen=True)
class Addition:
    """Lines for the end of a file of a host."""

    line: int
    host: str
    path: str
    text: str


@dataclass(frozen=True)
class NotRun:
    """A block that is only read, and why."""

    line: int
    reason: str
    text: str


def steps(text):
    """The steps of a chapter, in their order.

    :raises GuideError: if something in it is none of what is described above
    """
    found = []
    for comments, language, line, content in _blocks(text):
        for number, words in comments.pop('given', ()):
            found.append(Given(number, words))
        if language is None:
            continue
        single = {key: values[-1][1] for key, values in comments.items()}
        found += _steps_of(single, language, line, content)
    return found


def _blocks(text):
    """(comments before it, language, line of its first line, its lines) of each fenced block.

    The language is None for comments that no block follows.
    """
    comments, block, fence = {}, None, None
    for number, line in enumerate(text.splitlines(), 1):
        if block is not None:
            if line.strip() == fence:
                yield (comments, *block)
                comments, block = {}, None
            else:
                block[2].append(line)
        elif line.startswith('```'):
            fence = '```'
            block = (line.strip('` '), number + 1, [])
        elif match := _COMMENT.fullmatch(line):
            if match[1] not in _KEYS:
                raise GuideError(f'line {number}: "{match[1]}" is none of {", ".join(_KEYS)}')
            comments.setdefault(match[1], []).append((number, match[2]))
        elif line.lstrip().startswith(('```', '<!--')):
            raise GuideError(f'line {number}: blocks and comments begin at the margin, and a'
                             ' comment is one line <!-- KEY: WORDS -->')
        elif line.strip() and comments:
            _refuse_lonely(comments)
            yield comments, None, number, []
            comments = {}
    if block is not None:
        raise GuideError(f'line {block[1]}: the block has no end')
    if comments:
        _refuse_lonely(comments)
        yield comments, None, 0, []


def _refuse_lonely(comments):
    for key, values in comments.items():
        if key != 'given':
            raise GuideError(f'line {values[0][0]}: no block follows "{key}"')


def _steps_of(comments, language, line, content):
    if reason := comments.get('not run'):
        return [NotRun(line, reason, '\n'.join(content))]
    if place := comments.get('into'):
        match = _PLACE.fullmatch(place)
        if not match:
            raise GuideError(f'line {line}: "{place}" is no path from the first / on')
        return [Addition(line, match['host'] or '', match['path'], '\n'.join(content) + '\n')]
    if language != 'console':
        if language in SHELLS:
            raise GuideError(f'line {line}: commands stand in blocks of "console", with a prompt')
        return []
    seconds = re.match(r'\d+', comments.get('interrupted', '0'))
    if not seconds:
        raise GuideError(f'line {line}: "interrupted" begins with a number of seconds')
    return _commands(line, content, int(comments.get('status', '0')), int(seconds[0]))


def _commands(line, content, status, seconds):
    found = []
    lines = list(enumerate(content, line))
    while lines:
        number, text = lines.pop(0)
        match = _PROMPT.fullmatch(text)
        if not match:
            raise GuideError(f'line {number}: before "{text}" no command stands')
        command = [match['command']]
        while command[-1].endswith('\\') and lines:
            command.append(lines.pop(0)[1])
        shown = []
        while lines and not _PROMPT.fullmatch(lines[0][1]):
            shown.append(lines.pop(0)[1])
        last = not lines
        found.append(Command(number, match['host'] or '', '\n'.join(command), tuple(shown),
                             status if last else 0, seconds if last else 0))
    return found


# What the guide's names and values are on the hosts of a test

@dataclass(frozen=True)
class _Kind:
    """Values that differ from host to host: how the guide writes one, and what a host may."""

    sample: str
    real: str
    #: whether the same sample means the same value wherever it stands, in commands too
    lasting: bool


_KINDS = (
    _Kind(r'\b\d{8}T\d{6}Z', r'\d{8}T\d{6}Z', True),
    _Kind(r'\b\d{14}\b', r'\d{14}', True),
    _Kind(r'(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])', r'[0-9a-f]{12}', True),
    _Kind(r'\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: [A-Z]+)?',
          r'\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: [A-Z]+)?', False),
    _Kind(r'\bfor \d+ (?:seconds|minutes|hours|days)', r'for \d+ (?:seconds|minutes|hours|days)',
          False),
    _Kind(r'\b\d+ (?=MB\b|files\b|days left)', r'\d+ ', False),
)
_INTERRUPTED = 124
_BLANKS = re.compile(r' {2,}')
_ANYTHING = '...'


class World:
    """What the guide's words are on the hosts of one test, and what was learnt from their output.

    ``words``: {word of the guide: what stands for it there}. A word is not replaced within another.
    """

    def __init__(self, words):
        self._words = dict(words)
        names = '|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        # 1.2 is neither in 1.2.3 nor in 11.2; shop is in shop_berlin
        self._pattern = re.compile(
            rf'(?<![A-Za-z0-9])(?<![0-9]\.)(?:{names})(?![A-Za-z0-9])(?!\.[0-9])')
        self._learnt = {}

    def real(self, text):
        """A text of the guide as it is on the hosts."""
        for sample, value in self._learnt.items():
            text = text.replace(sample, value)
        return self._pattern.sub(lambda match: self._words[match[0]], text)

    def learn(self, shown, printed):
        """Whether a command printed what the guide shows; if so, its values are known from now on.

        :param shown: lines of the guide
        :param printed: the whole text of the command
        """
        pattern, samples = self._expected(shown)
        lines = ''.join(line.rstrip() + '\n' for line in printed.splitlines())
        match = re.fullmatch(pattern, lines)
        if match:
            self._learnt.update({sample: match[name] for sample, name in samples.items()})
        return bool(match)

    def _expected(self, shown):
        """(expression for the whole text, {sample: name of its group})."""
        samples = {}
        parts = []
        for line in shown:
            if line.strip() == _ANYTHING:
                parts.append(r'(?:.*\n)*?')
            else:
                parts.append(self._expected_line(line, samples) + r'\n')
        return ''.join(parts), samples

    def _expected_line(self, line, samples):
        """An expression for one line. Columns are as wide as what stands in them."""
        parts = []
        for piece, kind in _split(line.rstrip(), _KINDS):
            if kind is None:
                text = self._pattern.sub(lambda match: self._words[match[0]], piece)
                parts.append(_literally(text))
            elif not kind.lasting:
                parts.append(kind.real)
            elif piece in self._learnt:
                parts.append(re.escape(self._learnt[piece]))
            elif piece in samples:
                parts.append(f'(?P={samples[piece]})')
            else:
                samples[piece] = f'value{len(samples)}'
                parts.append(f'(?P<{samples[piece]}>{kind.real})')
        return ''.join(parts)


def _split(text, kinds):
    """(piece, its kind or None), in order."""
    if not kinds:
        return [(text, None)] if text else []
    found, end = [], 0
    for match in re.finditer(kinds[0].sample, text):
        found += _split(text[end:match.start()], kinds[1:])
        found.append((match[0], kinds[0]))
        end = match.end()
    return found + _split(text[end:], kinds[1:])


def _literally(text):
    pieces = [' {2,}'.join(re.escape(part) for part in _BLANKS.split(piece))
              for piece in text.split(_ANYTHING)]
    return '.*'.join(pieces)


class GuideIsWrong(AssertionError):
    """A command of the guide failed, or printed something else."""

    def __init__(self, name, command, outcome, shown):
        super().__init__('\n'.join([
            f'{name}, line {command.line}: {command.text}',
            f'ended with {outcome.status}, and {command.status} was expected; it printed:',
            *_quoted(outcome.text.splitlines()), 'the guide shows:', *_quoted(shown)]))


def _quoted(lines):
    return [f'  | {line}' for line in lines]


def follow(name, chapter, hosts, world, given):
    """Do what a chapter says, in its order.

    :param hosts: {prompt: host}; '' is the one of the plain prompt
    :param given: {words: function that brings that about}
    :raises GuideIsWrong: at the first command that does not do what the guide says
    """
    for step in steps(chapter):
        if isinstance(step, Given):
            if step.words not in given:
                raise GuideError(f'{name}, line {step.line}: nothing is known by the name'
                                 f' "{step.words}"')
            given[step.words]()
        elif isinstance(step, Addition):
            path, text = world.real(step.path), world.real(step.text)
            hosts[step.host].run('sh', '-c', 'cat >> "$1"', 'sh', path, stdin=text)
        elif isinstance(step, Command):
            _obey(name, step, hosts[step.host], world)


def _obey(name, command, host, world):
    # as in a terminal of root's: in its home, with all that bash can do
    # coreutils' own status tells that it had not ended by itself
    limited = ['timeout', '--signal=INT', f'{command.seconds}s'] if command.seconds else []
    status = _INTERRUPTED if command.seconds else command.status
    outcome = host.run('env', '--chdir=/root', *limited, 'bash', '-c', world.real(command.text),
                       check=False, timeout=900)
    if outcome.status != status or not world.learn(command.shown, outcome.text):
        shown = [world.real(line) for line in command.shown]
        raise GuideIsWrong(name, command, outcome, shown)


# Commands within sentences

_FENCED = re.compile(r'^```.*?^```$', re.M | re.S)
_SPAN = re.compile(r'`([^`\n]+(?:\n[^`\n]+)?)`')


def inline_commands(text, programs):
    """Commands of these programs that stand in the sentences of a text: ``shop status``."""
    spans = [' '.join(span.split()) for span in _SPAN.findall(_FENCED.sub('', text))]
    return [span for span in spans if ' ' in span and span.split()[0] in programs]


def is_shown_by(inline, command):
    """Whether a command that is run shows what one in a sentence says.

    All its words stand there, in their order; words in upper case stand for others.
    """
    words = iter(command.replace("'", '').replace('"', '').split())
    wanted = inline.replace("'", '').replace('"', '').split()
    return all(word in words for word in wanted if not _is_placeholder(word))


def _is_placeholder(word):
    return bool(re.fullmatch(r'[A-Z][A-Z0-9_-]*', word)) or word == _ANYTHING
