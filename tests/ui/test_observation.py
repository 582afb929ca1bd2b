"""The observation: what is due, what is documented, and what keeps the patient here."""

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.course import cuff, documented, told
from tests.bedside.telling import DOCTOR
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, press, write
from tests.ui.views import view_at, watching
from ui.i18n import Words
from ui.screens.observation import ObservationScreen
from ui.screens.observation_sets import fresh_set, planned_after, set_rows
from ui.screens.observation_state import ObservationDraft, observation_state
from ui.view import Place
from ui.widgets.checklist import Row
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)


def ended(midazolam=False):
    return whole.infused(midazolam=midazolam)


def seen(telling, **monitors):
    values = {"spo2": 97, "pulse_rate": 84} | monitors
    return view_at(telling, watch=watching(telling.now, **values))


def state(telling, draft=None, words=EN, **monitors):
    return observation_state(seen(telling, **monitors), words, draft or ObservationDraft())


def measured(telling, minute, systolic=132, diastolic=84, document=True):
    """A reading this many minutes after the end, documented at once."""
    end_s = telling.session.infusion.ended_mono_s
    telling.wait(end_s + minute * 60 - telling.now.mono_s).pressure(systolic, diastolic)
    if document:
        moment = "after" if minute > 2 else "end"
        telling.tell(documented(moment, systolic, diastolic, 84, 97))
    return telling


# (sentence, minutes when a set was documented, minute now, what is said of 0, 15 and 30)
PLANS = [
    ("at once after the end the first set is due", [], 0.5, ["due", "coming", "coming"]),
    ("one minute after the end counts as at the end", [1], 2, ["taken", "coming", "coming"]),
    ("a set at 14 minutes answers +15", [1, 14], 14, ["taken", "taken", "coming"]),
    ("+15 is due from minute 15", [1], 16, ["taken", "due", "coming"]),
    ("+15 was missed once +30 is near", [1], 26, ["taken", "missed", "coming"]),
    ("a set at 27 minutes answers +30, not +15", [1, 27], 28, ["taken", "missed", "taken"]),
    ("a very late set still answers the last one", [1, 16, 55], 56, ["taken", "taken", "taken"]),
]


@pytest.mark.parametrize(("sentence", "minutes", "now", "said"), PLANS, ids=[r[0] for r in PLANS])
def test_which_measurements_of_the_plan_are_taken_due_or_missed(sentence, minutes, now, said):
    telling = ended()
    for minute in minutes:
        measured(telling, minute)
    end_s = telling.session.infusion.ended_mono_s
    telling.wait(max(0, end_s + now * 60 - telling.now.mono_s))
    planned = planned_after(seen(telling))
    assert [p.at_min for p in planned] == [0, 15, 30]
    assert [("taken" if p.taken else p.state) for p in planned] == said


def test_without_a_plan_one_set_at_the_end_is_asked_for():
    telling = ended()
    chosen = events.MeasuringPlanChosen(plan="low_risk", doctor=DOCTOR)
    assert [p.at_min for p in planned_after(seen(telling.tell(chosen)))] == [0]


def test_the_rows_stand_in_the_order_of_time_with_numbers_and_minutes():
    telling = measured(ended(), 1, 138, 88)
    rows = set_rows(seen(telling), NB)
    assert [(row.row, row.column, row.aside) for row in rows] == [
        (Row.DONE, "138/88 · 84 · 97 %", ("slutt",)),
        (Row.NOW, "om 14:00", ("+15",)),
        (Row.COMING, "", ("+30",)),
    ]


# (sentence, reading, what the monitors say, documented: moment or None)
FRESH = [
    ("a new reading with pulse and SpO2 can be documented", True, {}, "end"),
    ("no reading since the end: nothing to document", False, {}, None),
    ("without SpO2 the set is not whole", True, {"spo2": None}, None),
    ("without pulse the set is not whole", True, {"pulse_rate": None}, None),
]


@pytest.mark.parametrize(("sentence", "reading", "monitors", "moment"), FRESH)
def test_what_can_be_documented_now(sentence, reading, monitors, moment):
    telling = ended()
    if reading:
        telling.wait(30).pressure(138, 88)
    found = fresh_set(seen(telling, **monitors))
    assert (found.moment if found else None) == moment


def test_a_reading_is_documented_once():
    telling = measured(ended(), 1)
    assert fresh_set(seen(telling)) is None
    assert state(telling).document.spoken == "Type in"


def test_a_reading_of_before_the_end_is_no_reading_after_it():
    telling = whole.prepared().wait(60).tell(whole.START)
    telling.minute(39.9).pressure(139, 87)
    telling.minute(40).tell(whole.END)
    assert fresh_set(seen(telling)) is None


def test_the_moments_are_end_then_after_then_going_home():
    telling = ended()
    moments = []
    for minute in (1, 15, 30, 40):
        measured(telling, minute, document=False)
        found = fresh_set(seen(telling))
        moments.append(found.moment)
        telling.tell(found)
    assert moments == ["end", "after", "after", "discharge"]


