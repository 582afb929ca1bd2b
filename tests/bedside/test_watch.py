"""What the watch shows and what it writes down (DESIGN 2.8, ALARMS D.5, A.14)."""

from itertools import pairwise
from math import isnan

import pytest

from bedside import events
from bedside.board_view import Freshness, LinkState
from bedside.events import WATCH
from bedside.history import KEPT, History, Series
from bedside.vitals import (
    Arrival,
    BloodPressure,
    DeviceIdentified,
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    ProgramFault,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from tests.bedside.bed import CUFF, LISTENED, OXIMETER, ROLES, Bed, CuffOrder


def said(bed, value, at_s, vital=Vital.SPO2, **more):
    bed.clock.move_to(at_s)
    reason = value if isinstance(value, Reason) else None
    number = None if reason else value
    bed.watch.take(Arrival("oximeter", bed.now, Measurement(vital, number, reason, **more)))
    bed.watch.tick(bed.now)
    bed.watch.flush(bed.note)


def quiet():
    return Bed(spo2=None, pulse=None)


def recorded(bed, vital="spo2"):
    return [
        e for e in bed.record if isinstance(e.event, events.Measured) and e.event.vital == vital
    ]


@pytest.mark.parametrize(
    ("story", "per_s", "for_s", "lines"),
    [
        ("a monitor that speaks once a second: each word", 1, 60, 61),
        ("three times a second: one in three", 3, 60, 61),
        ("sixty times a second: one in sixty", 60, 20, 21),
        ("every other second: each word", 0.5, 60, 31),
    ],
)
def test_one_value_a_second_is_written_down(story, per_s, for_s, lines):
    bed = quiet()
    for n in range(round(for_s * per_s) + 1):
        said(bed, 97, n / per_s)
    assert abs(len(recorded(bed)) - lines) <= 1


@pytest.mark.parametrize("period_s", [0.98, 1.02])
def test_a_monitor_whose_second_is_not_ours_is_written_down_without_holes(period_s):
    bed = quiet()
    for n in range(120):
        said(bed, 97, n * period_s)
    at_s = [e.at.mono_s for e in recorded(bed)]
    assert len(at_s) >= 112
    assert max(b - a for a, b in pairwise(at_s)) < 2.1


@pytest.mark.parametrize(
    ("story", "value", "more"),
    [
        ("no value any more", Reason.SENSOR_OFF, {}),
        ("a worse signal", 97, {"quality": Quality.POOR}),
        ("over the edge of a limit", 89, {}),
        ("out of the band in which an alarm stays", 91, {}),
    ],
)
def test_a_change_of_state_is_written_down_at_once(story, value, more):
    bed = quiet()
    said(bed, 97, 0.0)
    said(bed, 97, 0.3)
    said(bed, value, 0.4, **more)
    assert [e.at.mono_s for e in recorded(bed)] == [0.0, 0.4]


def test_another_value_of_the_same_band_waits_for_its_second():
    bed = quiet()
    said(bed, 97, 0.0)
    said(bed, 98, 0.4)
    assert len(recorded(bed)) == 1
    assert bed.view.board.spo2.value == 98, "shown all the same"


def test_why_there_is_no_value_is_written_down():
    bed = quiet()
    said(bed, Reason.LOW_PERFUSION, 0.0)
    event = recorded(bed)[0].event
    assert (event.value, event.reason, event.source) == (None, "low_perfusion", "oximeter")


def test_every_blood_pressure_is_written_down_whole():
    bed = quiet()
    bed.says(BloodPressure(128, 79, 95, 71, 4)).says(BloodPressure(128, 79, 95)).beat()
    lines = recorded(bed, "nibp")
    assert len(lines) == 2
    event = lines[0].event
    assert (event.systolic, event.diastolic, event.mean, event.start_id) == (128, 79, 95, 4)
    assert (event.source, event.unit, event.quality) == ("nibp", "mmHg", "good")


def test_a_pressure_that_was_measured_earlier_has_the_age_of_its_measurement():
    bed = Bed().run(60)
    bed.says(BloodPressure(128, 79, 95, measured_ago_s=40)).beat()
    latest = bed.watch.view.board.bp.latest
    told = recorded(bed, "nibp")[-1]
    assert latest.received_at == told.at
    assert latest.received_at.mono_s - latest.measured_at.mono_s == 40
    assert told.event.measured_ago_s == 40
    kept = bed.session.chart.blood_pressure
    assert (kept.at, kept.received_at) == (latest.measured_at, told.at)


def test_a_result_without_any_number_is_a_failure_and_takes_nothing_away():
    bed = quiet().bp(128, 79).run(10).bp(None, None)
    assert [e.fault for e in bed.noted(events.NibpMeasurementFailed)] == ["unknown"]
    assert bed.view.board.bp.latest.systolic == 128


def test_a_suspect_value_is_written_down_as_suspect():
    bed = quiet()
    said(bed, 40, 0.0)
    assert recorded(bed)[0].event.quality == "suspect"


@pytest.mark.parametrize(
    ("story", "vital", "value", "suspect"),
    [
        ("50 % can be", Vital.SPO2, 50, False),
        ("49 % cannot", Vital.SPO2, 49, True),
        ("101 % cannot", Vital.SPO2, 101, True),
        ("pulse 20 can be", Vital.PULSE_RATE, 20, False),
        ("pulse 19 cannot", Vital.PULSE_RATE, 19, True),
        ("pulse 251 cannot", Vital.PULSE_RATE, 251, True),
        ("respiration is not doubted", Vital.RESPIRATORY_RATE, 99, False),
        ("nothing is not doubted", Vital.SPO2, Reason.NO_VALUE, False),
    ],
)
def test_a_value_no_patient_can_have_is_suspect(story, vital, value, suspect):
    roles = {"oximeter": type(OXIMETER)(OXIMETER.vitals | {Vital.RESPIRATORY_RATE})}
    bed = Bed(roles=roles, spo2=None, pulse=None)
    said(bed, value, 0.0, vital)
    view = bed.view.board
    shown = {
        Vital.SPO2: view.spo2,
        Vital.PULSE_RATE: view.pulse_rate,
        Vital.RESPIRATORY_RATE: view.respiratory_rate,
    }[vital]
    assert view.of(vital) is shown
    assert (shown.quality is Quality.SUSPECT) == suspect


def test_a_monitor_is_believed_for_what_it_is_here_for():
    """The blood-pressure monitor has a finger clip too; it hangs on the wall."""
    bed = Bed().run(5)
    bed.watch.take(Arrival("nibp", bed.now, Measurement(Vital.SPO2, None, Reason.SENSOR_OFF)))
    bed.says(BloodPressure(190, 115, 140), role="oximeter")
    bed.beat()
    assert bed.view.board.spo2.value == 97
    assert bed.view.board.bp.latest is None
    assert bed.alarms == []


def test_of_two_monitors_with_the_same_vital_the_first_is_believed():
    bed = Bed(roles={**ROLES, "second": OXIMETER}).run(5)
    bed.watch.take(Arrival("second", bed.now, Measurement(Vital.SPO2, 80.0)))
    assert bed.beat().view.board.spo2.value == 97


def test_a_vital_nobody_is_here_for_is_not_shown():
    bed = Bed(roles={"nibp": CUFF})
    bed.watch.take(Arrival("nibp", bed.now, Measurement(Vital.SPO2, 80.0)))
    assert bed.beat().view.board.spo2.freshness is Freshness.WAITING


def test_the_pulse_of_the_cuff_is_written_down_where_no_finger_gives_one():
    bed = Bed(roles={"nibp": LISTENED})
    bed.says(BloodPressure(120, 70, 85, 66)).beat()
    event = recorded(bed, "pulse_rate")[0].event
    assert (event.value, event.pulse_source) == (66, PulseSource.NIBP)


def test_bytes_that_make_no_sense_and_waveforms_change_no_value():
    bed = Bed(spo2=None, pulse=None)
    before = bed.view.board
    bed.says(Garbled(b"xx"), "oximeter").beat()
    assert bed.view.board is before
    assert bed.view.board.link("oximeter").state is LinkState.WAITING
    bed.says(Waveform(Vital.SPO2, (1, 2)), "oximeter").beat()
    assert bed.view.board.link("oximeter").state is LinkState.LIVE
    assert bed.view.board.spo2.freshness is Freshness.WAITING


def test_what_a_device_says_of_itself_is_shown_with_its_line():
    bed = Bed().says(DeviceStatus("low_battery"), "oximeter").beat()
    assert bed.view.board.link("oximeter").status == "low_battery"
    assert bed.view.board.link("nobody") is None
    assert bed.lose().view.board.link("oximeter").status == ""


def test_a_nibp_value_in_the_shape_of_a_stream_is_not_a_reading():
    bed = Bed().says(Measurement(Vital.NIBP, 120.0)).beat()
    assert bed.view.board.bp.latest is None


def test_the_board_is_the_same_object_while_nothing_changes():
    bed = Bed().run(5)
    board = bed.view.board
    bed.clock.advance(0.1)
    assert bed.watch.tick(bed.now).board is board


def test_the_first_value_says_when_it_came():
    bed = Bed(spo2=Reason.SEARCHING).run(3)
    assert bed.view.board.spo2.first_at is None
    bed.spo2 = 97
    bed.run(1)
    first = bed.view.board.spo2.first_at
    assert bed.run(5).view.board.spo2.first_at == first


def test_two_readings_and_the_last_failure_are_shown():
    bed = Bed().run(5).bp(128, 79).run(60).bp(131, 82).run(60).fails()
    bp = bed.view.board.bp
    assert (bp.latest.systolic, bp.previous.systolic, bp.fault) == (131, 128, NibpFault.ARTEFACT)
    assert bed.bp(120, 70).view.board.bp.fault is None


def test_a_line_that_is_lost_twice_is_lost_since_the_first_time():
    bed = Bed().run(5).lose()
    since = bed.view.board.link("oximeter").since
    bed.run(5).lose(reason="port_missing")
    link = bed.view.board.link("oximeter")
    assert (link.since, link.reason) == (since, "port_missing")
    assert len(bed.noted(events.LinkLost)) == 1


def test_a_lost_line_of_a_monitor_nobody_announced_is_shown():
    bed = Bed(roles={}).lose("extra")
    assert bed.view.board.link("extra").state is LinkState.LOST
    bed.regain("extra")
    assert bed.noted(events.LinkRestored) == [events.LinkRestored(monitor="extra", gap_s=0.0)]


def test_a_lost_oximeter_does_not_empty_a_cuff():
    bed = Bed().run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.beat().lose("oximeter")
    assert bed.view.board.cuff.inflating
    assert bed.view.nibp.running_since_s is not None


def test_orders_are_given_after_the_view_was_made_and_the_event_noted():
    bed = Bed(roles={"nibp": CUFF})
    bed.watch.measure_now("ida", bed.now)
    bed.watch.tick(bed.now)
    assert bed.orders == []
    order_seen = []
    bed.watch.flush(lambda event, at, by: order_seen.append(list(bed.orders)))
    assert order_seen == [[]]
    assert bed.orders == [("nibp", CuffOrder.START, 1)]


def test_a_busy_cuff_and_a_refusal_are_failures_with_their_reason():
    for fault in (NibpFault.BUSY, NibpFault.REFUSED):
        bed = Bed().run(5).says(NibpFailed(fault, 1)).beat()
        assert [e.fault for e in bed.noted(events.NibpMeasurementFailed)] == [fault]


def test_a_fault_of_ours_is_recorded_with_where_and_what():
    bed = Bed()
    bed.watch.take(Arrival("program", bed.now, ProgramFault("screen", "ZeroDivisionError")))
    bed.beat()
    assert bed.noted(events.ProgramFaulted) == [
        events.ProgramFaulted(where="screen", detail="ZeroDivisionError")
    ]
    assert bed.view.board.link("program") is None


# --- the trend ---------------------------------------------------------------------------------


def test_the_trend_has_a_value_a_second_and_breaks_where_there_was_none():
    bed = Bed().run(10)
    bed.spo2 = Reason.SENSOR_OFF
    bed.run(5)
    bed.spo2 = 95
    bed.run(5)
    bed.spo2 = None
    bed.run(20)
    bed.spo2 = 94
    bed.run(2)
    series = bed.watch.history.of(Vital.SPO2)
    values = [None if isnan(v) else v for v in series.values]
    assert values == [97] * 11 + [None] * 5 + [95] * 5 + [None] + [94] * 2
    assert list(series.at_s) == sorted(series.at_s)


def test_the_trend_keeps_six_hours_and_no_more():
    series = Series()
    for n in range(KEPT + KEPT // 2):
        series.add(float(n), 97.0)
    assert KEPT <= len(series.values) <= KEPT + KEPT // 4
    assert len(series.at_s) == len(series.values)
    assert series.at_s[-1] == KEPT + KEPT // 2 - 1


def test_every_blood_pressure_is_in_the_trend():
    bed = Bed().run(5).bp(128, 79).run(60).typed(131, 82)
    assert [r.systolic for r in bed.watch.history.blood_pressures] == [128, 131]
    assert History().blood_pressures == []


def test_a_line_of_the_record_that_is_no_reading_is_not_drawn():
    bed = Bed()
    bed.saw(events.Measured(vital="nibp", unit="mmHg", source="manual", reason="no_value"))
    bed.saw(events.Measured(vital="of_another_program", unit="", value=1.0, source="manual"))
    assert bed.beat().watch.history.blood_pressures == []


def test_who_a_monitor_says_it_is_is_written_down_once():
    bed = Bed()
    who = DeviceIdentified(model="Rad-8", serial="123", firmware="1.2")
    bed.says(who).says(who).beat()
    told = [e.event for e in bed.record if isinstance(e.event, events.MonitorIdentified)]
    assert [(one.model, one.serial, one.firmware) for one in told] == [("Rad-8", "123", "1.2")]


def test_when_an_alarm_was_painted_and_sounded_is_written_in_its_own_beat():
    bed = Bed().run(2)
    told = events.AlarmSignalled(alarm=1, shown_s=0.02, sounded_s=0.03)
    bed.bp(186, 112).watch.signalled(told, bed.now)
    bed.watch.flush(bed.note)
    assert bed.record[-1].event == told
    assert (bed.record[-1].by, bed.record[-1].at) == (WATCH, bed.now)


def test_a_ring_beside_the_engine_is_counted_with_the_others():
    bed = Bed().run(2)
    assert bed.watch.ring() == 1
    assert bed.bp(186, 112).view.display.rings == 2
