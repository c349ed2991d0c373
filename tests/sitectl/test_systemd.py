"""What systemd says, understood."""

import math

import pytest
from sitectl import systemd
from sitectl.command import Outcome


@pytest.mark.parametrize("span, seconds", [
    ("5min", 300), ("1h 30min", 5400), ("1min 30s", 90), ("1month 2d", 2802600), ("500ms", 0.5),
    ("infinity", math.inf), ("", 300)])
def test_stop_seconds_when_systemd_tells_a_span_counts_it(monkeypatch, span, seconds):
    said = Outcome(0, f"TimeoutStopUSec={span}\n", "")
    monkeypatch.setattr(systemd, "run", lambda *_, **__: said)
    assert systemd.stop_seconds("shop-worker@a.service") == seconds


def test_patience_when_a_unit_has_no_limit_has_none():
    assert systemd.patience(300, 60) == 390
    assert systemd.patience(math.inf, 60) is None


NOT_BEGUN = """\
Started shop-step.service - /usr/lib/shop-site/default/launch migrate a.
shop-step.service: Failed to set up mount namespacing: /var/log/library: No such file or directory
shop-step.service: Failed at step NAMESPACE spawning launch: No such file or directory
shop-step.service: Main process exited, code=exited, status=226/NAMESPACE
shop-step.service: Failed with result 'exit-code'.
"""


@pytest.mark.parametrize("journal, why", [
    (NOT_BEGUN, "shop-step.service: Failed to set up mount namespacing: /var/log/library: No such"
                " file or directory"),
    ("shop-step.service: Failed with result 'exit-code'.\n", ""), ("", "")])
def test_refusal_when_a_unit_could_not_be_begun_then_systemds_words(monkeypatch, journal, why):
    monkeypatch.setattr(systemd, "run", lambda *_, **__: Outcome(0, journal, ""))
    assert systemd.refusal("shop-step.service", 1.0) == why
