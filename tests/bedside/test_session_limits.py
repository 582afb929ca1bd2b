"""Limits of one session: tightened by the nurse, loosened only with a doctor (ALARMS D.5, A18)."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.limit_rules import needs_doctor, possible
from bedside.rules import may
from bedside.session_limits import (
    BOUNDS,
    changeable,
    high_pressures,
    in_force,
    looser,
    named,
    number_of,
    worded,
)
from bedside.spoken import to_confirm
from tests.bedside.bed import NURSE, Bed
from tests.bedside.course import OPEN, now
from tests.bedside.telling import DOCTOR, Telling, protocol

SPO2 = ("spo2_low", "low_percent")
PULSE_LOW = ("pulse", "low_per_min")
PULSE_HIGH = ("pulse", "high_per_min")
SYSTOLIC = ("bp_limit", "systolic_high_mmhg")
DIASTOLIC = ("bp_limit", "diastolic_high_mmhg")
VERY_HIGH = ("bp_very_high", "systolic_high_mmhg")
BREATHS = ("respiration_low", "low_per_min")
LIMITS = protocol().limits


def limit_of(id_):
    return next(limit for limit in LIMITS.limit if limit.id == id_)


def changed(which, value, doctor="", read_back=True):
    id_, bound = which
    own = number_of(limit_of(id_), bound)
    return events.AlarmLimitChanged(
        limit=id_, bound=bound, value=value, was=own, doctor=doctor, channel="phone",
        read_back=read_back and bool(doctor),
    )  # fmt: skip


def refused(telling, event, by=NURSE):
    refusal = may(telling.session, event, by, telling.now, protocol(), now(telling))
    return (refusal.rule, refusal.code) if refusal else None


FROM_THE_SITE = [
    ("SpO2 low from 90 to 93: tightened, nobody is asked", changed(SPO2, 93), None),
    ("SpO2 low to 88 without a doctor", changed(SPO2, 88), ("9.7", "limit_needs_doctor")),
    ("SpO2 low to 88, the doctor said so by telephone", changed(SPO2, 88, DOCTOR), None),
    ("the same, not read back", changed(SPO2, 88, DOCTOR, False), ("T-R4", "not_read_back")),
    ("the same, by a nurse who calls herself the doctor", changed(SPO2, 88, NURSE),
     ("T-R4", "not_a_doctor")),
    ("pulse low to 55", changed(PULSE_LOW, 55), None),
    ("pulse low of an athlete to 42, with the doctor", changed(PULSE_LOW, 42, DOCTOR), None),
    ("pulse high to 110", changed(PULSE_HIGH, 110), None),
    ("pulse high to 130, nobody asked", changed(PULSE_HIGH, 130), ("9.7", "limit_needs_doctor")),
    ("BP limit to 160", changed(SYSTOLIC, 160), None),
    ("BP limit to 181, with the doctor: never", changed(SYSTOLIC, 181, DOCTOR),
     ("9.4", "limit_never_loosened")),
    ("diastolic limit to 111, with the doctor: never", changed(DIASTOLIC, 111, DOCTOR),
     ("9.4", "limit_never_loosened")),
    ("the second BP limit to 210: never", changed(VERY_HIGH, 210, DOCTOR),
     ("9.4", "limit_never_loosened")),
    ("respiration low from 8 to 10", changed(BREATHS, 10), None),
    ("SpO2 low to what it is already", changed(SPO2, 90), ("9.7", "limit_is_that")),
    ("SpO2 low to 101 %: no patient has that", changed(SPO2, 101), ("9.7", "limit_impossible")),
    ("pulse high to 5: no patient has that", changed(PULSE_HIGH, 5), ("9.7", "limit_impossible")),
    ("pulse low to 130, above the high limit: it would alarm for everybody",
     changed(PULSE_LOW, 130), ("9.7", "limit_crosses")),
    ("systolic high to 85, below the low limit of 90", changed(SYSTOLIC, 85),
     ("9.7", "limit_crosses")),
    ("a limit that does not exist", events.AlarmLimitChanged(
        limit="temperature", bound="x", value=3, was=1.0), ("9.7", "limit_unknown")),
    ("a number that SpO2 low has not", events.AlarmLimitChanged(
        limit="spo2_low", bound="high_per_min", value=100, was=0.0), ("9.7", "limit_unknown")),
    ("BP rising is information, no alarm limit", events.AlarmLimitChanged(
        limit="bp_rising", bound="systolic_high_mmhg", value=150, was=160.0),
     ("9.7", "limit_unknown")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "event", "answer"), FROM_THE_SITE, ids=[row[0] for row in FROM_THE_SITE]
)
def test_what_may_be_changed_and_who_must_say_so(sentence, event, answer):
    assert refused(Telling().tell(OPEN), event) == answer


def test_nobody_signed_in_changes_no_limit():
    telling = Telling().tell(OPEN)
    assert refused(telling, changed(SPO2, 93), by="-") == ("signed-in", "nobody_signed_in")


def test_a_slip_of_the_finger_is_taken_back_to_the_sites_own_limit_and_no_further():
    telling = Telling().tell(OPEN, changed(SPO2, 99))
    assert refused(telling, changed(SPO2, 92)) is None
    assert refused(telling, changed(SPO2, 90)) is None
    assert refused(telling, changed(SPO2, 89)) == ("9.7", "limit_needs_doctor")


def test_what_a_doctor_loosened_is_loosened_further_only_by_a_doctor_and_tightened_by_anybody():
    telling = Telling().tell(OPEN, changed(SPO2, 87, DOCTOR))
    assert refused(telling, changed(SPO2, 86)) == ("9.7", "limit_needs_doctor")
    assert refused(telling, changed(SPO2, 88)) == ("9.7", "limit_needs_doctor")
    assert refused(telling, changed(SPO2, 90)) is None


def test_t_r4_a_doctor_who_loosened_by_telephone_is_asked_to_confirm_and_a_tightening_asks_nobody():
    telling = Telling().tell(OPEN, changed(SPO2, 93), changed(SPO2, 88, DOCTOR))
    waiting = to_confirm(telling.session)
    assert [(said.doctor, said.event.value) for said in waiting] == [(DOCTOR, 88)]
    telling.tell(events.DoctorConfirmed(of=waiting[0].seq), by=DOCTOR)
    assert to_confirm(telling.session) == ()


def test_a_new_session_begins_with_the_sites_own_limits():
    bed = Bed().run(2)
    bed.saw(OPEN).saw(changed(SPO2, 95)).saw(changed(SYSTOLIC, 150))
    assert named(LIMITS, bed.session.limits, "spo2_low").low_percent == 95
    bed.saw(OPEN)
    assert bed.session.limits.lines == ()
    assert named(LIMITS, bed.session.limits, "spo2_low").low_percent == 90
    assert bed.watch.engine.rules.ladders == bed.watch.engine.rules.profile
    bed.spo2 = 93
    assert "spo2_low" not in bed.run(30).bp(165, 90).active
    assert "bp_limit" not in bed.active


# ------------------------------------------------------------------ what alarms from then on


def test_a_blood_pressure_that_is_there_already_alarms_when_the_limit_is_tightened_below_it():
    bed = Bed().run(2).bp(165, 95)
    assert "bp_limit" not in bed.active
    bed.saw(changed(SYSTOLIC, 160)).beat()
    shown = bed.shown("bp_limit")
    assert (shown.limit, shown.values["systolic"], shown.confirmation) == (
        "160/110", 165.0, "confirming",
    )  # fmt: skip
    assert bed.sound == "high"
    assert bed.view.nibp.next_why == "repeat", "and the cuff is to confirm it"


def test_a_saturation_that_is_low_already_alarms_after_its_own_delay_from_the_act():
    bed = Bed(spo2=92).run(60)
    assert "spo2_low" not in bed.active
    bed.saw(changed(SPO2, 93)).run(9)
    assert "spo2_low" not in bed.active
    assert "spo2_low" in bed.run(1).active
    assert bed.shown("spo2_low").limit == "<93"


def test_a_respiration_that_was_counted_alarms_at_once_when_the_limit_is_tightened_above_it():
    bed = Bed().run(2)
    bed.saw(events.PostSedationObserved(of=1, due_min=5, sedation="drowsy", respiration_per_min=10))
    assert "respiration_low" not in bed.beat().active
    assert "respiration_low" in bed.saw(changed(BREATHS, 11)).beat().active


def test_a_finger_that_has_no_signal_now_is_not_judged_by_what_it_said_long_ago():
    bed = Bed(spo2=92).run(5).lose().run(8)
    for value in range(93, 100):  # however often somebody turns it
        bed.saw(changed(SPO2, value)).run(2)
    assert "spo2_low" not in bed.run(60).active


def test_a_limit_that_the_doctor_loosened_ends_the_alarm_as_any_good_value_does():
    bed = Bed(spo2=88).run(12)
    assert "spo2_low" in bed.active
    bed.saw(changed(SPO2, 85, DOCTOR)).run(3)
    assert "spo2_low" in bed.active, "well inside for five seconds first, with its margin"
    assert "spo2_low" not in bed.run(4).active


def test_what_was_due_before_the_limit_was_loosened_has_happened():
    bed = Bed(spo2=88)
    bed.run(9)
    bed.clock.advance(1.0)
    bed.saw(changed(SPO2, 80, DOCTOR)).beat()
    assert "spo2_low" in [e.condition for e in bed.noted(events.AlarmRaised)]


def test_changing_one_limit_keeps_the_worse_one_worse():
    bed = Bed(spo2=97).run(2)
    bed.saw(changed(("spo2_very_low", "low_percent"), 93)).saw(changed(SPO2, 95))
    bed.spo2 = 92
    assert "spo2_very_low" in bed.run(12).active
    assert bed.shown("spo2_very_low").priority == "high"


def test_what_is_written_down_follows_the_limit_so_that_no_crossing_falls_between_two_seconds():
    bed = Bed(step_s=0.25, spo2=100)
    bed.every_s = 0.25
    bed.run(3).saw(changed(SPO2, 99))
    bed.spo2 = 98
    bed.run(0.25)
    last = bed.noted(events.Measured)[-2:]
    assert 98 in [m.value for m in last if m.vital == "spo2"], "not a second later"


# ------------------------------------------------------------------ no way round it

NUMBERS = [(limit.id, bound) for limit, bound in changeable(LIMITS.limit)]
DOCTORS = st.sampled_from(["", " ", NURSE, DOCTOR])
ACTS = st.lists(
    st.tuples(st.sampled_from(NUMBERS), st.integers(-5, 400), DOCTORS, st.booleans()), max_size=25
)


def loosened(session):
    """Limits that are looser than the site's now, with the doctor of the last change."""
    for limit, bound in changeable(LIMITS.limit):
        own, is_ = number_of(limit, bound), number_of(in_force(limit, session.limits), bound)
        if looser(bound, is_, own):
            yield limit, session.limits.latest[limit.id, bound].doctor


