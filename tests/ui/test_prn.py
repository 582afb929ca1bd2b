"""Drugs as needed: what is asked before a dose, what a press records, what stands in the way."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.telling import DOCTOR
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press, write
from tests.ui.views import view_at, watching
from ui.i18n import Words
from ui.screens.prn import PrnScreen
from ui.screens.prn_elsewhere import last_at, told_text
from ui.screens.prn_state import rules_of

EN = Words(Language.EN)
HERE = ZoneInfo("Europe/Oslo")


def running():
    telling = whole.prepared().wait(60).tell(whole.START)
    return telling.minute(18)


def prescribed(drug="ondansetron", dose="4", most="16", indication="nausea"):
    return events.PrnPrescribed(
        drug=drug, doctor=DOCTOR, channel="phone", read_back=True, dose_min_mg=Decimal(dose),
        dose_max_mg=Decimal(dose), route="iv", max_per_day_mg=Decimal(most), indication=indication,
    )  # fmt: skip


@pytest.fixture
def page(qtbot, theme):
    def shown(telling, words=EN):
        acts = FakeActs(telling, watch=watching(telling.now, spo2=97, pulse_rate=84))
        screen = inside(qtbot, PrnScreen(theme, words, acts, lambda: telling.now.mono_s), theme)
        acts.shows(screen)
        return acts, screen

    return shown


# (sentence, the time of day she names, now, when it was)
TIMES = [
    ("this morning is today", (7, 30), (9, 47), "2026-11-24 07:30"),
    ("a time that has not been yet was yesterday", (22, 0), (9, 47), "2026-11-23 22:00"),
    ("just now is now", (9, 47), (9, 47), "2026-11-24 09:47"),
]


@pytest.mark.parametrize(("sentence", "said", "now", "was"), TIMES, ids=[row[0] for row in TIMES])
def test_the_patient_speaks_of_the_last_24_hours(sentence, said, now, was):
    instant = whole.prepared().now
    wall = datetime(2026, 11, 24, *now, tzinfo=HERE)
    at = last_at(said, type(instant)(instant.mono_s, wall))
    assert at == datetime.fromisoformat(was).replace(tzinfo=HERE)


def test_no_time_named_is_no_time():
    assert last_at(None, whole.prepared().now) is None


def test_ondansetron_is_given_when_nothing_was_given_elsewhere(qtbot, page):
    acts, screen = page(running().tell(prescribed()))
    press(qtbot, screen, "Ondansetron: drug")
    press(qtbot, screen, "Nausea: Indication")
    assert "Record 4 mg given" in names(screen)
    press(qtbot, screen, "No: Had ondansetron today?")
    press(qtbot, screen, "Record 4 mg given")
    asked, given = acts.done
    assert (asked.dose_mg, asked.given_at) == (0, None)
    assert (given.dose_mg, given.outside_rule) == (4, "")


def test_the_dose_waits_for_the_answer(qtbot, page):
    acts, screen = page(running().tell(prescribed()))
    press(qtbot, screen, "Ondansetron: drug")
    press(qtbot, screen, "Nausea: Indication")
    with pytest.raises(AssertionError, match="cannot be pressed"):
        press(qtbot, screen, "Record 4 mg given")
    assert acts.done == []


def test_what_was_given_elsewhere_counts_against_the_day(qtbot, page):
    acts, screen = page(running().tell(prescribed()))
    press(qtbot, screen, "Ondansetron: drug")
    press(qtbot, screen, "Yes: Had ondansetron today?")
    write(qtbot, screen, "How much mg", "8")
    write(qtbot, screen, "When, if known", "0730")
    press(qtbot, screen, "Save")
    assert (acts.done[0].dose_mg, acts.done[0].given_at.strftime("%H:%M")) == (8, "07:30")
    assert acts.view.session.prn.asked_elsewhere("ondansetron")
    rules = rules_of(acts.view, "ondansetron")
    assert told_text(acts.view, rules, EN) == "Had ondansetron today? 8 mg 07:30"
    assert "Save" not in names(screen)


def test_midazolam_is_not_asked_about():
    view = view_at(running())
    assert told_text(view, rules_of(view, "midazolam"), EN) == ""


def test_midazolam_needs_prescription_and_agreement(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, "Midazolam: drug")
    press(qtbot, screen, f"{_doctor(acts)}: Doctor")
    press(qtbot, screen, "By telephone: How")
    press(qtbot, screen, "The dose is read back")
    write(qtbot, screen, "At most a day (doctor) mg", "2")
    press(qtbot, screen, "Write the prescription")
    press(qtbot, screen, "Write the agreement")
    kinds = [type(event).__name__ for event in acts.done]
    assert kinds == ["PrnPrescribed", "PrnAgreed"]


def test_a_dose_outside_the_rules_is_recorded_with_its_reason(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, "Ondansetron: drug")
    press(qtbot, screen, "Nausea: Indication")
    press(qtbot, screen, "Given all the same")
    write(qtbot, screen, "Given all the same: why (deviation)", "Kraftig kvalme, lege i rommet")
    press(qtbot, screen, "Record 4 mg as a deviation")
    (given,) = acts.done
    assert given.outside_rule
    assert given.deviation_reason == "Kraftig kvalme, lege i rommet"


def _doctor(acts):
    return acts.view.name_of(DOCTOR)