def test_values_typed_in_without_an_oximeter_make_a_set():
    telling = ended().wait(60)
    telling.tell(cuff(130, 80, source="manual"))
    for vital, unit, value in (("pulse_rate", "/min", 70.0), ("spo2", "%", 98.0)):
        telling.tell(events.Measured(vital=vital, unit=unit, value=value, source="manual"))
    found = fresh_set(seen(telling, spo2=None, pulse_rate=None))
    assert (found.pulse_rate, found.spo2, found.source) == (70, 98, "entered")


def test_everything_in_order_leads_home():
    found = state(whole.watched_home(ended()))
    assert found.primary.enabled
    assert found.reason == ""
    assert found.head.aside == "6 of 6 in order"


def test_right_after_the_end_the_foot_names_what_is_missing():
    found = state(ended().wait(30), words=NB)
    assert not found.primary.enabled
    assert plain(found.reason).startswith("Mangler: informert om at infusjonen er ferdig")


def test_before_20_minutes_time_itself_is_missing():
    telling = ended().wait(20).tell(told("U-01"))
    measured(telling, 1, 126, 80)
    telling.tell(*(told(item) for item in whole.CRITERIA))
    found = state(telling)
    assert not found.primary.enabled
    assert plain(found.reason) == "Missing: 20 min since the end of the infusion"


def test_raised_pressure_says_when_it_is_measured_again():
    telling = measured(ended(), 1, 160, 96)
    row = next(r for r in state(telling).before if r.id == "G2-03")
    assert (
        plain(row.second)
        == f"BP 160/96; measured again {EN.time(planned_after(seen(telling))[1].at)}"
    )


def test_after_an_hour_not_normal_a_doctor_decides():
    telling = measured(ended(), 61, 160, 96)
    row = next(r for r in state(telling).before if r.id == "G2-03")
    assert row.button.text == "Write the decision"
    found = state(telling, ObservationDraft(form="decision"))
    assert found.decision.subject.yes == "Accepted as they are"


def test_a_mental_criterion_falls_after_a_new_sedative():
    telling = whole.watched_home(ended())
    assert all(tick.checked for _id, tick in state(telling).ticks)
    whole.sedated(telling)
    assert not any(tick.checked for _id, tick in state(telling).ticks)


def test_the_watch_after_midazolam_stands_with_what_was_seen():
    telling = whole.watched_home(ended(midazolam=True))
    found = state(telling, words=NB)
    assert found.sedation.title == "Etter midazolam"
    assert [row.column for row in found.observed] == [
        "våken · pust 14", "døsig · pust 13", "døsig · pust 14", "våken · pust 14",
        "våken · pust 15",
    ]  # fmt: skip


def test_no_midazolam_no_watch():
    assert state(ended()).sedation is None


def test_the_line_of_time_grows_with_a_late_patient_and_the_doctors_minutes():
    telling = ended().tell(events.LongerObservationSet(minutes=120, doctor=DOCTOR))
    line = state(telling).timeline
    assert line.end_min == 120
    assert "120 min: set by doctor" in [mark.label for mark in line.milestones]


# --- pressing --------------------------------------------------------------------------------


@pytest.fixture
def stage(qtbot, wide_theme):
    def at(telling, **changes):
        values = {"spo2": 97, "pulse_rate": 84}
        acts = FakeActs(telling, watch=watching(telling.now, **values), **changes)
        screen = ObservationScreen(wide_theme, NB, acts, lambda: 0.0)
        return inside(qtbot, acts.shows(screen), wide_theme), acts

    return at


TOLD = "Pasienten informert om at infusjonen er ferdig"


def test_one_press_tells_that_it_ended_and_another_with_a_reason_takes_it_back(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, TOLD)
    assert acts.done == [told("U-01")]
    press(qtbot, screen, beginning(screen, TOLD))
    write(qtbot, screen, "Hvorfor det rettes", "feil pasient")
    press(qtbot, screen, "Ta det tilbake")
    back = acts.done[-1]
    assert (back.answer, back.reason) == ("no", "feil pasient")
    assert back.corrects == acts.told.session.departure.history("U-01")[0].seq
    row = next(r for r in screen._shown.before if r.id == "G2-01")
    assert plain(row.second).endswith("feil pasient")


def test_one_press_documents_the_newest_reading(qtbot, stage):
    screen, acts = stage(ended().wait(40).pressure(138, 88))
    press(qtbot, screen, "Dokumenter")
    (taken,) = acts.done
    assert (taken.moment, taken.systolic, taken.pulse_rate, taken.spo2) == ("end", 138, 84, 97)


