"""What doctors said by word of mouth: shown going home and beside the report, signed by them."""

import pytest
from PySide6.QtWidgets import QApplication

from bedside import events
from bedside.identity import Person
from bedside.text import Language
from tests.bedside.course import amended, decided
from tests.bedside.telling import DOCTOR, NURSE, D
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, names, press
from tests.ui.test_report_screen import printed
from tests.ui.views import STAFF, view_at, watching
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.confirm import ConfirmScreen
from ui.screens.confirm_state import ConfirmDraft, confirm_state, waiting_rows
from ui.screens.home import HomeScreen
from ui.screens.report_aside import ReportAside
from ui.screens.report_journal import journal_rows
from ui.view import Place
from ui.widgets.words import plain

EN = Words(Language.EN)
BERG = Person(id="dr-berg", name="Dr. Berg", role="doctor")
PIN = "4711"
ORDER = "Prescribed: Midazolam 1 mg i.v."
AGREED = "Agreed: Midazolam 1 mg i.v."


def home():
    return whole.decided(whole.informed(whole.watched_home(whole.infused())))


def closed():
    return whole.whole()


def seen(telling, place=Place.CONFIRM, **changes):
    return view_at(telling, place, watch=watching(telling.now, spo2=97, pulse_rate=72), **changes)


def said(telling):
    return [plain(row.words) for row in waiting_rows(seen(telling), EN)]


@pytest.fixture
def page(qtbot, theme):
    def shown(telling, **changes):
        acts = FakeActs(telling, Place.CONFIRM, pins={DOCTOR: PIN, BERG.id: PIN}, **changes)
        screen = acts.shows(ConfirmScreen(theme, EN, acts, lambda: telling.now.mono_s))
        return acts, inside(qtbot, screen, theme)

    return shown


def test_what_is_written_down_for_the_doctor_says_whose_word_it_was():
    telling = home()
    rows = {plain(row.words): row for row in waiting_rows(seen(telling), EN)}
    assert list(rows)[-2:] == [ORDER, AGREED]
    assert plain(rows[AGREED].second).startswith("Dr. N. Hansen, by telephone")
    assert plain(rows[AGREED].second).endswith("written by Ida Lund")


# (sentence, what was said, the row)
SAID = [
    ("allowed", decided("D-16", note="kort"), "allowed · kort"),
    ("not allowed", decided("D-16", allowed=False), "not allowed"),
    ("the dose", events.DosePrescribed(
        doctor=DOCTOR, channel="phone", read_back=True, weight_kg=D("72.4"),
        dose_mg_per_kg=D("1"), dose_mg=D("72.4")), "Prescribed: Ketamine 72.4 mg (1 mg/kg) i.v."),
    ("as needed, in a range", events.PrnPrescribed(
        drug="midazolam", doctor=DOCTOR, channel="phone", read_back=True, dose_min_mg=D(1),
        dose_max_mg=D(2), route="im", max_per_day_mg=D(2)), "Prescribed: Midazolam 1–2 mg i.m."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "event", "row"), SAID, ids=[row[0] for row in SAID])
def test_each_is_said_in_one_line(sentence, event, row):
    assert said(home().tell(event))[-1].endswith(row)


def test_the_doctor_ticks_and_signs_with_an_own_pin(qtbot, page):
    acts, screen = page(home())
    waits = len(waiting_rows(acts.view, EN))
    press(qtbot, screen, beginning(screen, ORDER))
    press(qtbot, screen, beginning(screen, AGREED))
    press(qtbot, screen, beginning(screen, ORDER))  # not that one after all
    screen._sign(DOCTOR, "0000")
    assert acts.done == []
    assert "The PIN is wrong. Try again." in names(screen)
    screen._sign(DOCTOR, PIN)
    assert (len(acts.done), acts.by) == (1, [DOCTOR])
    assert ORDER in said(acts.told)
    assert AGREED not in said(acts.told)
    assert len(waiting_rows(acts.view, EN)) == waits - 1
    assert acts.view.person.id == NURSE
    newest = log_rows(acts.view, EN)[0]
    assert (newest.words, newest.second) == ("Confirmed by the doctor", "Dr. N. Hansen")


def test_nothing_is_signed_that_is_not_ticked(qtbot, page):
    acts, screen = page(home())
    assert not confirm_state(acts.view, EN, ConfirmDraft(DOCTOR)).pin.enabled
    assert "Missing: what is confirmed" in names(screen)
    screen._sign(DOCTOR, PIN)
    assert acts.done == []


