"""The page of the series: a patient in the middle of a course is taken over before the start."""

from datetime import timedelta

import pytest

from bedside import events
from bedside.earlier import earlier_of
from bedside.text import Language
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, names, press, write
from tests.ui.views import view_at
from ui.i18n import Words
from ui.screens.series import SeriesScreen
from ui.screens.series_state import SeriesDraft, series_state, told_event
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)


def arrived(number=3, **more):
    opened = events.SessionOpened(
        session="s-9", simulated=False, room="1", program_version="0", protocol_version="0",
        protocol_hash="0",
    )  # fmt: skip
    patient = events.PatientIdentified(
        name="Testpasient Syntetisk", birth_date="1984-03-12", identifier="T-1",
        identifiers_checked=("name", "birth_date"), number=number,
        last_dose_given_mg_per_kg=D("0.75"), **more,
    )  # fmt: skip
    return Telling().tell(opened, patient)


def told(telling, number, days_ago, dose="0.75", **more):
    day = (telling.now.wall - timedelta(days=days_ago)).date().isoformat()
    return events.EarlierInfusionTold(
        phase="start", number=number, given_on=day, given_mg_per_kg=D(dose), **more
    )


def state(telling, draft=None, words=EN):
    return series_state(seen(telling), words, draft or SeriesDraft())


def seen(telling):
    return view_at(telling, earlier=earlier_of((), telling.session))


class SeriesActs(FakeActs):
    """Looks at what was told, as the room does."""

    @property
    def view(self):
        self.changes = {**self.changes, "earlier": earlier_of((), self.told.session)}
        return super().view


@pytest.fixture
def page(qtbot, wide_theme):
    def at(telling, **changes):
        acts = SeriesActs(telling, **changes)
        screen = SeriesScreen(wide_theme, NB, acts, lambda: 0.0)
        return inside(qtbot, acts.shows(screen), wide_theme), acts

    return at


def test_the_third_infusion_without_a_first_is_to_be_settled():
    found = state(arrived(3))
    assert [row.id for row in found.in_the_way] == ["S-01"]
    assert plain(found.reason) == "1 to settle before the start"
    assert found.before == ()


def test_the_first_infusion_has_nothing_before_it():
    found = state(arrived(1))
    assert (found.in_the_way, found.reason) == ((), "")


def test_where_nobody_looked_nothing_is_said():
    found = series_state(view_at(arrived(3)), EN, SeriesDraft())
    assert found.in_the_way == ()


def test_what_was_told_stands_with_dose_pressure_and_side_effects():
    telling = arrived(2)
    telling.tell(told(telling, 1, 7, systolic=131, diastolic=84, side_effects="kvalme"))
    (row,) = state(telling).before
    assert plain(row.second) == "0.75 mg/kg · 131/84 · kvalme"
    assert row.button.text == "Countersign"


# (sentence, what was typed, what is missing)
TYPED = [
    ("everything that must be there", {"number": "2", "day": "13.11.2026", "dose": "0,75"}, False),
    ("without a number", {"day": "13.11.2026", "dose": "0,75"}, True),
    ("without a date", {"number": "2", "dose": "0,75"}, True),
    ("a date that is none", {"number": "2", "day": "31.02.2026", "dose": "0,75"}, True),
    ("without the dose", {"number": "2", "day": "13.11.2026"}, True),
]


@pytest.mark.parametrize(("sentence", "typed", "missing"), TYPED, ids=[row[0] for row in TYPED])
def test_what_must_be_typed(sentence, typed, missing):
    found = state(arrived(3), SeriesDraft(form="tell", typed=typed))
    assert found.primary.enabled is not missing
    assert (told_event(typed) is None) is missing


def test_an_infusion_is_told_and_a_colleague_signs(qtbot, page):
    screen, acts = page(arrived(2), pins={SECOND: "2580"})
    press(qtbot, screen, "Legg til tidligere infusjon")
    press(qtbot, screen, "1: Hvilken infusjon")
    write(qtbot, screen, "Dato", (acts.view.now.wall - timedelta(days=7)).strftime("%d.%m.%Y"))
    write(qtbot, screen, "Gitt dose mg/kg", "0,75")
    write(qtbot, screen, "Siste blodtrykk mmHg", "131/84")
    press(qtbot, screen, "Skriv den inn")
    assert (acts.done[-1].number, acts.done[-1].systolic) == (1, 131)
    press(qtbot, screen, beginning(screen, "Kontrasigner"))
    assert not [name for name in names(screen) if name.startswith(acts.view.name_of(NURSE))]
    screen._signed(SECOND, "0000")
    assert not isinstance(acts.done[-1], events.EarlierInfusionCountersigned)
    screen._signed(SECOND, "2580")
    assert (acts.done[-1].person, acts.by[-1]) == (SECOND, SECOND)
    assert series_state(acts.view, NB, SeriesDraft()).reason == ""


