"""What is written down beside an answer: how it is read, and how it is shown again."""

import pytest

from bedside.clock import ManualClock
from bedside.protocol_base import Entry, EntryKind
from bedside.text import Language, Text
from tests.bedside.course import answer
from tests.bedside.telling import told
from ui.i18n import Words
from ui.screens.entries import events_of, read_date, shown_value, time_value, value_of
from ui.screens.mix_form import expiry_of

NB = Words(Language.NB)
NOW = ManualClock()()  # 24 November 2026, 09:20 in Norway
LABEL = Text("Siste mat kl.", "Last food at")

TIMES = [
    ("this morning", "05:10", "2026-11-24T05:10:00+01:00"),
    ("without a colon", "0510", "2026-11-24T05:10:00+01:00"),
    ("last night, because it is morning now", "23:30", "2026-11-23T23:30:00+01:00"),
    ("the very minute", "09:20", "2026-11-24T09:20:00+01:00"),
    ("no time of day", "25:00", None),
    ("words", "i går", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("typed", "kept"), [t[1:] for t in TIMES], ids=[t[0] for t in TIMES])
def test_a_time_is_the_last_one_that_the_clock_showed(typed, kept):
    assert time_value(typed, NOW) == kept


DATES = [
    ("as it is written here", "10.11.2026", "2026-11-10"),
    ("short", "10.11.26", "2026-11-10"),
    ("as a computer writes it", "2026-11-10", "2026-11-10"),
    ("the day does not exist", "31.02.2026", None),
    ("words", "i fjor", None),
]


@pytest.mark.parametrize(("typed", "kept"), [d[1:] for d in DATES], ids=[d[0] for d in DATES])
def test_a_date_is_read_day_first(typed, kept):
    found = read_date(typed)
    assert (found.isoformat() if found else None) == kept


EXPIRIES = [
    ("month and year", "03.2027", "2027-03"),
    ("as on the ampoule", "03/27", "2027-03"),
    ("a whole date", "31.03.2027", "2027-03-31"),
    ("no month", "13.2027", "13.2027"),
    ("nothing", "", ""),
]


@pytest.mark.parametrize(("typed", "kept"), [e[1:] for e in EXPIRIES], ids=[e[0] for e in EXPIRIES])
def test_an_expiry_is_a_month_or_a_day(typed, kept):
    assert expiry_of(typed) == kept


def entry(kind, **more):
    return Entry(key="k", kind=kind, text=LABEL, **more)


def test_a_number_keeps_its_point_in_the_record_and_its_comma_on_the_screen():
    weight = entry(EntryKind.NUMBER, unit="kg")
    assert value_of(weight, "72,4", NOW) == "72.4"
    session = told(answer("D-99.k", "yes", "72.4"))
    assert shown_value(weight, session.answers, "D-99", NB) == "72,4 kg"


def test_a_time_is_shown_as_the_clock_on_the_wall():
    session = told(answer("D-12.k", "yes", "2026-11-24T03:00:00+00:00"))
    assert shown_value(entry(EntryKind.TIME), session.answers, "D-12", NB) == "04:00"


def test_only_what_was_filled_in_is_recorded():
    due = (entry(EntryKind.TEXT), Entry(key="m", kind=EntryKind.TIME, text=LABEL))
    session = told()
    made = events_of("D-1", due, session.answers, {"D-1.k": " piller ", "D-1.m": ""}, NOW)
    assert [(e.item, e.answer, e.value) for e in made] == [("D-1.k", "yes", "piller")]


def test_a_second_value_corrects_the_first_and_says_why():
    session = told(answer("D-1.k", "yes", "piller"))
    (made,) = events_of(
        "D-1", (entry(EntryKind.TEXT),), session.answers, {"D-1.k": "dråper"}, NOW, "feil ord"
    )
    assert (made.corrects, made.reason, made.value) == (1, "feil ord", "dråper")


def test_yes_and_no_are_answers_and_no_values():
    made = events_of("D-1", (entry(EntryKind.YES_NO),), told().answers, {"D-1.k": "no"}, NOW)
    assert [(e.answer, e.value) for e in made] == [("no", "")]


def eaten_and_drunk():
    return tuple(
        Entry(key=key, text=LABEL, kind=EntryKind.TIME, required=True)
        for key in ("last_food", "last_drink")
    )


# (sentence, what was written before, what is written now)
AGAIN = [
    ("both are new", {}, ["D-12.last_food", "D-12.last_drink"]),
    ("the disk took the first and not the second", {"last_food": "05:10"}, ["D-12.last_drink"]),
    ("nothing is new", {"last_food": "05:10", "last_drink": "06:50"}, []),
]


@pytest.mark.parametrize(("sentence", "before", "written"), AGAIN, ids=[a[0] for a in AGAIN])
def test_what_stands_already_is_not_written_again(sentence, before, written):
    typed = {"D-12.last_food": "05:10", "D-12.last_drink": "06:50"}
    stood = [answer(f"D-12.{key}", value=f"2026-11-24T{at}:00+01:00") for key, at in before.items()]
    made = events_of("D-12", eaten_and_drunk(), told(*stood).answers, typed, NOW)
    assert [event.item for event in made] == written
