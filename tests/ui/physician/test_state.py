"""What the physician's page shows of a session: values with their ages, pump, alerts, answers."""

from datetime import timedelta

import msgspec
import pytest

from bedside import events
from bedside.clock import Instant
from bedside.events import WATCH
from bedside.session import Session
from tests.bedside.course import END, START, amended, cuff
from tests.bedside.telling import Telling, protocol
from tests.ui.physician.ward import (
    BERG,
    EN,
    HANSEN,
    NB,
    OPENED,
    alerted,
    answered,
    high,
    infusing,
    raised,
    shown,
    streamed,
)
from ui.physician.state import session_state
from ui.physician.values import age_s
from ui.physician.wording import PAGE, REFUSALS, STAGES, page_words, refusal_words


def test_the_page_knows_when_a_value_is_too_old_without_any_news():
    state = shown(high())
    assert (state.spo2.old_s, state.spo2.gone_s) == (5.0, 10.0)
    assert (state.bp.old_s, state.bp.gone_s) == (None, 900.0)


def test_values_are_shown_with_their_age():
    state = shown(high().wait(4))
    assert (state.bp.text, state.bp.state, state.bp.age_s) == ("186/112", "current", 4.0)
    assert (state.spo2.text, state.pulse.text) == ("97", "91")
    assert state.spo2.age_s == 4.0


@pytest.mark.parametrize(
    ("after_s", "state", "text"), [(5, "current", "97"), (6, "old", "97"), (11, "gone", "---")]
)
def test_a_stream_greys_and_goes(after_s, state, text):
    spo2 = shown(infusing().wait(after_s)).spo2
    assert (spo2.state, spo2.text) == (state, text)


SLOW = [
    ("a monitor that speaks every second is old after five", {}, 6, "old", 5.0),
    ("one that speaks every five seconds is not, before its next value is overdue",
     {"oximeter": 5.0}, 6, "current", 6.0),
    ("a second later it is", {"oximeter": 5.0}, 7, "old", 6.0),
    ("and gone when all are", {"oximeter": 5.0}, 11, "gone", None),
    ("that the cuff's monitor is slow excuses no oximeter", {"nibp": 5.0}, 6, "old", 5.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "slow_s", "after_s", "state", "old_s"), SLOW, ids=[row[0] for row in SLOW]
)
def test_a_slow_monitor_is_greyed_when_the_bedside_greys_it(
    sentence, slow_s, after_s, state, old_s
):
    telling = Telling().tell(amended(OPENED, slow_s=slow_s), START)
    telling.tell(streamed("spo2", 97.0), by=WATCH)
    spo2 = shown(telling.wait(after_s)).spo2
    assert (spo2.state, spo2.old_s) == (state, old_s)


@pytest.mark.parametrize(("after_s", "state"), [(900, "current"), (901, "gone")])
def test_a_blood_pressure_without_a_plan_counts_a_quarter_of_an_hour(after_s, state):
    telling = infusing().tell(cuff(130, 80), by=WATCH)
    assert shown(telling.wait(after_s)).bp.state == state


def test_with_a_plan_it_greys_two_minutes_after_its_interval_and_goes_at_twice_of_it():
    plan = next(p for p in protocol().vitals.plan if p.every_min and p.overdue_alarm)
    telling = infusing().tell(events.MeasuringPlanChosen(plan=plan.id, doctor=HANSEN))
    telling.tell(cuff(130, 80), by=WATCH).wait(plan.every_min * 60 + 120)
    assert shown(telling).bp.state == "current"
    assert shown(telling.wait(1)).bp.state == "old"
    telling.wait(plan.every_min * 60 - 120)
    assert shown(telling).bp.state == "gone"
    assert shown(telling).bp.text == "---"


def test_a_plan_without_an_overdue_alarm_shows_the_age_only():
    plan = next(p for p in protocol().vitals.plan if not p.overdue_alarm)
    telling = infusing().tell(events.MeasuringPlanChosen(plan=plan.id, doctor=HANSEN))
    assert shown(telling).bp.text == "124/78"
    assert shown(telling.wait(5000)).bp.state == "current"


def test_what_was_never_measured_waits():
    state = session_state("s", Session(), infusing().now, protocol(), NB, HANSEN)
    assert (state.bp.state, state.spo2.state, state.pump.given) == ("waiting", "waiting", "–")


