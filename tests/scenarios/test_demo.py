"""A session from the first press to the report, on simulated monitors, through the real screens."""

import json
from pathlib import Path

import pytest

from bedside.alarm_log import AlarmLine, alarm_log
from bedside.events import Entry
from bedside.record import as_line, from_iso, from_json, instant
from ui import cli_bench
from ui.bench_alarms import Played
from ui.demo.turns import TURNS
from ui.demonstration import scenario_names

LIMIT_MMHG = (180, 110)


def lines_of(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "session.jsonl").read_text("utf-8").splitlines()]


def told(out: Path) -> dict:
    return json.loads((out / "summary.json").read_text("utf-8"))


def of_kind(out: Path, kind: str) -> list[dict]:
    return [line for line in lines_of(out) if line["kind"] == kind]


def crosses(line: dict) -> bool:
    """A pressure at or above 180 or 110."""
    if line["kind"] != "Measured" or line.get("systolic") is None:
        return False
    return line["systolic"] >= LIMIT_MMHG[0] or line["diastolic"] >= LIMIT_MMHG[1]


def is_pressure(line: dict) -> bool:
    return line["kind"] == "Measured" and line.get("systolic") is not None


def test_every_scenario_is_played_by_somebody():
    assert set(TURNS) == set(scenario_names())


def test_the_calm_session_is_closed_verified_and_without_one_alarm_of_blood_pressure(played):
    out = played("calm")
    summary = told(out)
    assert summary["verified"]
    assert "bp_limit" not in summary["alarms"]
    assert "bp_very_high" not in summary["alarms"]
    assert summary["pump_time_s"] >= 40 * 60
    assert of_kind(out, "SessionClosed")


def test_the_calm_session_leaves_report_and_pictures(played):
    out = played("calm")
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    pictures = {file.name for file in (out / "screens").glob("*.png")}
    assert pictures == set(told(out)["pictures"])
    assert len(pictures) >= 10


def test_an_uneventful_session_is_at_most_130_presses_and_25_typed_fields(played):
    """One effect and one held hand are among them; the pages that cost most stand first."""
    summary = told(played("calm"))
    assert summary["presses"] <= 130
    assert summary["typed_fields"] <= 25
    assert sum(summary["presses_at"].values()) == summary["presses"]
    assert next(iter(summary["presses_at"])) == "day_check"


def test_180_110_is_alarmed_by_the_first_reading_that_crosses_it(played):
    out = played("hypertension")
    lines = lines_of(out)
    crossed = next(n for n, line in enumerate(lines) if crosses(line))
    later = lines[crossed + 1 :]
    until = next((n for n, line in enumerate(later) if is_pressure(line)), len(later))
    raised = {line["condition"] for line in later[:until] if line["kind"] == "AlarmRaised"}
    assert "bp_limit" in raised


def test_the_danger_would_have_been_heard_and_calm_is_calm(played):
    assert told(played("hypertension"))["bursts"]["high"] >= 1
    assert "high" not in told(played("calm"))["bursts"]


def test_the_physician_was_told_and_came(played):
    out = played("hypertension")
    assert of_kind(out, "PhysicianAlerted")
    assert [line["answer"] for line in of_kind(out, "PhysicianAnswered")] == ["coming"]
    assert of_kind(out, "PhysicianArrived")


def test_the_same_scenario_and_seed_give_the_same_lines(monkeypatch):
    """The first five minutes on real ports; the whole session, with its screens, in `make soak`."""
    monkeypatch.setattr(cli_bench, "INFUSION_S", 300.0)
    first, second = (lines(cli_bench.play("calm", 1)) for _ in range(2))
    assert len(first) > 500
    assert first == second


def lines(done: Played) -> list[dict]:
    return [as_line(entry) for entry in done.entries]


@pytest.mark.soak
@pytest.mark.parametrize("scenario", ["calm"])
def test_the_same_scenario_and_seed_give_the_same_record_byte_for_byte(played, scenario):
    first, second = played(scenario), played(scenario, "-again")
    assert (first / "session.jsonl").read_bytes() == (second / "session.jsonl").read_bytes()


@pytest.mark.soak
@pytest.mark.parametrize("scenario", sorted(set(TURNS) - {"calm", "hypertension"}))
def test_every_other_scenario_is_played_to_its_signature(played, scenario):
    out = played(scenario)
    assert told(out)["verified"]
    assert of_kind(out, "SessionClosed")


def log_of(out: Path) -> list[AlarmLine]:
    lines = (out / "session.jsonl").read_text("utf-8").splitlines()
    entries = [
        Entry(line["seq"], instant(line["at"], line["mono_s"]), line["by"], from_json(text))
        for text in lines
        for line in [json.loads(text)]
    ]
    return [line for line in alarm_log(entries) if line.condition == "bp_limit"]


def test_the_alarm_log_of_hypertension_tells_which_readings_by_which_limit_and_who_saw_it(played):
    out = played("hypertension")
    crossed = [line for line in lines_of(out) if crosses(line)]
    (log,) = log_of(out)
    first = log.readings[0]
    assert (log.priority, log.limit, log.waited_s) == ("high", "180/110", 0.0)
    assert first.values["systolic"] == crossed[0]["systolic"]
    assert first.values["diastolic"] == crossed[0]["diastolic"]
    assert log.raised_at == from_iso(crossed[0]["at"]), "by the first reading, in its own beat"
    ended = next(x for x in of_kind(out, "AlarmEnded") if x["alarm"] == log.alarm)
    assert log.ended_at == from_iso(ended["at"])
    within = [x for x in lines_of(out) if is_pressure(x) and x["at"] <= ended["at"]][-1]
    assert not crosses(within), "over with the first reading within the limit"
    assert log.acts[0].done == "seen"
    assert log.seen_by == next(x for x in of_kind(out, "AlarmAcknowledged"))["by"]
    assert log.acts[-1].done == "reset", "it latches until the nurse resets it"
    assert log.shown_s == 0.0, "in simulated time nothing takes any"
