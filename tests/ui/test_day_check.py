"""The day check on the screen: one press a question, its consequence at once, nothing in bulk."""

import pytest
from PySide6.QtCore import Qt

from bedside import events
from bedside.text import Language
from tests.bedside.course import (
    BACKUP,
    OPEN,
    amended,
    answer,
    clear_day_check,
    cuff,
    decided,
    identified,
    papers,
    ready,
)
from tests.bedside.telling import NURSE, SECOND, D, Telling, protocol
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, named, names, press, write
from tests.ui.test_fit_languages import assert_whole
from tests.ui.views import view_at
from ui.i18n import Words
from ui.screens.day_check import DayCheckScreen
from ui.screens.day_check_rows import RowsDraft
from ui.screens.day_check_state import DayCheckDraft, day_check_state
from ui.view import Place
from ui.widgets.answers import Meaning
from ui.widgets.words import plain

NB = Words(Language.NB)
WEIGHT = events.WeightRecorded(weight_kg=D("72.4"), how="scale")


def arrived(*more, number=3):
    return Telling().tell(OPEN, identified(number), *more)


def state_of(told, tab="", language=Language.NB, **rows):
    draft = DayCheckDraft(tab=tab, rows=RowsDraft(**rows))
    return day_check_state(view_at(told, Place.DAY_CHECK), Words(language), draft)


def blocks(told, tab, **rows):
    state = state_of(told, tab, **rows)
    return {block.answer.id: block for group in state.groups for block in group.blocks}


# --- the state -------------------------------------------------------------------------------


def test_nothing_is_answered_from_the_last_session():
    state = state_of(arrived())
    assert all(not tab.done for tab in state.tabs.tabs)
    assert state.tabs.current == "samtykke"
    assert plain(state.reason) == "Mangler: 33 svar"


@pytest.mark.parametrize("tab", ["samtykke", "psykisk", "hjerte", "kropp", "legemidler", "i_dag"])
def test_no_group_mixes_which_answer_is_the_clear_one(tab):
    check = protocol().day_check
    clear = {group.id: group.clear for group in check.group}
    by_id = {question.id: clear[question.group] for question in check.question}
    for group in state_of(arrived(), tab).groups:
        assert len({by_id[block.answer.id] for block in group.blocks}) == 1


MEANINGS = [
    ("capacity is clear", "samtykke", "D-01", "yes", Meaning.CLEAR, ""),
    ("unsure is never clear", "samtykke", "D-01", "unsure", Meaning.DECIDE, "Grundig vurdering"),
    ("not asked is never clear", "hjerte", "D-15", "not_asked", Meaning.DECIDE, "Eksklusjon"),
    ("an aneurysm is for the doctor", "hjerte", "D-18", "yes", Meaning.DECIDE, "Eksklusjon"),
    ("stimulants are told", "legemidler", "D-25", "yes", Meaning.INFORM, "Noteres"),
    ("nobody lifts a pregnancy", "kropp", "D-10", "yes", Meaning.DECIDE, "Absolutt"),
]


@pytest.mark.parametrize(
    ("tab", "item", "said", "meaning", "told"),
    [m[1:] for m in MEANINGS],
    ids=[m[0] for m in MEANINGS],
)
def test_each_answer_shows_at_once_what_it_leads_to(tab, item, said, meaning, told):
    found = blocks(arrived(answer(item, said)), tab)[item].answer
    assert found.meaning is meaning
    assert plain(found.consequence).startswith(told)
    assert bool(found.consequence) is bool(told)


def test_the_measured_pressure_stands_under_both_questions_about_it():
    told = arrived().tell(cuff(122, 76), by="watch")
    found = blocks(told, "hjerte")
    for item in ("D-13", "D-14"):
        assert plain(found[item].answer.second).startswith("målt 122/76 kl. 09:20")


def test_the_reading_counts_and_not_the_answer():
    told = arrived(answer("D-14", "no")).tell(cuff(186, 112), by="watch")
    found = blocks(told, "hjerte")["D-14"].answer
    assert found.meaning is Meaning.DECIDE
    assert plain(found.consequence).startswith("Målingen gjelder, ikke svaret.")