def test_a_finger_off_the_sensor_is_said():
    telling = infusing().tell(streamed("spo2", None, reason="sensor_off"), by=WATCH)
    assert (shown(telling).spo2.text, shown(telling).spo2.why) == ("---", "Finger av sensoren")
    other = infusing().tell(streamed("spo2", None, reason="new_reason"), by=WATCH)
    assert shown(other).spo2.why == "new_reason"


@pytest.mark.parametrize(
    ("mono_s", "wall_s", "age"),
    [(5, 5, 5), (5, 300, 300), (-400, 30, 30), (9, -3600, 9), (-1, -1, float("inf"))],
)
def test_a_moved_clock_never_makes_a_value_younger(mono_s, wall_s, age):
    taken = OPENED_AT
    now = Instant(taken.mono_s + mono_s, taken.wall + timedelta(seconds=wall_s))
    assert age_s(taken, now) == age


OPENED_AT = Instant(1000.0, infusing().now.wall)


def test_the_pump_and_what_it_gave():
    pump = shown(infusing()).pump
    assert pump.text == "minutt 21 av 40, går"
    assert (pump.given, pump.left) == ("37,1 av 72,4 mg", "19:30")
    paused = infusing().tell(events.InfusionPaused(reason="uro"))
    assert shown(paused).pump.text == "minutt 21 av 40, pauset"
    assert shown(infusing().tell(END)).pump.text == "avsluttet"
    resumed = infusing().wait(90).tell(events.SessionResumed(gap_s=90.0))
    assert shown(resumed).pump.unconfirmed.endswith("01:30")


def test_the_page_names_no_patient():
    said = msgspec.json.encode(shown(high(), EN)).decode()
    assert "Testpasient" not in said
    assert "T-0001" not in said
    assert "1984" not in said


def test_an_alert_says_what_and_asks_for_an_answer():
    (alert,) = shown(high().wait(12)).alerts
    assert (alert.mark, alert.title, alert.text) == ("!!!", "BT 186/112", "180/110 eller høyere")
    assert (alert.asks, alert.rings, alert.mine, alert.version) == (True, True, False, 1)
    assert alert.answer_left_s == 48.0
    assert alert.symptoms == "Symptomer: ikke besvart ennå"


def test_accepted_by_me_it_asks_for_my_arrival_and_rings_no_more():
    (alert,) = shown(high().wait(9).tell(answered())).alerts
    assert (alert.asks, alert.rings, alert.mine, alert.may_arrive) == (False, False, True, True)
    assert alert.stage_text == "Godtatt 09:40:39 av Dr. N. Hansen"
    (alert,) = shown(high().tell(answered()), me=BERG).alerts
    assert (alert.asks, alert.mine, alert.may_arrive) == (False, False, False)


def test_a_worse_version_asks_again():
    telling = high().tell(answered()).wait(60)
    telling.tell(cuff(205, 121), raised(2, 205, 121), alerted(2, 205, 121), by=WATCH)
    (alert,) = shown(telling).alerts
    assert (alert.title, alert.version, alert.asks) == ("BT 205/121", 2, True)


def test_cannot_come_is_said_with_the_name():
    (alert,) = shown(high().tell(answered("cannot_come"))).alerts
    assert alert.stage_text == "Dr. N. Hansen kan ikke komme"
    assert alert.asks


def test_arrived():
    telling = high().tell(answered(), events.PhysicianArrived(alert=1, physician=HANSEN))
    (alert,) = shown(telling).alerts
    assert (alert.stage, alert.may_arrive) == ("arrived", False)


def test_unanswered_it_is_loud_and_the_nurse_telephones():
    telling = high().tell(events.AlertDelivered(alert=1)).wait(20)
    assert not shown(telling).alerts[0].loud
    assert shown(telling.wait(11)).alerts[0].loud
    assert shown(telling).telephone == ""
    state = shown(telling.wait(31))
    assert state.alerts[0].stage == "unanswered"
    assert state.telephone == "12345"


def test_improvement_is_told_and_closes_nothing():
    telling = high().tell(answered()).wait(100)
    telling.tell(cuff(174, 104), events.AlarmEnded(alarm=1, latched=True), by=WATCH)
    (alert,) = shown(telling).alerts
    assert alert.now == "nå 174/104, over · venter på kvittering ved sengen"


