"""The simulated SunTech module, asked by hand and by its driver's own conversation."""

import pytest

from bedside.vitals import BloodPressure, CuffPressure, NibpFailed, NibpFault, NibpStarted
from devices.link import Command, Order
from devices.simulator.suntech import SunTech
from devices.suntech_conversation import Conversation
from devices.suntech_packets import (
    ABORT,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    START_ADULT,
    START_NEONATE,
    Result,
    ack_packet,
    host_packet,
    parse_pressure,
    parse_result,
)
from tests.devices.streams import Calm

GOT, K, A, B, E, N, D, T = (ack_packet(bytes([letter])) for letter in b"OKABENDT")


def session(patient, seconds, orders=(), module=None):
    """(items with their times) of a conversation with the module; `orders`: (at_s, command)."""
    module, talk = module or SunTech(patient), Conversation()
    waiting = sorted(orders)
    step, now_s, heard = talk.opened(0.0), 0.0, []
    while now_s < seconds:
        said = module.step(now_s, b"".join(step.send))
        heard += [(now_s, item) for item in step.items]
        due = [step.wake_s, module.next_due_s(), waiting[0][0] if waiting else None]
        now_s = now_s if said else max(now_s, min(d for d in due if d is not None))
        ordered = []
        while waiting and waiting[0][0] <= now_s:
            ordered.append(Order(waiting.pop(0)[1], start_id=len(ordered) + 1))
        step = talk.step(now_s, said + module.step(now_s, b""), ordered)
    return heard


def test_a_measurement_takes_about_half_a_minute_and_finds_the_patient():
    heard = session(Calm(), 60, [(1.0, Command.START_NIBP)])
    started, ended = (
        next((at_s, item) for at_s, item in heard if isinstance(item, kind))
        for kind in (NibpStarted, BloodPressure)
    )
    assert 20 < ended[0] - started[0] < 36
    assert ended[1] == BloodPressure(118, 72, 87, 65, start_id=1)
    pressures = [item.mmhg for _, item in heard if isinstance(item, CuffPressure)]
    assert 155 < max(pressures) <= 162
    assert pressures[-1] == 0


def test_a_high_pressure_takes_longer_and_pumps_higher():
    heard = session(Calm(systolic_mmhg=188, diastolic_mmhg=114), 60, [(1, Command.START_NIBP)])
    result = next(item for _, item in heard if isinstance(item, BloodPressure))
    assert (result.systolic, result.diastolic, result.mean) == (188, 114, 139)
    assert max(item.mmhg for _, item in heard if isinstance(item, CuffPressure)) > 212


def test_abort_empties_the_cuff_at_once():
    heard = session(Calm(), 20, [(1.0, Command.START_NIBP), (8.0, Command.ABORT_NIBP)])
    assert NibpFailed(NibpFault.STOPPED, 1) in [item for _, item in heard]
    after = [item.mmhg for at_s, item in heard if isinstance(item, CuffPressure) and at_s > 9]
    assert set(after) == {0}


@pytest.mark.parametrize(
    ("story", "patient", "code", "fault"),
    [
        ("the arm moves", Calm(moving=True), None, NibpFault.ARTEFACT),
        ("hardly a pulse", Calm(systolic_mmhg=50), None, NibpFault.WEAK_SIGNAL),
        ("a loose cuff", Calm(), 87, NibpFault.LEAK),
        ("a broken module", Calm(), 90, NibpFault.HARDWARE),
    ],
)
def test_what_goes_wrong_is_told_by_its_code(story, patient, code, fault):
    module = SunTech(patient)
    module.fail_next = code
    heard = [item for _, item in session(patient, 60, [(1.0, Command.START_NIBP)], module)]
    failed = next(item for item in heard if isinstance(item, NibpFailed))
    assert (failed.fault, failed.start_id) == (fault, 1), story


def test_a_failure_fails_one_measurement():
    module = SunTech(Calm())
    module.fail_next = 87
    heard = session(Calm(), 90, [(1.0, Command.START_NIBP), (40.0, Command.START_NIBP)], module)
    ends = [type(i) for _, i in heard if isinstance(i, BloodPressure | NibpFailed)]
    assert ends == [NibpFailed, BloodPressure]


