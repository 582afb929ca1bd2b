"""What was measured of the alarms' delays, and how the nurse's guide says it (ALARMS A.6)."""

import json
import tomllib

import msgspec
import pytest

import resources
from bedside.protocol import load
from ui import delays
from ui.delays import Delays, kept, measured, written
from ui.guide import filled

BAND = {"p50_ms": 8.2, "p99_ms": 21.7, "reached": True}
SOUND = {"p50_ms": 31.0, "p99_ms": 44.0}


def session(*dangers):
    told = [{"condition": c, "stated_s": stated, "took_s": took} for c, stated, took in dangers]
    return {"scenario": "x", "seed": 1, "dangers": told}


SESSIONS = [
    session(("spo2_low", 12.0, 10.4), ("bp_limit", 1.0, 0.0)),
    session(("spo2_low", 20.0, 11.0)),
    session(("spo2_low", 12.0, 18.2), ("pulse", 12.0, None)),
    session(),
]


@pytest.fixture(scope="module")
def protocol():
    return load(resources.path("protocol"))


def test_every_condition_is_told_with_its_longest_and_its_usual_delay():
    told = measured({"band": BAND, "sound": SOUND}, SESSIONS)
    assert [(c.id, c.times, c.stated_s, c.median_s, c.most_s) for c in told.condition] == [
        ("bp_limit", 1, 1.0, 0.0, 0.0),
        ("spo2_low", 3, 20.0, 11.0, 18.2),
    ]
    assert told.sessions == 4


def test_what_is_kept_is_read_as_it_was_measured(tmp_path, monkeypatch):
    bench, alarms = tmp_path / "bench.json", tmp_path / "alarms.json"
    bench.write_text(json.dumps({"band": BAND, "sound": {"not_measured": "no device"}}))
    alarms.write_text(json.dumps(SESSIONS))
    monkeypatch.setattr(delays, "KEPT", tmp_path / "delays.toml")
    assert delays.main([str(bench), str(alarms)]) == 0
    found = kept(tmp_path / "delays.toml")
    assert found == measured({"band": BAND, "sound": {}}, SESSIONS)
    assert found.signal.sounded_p50_ms is None


def test_two_files_are_wanted(capsys):
    assert delays.main(["one.json"]) == 2
    assert "BENCH.json ALARMS.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sentence", "sound", "place", "says"),
    [
        ("to the screen", SOUND, "signal_shown", "8 ms som oftest, 22 ms 99 av 100 ganger"),
        ("to the sound", SOUND, "signal_sounded", "31 ms som oftest, 44 ms 99 av 100 ganger"),
        ("no device to hear", {}, "signal_sounded", "ikke målt"),
        ("how many sessions", SOUND, "delay_sessions", "4"),
    ],
)
def test_the_guide_says_the_signal_delay_in_words(protocol, sentence, sound, place, says):
    told = measured({"band": BAND, "sound": sound}, SESSIONS)
    text = filled(f"<!-- data:{place} -->?<!-- /data -->", protocol, told)
    assert text == f"<!-- data:{place} -->{says}<!-- /data -->"


def test_the_guide_has_a_line_for_each_condition_with_the_protocols_name(protocol):
    told = measured({"band": BAND, "sound": SOUND}, SESSIONS)
    table = filled("<!-- data:delays --><!-- /data -->", protocol, told).splitlines()
    assert "| SpO₂ lav | 20 s | 11 s | 18,2 s | 3 |" in table
    assert "| BT 180/110 eller høyere | 1 s | 0 s | 0 s | 1 |" in table


def test_a_name_that_nobody_knows_is_refused():
    text = written(measured({"band": BAND, "sound": SOUND}, SESSIONS)) + "\nspeed = 3\n"
    with pytest.raises(msgspec.ValidationError, match="speed"):
        msgspec.convert(tomllib.loads(text), Delays)


def test_what_is_kept_was_within_what_is_stated():
    """Measured anew with `make delays`."""
    for one in kept().condition:
        assert one.most_s <= one.stated_s, one.id
