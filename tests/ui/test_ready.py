"""Gate G1 on the screen: what stands in each line, which button puts it right, and the start."""

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.course import answer, cuff, decided, documented, ready
from tests.bedside.telling import NURSE
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, named, names, press, write
from tests.ui.test_fit_languages import assert_whole
from tests.ui.views import view_at, watching
from ui.i18n import Words
from ui.screens.ready import ReadyScreen
from ui.screens.ready_state import ReadyDraft, ready_state
from ui.view import Place
from ui.widgets.checklist import Row
from ui.widgets.words import plain

NB = Words(Language.NB)
FRESH = {"spo2": 98, "pulse_rate": 69}


def rows(told, **changes):
    state = ready_state(view_at(told, Place.READY, **changes), NB, ReadyDraft())
    return {row.id: row for row in state.rows}, state


def monitors(told, **more):
    return watching(told.now, **{**FRESH, **more})


# --- the state -------------------------------------------------------------------------------


def test_when_everything_is_in_order_the_start_can_be_held():
    found, state = rows(ready())
    assert all(row.row is Row.DONE for row in found.values())
    assert state.primary.enabled
    assert state.primary.hold
    assert plain(state.reason) == ""
    assert state.in_order == "13 av 13 i orden"


def test_each_line_says_who_and_when():
    found, _state = rows(ready())
    assert found["G1-01"].aside == ("Ida Lund 09:20",)
    assert found["G1-09"].aside[0].startswith("Dr. N. Hansen")
    assert found["G1-10"].aside[0].startswith("Per Moen")
    assert found["G1-11"].aside[0].startswith("Dr. N. Hansen · testet")
    assert found["G1-08"].aside[0].startswith("124/78 · ")


def test_the_lines_say_what_makes_them_true():
    found, _state = rows(ready())
    assert found["G1-06"].words == "Fysisk kontakt avklart: Hånd, Arm"
    assert found["G1-09"].words == "Forordning: 72,4 mg, 1,00 mg/kg, i.v."


def test_no_contact_is_an_answer_too():
    declined = events.TouchConsentDeclined(informed_can_withdraw=True)
    found, _state = rows(ready(touch=[declined]))
    assert found["G1-06"].words == "Fysisk kontakt avklart: Ingen fysisk kontakt"


WITHOUT = [
    ("nobody compared two identifiers", "identity", "G1-01", "Identifiser", "identitet"),
    ("the signed consent is not noted", "consent", "G1-02", "Svar", "samtykke"),
    ("nobody told of off-label use", "off_label", "G1-03", "Svar", "informert om off-label"),
    ("a question of the day check is open", "day_check", "G1-05", "Dagsjekk", "dagsjekk"),
    ("contact is not settled", "touch", "G1-06", "Avklar", "fysisk kontakt"),
    ("ketamine is not prescribed", "prescribed", "G1-09", "Forordne", "forordning"),
    ("nothing is prepared", "prepared", "G1-10", "Tilbered", "dobbeltkontroll"),
    ("the second person has not signed", "double_check", "G1-10", "Signér", "dobbeltkontroll"),
    ("no back-up physician is named", "backup", "G1-11", "Oppgi bakvakt", "bakvakt"),
    ("the page was not tested", "page", "G1-11", "Gå videre uten", "bakvakt"),
    ("nobody knows advanced life support", "als", "G1-12", "Bekreft", "AHLR og akuttutstyr"),
    ("the equipment is not confirmed", "equipment", "G1-12", "Bekreft", "AHLR og akuttutstyr"),
    ("the cannula is not placed", "cannula", "G1-13", "Lagt inn nå", "PVK spylt"),
    ("the cannula is not flushed", "flushed", "G1-13", "Spylt nå", "PVK spylt"),
    ("nobody is noted as present", "staff", "G1-14", "Bekreft", "helsepersonell i rommet"),
]


@pytest.mark.parametrize(
    ("step", "line", "button", "missing"), [w[1:] for w in WITHOUT], ids=[w[0] for w in WITHOUT]
)
def test_what_is_missing_has_a_reason_and_a_button(step, line, button, missing):
    found, state = rows(ready(step))
    assert found[line].row is Row.MISSING
    assert plain(found[line].second)
    assert "{" not in plain(found[line].second)
    assert found[line].button.text == button
    assert missing in plain(state.reason)
    assert not state.primary.enabled