def test_a_doctor_ticks_only_her_own_word(qtbot, page):
    telling = home().tell(decided("D-16", doctor=BERG.id))
    acts, screen = page(telling, staff=(*STAFF, BERG))
    assert "Missing: doctor" in names(screen)
    press(qtbot, screen, "Dr. Berg, doctor")
    press(qtbot, screen, beginning(screen, AGREED))  # Dr. N. Hansen's: it cannot be ticked
    assert screen._draft.chosen == frozenset()
    screen._tick(str(waiting_rows(acts.view, EN)[0].id))
    assert not confirm_state(acts.view, EN, screen._draft).pin.enabled
    press(qtbot, screen, next(n for n in names(screen) if "written by" in n and "Berg" in n))
    screen._sign(BERG.id, PIN)
    assert [event.of for event in acts.done] == [telling.session.last_seq - 1]


# (sentence, changes of the view, what is told)
TOLD = [
    ("a doctor without a PIN here", {"staff": STAFF[:2]}, "None of these doctors has a PIN here."),
    ("a doctor of the staff", {}, "Written down for the doctor by somebody else."),
]


@pytest.mark.parametrize(("sentence", "changes", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_who_can_sign_here(sentence, changes, told):
    state = confirm_state(seen(home(), **changes), EN, ConfirmDraft())
    assert state.told.startswith(told)


def test_when_all_is_confirmed_it_says_so(page):
    telling = home()
    for row in waiting_rows(seen(telling), EN):
        telling.tell(events.DoctorConfirmed(of=int(row.id)), by=DOCTOR)
    _, screen = page(telling)
    assert "Everything that was said is confirmed." in names(screen)


def test_also_after_the_session_was_closed(qtbot, page):
    acts, screen = page(closed())
    press(qtbot, screen, beginning(screen, AGREED))
    screen._sign(DOCTOR, PIN)
    assert len(acts.done) == 1
    press(qtbot, screen, "Back")
    assert acts.called[-1] == ("back",)


def test_back_leads_to_going_home_while_the_session_is_open(qtbot, page):
    acts, screen = page(home())
    press(qtbot, screen, "Back")
    assert acts.called[-1] == ("go", Place.HOME)


def test_the_next_one_ticks_herself(page):
    acts, screen = page(home())
    screen._tick(waiting_rows(acts.view, EN)[0].id)
    screen.hide()
    assert screen._draft == ConfirmDraft()


def test_going_home_shows_what_waits_and_leads_there(qtbot, theme):
    acts = FakeActs(home(), Place.HOME)
    screen = inside(qtbot, acts.shows(HomeScreen(theme, EN, acts, lambda: 0.0)), theme)
    assert "To be confirmed by the doctor" in names(screen)
    press(qtbot, screen, beginning(screen, AGREED))
    assert acts.called[-1] == ("go", Place.CONFIRM)


def test_nothing_waiting_says_nothing():
    telling = home()
    for row in waiting_rows(seen(telling), EN):
        telling.tell(events.DoctorConfirmed(of=int(row.id)), by=DOCTOR)
    rows = journal_rows(seen(telling, Place.REPORT), EN, printed())
    assert [plain(row.words) for row in rows if row.id.startswith(("waits", "confirmed"))] == [
        "Confirmed by Dr. N. Hansen"
    ]


class ReportActs(FakeActs):
    def printed(self, words):
        return printed()


def test_beside_the_report_stands_what_waits(qtbot, theme):
    acts = ReportActs(closed(), Place.REPORT)
    aside = acts.shows(ReportAside(theme, EN, acts, lambda: 0.0))
    qtbot.addWidget(aside)
    aside.resize(theme.metrics.vitals_w, theme.metrics.stage_h)
    aside.show()
    QApplication.processEvents()
    QApplication.processEvents()
    assert beginning(aside, "To be confirmed by the doctor")
    press(qtbot, aside, beginning(aside, AGREED))
    assert acts.called[-1] == ("go", Place.CONFIRM)


def test_a_name_that_is_nobodys_id_is_shown_as_it_was_written():
    telling = home().tell(amended(decided("D-16"), doctor="Dr. Vikar"))
    assert plain(waiting_rows(seen(telling), EN)[-1].second).startswith("Dr. Vikar, by telephone")
