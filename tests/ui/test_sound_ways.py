"""The other ways to be heard: spare players, the beep, a simulation's file, the mixer's word."""

import os
import stat
import wave

import pytest

from bedside.bursts import BURSTS
from bedside.clock import ManualClock
from bedside.protocol_watch import Priority
from ui.sound import mixer, spare
from ui.sound.files import load_sounds
from ui.sound.mixer import Mixer, judged
from ui.sound.simulated import BETWEEN_S, FULL_S, FileSink, ListSink
from ui.sound.spare import Spare

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
SOUNDS = load_sounds(None).sounds


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program of this name in the path; it writes what it was given to a file."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def make(name, status=0, first=":"):
        file = tmp_path / name
        told = tmp_path / f"{name}.told"
        file.write_text(f'#!/bin/sh\necho "$@" >> {told}\n{first}\nexit {status}\n')
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return told

    return make


posix = pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")


@posix
def test_the_first_player_that_can_plays_at_the_volume_that_is_set(program, qtbot, heard):
    told = program("one")
    way = Spare([("missing-player",), ("one", "--volume={gain}", "--steps={steps}")], beep=heard)
    assert way.name.endswith("one")
    assert way.open() == way.begin(SOUNDS[HIGH], 70) == ""
    qtbot.waitUntil(lambda: told.exists() and "high.wav" in told.read_text(), timeout=20_000)
    assert told.read_text().split() == [
        "--volume=0.355",
        "--steps=23253",
        str(SOUNDS[HIGH].file),
    ]
    way.close()
    assert way.trouble(0.0) == ""
    assert heard.calls == []


@posix
def test_a_player_that_fails_hands_on_and_the_beep_is_the_last(program, qtbot, heard):
    first, second = program("one", status=1), program("two", status=1)
    way = Spare([("one",), ("two",)], beep=heard)
    way.begin(SOUNDS[MEDIUM], 70)
    qtbot.waitUntil(lambda: len(heard.calls) == 3, timeout=20_000)
    assert first.exists()
    assert second.exists()
    way.close()


@posix
def test_what_is_stopped_on_purpose_has_not_failed(program, qtbot, heard):
    told = program("one", first="exec sleep 60")
    way = Spare([("one",)], beep=heard)
    way.begin(SOUNDS[HIGH], 70)
    qtbot.waitUntil(told.exists, timeout=20_000)
    process = way._process
    with qtbot.waitSignal(process.finished, timeout=20_000):
        way.stop()
    way.close()
    way.stop()
    assert not way._ending
    assert heard.calls == []


def test_without_any_player_it_beeps_once_for_each_pulse(qtbot, heard):
    way = Spare([], beep=heard)
    assert way.name == "beep"
    way.begin(SOUNDS[MEDIUM], 70)
    pulses = len(BURSTS[MEDIUM].starts_s)
    qtbot.waitUntil(lambda: len(heard.calls) == pulses, timeout=20_000)
    way.begin(SOUNDS[HIGH], 70)
    way.stop()
    assert not way._beeps


def test_every_known_player_is_asked_in_its_own_words():
    for words in spare.PLAYERS:
        assert all("{" not in word.format(gain="0.5", steps=1) for word in words)


def test_a_simulation_writes_its_bursts_to_a_file(tmp_path):
    way = FileSink(tmp_path / "sound.wav")
    assert way.begin(SOUNDS[HIGH], 70) == "file", "not open yet"
    assert way.open() == way.begin(SOUNDS[HIGH], 70) == way.begin(SOUNDS[MEDIUM], 70) == ""
    way.stop()
    way.close()
    assert (way.name, way.trouble(0.0)) == (str(tmp_path / "sound.wav"), "")
    with wave.open(way.name) as file:
        expected_s = SOUNDS[HIGH].length_s + SOUNDS[MEDIUM].length_s + 2 * BETWEEN_S
        assert file.getnframes() / file.getframerate() == pytest.approx(expected_s)


def test_a_simulation_left_alone_does_not_fill_the_disk(tmp_path):
    way = FileSink(tmp_path / "sound.wav")
    way.open()
    way._written_s = FULL_S
    assert way.begin(SOUNDS[HIGH], 70) == ""
    way.close()
    assert (tmp_path / "sound.wav").stat().st_size < 100


def test_a_file_that_cannot_be_written_says_so(tmp_path):
    assert FileSink(tmp_path / "none" / "sound.wav").open() == "file"


def test_a_list_keeps_what_would_have_been_heard_and_when():
    clock = ManualClock()
    way = ListSink(clock)
    assert way.open() == way.trouble(0.0) == way.begin(SOUNDS[HIGH], 70) == ""
    clock.advance(11)
    way.begin(SOUNDS[MEDIUM], 70)
    way.stop()
    way.close()
    assert way.played == [(0.0, HIGH), (11.0, MEDIUM)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Mute: no\nVolume: front-left: 45875 /  70% / -9.29 dB,   front-right: 1 / 70%", ""),
        ("Mute: yes\nVolume: front-left: 45875 /  70%", "muted"),
        ("Mute: no\nVolume: front-left: 6554 /  10% / -60.00 dB", "soft"),
        ("Mute: no\nVolume: mono: 0 /   0% / -inf dB", "soft"),
        ("", ""),
        ("Connection refused", ""),
    ],
)
def test_what_the_sound_server_says_of_mute_and_volume(said, code):
    assert judged(said) == code


@posix
def test_the_mixer_is_asked_now_and_then_and_never_waited_for(program, qtbot):
    told = program("pactl", first='echo "Mute: yes"')
    asks = Mixer()
    assert asks(0.0) == ""
    qtbot.waitUntil(lambda: told.exists() and len(told.read_text().splitlines()) == 2)
    qtbot.waitUntil(lambda: all(p.state() == p.ProcessState.NotRunning for p in asks._asking))
    assert asks(1.0) == "", "not asked again yet"
    assert asks(mixer.ASKED_EVERY_S) == "muted"
    asks.close()


@posix
def test_a_sound_server_that_hangs_is_given_up_and_says_nothing(program, qtbot):
    program("pactl", first="exec sleep 60")
    asks = Mixer()
    asks(0.0)
    assert asks(mixer.ASKED_EVERY_S) == ""
    qtbot.waitUntil(lambda: all(p.state() == p.ProcessState.NotRunning for p in asks._asking))
    assert asks(2 * mixer.ASKED_EVERY_S) == ""
    asks.close()


def test_where_nobody_can_be_asked_nothing_is_known(monkeypatch):
    monkeypatch.setattr(mixer.shutil, "which", lambda _name: None)
    assert Mixer()(0.0) == ""
