"""Events as text and back: nothing is lost, and what is no event is said to be none."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings

from bedside import events
from bedside.clock import Instant
from bedside.events import KINDS, Entry
from bedside.record import UnreadableEventError, as_line, from_iso, from_json, instant, iso, to_json
from tests.bedside.any_event import any_event, of_kind


@settings(max_examples=200)
@given(any_event())
def test_every_event_comes_back_as_it_was(event):
    text = to_json(event)
    assert from_json(text) == event
    assert from_json(text.encode()) == event
    assert json.loads(text)["kind"] == type(event).__name__


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_comes_back_under_its_name(name):
    @settings(max_examples=3)
    @given(of_kind(KINDS[name]))
    def comes_back(event):
        assert type(from_json(to_json(event))) is KINDS[name]

    comes_back()


def test_amounts_stay_exact():
    given_ = events.DrugDestroyed(drug="ketamine", destroyed_mg=Decimal("27.60"), method="avfall")
    assert from_json(to_json(given_)).destroyed_mg.as_tuple() == Decimal("27.60").as_tuple()


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("an event of a newer program", '{"kind":"PatientTeleported"}'),
        ("no kind at all", '{"reason":"x"}'),
        ("half a line", '{"kind":"InfusionPa'),
        ("nothing", ""),
        ("no text", b"\xff\xfe\x00"),
        ("a field of the wrong type", '{"kind":"InfusionPaused","reason":7}'),
        ("a word that is none of the words", '{"kind":"StageFinished","stage":"lunch"}'),
        ("a needed field is missing", '{"kind":"InfusionPaused"}'),
    ],
)
def test_what_is_no_event_is_said_to_be_none(fault, text):
    with pytest.raises(UnreadableEventError):
        from_json(text)


@pytest.mark.parametrize(
    ("wall", "text"),
    [
        (datetime(2026, 11, 24, 8, 20, tzinfo=UTC), "2026-11-24T08:20:00.000Z"),
        (
            datetime(2026, 11, 24, 9, 20, 1, 234567, tzinfo=timezone(timedelta(hours=1))),
            "2026-11-24T08:20:01.234Z",
        ),
    ],
)
def test_time_is_written_in_utc_to_the_millisecond(wall, text):
    assert iso(wall) == text
    assert abs(from_iso(text) - wall) < timedelta(milliseconds=1)
    assert instant(text, 1.5) == Instant(1.5, from_iso(text))


def test_a_time_that_lost_its_zone_is_utc():
    assert from_iso("2026-11-24T08:20:00.000") == from_iso("2026-11-24T08:20:00.000Z")


def test_a_line_says_which_when_by_whom_and_what():
    at = Instant(12.34567, datetime(2026, 11, 24, 8, 20, tzinfo=UTC))
    line = as_line(Entry(7, at, "ida", events.InfusionPaused(reason="toalett")))
    assert line == {
        "seq": 7,
        "at": "2026-11-24T08:20:00.000Z",
        "by": "ida",
        "kind": "InfusionPaused",
        "reason": "toalett",
        "mono_s": 12.346,
    }
    assert list(line)[:4] == ["seq", "at", "by", "kind"]
    json.dumps(line)
