"""The strip's field: how the back-up physician is reached, and each step of an alert, in words."""

import pytest
from msgspec.structs import replace

from bedside import events
from bedside.escalation import Contact, situation
from bedside.text import Language
from tests.bedside.course import BACKUP, amended
from tests.bedside.telling import protocol
from tests.ui.physician.ward import BERG, HANSEN, alerted, answered, infusing, raised
from tests.ui.views import view_at
from ui.alert_line import way_of
from ui.frame_physician import physician_state
from ui.i18n import Words
from ui.physician.link import FromPage, PageSeen, RingerSeen

NB = Words(Language.NB)
GOOD = PageSeen(HANSEN, 1.2, True, True, True)
CHECKED = events.PhysicianCheckedIn(physician=HANSEN, test_accepted=True)
CONTACTS = (Contact(HANSEN, "12345"), Contact("Vakthavende overlege", "12346"))


def strip(telling, pages=(GOOD,), page=True, ringers=()):
    session, policy = telling.session, protocol().escalation
    cases = situation(session.alerts, session.alarms, policy, CONTACTS, telling.now)
    said = FromPage(url="https://x/", pages=pages, ringers=ringers) if page else None
    return physician_state(view_at(telling, cases=cases, page=said), NB)


def looks(state):
    colour = state.priority.value if state.priority else ("ok" if state.ok else "plain")
    return colour, state.title, state.line


def checked_in():
    return infusing().tell(CHECKED)


LINKS = [
    ("all is well", (GOOD,), ("ok", f"Bakvakt {HANSEN}",
     "side OK for 1 s siden · lyd klar · prøvd 09:40")),
    ("the best of several pages counts", (replace(GOOD, sound=False), GOOD),
     ("ok", f"Bakvakt {HANSEN}", "side OK for 1 s siden · lyd klar · prøvd 09:40")),
    ("hidden", (replace(GOOD, visible=False),),
     ("low", "Svekket: siden ligger skjult", f"{HANSEN} · prøvd 09:40")),
    ("not to be heard", (replace(GOOD, sound=False),),
     ("low", "Svekket: siden har ikke lyd", f"{HANSEN} · prøvd 09:40")),
    ("may fall asleep", (replace(GOOD, awake=False),),
     ("low", "Svekket: skjermen kan slå seg av", f"{HANSEN} · prøvd 09:40")),
    ("silent for a while", (replace(GOOD, age_s=7.0),),
     ("low", "Svekket: intet nytt fra siden på 7 s", f"{HANSEN} · prøvd 09:40")),
    ("silent for too long", (replace(GOOD, age_s=16.0),),
     ("medium", "Forbindelse brutt – ring 12345", f"{HANSEN} · varsler kommer ikke fram")),
    ("closed", (), ("medium", "Forbindelse brutt – ring 12345",
     f"{HANSEN} · varsler kommer ikke fram")),
    ("somebody else's page is not theirs", (replace(GOOD, name=BERG),),
     ("medium", "Forbindelse brutt – ring 12345", f"{HANSEN} · varsler kommer ikke fram")),
]  # fmt: skip


@pytest.mark.parametrize(("story", "pages", "expected"), LINKS, ids=[row[0] for row in LINKS])
def test_the_link_of_whoever_has_checked_in(story, pages, expected):
    assert looks(strip(checked_in(), pages)) == expected


@pytest.mark.parametrize("state", ["refused", "silent", "unusable"])
def test_a_ringer_that_does_not_ring_is_told(state):
    ringers = (RingerSeen("SMS", "sent"), RingerSeen("E-post", state), RingerSeen("Ny"))
    colour, title, _line = looks(strip(checked_in(), ringers=ringers))
    assert (colour, title) == ("low", "Svekket: E-post ringer ikke")


def test_a_back_up_who_is_no_confirmed_specialist_is_never_green():
    named = amended(BACKUP, name=HANSEN, specialist=False)
    for telling in (infusing().tell(named, CHECKED),):
        colour, _title, line = looks(strip(telling))
        assert (colour, line.split(" · ")[0]) == ("plain", "IKKE bekreftet som spesialist")


def test_an_infusion_without_check_in_is_amber_all_the_time():
    colour, title, line = looks(strip(infusing()))
    assert (colour, title) == ("medium", "Bakvakt IKKE innsjekket – ring 12345")
    assert line == f"{HANSEN} · nås bare på telefon"


