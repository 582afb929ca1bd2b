"""The process that plays, seen from the application: what it says, and when it says nothing.

The processes here are real and tiny; time is ours. No sound device is needed.
"""

import subprocess
import sys
import textwrap

import pytest
from PySide6.QtCore import QProcess

from bedside.clock import ManualClock
from bedside.protocol_watch import Priority
from ui.sound.child import ACCEPTS_WITHIN_S, OPENS_WITHIN_S, SILENT_S, Child
from ui.sound.files import load_sounds
from ui.sound.player import OPENING

HIGH = load_sounds(None).sounds[Priority.HIGH]
TALKS = """
    import sys
    def say(line):
        sys.stdout.write(line + "\\n")
        sys.stdout.flush()
    {first}
    for order in sys.stdin:
        say(order.strip())
"""
READY = 'say("ready Høyttaler i taket")'


def says(first=READY):
    return ("-c", textwrap.dedent(TALKS).format(first=first))


@pytest.fixture
def child_of(qapp):
    made = []

    def make(words):
        child = Child([], ManualClock(), words)
        made.append(child)
        assert child.open() == ""
        return child

    yield make
    for child in made:
        child.close()


def hear(child, lines=1):
    """Until its process has said so much more."""
    for _ in range(lines):
        assert child._process.waitForReadyRead(20_000)


def test_it_is_opening_until_it_says_that_it_is_ready(child_of):
    child = child_of(says())
    assert child.trouble(0.0) in (OPENING, "")
    hear(child)
    assert child.trouble(0.5) == ""
    assert child.name == "Høyttaler i taket"


def test_an_order_goes_out_at_once_and_is_awaited_until_it_was_accepted(child_of):
    child = child_of(says())
    hear(child)
    assert child.trouble(0.0) == ""
    assert child.begin(HIGH, 70) == ""
    assert child._process.waitForReadyRead(20_000)
    assert child._process.peek(200).data().decode().startswith(f"begin 70 {HIGH.file}")
    child.trouble(ACCEPTS_WITHIN_S)
    assert child.trouble(ACCEPTS_WITHIN_S + 0.1) == "device_stuck", "it never said: began"


def test_a_burst_that_was_accepted_is_awaited_no_more(child_of):
    child = child_of(says(f'{READY}; sys.stdin.readline(); say("began")'))
    hear(child)
    child.begin(HIGH, 70)
    child.trouble(0.0)
    hear(child)
    assert child.trouble(ACCEPTS_WITHIN_S + 0.1) == ""


def test_silence_is_a_device_that_is_stuck(child_of):
    child = child_of(says())
    hear(child)
    child.trouble(0.0)
    assert child.trouble(SILENT_S) == ""
    assert child.trouble(SILENT_S + 0.1) == "device_stuck"


def test_one_that_never_opens_is_given_up(child_of):
    child = child_of(says("pass"))
    assert child.trouble(OPENS_WITHIN_S) == OPENING
    assert child.trouble(OPENS_WITHIN_S + 0.1) == "device_stuck"


def test_its_last_word_is_the_trouble(child_of):
    child = child_of(says('say("trouble no_device"); sys.exit(1)'))
    assert child._process.waitForFinished(20_000)
    assert child.trouble(0.0) == "no_device"


def test_one_that_dies_without_a_word_is_a_device_that_is_lost(child_of):
    child = child_of(says("import os; os.abort()"))
    assert child._process.waitForFinished(20_000)
    assert child.trouble(0.0) == "device_lost"
    assert child.begin(HIGH, 70) == "device_lost"


def test_closed_it_takes_no_orders_and_ends_its_process(child_of):
    child = child_of(says())
    hear(child)
    process = child._process
    child.close()
    assert process.state() is QProcess.ProcessState.NotRunning
    child.stop()
    assert child.begin(HIGH, 70) == "device_lost"
    assert child.trouble(0.0) == "device_lost"


def test_the_real_one_says_what_there_is_and_ends_with_its_input():
    run = subprocess.run(
        [sys.executable, "-m", "ui.sound.speaker", str(HIGH.file)],
        input="",
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    first = run.stdout.splitlines()[0]
    assert (first.startswith("ready "), run.returncode) in ((True, 0), (False, 1))
    assert first.startswith(("ready ", "trouble "))