def test_a_number_out_of_order_wants_a_reason(qtbot, page):
    screen, acts = page(arrived(3))
    press(qtbot, screen, beginning(screen, "Skriv hvorfor"))
    write(qtbot, screen, "Hvorfor likevel", "Startet ved annen avdeling, papirer kommer")
    press(qtbot, screen, "Skriv hvorfor")
    assert (acts.done[-1].rule, acts.done[-1].reason[:8]) == ("S-01", "Startet ")
    assert series_state(acts.view, NB, SeriesDraft()).in_the_way == ()


def test_after_the_sixth_a_doctor_decides_how_it_goes_on(qtbot, page):
    telling = arrived(7)
    for number in range(1, 7):
        telling.tell(told(telling, number, 40 - 3 * number))
        telling.tell(
            events.EarlierInfusionCountersigned(of=telling.session.last_seq, person=SECOND),
            by=SECOND,
        )
    screen, acts = page(telling)
    press(qtbot, screen, beginning(screen, "Skriv avgjørelse"))
    press(qtbot, screen, f"{acts.view.name_of(DOCTOR)}: Lege")
    press(qtbot, screen, "På telefon: Hvordan")
    press(qtbot, screen, beginning(screen, "Lest tilbake"))
    press(qtbot, screen, "Vedlikehold: Avgjørelsen")
    press(qtbot, screen, "Skriv avgjørelse")
    assert (acts.done[-1].subject, acts.done[-1].allowed) == ("S-02", True)


def test_continue_leads_back_to_the_session(qtbot, page):
    screen, acts = page(arrived(1))
    press(qtbot, screen, "Fortsett")
    assert ("back",) in acts.called


def test_a_questionnaire_is_sent_and_comes_back_with_its_points(qtbot, page):
    screen, acts = page(arrived(1))
    press(qtbot, screen, _button(screen, "Sendt", "PHQ-9"))
    assert (acts.done[-1].instrument, acts.done[-1].status) == ("phq-9", "sent")
    press(qtbot, screen, _button(screen, "Mottatt", "PHQ-9"))
    write(qtbot, screen, "Poeng i alt, 0 til 27", "17")
    write(qtbot, screen, "Poeng på spørsmål 9 alene (selvmordstanker)", "2")
    press(qtbot, screen, "Mottatt")
    assert (acts.done[-1].score, acts.done[-1].watched_score) == (17, 2)
    row = next(r for r in series_state(acts.view, NB, SeriesDraft()).forms if r.words == "PHQ-9")
    assert plain(row.second).endswith("mottatt · 17 poeng · spørsmål om selvmordstanker: 2")
    assert row.button is None


def test_more_points_than_there_are_is_refused_and_said(qtbot, page):
    screen, acts = page(arrived(1))
    press(qtbot, screen, _button(screen, "Sendt", "GAD-7"))
    press(qtbot, screen, _button(screen, "Mottatt", "GAD-7"))
    write(qtbot, screen, "Poeng i alt, 0 til 21", "22")
    press(qtbot, screen, "Mottatt")
    assert len(acts.done) == 1
    assert acts.refusal.code == "score_impossible"


def _button(screen, label, row):
    return next(name for name in names(screen) if name.startswith(label) and row in name)


def test_the_dose_that_was_given_counts_and_not_the_one_that_was_typed(qtbot, page):
    """K-03: 0.75 was written, 0.5 was given."""
    telling = arrived(2)
    telling.tell(told(telling, 1, 7, dose="0.5"))
    telling.tell(
        events.EarlierInfusionCountersigned(of=telling.session.last_seq, person=SECOND), by=SECOND
    )
    screen, acts = page(telling)
    row = beginning(screen, "Sist gitt")
    assert row.startswith("Sist gitt: 0,5 mg/kg er kjent, 0,75 ble skrevet")
    press(qtbot, screen, beginning(screen, "Bruk den kjente dosen"))
    assert acts.done[-1].last_dose_given_mg_per_kg == D("0.5")
    assert series_state(acts.view, NB, SeriesDraft()).in_the_way == ()
