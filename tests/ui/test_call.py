"""The call to the doctor: whom to ring, where each alert stands, and closing one with a reason."""

import pytest

from bedside import escalation, events
from bedside.alarms import Alarms
from bedside.text import Language
from tests.bedside.telling import DOCTOR, protocol
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, names, press, write
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.call import CallScreen, case_rows
from ui.view import Place

EN = Words(Language.EN)
CLOSE = "Close …: BP 180/110 or higher"
REASON = "Agreed by telephone: Why it is closed"
POLICY = protocol().escalation
CONTACTS = (escalation.Contact("Dr. N. Hansen", "12345"),)


def alert(number=1, condition="bp_limit"):
    return events.PhysicianAlerted(
        alert=number, priority="high", condition=condition, to="Dr. N. Hansen", phone="12345",
        values={"systolic": 186.0, "diastolic": 112.0}, alarm=number,
    )  # fmt: skip


def answered(answer="coming"):
    return events.PhysicianAnswered(alert=1, answer=answer, physician=DOCTOR, channel="phone")


def alerted(*happened):
    telling = whole.prepared().wait(60).tell(whole.START).minute(18)
    return telling.tell(alert()).wait(5).tell(*happened)


class CallActs(FakeActs):
    """Looks at where the alerts stand, as the room does."""

    @property
    def view(self):
        told = self.told
        cases = escalation.situation(told.session.alerts, Alarms(), POLICY, CONTACTS, told.now)
        self.changes = {**self.changes, "cases": cases}
        return super().view


@pytest.fixture
def page(qtbot, theme):
    def shown(telling, **changes):
        acts = CallActs(telling, Place.CALL, **changes)
        screen = acts.shows(CallScreen(theme, EN, acts, lambda: telling.now.mono_s))
        return acts, inside(qtbot, screen, theme)

    return shown


# (sentence, what happened, how long ago it was sent, what the row says after whom it was sent to)
NEXT = "next: 12345 Dr. N. Hansen"
ROWS = [
    ("nobody answers", (), 600, f"NOT DELIVERED: ring 12345 · {NEXT}"),
    ("accepted", (answered(),), 0, f"REACHED BY TELEPHONE {{now}} {DOCTOR} · not arrived yet"),
    ("cannot come", (answered("cannot_come"),), 0,
     f"{DOCTOR} cannot come · NOT ANSWERED: ring 12345 · {NEXT}"),
    ("in the room", (events.PhysicianArrived(physician=DOCTOR),), 0, f"{DOCTOR} arrived {{now}}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "later_s", "said"), ROWS, ids=[row[0] for row in ROWS]
)
def test_where_an_alert_stands(sentence, happened, later_s, said):
    acts = CallActs(alerted(*happened).wait(later_s))
    (row,) = case_rows(acts.view, EN)
    sent = EN.time_s(acts.view.session.alerts.by_number[1].at)
    now = EN.time_s(acts.view.now.wall)
    assert row.second == f"sent {sent} to Dr. N. Hansen · {said.format(now=now)}"


def test_an_alert_that_was_just_sent_says_who_is_asked_next_and_when():
    (row,) = case_rows(CallActs(alerted()).view, EN)
    assert "next in 0:55: 12345 Dr. N. Hansen" in row.second


def test_an_alert_is_closed_with_a_reason(qtbot, page):
    acts, screen = page(alerted())
    press(qtbot, screen, CLOSE)
    with pytest.raises(AssertionError, match="cannot be pressed"):
        press(qtbot, screen, "Close the alert")
    press(qtbot, screen, REASON)
    write(qtbot, screen, "In other words", "ny måling om 5 min")
    press(qtbot, screen, "Close the alert")
    why = "Agreed by telephone: ny måling om 5 min"
    assert acts.done == [events.AlertClosed(alert=1, reason=why)]
    assert CLOSE not in names(screen)
    row = next(row for row in log_rows(acts.view, EN) if row.words == "Alert closed")
    assert row.second == f"{why} · Ida Lund"


def test_the_one_that_was_pressed_is_closed_and_no_other(qtbot, page):
    acts, screen = page(alerted(alert(2, "bp_very_high")))
    found = [name for name in names(screen) if name.startswith("Close …")]
    assert len(found) == 2
    press(qtbot, screen, found[1])
    press(qtbot, screen, REASON)
    press(qtbot, screen, "Close the alert")
    assert [event.alert for event in acts.done] == [2]
    assert [case.alert for case in acts.view.cases] == [1]


def test_with_nobody_signed_in_it_says_so_and_stays(qtbot, page):
    acts, screen = page(alerted(), person=None)
    press(qtbot, screen, CLOSE)
    press(qtbot, screen, REASON)
    press(qtbot, screen, "Close the alert")
    assert acts.done == []
    assert "Sign in first." in names(screen)


def test_an_alert_whose_alarm_was_reset_meanwhile_leaves_no_form(qtbot, page):
    acts, screen = page(alerted())
    press(qtbot, screen, CLOSE)
    acts.told.tell(events.AlarmResolved(alarm=1))
    acts.show(acts.view)
    assert beginning(screen, "Alert the doctor")
    assert "Close the alert" not in names(screen)


def test_back_leaves_the_form_first(qtbot, page):
    acts, screen = page(alerted())
    press(qtbot, screen, CLOSE)
    press(qtbot, screen, "Back")
    assert acts.called[-1] == ("go", Place.CALL)
    assert CLOSE in names(screen)
    press(qtbot, screen, "Back")
    assert acts.called[-1] == ("back",)


def test_whoever_comes_to_call_finds_the_number_first(qtbot, page):
    acts, screen = page(alerted())
    press(qtbot, screen, CLOSE)
    screen.hide()
    screen.show()
    acts.shows(screen)
    assert beginning(screen, "Alert the doctor")