@settings(max_examples=80, deadline=None)
@given(ACTS, st.booleans())
def test_no_sequence_of_acts_passes_180_110_or_loosens_without_a_doctor(acts, asked):
    """Asked of the rules first, or written into the record past every rule."""
    telling = Telling().tell(OPEN)
    for which, value, doctor, read_back in acts:
        event = changed(which, value, doctor, read_back)
        if not asked or refused(telling, event) is None:
            telling.tell(event)
    assert telling.session == telling.replayed()
    bp = named(LIMITS, telling.session.limits, "bp_limit")
    assert 0 < bp.systolic_high_mmhg <= 180
    assert 0 < bp.diastolic_high_mmhg <= 110
    for limit, doctor in loosened(telling.session):
        assert limit.loosen == "doctor"
        assert doctor.strip(), limit.id
        assert not asked or doctor == DOCTOR


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_what_the_rules_let_through_never_crosses_and_can_always_be_reached_by_a_value(acts):
    telling = Telling().tell(OPEN)
    for which, value, doctor, read_back in acts:
        event = changed(which, value, doctor, read_back)
        if refused(telling, event) is None:
            telling.tell(event)
    for limit, bound in changeable(LIMITS.limit):
        is_ = number_of(in_force(limit, telling.session.limits), bound)
        least, most = possible(limit.vital, bound, protocol().vitals.entry)
        assert least <= is_ <= most
    pulse = named(LIMITS, telling.session.limits, "pulse")
    assert pulse.low_per_min < pulse.high_per_min


