"""What bash offers for the words of the command: the program gets what bash gives it."""

import os
import re
import subprocess

import fakes
import pytest
import sitectl
from sitectl import cli, completion, verbs

PROGRAM = os.path.join(os.path.dirname(sitectl.__path__[0]), "complete")


def offers(line, folder=None):
    """The words that are offered at the end of a line."""
    program = PROGRAM
    if folder:
        program = os.path.join(folder, "complete")
        with open(PROGRAM, encoding="utf-8") as file:
            text = re.sub("(?m)^var='.*'$", f"var='{folder}/var'", file.read())
        with open(program, "w", encoding="utf-8") as file:
            file.write(text)
    words = line.split(" ")
    done = subprocess.run(["sh", program, "shop", words[-1], words[-2]], text=True, check=True,
                          env={"PATH": os.environ["PATH"], "COMP_LINE": line},
                          capture_output=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_table_when_compared_is_that_of_the_tool():
    """COMPLETION_UPDATE=1 writes it anew: look at the difference then."""
    path = os.path.join(os.path.dirname(sitectl.__path__[0]), "complete")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin = text.index(completion.BEGIN) + len(completion.BEGIN)
    end = text.index(completion.END)
    if os.environ.get("COMPLETION_UPDATE"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text[:begin] + completion.table() + text[end:])
        return
    assert text[begin:end] == completion.table(), "repeat with COMPLETION_UPDATE=1"


def test_verbs_when_nothing_is_typed_then_all_that_help_lists():
    listed = [verb.name for verb in verbs.VERBS if not verb.hidden]
    assert offers("shop ") == sorted(listed) + ["--help"]
    help_text = cli.parser("shop").format_help()
    assert all(f"\n    {name}" in help_text for name in listed)


@pytest.mark.parametrize("line, words", [
    ("shop rest", ["restart", "restore"]),
    ("shop restore --", ["--yes", "--help"]),
    ("shop check --j", ["--json"]),
    ("shop manage --", ["--new", "--help"]),
    ("shop manage migrate --", []),
    ("shop restore /var/ba", []),
    ("shop backup ", []),
    ("shop dance --", []),
    ("shop * ", []),
])
def test_words_when_typed_in_part_then_those_that_fit(line, words):
    assert offers(line) == words


def test_releases_when_a_verb_takes_one_then_those_of_this_host(tmp_path, monkeypatch):
    one = verbs.Verb("rollback", "go back", None, ((("release",), {"nargs": "?"}),))
    monkeypatch.setattr(completion, "VERBS", (one,))
    with open(PROGRAM, encoding="utf-8") as file:
        text = file.read()
    begin = text.index(completion.BEGIN) + len(completion.BEGIN)
    program = tmp_path / "program"
    program.write_text(text[:begin] + completion.table() + text[text.index(completion.END):])
    monkeypatch.setitem(globals(), "PROGRAM", str(program))
    fakes.site(tmp_path)
    for name in ("1.0-aaaa", "1.1-bbbb", ".new-1.2"):
        (tmp_path / "var/releases" / name).mkdir()
    assert offers("shop rollback ", str(tmp_path)) == ["1.0-aaaa", "1.1-bbbb"]
    assert offers("shop rollback 1.1", str(tmp_path)) == ["1.1-bbbb"]
