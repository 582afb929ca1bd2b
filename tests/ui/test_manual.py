"""Values entered by hand: marked so, asked about when unlikely, and never changed."""

from decimal import Decimal

import pytest

from bedside import events
from bedside.text import Language
from bedside.vitals import Vital
from tests.ui.ward import Ward
from ui.i18n import Words
from ui.screens.manual import ManualScreen
from ui.view import Place


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    yield made
    made.store.close()


@pytest.fixture
def screen(ward, wide_theme):
    ward.app.go(Place.MANUAL_ENTRY)
    made = ManualScreen(wide_theme, Words(Language.NB), ward.app, lambda: 0.0)
    made.show_view(ward.view)
    return made


def recorded(ward):
    """What was entered by hand, as the record has it."""
    found = [entry.event for entry in ward.store.replay(ward.room.session_id)]
    return [
        (e.systolic, e.diastolic, e.quality)
        if e.vital == Vital.NIBP
        else (e.vital, e.value, e.quality)
        for e in found
        if isinstance(e, events.Measured) and e.source == "manual"
    ]


def enter(screen, **values):
    screen._typed(**{name: Decimal(value) for name, value in values.items()})
    screen._record()


def test_what_was_typed_is_recorded_as_entered_by_hand(ward, screen):
    enter(screen, systolic=128, diastolic=81, pulse=66, spo2=96)
    assert recorded(ward) == [
        (128, 81, "good"),
        (Vital.PULSE_RATE, 66.0, "good"),
        (Vital.SPO2, 96.0, "good"),
    ]
    assert ward.view.place is not Place.MANUAL_ENTRY


@pytest.mark.parametrize(
    ("vital", "value"), [("pulse", 300), ("pulse", 15), ("spo2", 40), ("spo2", 101)]
)
def test_an_unlikely_value_is_asked_about_and_stands_as_it_was_typed(ward, screen, vital, value):
    enter(screen, **{vital: value})
    assert recorded(ward) == []
    assert ward.view.refusal.code == "unlikely_value"
    assert not screen._sure.isHidden()
    screen._typed(confirmed=True)
    screen._record()
    ((_name, kept, quality),) = recorded(ward)
    assert (kept, quality) == (value, "confirmed")


def test_what_is_likely_is_not_recorded_again_when_the_rest_is_confirmed(ward, screen):
    enter(screen, systolic=128, diastolic=81, spo2=40)
    assert recorded(ward) == [(128, 81, "good")]
    screen._typed(confirmed=True)
    screen._record()
    assert recorded(ward) == [(128, 81, "good"), (Vital.SPO2, 40.0, "confirmed")]


def test_a_confirmation_is_of_what_was_seen_and_not_of_what_is_typed_next(ward, screen):
    enter(screen, pulse=300)
    screen._typed(confirmed=True)
    enter(screen, pulse=15)
    assert recorded(ward) == []
    assert ward.view.refusal.code == "unlikely_value"


def test_what_was_refused_for_another_reason_is_not_called_unlikely(ward, screen, monkeypatch):
    monkeypatch.setattr(ward.room, "journal", None)
    enter(screen, pulse=66)
    assert ward.view.refusal.code == "not_in_this_phase"
    assert screen._sure.isHidden()