def test_every_number_of_the_limits_file_that_alarms_can_be_tightened():
    for limit, bound in changeable(LIMITS.limit):
        own = number_of(limit, bound)
        tighter = int(own) + (1 if bound in BOUNDS and "low" in bound.split("_") else -1)
        assert refused(Telling().tell(OPEN), changed((limit.id, bound), tighter)) is None


ASKED = [
    ("tighter than the site's", SPO2, 91, False),
    ("the site's own", SPO2, 90, False),
    ("looser", SPO2, 89, True),
    ("a high limit, tighter", PULSE_HIGH, 119, False),
    ("a high limit, looser", PULSE_HIGH, 121, True),
    ("a number that the limit has not", ("spo2_low", "high_per_min"), 1, False),
]


@pytest.mark.parametrize(("sentence", "which", "value", "asked"), ASKED, ids=[r[0] for r in ASKED])
def test_a_doctor_is_asked_for_beforehand_where_the_rule_will_ask(sentence, which, value, asked):
    assert needs_doctor(limit_of(which[0]), which[1], value) == asked


HIGH = [
    ("the protocol's own", [], (180, 110)),
    ("one of them tightened", [changed(SYSTOLIC, 160)], (160, 110)),
    ("both", [changed(SYSTOLIC, 160), changed(DIASTOLIC, 95)], (160, 95)),
    ("written past every rule", [changed(SYSTOLIC, 220, DOCTOR)], (180, 110)),
    ("nought, past every rule: no pressure is that", [changed(SYSTOLIC, 0)], (180, 110)),
]