def test_the_nurses_answer_about_symptoms():
    asked = events.CrisisSymptomsAnswered(symptoms=(), alarm=1)
    assert shown(high().wait(5).tell(asked)).alerts[0].symptoms == "Symptomer: ingen"
    name = protocol().symptoms.symptom[0]
    asked = events.CrisisSymptomsAnswered(symptoms=(name.id, "unknown"), alarm=1)
    said = shown(high().wait(5).tell(asked)).alerts[0].symptoms
    assert said == f"Symptomer: {name.text.nb}, unknown"


def test_the_most_urgent_first():
    telling = high()
    telling.wait(5).tell(
        alerted(alert=2, priority="medium", condition="spo2_low", values={"spo2": 88.0}, alarm=2),
        alerted(alert=3, priority="low", condition="test", values={}, alarm=None),
        alerted(alert=4, condition="pulse_high", values={"pulse_rate": 141.0}, alarm=4),
        alerted(alert=5, condition="physician_called", values={}, alarm=5),
        by=WATCH,
    )
    titles = [alert.title for alert in shown(telling).alerts]
    called = "Legen er kalt fra rommet"
    assert titles == [called, "Puls 141", "BT 186/112", "SpO₂ 88 %", "PRØVEVARSEL"]
    told = telling.wait(9).tell(events.AlarmEnded(alarm=1, latched=True), by=WATCH)
    assert [a.now for a in shown(told).alerts if a.alert == 4] == [""]


def test_the_trend_counts_from_the_start_of_the_infusion():
    trend = shown(high()).trend
    assert trend.bp == ((0.0, 124, 78, False), (20.5, 186, 112, True))
    assert trend.spo2 == ((20.0, 97.0),)
    assert trend.now_min == 20.5
    assert (trend.onset_min, trend.to_min) == ((5.0, 10.0), 40.0)
    assert (trend.spo2_limit, trend.bp_limits) == (90.0, (180.0, 110.0))


def test_the_last_of_what_happened_the_newest_first():
    telling = high().wait(7).tell(answered()).wait(3)
    telling.tell(
        events.PrnDoseGiven(drug="midazolam", dose_mg="2.5", route="iv", indication="uro"),
        events.InfusionPaused(reason="uro"),
        events.InfusionResumed(),
        events.SymptomObserved(symptom="unknown", severity="mild"),
        events.AlarmAcknowledged(alarm=1, version=1),
        events.EmergencyDeclared(),
        events.PhysicianArrived(physician=HANSEN),
        events.CrisisSymptomsAnswered(symptoms=()),
        events.SessionResumed(gap_s=0),
        events.NoteWritten(text="ikke for legen"),
    )
    said = [sentence for _at, sentence in shown(telling).events]
    assert "ikke for legen" not in said
    assert "Dr. N. Hansen kommer" in said
    assert any("2,5 mg i.v." in sentence for sentence in said)
    assert said[0] == "Økten gjenopptatt"
    ended = infusing().tell(END, answered("cannot_come"))
    assert "Dr. N. Hansen kan ikke komme" in [s for _, s in shown(ended).events]
    assert "Infusjon avsluttet · 72,4 mg gitt" in [s for _, s in shown(ended).events]


def test_a_long_record_is_told_in_its_last_lines():
    telling = infusing()
    for _ in range(40):
        telling.wait(1).tell(events.SymptomObserved(symptom="x", severity="mild"))
    assert len(shown(telling).events) == 14


def test_checked_in_is_whoever_accepted_the_test():
    told = events.PhysicianCheckedIn(physician=HANSEN, test_accepted=True)
    assert shown(infusing().tell(told)).checked_in
    assert not shown(infusing().tell(told), me=BERG).checked_in
    assert not shown(infusing()).checked_in


def test_both_languages_have_every_word():
    for words in (NB, EN):
        assert set(page_words(words)) == set(PAGE)
        assert all(words.text(sentence) for sentence in STAGES.values())
        assert all(refusal_words(code, words, "12345") for code in REFUSALS)
    assert refusal_words("worse", NB) == "Pasienten er verre. Se igjen."
    assert refusal_words("not_recorded", NB, "12345").endswith("12345.")
    assert refusal_words("???", EN) == EN.text(REFUSALS["not_understood"])


def test_the_state_is_json_of_a_few_kilobytes():
    assert len(msgspec.json.encode(shown(high()))) < 8000