def test_a_loose_cuff_does_not_fill():
    module = SunTech(Calm())
    module.fail_next = 87
    module.step(0.0, START_ADULT)
    pressures = [parse_pressure(module.step(s / 2, GET_CUFF_PRESSURE)) for s in range(24)]
    assert max(pressures) < 42
    assert module.step(13.5, b"") == K


def test_it_keeps_its_last_result_for_ever():
    module = SunTech(Calm())
    assert parse_result(module.step(0.0, GET_BP_DATA)) == Result(0, 0, 0, 0)
    module.step(1.0, START_ADULT)
    module.step(50.0, b"")
    for at_s in (51.0, 5000.0):
        assert parse_result(module.step(at_s, GET_BP_DATA)).systolic == 118


def test_its_result_is_laid_out_as_in_the_manual():
    module = SunTech(Calm(systolic_mmhg=115, diastolic_mmhg=74, pulse_per_min=85))
    module.step(0.0, START_ADULT)
    module.step(50.0, b"")
    packet = module.step(51.0, GET_BP_DATA)
    manual = bytes.fromhex("3E 18 73 00 4A 00 1E 01 00 00 00 00 00 00 31 07 55 00 58 00 00 00 00")
    assert (packet[:6], packet[8:23]) == (manual[:6], manual[8:])  # but for the beats it counted


@pytest.mark.parametrize(
    ("story", "said", "answers"),
    [
        ("a start", [START_ADULT], [GOT]),
        ("a start for a newborn", [START_NEONATE], [GOT]),
        ("a second start", [START_ADULT, START_ADULT], [GOT, B]),
        ("an abort of nothing", [ABORT], [A]),
        ("a start while it empties", [ABORT, START_ADULT], [A, B]),
        ("a first pressure", [host_packet(0x17, 140, 0)], [GOT + K]),
        ("a damaged command", [bytes.fromhex("3A 20 A7")], [E]),
        ("a service command", [host_packet(0x0C, 0, 1, 1)], [N]),
        ("no command at all", [host_packet(0x55)], [D]),
        ("noise before a command", [b"\x00\xff" + START_ADULT], [GOT]),
        ("noise alone", [b"\x00\xff"], [b""]),
        (
            "two halves of a command",
            [START_ADULT[:1], START_ADULT[1:2], START_ADULT[2:]],
            [b"", b"", GOT],
        ),
    ],
)
def test_what_it_answers(story, said, answers):
    module = SunTech(Calm())
    assert [module.step(0.0, words) for words in said] == answers, story


def test_the_pressure_falls_fast_after_an_abort():
    module = SunTech(Calm())
    module.step(0.0, START_ADULT)
    module.step(6.0, ABORT)
    pressures = [parse_pressure(module.step(6 + s / 10, GET_CUFF_PRESSURE)[-5:]) for s in range(5)]
    assert pressures[0] > 150
    assert pressures == sorted(pressures, reverse=True)
    assert pressures[-1] == 0


def test_half_a_command_times_out():
    module = SunTech(Calm())
    assert module.step(0.0, ABORT[:3]) == b""
    assert module.next_due_s() == 0.5
    assert module.step(0.5, b"") == T
    assert module.next_due_s() is None


def test_a_first_pressure_holds_for_one_measurement():
    module = SunTech(Calm())
    module.step(0.0, host_packet(0x17, 220, 0))
    module.step(0.0, START_ADULT)
    assert parse_pressure(module.step(7.8, GET_CUFF_PRESSURE)) > 210
    module.step(60.0, START_ADULT)
    assert parse_pressure(module.step(66.0, GET_CUFF_PRESSURE)) < 165


def test_it_says_when_it_will_speak_by_itself():
    module = SunTech(Calm())
    assert module.next_due_s() is None
    module.step(0.0, START_ADULT)
    due_s = module.next_due_s()
    assert module.step(due_s - 0.01, b"") == b""
    assert module.step(due_s, b"") == K
    module.step(40.0, ABORT)
    assert module.next_due_s() == pytest.approx(40.3)