def test_food_less_than_four_hours_ago_overrules_the_answer():
    eaten = answer("D-12.last_food_at", "yes", "2026-11-24T08:00:00+01:00")
    drunk = answer("D-12.last_drink_at", "yes", "2026-11-24T08:00:00+01:00")
    told = arrived(answer("D-12", "yes"), eaten, drunk)
    found = blocks(told, "i_dag")["D-12"].answer
    assert found.meaning is Meaning.DECIDE
    assert "under 4 timer" in plain(found.consequence)
    assert plain(found.second).startswith("Siste mat kl. 08:00")


def test_what_belongs_beside_an_answer_opens_under_it():
    found = blocks(arrived(answer("D-12", "yes")), "i_dag")["D-12"]
    assert [entry.label for entry in found.entries.entries] == ["Siste mat kl.", "Siste drikke kl."]


def test_the_explanation_stands_where_the_keyboard_is():
    assert plain(blocks(arrived(), "hjerte")["D-16"].answer.second) == ""
    found = blocks(arrived(), "hjerte", current="D-16")["D-16"].answer
    assert "Svar Ja når klarering foreligger" in plain(found.second)


def test_the_groups_that_need_extra_attention_stand_at_the_capacity_question():
    found = blocks(arrived(), "samtykke", current="D-01")["D-01"].answer
    assert "høyere alder" in plain(found.second)


def test_a_correction_keeps_the_first_answer_struck_through():
    told = arrived(answer("D-18", "yes"), answer("D-18", "no", corrects=3, reason="Feil trykk"))
    second = blocks(told, "hjerte")["D-18"].answer.second
    assert [run.text for run in second if run.struck] == ["Ja"]
    assert "Feil trykk · Ida Lund" in plain(second)


def test_a_sedative_reopens_the_capacity_question():
    given = events.PrnDoseGiven(
        drug="midazolam", dose_mg=D(1), route="iv", indication="severe_anxiety"
    )
    found = blocks(arrived(answer("D-01", "yes"), given), "samtykke")["D-01"].answer
    assert found.chosen is None
    assert plain(found.second) == "Beroligende er gitt: spør på nytt."


def test_the_side_collects_what_the_doctor_must_decide_and_what_is_told():
    told = arrived(answer("D-16", "unsure"), answer("D-11", "yes"), answer("D-25", "unsure"))
    side = state_of(told).side
    assert [(item.id, item.tag) for item in side.decide] == [("D-16", "Usikker")]
    assert {item.id for item in side.inform} == {"D-11", "D-25"}
    assert plain(state_of(told).reason).endswith("1 avgjørelse av lege")


def test_a_decision_moves_the_item_among_the_decided():
    told = arrived(answer("D-16", "unsure")).tell(decided("D-16", note="Avklart"))
    side = state_of(told).side
    assert side.decide == ()
    assert side.decided[0].told == "Usikker 09:20. Dr. N. Hansen: «Avklart»"


def test_nobody_lifts_what_only_the_clear_answer_opens():
    state = state_of(arrived(answer("D-02", "no")))
    assert state.side.decide[0].button.text == "Avslutt uten infusjon"
    assert "ingen kan oppheve dette" in plain(state.reason)


def test_papers_block_before_the_first_infusion_only():
    first, third = arrived(number=1), arrived(number=3)
    assert state_of(first, "papers").groups[0].title.startswith("Må foreligge")
    assert state_of(third, "papers").groups[0].title.startswith("Foreligger")
    assert plain(state_of(first).reason) == "Mangler: 50 svar"


def test_a_paper_older_than_four_weeks_is_for_the_doctor():
    told = arrived(answer("OF-01", "yes", "2026-10-01"), number=1)
    found = blocks(told, "papers")["OF-01"].answer
    assert found.meaning is Meaning.DECIDE
    assert "28 dager" in plain(found.consequence)
    assert plain(found.second) == "01.10.2026"