def test_an_old_blood_pressure_is_measured_and_the_limit_waits_for_it():
    told = ready().wait(17 * 60)
    found, state = rows(told, watch=monitors(told))
    assert found["G1-07"].button.text == "Mål nå"
    assert "gammelt" in plain(found["G1-07"].second)
    assert found["G1-08"].row is Row.WAITING
    assert plain(state.reason) == "Mangler: ny BT-måling"


def test_a_new_reading_is_documented_with_the_values_of_this_second():
    told = ready().wait(17 * 60).tell(cuff(126, 80), by="watch")
    found, _state = rows(told, watch=monitors(told))
    assert found["G1-07"].button.text == "Dokumenter"


def test_a_cuff_that_cannot_be_started_here_is_typed_in():
    told = ready("vitals", "cuff")
    from bedside.watch_view import NibpView

    found, _state = rows(told, watch=monitors(told, nibp=NibpView(startable=False)))
    assert found["G1-07"].button.text == "Skriv inn"


def test_while_the_cuff_inflates_it_is_not_asked_for_again():
    told = ready("vitals", "cuff")
    found, _state = rows(told, watch=monitors(told, inflating=True))
    assert found["G1-07"].button.text == "Måler …"
    assert not found["G1-07"].button.enabled


def test_without_a_page_the_reason_stands_in_the_line():
    told = ready("page").tell(events.DeviationRecorded(rule="R-02", reason="Siden er nede"))
    found, _state = rows(told)
    assert found["G1-11"].aside == ("Dr. N. Hansen · bare på telefon",)


# --- the screen ------------------------------------------------------------------------------


@pytest.fixture
def screen(qtbot, wide_theme):
    def make(told, **changes):
        acts = FakeActs(told, Place.READY, **changes)
        now = [0.0]
        made = inside(qtbot, ReadyScreen(wide_theme, NB, acts, lambda: now[0]), wide_theme)
        acts.clock = now
        acts.shows(made)
        return made, acts

    return make


def hold(screen, acts, seconds):
    button = named(screen, "Start infusjon hold inne 1 s")
    button.press_down()
    acts.clock[0] += seconds
    button.show_time(acts.clock[0])
    button.let_go()


def test_holding_the_button_for_a_second_starts_what_two_persons_checked(screen):
    made, acts = screen(ready())
    hold(made, acts, 1.1)
    (started,) = acts.done
    assert isinstance(started, events.InfusionStarted)
    assert (started.dose_mg, started.volume_ml, started.rate_ml_h) == (
        acts.told.session.prescription.prepared.event.dose_mg,
        50,
        75,
    )
    assert started.duration_s == 2400


def test_a_short_press_starts_nothing(screen):
    made, acts = screen(ready())
    hold(made, acts, 0.6)
    assert acts.done == []


def test_flushed_now_is_one_press(screen, qtbot):
    made, acts = screen(ready("flushed"))
    press(qtbot, made, "Spylt nå: PVK spylt med NaCl før pumpen kobles på")
    assert acts.done == [answer("P-07")]
    assert named(made, "Start infusjon hold inne 1 s").isEnabled()


def test_whoever_is_signed_in_confirms_to_be_present(screen, qtbot):
    made, acts = screen(ready("staff"))
    press(qtbot, made, "Bekreft: Helsepersonell til stede i rommet")
    assert acts.done == [events.PersonPresent(person=NURSE, role="R-01")]


def test_measure_now_goes_to_the_cuff(screen, qtbot):
    made, acts = screen(ready("vitals", "cuff"))
    press(qtbot, made, "Mål nå: BT, puls og SpO₂ før infusjon")
    assert ("measure_now",) in acts.called


def test_documenting_takes_the_values_of_this_second(screen, qtbot):
    told = ready("vitals")
    made, acts = screen(told, watch=monitors(told))
    press(qtbot, made, "Dokumenter: BT, puls og SpO₂ før infusjon")
    assert acts.done == [documented("before", 124, 78, 69, 98)]


def test_an_unlikely_set_is_asked_about_once(screen, qtbot):
    told = ready("vitals")
    made, acts = screen(told, watch=monitors(told, pulse_rate=10))
    press(qtbot, made, "Dokumenter: BT, puls og SpO₂ før infusjon")
    assert acts.done == []
    assert "Usannsynlig" in made.foot.accessibleName()
    press(qtbot, made, "Dokumenter: BT, puls og SpO₂ før infusjon")
    assert acts.done[0].note == "Usannsynlig, bekreftet"


