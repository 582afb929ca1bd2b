"""The list of sessions: searched by name, date and state, and held side by side."""

from datetime import UTC, datetime, timedelta

import pytest

from bedside.compared import compared
from bedside.store import Happening
from bedside.text import Language
from tests.bedside.telling import protocol
from tests.ui import whole
from tests.ui.ward import Ward
from ui.i18n import Words
from ui.places import Interrupted
from ui.screens.records import RecordsScreen, record_rows
from ui.screens.records_compare import compared_state

NB, EN = Words(Language.NB), Words(Language.EN)
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def listed(session, patient="Kari Testesen", phase="closed", days=0):
    return Interrupted(
        session, patient, "1984-03-12", phase, "start", 3, False, 0.0,
        AT - timedelta(days=days), True,
    )  # fmt: skip


LIST = (
    listed("s4", "Ola Syntetisk"),
    listed("s3", days=3),
    listed("s2", phase="aborted", days=7),
    listed("s1", "", phase="observation", days=9),
)


@pytest.mark.parametrize(
    ("story", "wanted", "found"),
    [
        ("nothing is searched for", "", ["s4", "s3", "s2", "s1"]),
        ("a name", "kari", ["s3", "s2"]),
        ("a part of a name, and the state", "test avslutt", []),
        ("a name and the state", "kari lukket", ["s3"]),
        ("a date", "21.11.2026", ["s3"]),
        ("a month", ".11.2026", ["s4", "s3", "s2", "s1"]),
        ("what was interrupted", "avbrutt", ["s1"]),
        ("nobody", "per", []),
    ],
)
def test_sessions_are_found_by_name_date_and_state(story, wanted, found):
    assert [row.id for row in record_rows(LIST, NB, wanted)] == found


def test_what_is_over_is_compared_and_what_is_not_taken_up():
    buttons = [row.button.words for row in record_rows(LIST, EN)]
    assert buttons == ["Compare", "Compare", "Compare", "Resume"]


@pytest.fixture
def ward(tmp_path):
    """A record with three sessions of one patient and one of another."""
    made = Ward(tmp_path)
    telling = whole.whole()
    for name in ("s1", "s2", "s3"):
        lines = [Happening(e.at, e.by, e.event) for e in telling.entries]
        made.store.append(name, lines, 0)
    yield made
    made.store.close()


def test_the_last_sessions_of_one_patient_side_by_side(ward):
    found = ward.app.compare("s2")
    assert [one.session for one in found] == ["s3", "s2", "s1"]
    assert {one.given_mg for one in found} == {found[0].given_mg}


def test_a_session_of_nobody_is_compared_with_itself(ward):
    assert [one.session for one in ward.app.compare("gone")] == ["gone"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (NB, "1,00 mg/kg, gitt 72,4 mg (1,00 mg/kg) · BT 124/78 → høyest 139/87 → 126/80"),
        (EN, "1.00 mg/kg, given 72.4 mg (1.00 mg/kg) · BP 124/78 → highest 139/87 → 126/80"),
    ],
)
def test_a_line_says_dose_pressures_drugs_and_effects(words, told):
    state = compared_state(compared("s1", whole.whole().session), protocol(), words)
    assert state.told.startswith(told)
    assert "midazolam 1" in state.told
    assert len(state.curve.readings) >= 6


def test_a_press_compares_and_back_leads_to_the_list(ward, wide_theme):
    ward.app.look_at_records()
    screen = RecordsScreen(wide_theme, NB, ward.app, lambda: 0.0)
    screen.show_view(ward.view)
    screen._pressed("s2")
    assert [one.session for one in screen._compared] == ["s3", "s2", "s1"]
    screen._leave()
    assert screen._compared == ()
    screen._typed("finnes ikke")
    assert not any(row.isVisibleTo(screen) for row in screen._rows)