def test_a_scripted_physician_has_no_page_and_is_told_so():
    assert looks(strip(checked_in(), page=False)) == (
        "ok", f"Bakvakt {HANSEN}", "side innsjekket · prøvd 09:40",
    )  # fmt: skip


def high():
    from tests.bedside.course import cuff

    return checked_in().tell(cuff(186, 112), raised(), alerted(), by="watch")


def receipt():
    return events.AlertDelivered(alert=1)


ALERTS = [
    ("just sent", high,
     ("plain", "Varsel sendt 09:40:30", f"{HANSEN} · venter på svar · ring 12345", "0:15")),
    ("not shown after five seconds", lambda: high().wait(6),
     ("medium", "Varsel ikke vist ennå", f"{HANSEN} · sendt 09:40:30 · ring 12345", "0:09")),
    ("shown", lambda: high().wait(1).tell(receipt()),
     ("plain", "Varsel vist 09:40:31", f"{HANSEN} · venter på svar · ring 12345", "0:59")),
    ("not delivered", lambda: high().wait(16),
     ("high", "Varsel IKKE levert – ring 12345", "neste: 12346 Vakthavende overlege", "")),
    ("nobody answers", lambda: high().tell(receipt()).wait(61),
     ("high", "Varsel IKKE besvart – ring 12345", "neste: 12346 Vakthavende overlege", "")),
    ("two minutes", lambda: high().tell(receipt()).wait(121),
     ("high", "RING 113 – ingen har svart", "neste: 12346 Vakthavende overlege", "")),
    ("accepted", lambda: high().tell(receipt()).wait(9).tell(answered()),
     ("ok", f"Bakvakt {HANSEN}", "GODTATT 09:40:39 · «Jeg kommer»", "12345")),
    ("reached by telephone", lambda: high().wait(9).tell(events.PhysicianAnswered(
        alert=1, answer="coming", physician=HANSEN, channel="phone")),
     ("ok", f"Bakvakt {HANSEN}", "NÅDD PÅ TELEFON 09:40:39", "12345")),
    ("coming, for five minutes now", lambda: high().tell(answered()).wait(301),
     ("ok", f"Bakvakt {HANSEN}", "GODTATT 09:40:30 · «Jeg kommer» · fremme?", "12345")),
    ("there", lambda: high().tell(answered(), events.PhysicianArrived(physician=HANSEN)),
     ("ok", f"{HANSEN} er her", "bakvakt", "12345")),
]  # fmt: skip


@pytest.mark.parametrize(("story", "telling", "expected"), ALERTS, ids=[r[0] for r in ALERTS])
def test_each_step_of_an_alert(story, telling, expected):
    state = strip(telling())
    assert (*looks(state), state.right) == expected


def test_a_refusal_is_told_with_what_comes_next():
    telling = high().tell(receipt(), answered("cannot_come"))
    state = strip(telling)
    assert state.priority is not None
    assert "12346 Vakthavende overlege" in state.line


def test_several_alerts_are_counted():
    more = alerted(alert=2, alarm=2)
    state = strip(high().tell(more, by="watch"))
    assert state.line.endswith("og 1 varsel til")


def line_of(telling):
    session, policy = telling.session, protocol().escalation
    (case,) = situation(session.alerts, session.alarms, policy, CONTACTS, telling.now)
    return way_of(session.alerts.by_number[1], case, NB)


def test_the_call_page_tells_the_whole_way_of_each_alert():
    telling = high()
    assert line_of(telling) == f"sendt 09:40:30 til {HANSEN}"
    telling.tell(events.RingerTried(alert=1, ringer="SMS", sent=True))
    telling.tell(events.RingerTried(alert=1, ringer="E-post", sent=False, why="silent"))
    telling.wait(1).tell(receipt())
    assert line_of(telling) == (
        f"sendt 09:40:30 til {HANSEN} · vist 09:40:31 · SMS ubekreftet · E-post FEILET"
    )
    telling.wait(8).tell(answered())
    assert line_of(telling).startswith(
        f"sendt 09:40:30 til {HANSEN} · vist 09:40:31 · GODTATT 09:40:39 {HANSEN} · ikke"
    )
    telling.wait(60).tell(events.PhysicianArrived(physician=HANSEN))
    assert f"{HANSEN} fremme 09:41:39" in line_of(telling)
    assert "IKKE LEVERT: ring 12345" in line_of(high().wait(20))