@pytest.mark.parametrize(("sentence", "told", "mmhg"), HIGH, ids=[row[0] for row in HIGH])
def test_the_curves_and_the_tile_show_the_pressure_limit_in_force(sentence, told, mmhg):
    changes = Telling().tell(OPEN, *told).session.limits
    assert high_pressures(LIMITS, changes) == mmhg
    none = msgspec.structs.replace(LIMITS, limit=())
    assert high_pressures(none, changes) == (180, 110), "where no alarm has it, the table's"


def test_a_limit_that_has_no_name_here_is_none():
    assert named(LIMITS, Telling().session.limits, "temperature") is None


WORDED = [
    ("the site's own limit keeps its words", "BT 180/110 eller høyere", "bp_limit", "180/110",
     "BT 180/110 eller høyere"),
    ("a tightened one says its own digits", "BT 180/110 eller høyere", "bp_limit", "160/100",
     "BT 160/100 eller høyere"),
    ("SpO2 under 94 % is under 95 %", "SpO₂ under 94 %", "spo2_note", "<95", "SpO₂ under 95 %"),
    ("words without digits stay", "Puls lav", "pulse", "<55", "Puls lav"),
    ("an old line without a limit stays", "BT 180/110 eller høyere", "bp_limit", "",
     "BT 180/110 eller høyere"),
    ("a technical condition has none", "SpO₂ uten signal", "spo2_no_signal", "",
     "SpO₂ uten signal"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "text", "condition", "limit", "says"), WORDED, ids=[row[0] for row in WORDED]
)
def test_an_alarm_never_names_a_limit_that_it_was_not_judged_by(
    sentence, text, condition, limit, says
):
    assert worded(text, LIMITS.limit, condition, limit) == says
