"""Who saw the record, at the screen: who may see it, what stands in it, and how it leaves."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle

from bedside import access, events
from bedside.access import Access
from bedside.identity import Person
from bedside.store import ACCESS, Happening
from bedside.text import Language
from tests.bedside.telling import DOCTOR, Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press
from tests.ui.test_fit_languages import assert_whole
from tests.ui.views import STAFF
from tests.ui.ward import Ward
from ui.i18n import Words
from ui.keeping import AccessSeen
from ui.screens import access_log
from ui.screens.access_log import AccessLogScreen, Texts, Wanted, access_rows, found
from ui.view import Place
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)
EVA = Person(id="eva", name="Eva Eier", role="clinical_owner")
ODD = Person(id="odd", name="Odd Drift", role="system_owner")


@pytest.fixture
def ward(tmp_path):
    """Of real sessions: two of one patient, one of another; seen by several on two days."""
    made = Ward(tmp_path, simulated=False, staff=(*STAFF, EVA, ODD))
    for name, number in (("s1", "12829499914"), ("s2", "12829499914"), ("s3", "52829400197")):
        told = (opened(name), patient(number), events.SessionClosed())
        made.store.append(name, [Happening(made.now, "ida", event) for event in told])
    for who, day, event in (
        ("ida", 0, events.RecordAccessed(what="read", session="s1", why=access.TREATMENT)),
        ("per", 1, events.RecordAccessed(what="printed", session="s3", form="paper")),
        ("os:it", 2, events.RecordAccessed(what="exported", session="s2", form="pdf", to="a.pdf")),
        ("-", 2, events.RecordAccessed(what="listed")),
    ):
        made.clock.advance(day * 86_400)
        access.note(made.store, event, made.now, who)
    yield made
    made.store.close()


def opened(session):
    return events.SessionOpened(
        session=session,
        simulated=False,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


def patient(number):
    return events.PatientIdentified(
        name="Testpasient Syntetisk",
        birth_date="1994-02-28",
        identifier=number,
        identifiers_checked=("name", "birth_date"),
    )


def told(ward):
    """What stands in the log, the oldest first, and whose it was."""
    return [(line.what, line.by, line.session) for line in access.log(ward.store.replay(ACCESS))]


WHO = [
    ("the clinical owner sees all of it", "eva", "", ""),
    ("the system owner sees all of it", "odd", "", ""),
    ("a doctor does not see all of it", DOCTOR, "", "owner_reads"),
    ("a nurse does not see all of it", "ida", "", "owner_reads"),
    ("a doctor sees one patient's", DOCTOR, "s1", ""),
    ("the clinical owner sees one patient's", "eva", "s1", ""),
    ("a nurse sees no patient's", "ida", "s1", "owner_or_doctor_reads"),
]


@pytest.mark.parametrize(("story", "who", "session", "refused"), WHO, ids=[row[0] for row in WHO])
def test_who_may_see_the_log(story, who, session, refused, ward):
    ward.sign_in(who)
    before = told(ward)
    ward.app.record_desk.open_log(session)
    seen = ward.view.access
    assert (ward.app.place, seen.refused) == (Place.ACCESS_LOG, refused)
    assert bool(seen.lines) is not refused
    looked = [] if refused else [("log_read", who, session)]
    assert told(ward) == before + looked, "who looked is in it; who was refused saw nothing"


def test_nobody_signed_in_signs_in_on_the_way_to_it(ward):
    ward.app.record_desk.open_log()
    assert (ward.app.place, ward.view.access) == (Place.SIGN_IN, None)
    ward.sign_in("eva")
    assert (ward.app.place, ward.view.access.refused) == (Place.ACCESS_LOG, "")
    assert ward.view.access.lines


def test_whoever_signs_in_next_does_not_see_what_was_opened_for_another(ward):
    ward.sign_in("eva")
    ward.app.record_desk.open_log()
    ward.app.sign_out()
    assert ward.view.access is None
    ward.app.sign_in("ida", "2580")
    assert ward.view.access is None


def test_one_patients_part_has_every_session_of_theirs_and_nobody_elses(ward):
    ward.sign_in(DOCTOR)
    ward.app.record_desk.open_log("s1")
    seen = ward.view.access
    assert seen.patient == "12829499914"
    assert [(line.what, line.session) for line in seen.lines] == [
        ("log_read", "s1"), ("exported", "s2"), ("read", "s1"),
    ]  # fmt: skip


def test_all_of_it_is_not_read_under_a_patient_who_is_watched(ward):
    ward.sign_in("eva")
    ward.app.declare_emergency()
    ward.app.record_desk.open_log()
    assert ward.app.record_desk.seen.refused == "session_open"


def test_a_demonstration_shows_its_own_log_to_everybody(tmp_path):
    ward = Ward(tmp_path).sign_in("ida")
    ward.app.record_desk.open_log()
    assert ward.view.access.refused == ""
    assert [line.what for line in ward.view.access.lines] == ["log_read"]
    ward.store.close()


def test_what_cannot_be_logged_is_not_shown(ward):
    from bedside.store import StoreError

    def refuse(*given, **named):
        raise StoreError("disk_full", "full")

    ward.sign_in("eva")
    ward.store.append = refuse
    ward.app.record_desk.open_log()
    assert (ward.view.access.refused, ward.view.access.lines) == ("disk_full", ())


NAMES = {"ida": "Ida Lund", "per": "Per Moen"}
NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)


def line(seq, days, what, by="ida", session="", patient="", why="", detail=""):
    return Access(seq, NOW - timedelta(days=days), by, what, session, patient, why, detail)


SEEN = AccessSeen(
    lines=(
        line(5, 0, "log_read"),
        line(4, 0, "listed", "-"),
        line(3, 0, "exported", "os:it", "s2", "12829499914", detail="pdf a.pdf"),
        line(2, 2, "printed", "per", "s3", "52829400197"),
        line(1, 3, "read", "ida", "s1", "12829499914", access.TREATMENT),
    ),
    names=NAMES,
)  # fmt: skip


FOUND = [
    ("nothing is asked", "", 0, ["log_read", "listed", "exported", "printed", "read"]),
    ("a colleague", "ida", 0, ["log_read", "read"]),
    ("a session", "s3", 0, ["printed"]),
    ("a patient's number", "12829499914", 0, ["exported", "read"]),
    ("what was done, in Norwegian", "skrev ut", 0, ["printed"]),
    ("a day", "26.11.2026", 0, ["read"]),
    ("a reason, as people say it", "behandling", 0, ["read"]),
    ("two words that one line has", "per s3", 0, ["printed"]),
    ("two words that no line has", "ida s3", 0, []),
    ("today", "", 1, ["log_read", "listed", "exported"]),
    ("three days back", "", 3, ["log_read", "listed", "exported", "printed"]),
]


@pytest.mark.parametrize(("story", "text", "days", "whats"), FOUND, ids=[row[0] for row in FOUND])
def test_lines_are_found_by_day_person_session_and_number(story, text, days, whats):
    lines = found(SEEN, Wanted(text, days), NOW, Texts(SEEN, NB))
    assert [line.what for line in lines] == whats


def test_a_line_says_who_did_what_to_which_session_and_why():
    rows = access_rows(SEEN, SEEN.lines, EN)
    told = [(row.time, plain(row.words), row.second) for row in rows]
    assert told[-1] == ("26 Nov 2026 09:00", "Ida Lund read", "s1 · 12829499914 · treatment")
    assert told[2][1:] == ("os:it exported to a file", "s2 · 12829499914 · pdf a.pdf")
    assert told[1][1].startswith("nobody signed in looked at the list")


def test_every_kind_of_access_has_its_words():
    from typing import get_args

    assert set(access_log.WHATS) == {*get_args(events.Seen), "export_confirmed", "deleted"}


# --- how it leaves ---------------------------------------------------------------------------


def test_what_is_shown_leaves_as_csv_and_as_audit_events_and_that_is_logged(ward, tmp_path):
    ward.sign_in(DOCTOR)
    desk = ward.app.record_desk
    desk.open_log("s1")
    lines = ward.view.access.lines
    table, why = desk.save_log("csv", lines, tmp_path)
    assert why == ""
    assert "12829499914" not in table.name
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert [(row["name"], row["what"]) for row in rows] == [
        ("Dr. N. Hansen", "log_read"), ("", "exported"), ("Ida Lund", "read"),
    ]  # fmt: skip
    bundle, why = desk.save_log("fhir", lines, tmp_path)
    found = Bundle.model_validate_json(bundle.read_text("utf-8"))
    assert (why, len(found.entry)) == ("", 3)
    log = list(access.log(ward.store.replay(ACCESS)))
    assert [(line.what, line.detail) for line in log[-2:]] == [
        ("log_read", f"csv {table.name}"), ("log_read", f"fhir {bundle.name}"),
    ]  # fmt: skip


def test_a_line_has_the_same_id_whatever_was_asked_for(ward, tmp_path):
    ward.sign_in("eva")
    ids = {}
    for session in ("", "s1"):
        ward.app.record_desk.open_log(session)
        lines = [line for line in ward.view.access.lines if line.what == "exported"]
        file, _why = ward.app.record_desk.save_log("fhir", tuple(lines), tmp_path)
        ids[session] = json.loads(file.read_text("utf-8"))["entry"][0]["fullUrl"]
        ward.clock.advance(1)
    assert ids[""] == ids["s1"]


def test_saving_the_log_does_not_count_as_an_export_of_the_session(ward, tmp_path):
    from bedside import retention

    ward.sign_in("eva")
    ward.app.record_desk.open_log("s3")
    ward.app.record_desk.save_log("csv", ward.view.access.lines, tmp_path)
    row = next(row for row in ward.store.sessions() if row.session == "s3")
    assert retention.why_not_confirm(row, ward.store.replay(ACCESS)) == "never_exported"


def test_the_page_searches_and_saves_in_words(qtbot, ward, wide_theme, tmp_path, monkeypatch):
    monkeypatch.setattr(access_log, "documents", lambda: tmp_path)
    ward.sign_in("eva")
    ward.app.record_desk.open_log()
    screen = AccessLogScreen(wide_theme, EN, ward.app, lambda: 0.0)
    screen.show_view(ward.view)
    inside(qtbot, screen, wide_theme)
    assert "5 lines" in names(screen)
    screen._typed("s3")
    assert "1 line" in names(screen)
    press(qtbot, screen, "Save as CSV")
    assert any(name.startswith("Saved, not encrypted:") for name in names(screen))
    press(qtbot, screen, "Set-up")
    assert ward.app.place is Place.RECORD_SETUP


def test_who_may_not_is_told_who_may(qtbot, ward, wide_theme):
    ward.sign_in("ida")
    ward.app.record_desk.open_log()
    screen = AccessLogScreen(wide_theme, EN, ward.app, lambda: 0.0)
    screen.show_view(ward.view)
    inside(qtbot, screen, wide_theme)
    assert any("with the privacy officer" in name for name in names(screen))
    gone = replace(ward.view, access=None)
    screen.show_view(gone)
    assert any("signs in first" in name for name in names(screen))


def test_from_the_sessions_side_by_side_the_patients_part_is_one_press_away(
    qtbot, ward, wide_theme
):
    from ui.screens.records import RecordsScreen

    ward.sign_in(DOCTOR)
    ward.app.go(Place.RECORDS)
    screen = RecordsScreen(wide_theme, EN, ward.app, lambda: 0.0)
    screen.show_view(ward.view)
    inside(qtbot, screen, wide_theme)
    screen._pressed("s1")
    press(qtbot, screen, "Who has seen this")
    assert ward.app.place is Place.ACCESS_LOG
    assert ward.view.access.patient == "12829499914"


def test_the_list_of_sessions_is_read_when_somebody_signed_in_on_the_way_to_it(ward):
    ward.app.go(Place.RECORDS)
    ward.sign_in("ida")
    assert ward.app.place is Place.RECORDS
    assert len(ward.view.records) == 3


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_every_word_of_the_page_is_whole_in_both_languages_and_sizes(
    words, theme, qtbot, painted, tmp_path
):
    long = "til DIPS etter avtale med avdelingsleder, fordi overføringen sviktet to ganger i uken"
    lines = (line(9, 0, "exported", "os:it", "20261124-0830-ab12cd", why=long), *SEEN.lines)
    for seen in (replace(SEEN, lines=lines, session="s1", patient="12829499914"), SEEN):
        acts = FakeActs(Telling(), Place.ACCESS_LOG, access=seen)
        screen = acts.shows(AccessLogScreen(theme, words, acts, lambda: 0.0))
        inside(qtbot, screen, theme)
        assert_whole(screen, painted)