def test_a_doctors_decision_is_written_in_the_stage(screen, qtbot):
    told = ready(cuff=[cuff(186, 112)], vitals=[documented("before", 186, 112)])
    made, acts = screen(told)
    press(qtbot, made, "Skriv avgjørelse: Blodtrykk under 180/110")
    assert "Mangler: lege" in made.foot.accessibleName()
    press(qtbot, made, "Dr. N. Hansen: Lege")
    press(qtbot, made, "På telefon: Hvordan")
    press(qtbot, made, "Lest tilbake til legen")
    press(qtbot, made, "Kan gjennomføres: Avgjørelsen")
    write(qtbot, made, "Hva legen sa", "Angst, vanlig hos ham")
    press(qtbot, made, "Lagre avgjørelse")
    assert acts.done == [decided("D-14", note="Angst, vanlig hos ham")]
    assert "Klar for oppstart, 13 av 13 i orden" in names(made)


def test_going_back_from_a_decision_records_nothing(screen, qtbot):
    told = ready(cuff=[cuff(186, 112)], vitals=[documented("before", 186, 112)])
    made, acts = screen(told)
    press(qtbot, made, "Skriv avgjørelse: Blodtrykk under 180/110")
    press(qtbot, made, "Dr. N. Hansen: Lege")
    press(qtbot, made, "Tilbake")
    assert acts.done == []
    assert ("go", Place.PREPARATION) not in acts.called


def test_starting_without_the_page_needs_a_reason(screen, qtbot):
    made, acts = screen(ready("page"))
    press(qtbot, made, "Gå videre uten: Bakvakt fysisk tilgjengelig")
    assert not named(made, "Skriv som avvik").isEnabled()
    write(qtbot, made, "Hvorfor, og hvordan legen nås", "Nås på 12345")
    press(qtbot, made, "Skriv som avvik")
    assert acts.done == [events.DeviationRecorded(rule="R-02", reason="Nås på 12345")]


def test_a_session_that_is_not_carried_out_says_why_and_who_decided(screen, qtbot):
    made, acts = screen(ready("prepared", "double_check", "prepared_done"))
    press(qtbot, made, "Ikke gjennomført")
    press(qtbot, made, "Pasienten: Besluttet av")
    write(qtbot, made, "Årsak", "Angret seg")
    press(qtbot, made, "Avslutt økten")
    assert acts.done == [events.SessionAborted(reason="Angret seg", decided_by="patient")]


ELSEWHERE = [
    ("the prescription", "prescribed", "Forordne: Forordning", Place.PREPARATION),
    ("the second signature", "double_check", "Signér: Dobbeltkontroll av tilberedning",
     Place.PREPARATION),
    ("the day check", "day_check", "Dagsjekk: Dagsjekk komplett", Place.DAY_CHECK),
    ("the back-up physician", "backup", "Oppgi bakvakt: Bakvakt fysisk tilgjengelig",
     Place.DAY_CHECK),
    ("who the patient is", "identity", "Identifiser: Identitet bekreftet med to kjennetegn",
     Place.NEW_SESSION),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "button", "place"), [e[1:] for e in ELSEWHERE], ids=[e[0] for e in ELSEWHERE]
)
def test_what_is_put_right_elsewhere_is_one_press_away(screen, qtbot, step, button, place):
    made, acts = screen(ready(step))
    press(qtbot, made, button)
    assert ("go", place) in acts.called


def test_back_goes_to_the_preparation(screen, qtbot):
    made, acts = screen(ready())
    press(qtbot, made, "Tilbake")
    assert acts.called == [("go", Place.PREPARATION)]


def test_the_refusal_of_an_act_stands_beside_the_button(screen, qtbot):
    told = ready().tell(events.EmergencyDeclared())
    made, acts = screen(told)
    hold(made, acts, 1.1)
    assert acts.done == []
    assert "nødsituasjon" in made.foot.accessibleName()


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_whole_at_both_sizes(theme, qtbot, painted, language):
    words = Words(language)
    told = ready("equipment", "flushed", "double_check").wait(17 * 60)
    acts = FakeActs(told, Place.READY)
    made = inside(qtbot, ReadyScreen(theme, words, acts, lambda: 0.0), theme)
    acts.shows(made)
    qtbot.wait(1)
    assert_whole(made, painted)