def test_when_all_is_answered_the_day_check_can_be_left():
    told = arrived(*clear_day_check(), WEIGHT)
    assert state_of(told).primary.enabled
    first = arrived(*clear_day_check(), *papers(), WEIGHT, number=1)
    assert state_of(first).primary.enabled


def test_a_finished_day_check_leads_back_to_where_the_session_is():
    state = state_of(ready())
    assert state.primary.enabled
    assert plain(state.reason) == ""


# --- the screen ------------------------------------------------------------------------------


@pytest.fixture
def screen(qtbot, wide_theme):
    def make(told, **changes):
        acts = FakeActs(told, Place.DAY_CHECK, **changes)
        made = inside(qtbot, DayCheckScreen(wide_theme, NB, acts, lambda: 0.0), wide_theme)
        acts.shows(made)
        qtbot.wait(1)
        return made, acts

    return make


def tab(qtbot, made, name):
    press(qtbot, made, beginning(made, name))


def key(qtbot, made, number):
    qtbot.keyClick(made.window().focusWidget(), Qt.Key(Qt.Key.Key_0 + number))


def test_one_key_answers_and_the_next_question_has_the_focus(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Samtykke")
    key(qtbot, made, 1)
    assert acts.done == [answer("D-01", "yes")]
    assert made.page.block("D-02").row.hasFocus()
    key(qtbot, made, 1)
    key(qtbot, made, 1)
    key(qtbot, made, 2)
    assert [event.item for event in acts.done] == ["D-01", "D-02", "D-03", "D-04"]


def test_after_the_last_clear_answer_of_a_tab_the_next_tab_opens(screen, qtbot):
    made, _acts = screen(arrived())
    tab(qtbot, made, "Samtykke")
    for number in (1, 1, 1, 2):
        key(qtbot, made, number)
    assert "Psykisk 0/5" in names(made)
    assert made.page.block("D-05").row.hasFocus()


def test_after_an_answer_that_is_not_clear_its_consequence_stays_in_sight(screen, qtbot):
    made, _acts = screen(arrived())
    tab(qtbot, made, "Samtykke")
    for number in (1, 1, 1, 1):
        key(qtbot, made, number)
    assert "Eksklusjonskriterium" in beginning(made, "Underlagt tvungent psykisk helsevern, Ja")


def test_a_press_answers_as_a_key_does(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Hjerte")
    press(qtbot, made, "2 Nei: Sentralt aneurisme")
    assert acts.done == [answer("D-18", "no")]


def test_times_are_typed_beside_the_answer_and_saved_with_enter(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "I dag")
    press(qtbot, made, beginning(made, "1 Ja: Fastet 4 timer"))
    write(qtbot, made, "Siste mat kl.", "0310")
    write(qtbot, made, "Siste drikke kl.", "06:30")
    qtbot.keyClick(named(made, "Siste drikke kl."), Qt.Key.Key_Return)
    assert [(e.item, e.value) for e in acts.done[1:]] == [
        ("D-12.last_food_at", "2026-11-24T03:10:00+01:00"),
        ("D-12.last_drink_at", "2026-11-24T06:30:00+01:00"),
    ]
    assert made.page.block("D-12").entries.isVisibleTo(made) is False


def test_what_is_no_time_is_not_saved(screen, qtbot):
    made, acts = screen(arrived(answer("D-12", "yes")))
    tab(qtbot, made, "I dag")
    write(qtbot, made, "Siste mat kl.", "2999")
    assert not named(made, "Lagre").isEnabled()
    assert any("05:10" in name for name in names(made))
    assert acts.done == []


def test_another_answer_asks_why_and_keeps_the_first(screen, qtbot):
    told = arrived(answer("D-18", "yes"))
    made, acts = screen(told)
    tab(qtbot, made, "Hjerte")
    press(qtbot, made, "2 Nei: Sentralt aneurisme")
    assert acts.done == []
    press(qtbot, made, "Feil trykk: Årsak")
    assert acts.done == [answer("D-18", "no", corrects=3, reason="Feil trykk")]


def test_the_reason_of_a_correction_may_be_typed(screen, qtbot):
    made, acts = screen(arrived(answer("D-18", "yes")))
    tab(qtbot, made, "Hjerte")
    press(qtbot, made, "2 Nei: Sentralt aneurisme")
    write(qtbot, made, "Hvorfor det rettes", "Ny MR i går")
    press(qtbot, made, "Rett")
    assert acts.done[0].reason == "Ny MR i går"


def test_a_correction_can_be_left(screen, qtbot):
    made, acts = screen(arrived(answer("D-18", "yes")))
    tab(qtbot, made, "Hjerte")
    press(qtbot, made, "2 Nei: Sentralt aneurisme")
    press(qtbot, made, "Avbryt")
    assert acts.done == []
    assert "Rett" not in names(made)


def test_pressing_the_same_answer_again_opens_what_was_written_beside_it(screen, qtbot):
    told = arrived(answer("D-25", "yes"), answer("D-25.stimulants", "yes", "Ritalin"))
    made, acts = screen(told)
    tab(qtbot, made, "Legemidler")
    press(qtbot, made, "1 Ja: Stimulantia")
    write(qtbot, made, "Hvilke, dose og når", "Ritalin 10 mg")
    assert not named(made, "Lagre").isEnabled()
    write(qtbot, made, "Hvorfor det rettes", "dosen manglet")
    press(qtbot, made, "Lagre")
    (event,) = acts.done
    assert (event.value, event.corrects, event.reason) == ("Ritalin 10 mg", 4, "dosen manglet")


def test_a_doctors_decision_is_written_from_the_side(screen, qtbot):
    made, acts = screen(arrived(answer("D-16", "unsure")))
    press(qtbot, made, beginning(made, "Skriv avgjørelse: Arytmi"))
    for name in ("Dr. N. Hansen: Lege", "På telefon: Hvordan", "Lest tilbake til legen"):
        press(qtbot, made, name)
    press(qtbot, made, "Kan gjennomføres: Avgjørelsen")
    press(qtbot, made, "Lagre avgjørelse")
    assert acts.done == [decided("D-16")]


def test_a_doctor_outside_the_staff_is_written_by_name(screen, qtbot):
    made, acts = screen(arrived(answer("D-16", "unsure")))
    press(qtbot, made, beginning(made, "Skriv avgjørelse: Arytmi"))
    press(qtbot, made, "Annen lege: Lege")
    write(qtbot, made, "Legens navn", "Dr. Berg")
    for name in ("I rommet: Hvordan", "Lest tilbake til legen"):
        press(qtbot, made, name)
    press(qtbot, made, "Kan ikke gjennomføres: Avgjørelsen")
    press(qtbot, made, "Lagre avgjørelse")
    assert acts.done == [decided("D-16", False, "Dr. Berg", channel="in_room")]


def test_the_doctor_is_told_without_anything_to_allow(screen, qtbot):
    made, acts = screen(arrived(answer("D-11", "yes")))
    press(qtbot, made, "Legen er informert: Ammer")
    for name in ("Dr. N. Hansen: Lege", "På telefon: Hvordan", "Lest tilbake til legen"):
        press(qtbot, made, name)
    press(qtbot, made, "Lagre avgjørelse")
    assert acts.done == [decided("D-11")]


def test_a_paper_is_waived_with_a_reason_only(screen, qtbot):
    made, acts = screen(arrived(answer("OF-01", "no"), number=1))
    press(qtbot, made, "Skriv avgjørelse: EKG med resultat")
    for name in ("Dr. N. Hansen: Lege", "På telefon: Hvordan", "Lest tilbake til legen"):
        press(qtbot, made, name)
    press(qtbot, made, "Kan gjennomføres: Avgjørelsen")
    assert not named(made, "Lagre avgjørelse").isEnabled()
    write(qtbot, made, "Hva legen sa", "EKG sett i dag tidlig")
    press(qtbot, made, "Lagre avgjørelse")
    assert acts.done == [decided("OF-01", note="EKG sett i dag tidlig")]


def test_a_paper_that_is_there_asks_for_its_date(screen, qtbot):
    made, acts = screen(arrived(number=1))
    tab(qtbot, made, "Papirer")
    press(qtbot, made, "1 Ja: EKG med resultat")
    assert acts.done == []
    write(qtbot, made, "Dato", "10.11.2026")
    qtbot.keyClick(named(made, "Dato"), Qt.Key.Key_Return)
    assert acts.done == [answer("OF-01", "yes", "2026-11-10")]


def test_a_paper_that_does_not_grow_old_needs_no_date(screen, qtbot):
    made, acts = screen(arrived(number=1))
    tab(qtbot, made, "Papirer")
    press(qtbot, made, "1 Ja: Psykoterapeutisk forankret")
    assert acts.done == [answer("OF-17", "yes")]


def test_the_weight_is_recorded_with_where_it_comes_from(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "I dag")
    write(qtbot, made, "Vekt kg", "72,4")
    press(qtbot, made, "Veid her: Vekt")
    assert acts.done == [WEIGHT]


def test_a_weight_that_the_patient_states_is_saved_by_a_press_of_its_own(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "I dag")
    write(qtbot, made, "Vekt kg", "72,4")
    press(qtbot, made, "Oppgitt av pasienten: Vekt")
    assert acts.done == []
    press(qtbot, made, "Lagre vekten")
    assert acts.done == [amended(WEIGHT, how="stated")]


def test_where_it_was_weighed_without_a_weight_records_nothing(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "I dag")
    press(qtbot, made, "Veid her: Vekt")
    assert acts.done == []
    write(qtbot, made, "Vekt kg", "72,4")
    press(qtbot, made, "Lagre vekten")
    assert acts.done == [WEIGHT]


def test_an_unlikely_weight_is_asked_about_and_then_taken(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "I dag")
    write(qtbot, made, "Vekt kg", "7,24")
    press(qtbot, made, "Veid her: Vekt")
    assert acts.done == []
    assert not named(made, "Lagre vekten").isEnabled()
    press(qtbot, made, "Det stemmer")
    press(qtbot, made, "Lagre vekten")
    assert acts.done[0].confirmed_unlikely


def test_a_doctor_of_the_staff_brings_number_and_specialty(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Rommet")
    press(qtbot, made, "Dr. N. Hansen: Bakvakt")
    press(qtbot, made, beginning(made, "Fysisk tilgjengelig ved behov, under"))
    assert acts.done == [
        events.BackupPhysicianNamed(
            name="Dr. N. Hansen", phone="12345", physically_available=True, specialist=True
        )
    ]


def test_a_back_up_who_is_not_of_the_staff_is_saved_by_a_press_of_its_own(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Rommet")
    write(qtbot, made, "Bakvaktens navn", "Dr. B. Berg")
    write(qtbot, made, "Telefon", "12346")
    press(qtbot, made, beginning(made, "Fysisk tilgjengelig ved behov, under"))
    assert acts.done == []
    press(qtbot, made, beginning(made, "Overlege, eller spesialist"))
    press(qtbot, made, "Lagre bakvakt")
    assert [one.name for one in acts.done] == ["Dr. B. Berg"]


def test_who_is_here_and_who_knows_life_support_is_one_press(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Rommet")
    press(qtbot, made, "Ida Lund: Til stede i rommet")
    press(qtbot, made, "Per Moen: AHLR-kvalifisert personell på stedet")
    press(qtbot, made, "Per Moen: AHLR-kvalifisert personell på stedet")
    assert acts.done == [
        events.PersonPresent(person=NURSE, role="R-01"),
        events.PersonPresent(person=SECOND, role="R-10"),
        events.PersonPresent(person=SECOND, role="R-10", present=False),
    ]


def test_equipment_is_ticked_one_by_one_and_taken_back_with_a_reason(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Rommet")
    press(qtbot, made, beginning(made, "Hjertestarter (AED)"))
    assert acts.done == [answer("EQ-06")]
    press(qtbot, made, beginning(made, "Hjertestarter (AED)"))
    press(qtbot, made, "Feil trykk: Årsak")
    assert acts.done[1] == answer("EQ-06", "no", corrects=3, reason="Feil trykk")


def test_where_nobody_present_is_trained_the_room_asks_why(screen, qtbot):
    told = arrived(events.PersonPresent(person=SECOND, role="R-01"))
    made, acts = screen(told)
    tab(qtbot, made, "Rommet")
    assert beginning(made, "Ingen som er til stede, er notert som trent")
    assert not named(made, "Skriv som avvik").isEnabled()
    write(qtbot, made, "Hvorfor uten en som er trent", "kurset er på fredag")
    press(qtbot, made, "Skriv som avvik")
    assert acts.done == [events.DeviationRecorded(rule="T-R5", reason="kurset er på fredag")]
    assert "kurset er på fredag" in beginning(made, "Trent i nødprosedyrer")
    assert "Skriv som avvik" not in names(made)


def test_who_is_trained_stands_with_the_date(screen, qtbot):
    made, _ = screen(arrived(events.PersonPresent(person=NURSE, role="R-01")))
    tab(qtbot, made, "Rommet")
    assert "Ida Lund" in beginning(made, "Trent i nødprosedyrer")
    assert "Hvorfor uten en som er trent" not in names(made)


def test_the_room_is_done_when_people_and_equipment_are_there():
    told = arrived(BACKUP, events.PersonPresent(person=NURSE, role="R-01"))
    told.tell(events.PersonPresent(person=SECOND, role="R-10"))
    told.tell(*(answer(f"EQ-0{n}") for n in range(1, 8)))
    room = {tab.id: tab for tab in state_of(told).tabs.tabs}["room"]
    assert room.done


def test_continue_finishes_the_day_check(screen, qtbot):
    made, acts = screen(arrived(*clear_day_check(), WEIGHT))
    press(qtbot, made, "Fortsett")
    assert acts.done == [events.StageFinished(stage="day_check")]


def test_who_does_not_want_treatment_ends_the_session_here(screen, qtbot):
    made, acts = screen(arrived(answer("D-02", "no")))
    press(qtbot, made, beginning(made, "Avslutt uten infusjon"))
    press(qtbot, made, "Pasienten: Besluttet av")
    write(qtbot, made, "Årsak", "Ønsker ikke i dag")
    press(qtbot, made, "Avslutt økten")
    assert acts.done == [events.SessionAborted(reason="Ønsker ikke i dag", decided_by="patient")]


def test_back_goes_to_the_tab_before_and_from_the_first_to_the_patient(screen, qtbot):
    made, acts = screen(arrived())
    tab(qtbot, made, "Psykisk")
    press(qtbot, made, "Tilbake")
    press(qtbot, made, "Tilbake")
    assert acts.called == [("go", Place.NEW_SESSION)]


LANGUAGES = list(Language)
TABS = ["samtykke", "psykisk", "hjerte", "kropp", "legemidler", "i_dag", "papers", "room"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABS)
def test_every_word_is_whole_at_both_sizes(theme, qtbot, painted, language, name):
    words = Words(language)
    told = arrived(answer("D-11", "unsure"), answer("D-18", "no"), answer("D-12", "no"))
    acts = FakeActs(told, Place.DAY_CHECK)
    made = inside(qtbot, DayCheckScreen(theme, words, acts, lambda: 0.0), theme)
    acts.shows(made)
    title = next(tab.name for tab in state_of(told, language=language).tabs.tabs if tab.id == name)
    tab(qtbot, made, title)
    qtbot.wait(1)
    assert_whole(made, painted)


def test_what_a_questionnaire_said_of_suicidal_thoughts_stands_at_the_question():
    """SPEC 14, D-08: item 9 of PHQ-9 came back with 2."""
    back = events.QuestionnaireNoted(
        instrument="phq-9", moment="before-first", status="received", score=17, watched_score=2
    )
    asked = blocks(arrived(back), "psykisk")["D-08"].answer
    assert "PHQ-9, selvmordstanker: 2" in plain(asked.second)


def test_the_series_is_one_press_away(screen, qtbot):
    made, acts = screen(arrived())
    press(qtbot, made, "Serien")
    assert ("go", Place.SERIES) in acts.called