def test_an_unlikely_set_is_asked_about_once(qtbot, stage):
    telling = ended().wait(40).pressure(301, 88)
    screen, acts = stage(telling)
    press(qtbot, screen, "Dokumenter")
    assert acts.refusal.code == "unlikely_value"
    press(qtbot, screen, "Dokumenter")
    assert acts.done[0].note == "Usannsynlig, bekreftet"


def test_with_nothing_to_document_values_are_typed_in(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, "Skriv inn")
    assert ("go", Place.MANUAL_ENTRY) in acts.called


def test_the_four_mental_criteria_are_ticked_one_by_one(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, "Orientert")
    press(qtbot, screen, "Kan reise seg og gå støtt")
    press(qtbot, screen, "Orientert, valgt")
    assert [(e.item, e.answer) for e in acts.done] == [
        ("U-04-oriented", "yes"), ("U-04-steady", "yes"), ("U-04-oriented", "no"),
    ]  # fmt: skip


def test_the_due_observation_is_made_in_the_stage(qtbot, stage):
    telling = whole.observed(ended(midazolam=True), 3)
    screen, acts = stage(telling)
    press(qtbot, screen, "Observér: 15 min")
    press(qtbot, screen, beginning(screen, "Våken: "))
    write(qtbot, screen, beginning(screen, "Pust"), "14")
    press(qtbot, screen, "Observert")
    (seen_,) = acts.done
    assert (seen_.due_min, seen_.sedation, seen_.respiration_per_min) == (15, "awake", 14)
    assert screen._shown.form == "lines"


def test_the_effect_of_a_dose_completes_the_log(qtbot, stage):
    screen, acts = stage(whole.observed(ended(midazolam=True)))
    press(qtbot, screen, "Skriv effekten: Behovslogg komplett")
    write(qtbot, screen, "Hva den førte til", "roligere")
    press(qtbot, screen, "Skriv effekten")
    (noted,) = acts.done
    assert noted.effect == "roligere"
    assert not acts.told.session.prn.without_effect()


def test_the_doctor_accepts_the_values_as_they_are(qtbot, stage):
    telling = measured(ended(), 61, 160, 96)
    screen, acts = stage(telling)
    press(qtbot, screen, "Skriv beslutningen: Vitale parametre normalisert")
    press(qtbot, screen, beginning(screen, "Dr. N. Hansen: "))
    press(qtbot, screen, beginning(screen, "På telefon: "))
    press(qtbot, screen, "Lest tilbake til legen")
    press(qtbot, screen, beginning(screen, "Godtas som de er"))
    press(qtbot, screen, "Lagre beslutningen")
    (made,) = acts.done
    assert (made.subject, made.allowed, made.doctor) == ("U-03", True, DOCTOR)


def test_the_doctor_sets_longer_observation(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, "Endre tid")
    press(qtbot, screen, beginning(screen, "Observere lenger"))
    press(qtbot, screen, beginning(screen, "Dr. N. Hansen: "))
    write(qtbot, screen, "Minutter observasjon min", "90")
    press(qtbot, screen, "Sett lengre observasjon")
    assert acts.done == [events.LongerObservationSet(minutes=90, doctor=DOCTOR)]


def test_leaving_against_advice_names_the_doctor_and_says_why(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, "Endre tid")
    press(qtbot, screen, beginning(screen, "Drar tidligere, mot råd"))
    assert plain(screen._shown.reason) == "Mangler: legen som ble informert, et notat"
    press(qtbot, screen, beginning(screen, "Dr. N. Hansen: "))
    write(qtbot, screen, "Hva pasienten sa og fikk vite", "vil hjem")
    press(qtbot, screen, "Drar mot råd")
    (left,) = acts.done
    assert (left.early_leave, left.doctor_informed, left.note) == (True, DOCTOR, "vil hjem")


def test_ready_before_20_minutes_goes_on_to_the_reason(qtbot, stage):
    screen, acts = stage(ended())
    press(qtbot, screen, "Endre tid")
    press(qtbot, screen, beginning(screen, "Klar før 20 min"))
    press(qtbot, screen, "Gå til hjemreise")
    assert ("go", Place.HOME) in acts.called
    assert acts.done == []


def test_ready_goes_home_and_back_leaves_a_form(qtbot, stage):
    screen, acts = stage(whole.watched_home(ended()))
    press(qtbot, screen, "Endre tid")
    press(qtbot, screen, "Tilbake")
    press(qtbot, screen, "Klar for hjemreise")
    assert ("go", Place.HOME) in acts.called


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_nothing_is_wider_than_the_stage(qtbot, theme, words):
    telling = whole.observed(ended(midazolam=True), 3)
    acts = FakeActs(telling, watch=watching(telling.now, spo2=97, pulse_rate=84))
    screen = inside(qtbot, acts.shows(ObservationScreen(theme, words, acts, lambda: 0.0)), theme)
    for row in (*screen._before.rows, *screen._sets.rows, screen._document):
        right = row.mapTo(screen, row.rect().topRight()).x()
        assert right <= theme.metrics.stage_w - theme.metrics.margin
