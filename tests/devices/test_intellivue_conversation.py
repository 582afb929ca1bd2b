"""Conversations with an IntelliVue as lists of what is sent and received.

Host messages are those of test_intellivue_frames; the accept is laid out after [mindleaving].
"""

from itertools import pairwise

import pytest

from bedside.vitals import (
    BloodPressure,
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    PulseSource,
    Quality,
    Reason,
    Vital,
)
from devices.intellivue_association import Session, encode_session
from devices.intellivue_frames import decode
from devices.intellivue_frames import encode as frame
from devices.intellivue_messages import MdsAnswered, MdsCreated, OperationFailed, PollAsked, parse
from devices.intellivue_messages import encode as encode_message
from devices.link import Command, Order
from devices.philips_intellivue import DRIVER, Conversation, Decoder
from devices.simulator.link import Probe
from devices.simulator.philips_intellivue import PhilipsIntellivue
from tests.devices.dialogue import together
from tests.devices.streams import Calm, heard
from tests.devices.test_intellivue_frames import ABORT, ASSOCIATE, RELEASE, RELEASED
from tests.devices.test_philips_intellivue import ANSWER, PERCENT, SPO2, answer, number, spo2

ACCEPT = frame(
    bytes.fromhex(
        "0E CE 05 08 13 01 00 16 01 02 80 00 14 02 00 02 C1 BE 31 80 A0 80 80 01 01 00 00 A2 80"
        "A0 03 00 00 01 A5 80 30 80 80 01 00 81 02 51 01 00 00 30 80 80 01 00 81 0C 2A 86 48 CE"
        "14 02 01 00 00 00 02 01 00 00 00 00 61 80 30 80 02 01 01 A0 80 61 80 A1 80 06 0C 2A 86"
        "48 CE 14 02 01 00 00 00 03 01 00 00 A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 80 28 80 02"
        "01 02 81 48 80 00 00 00 40 00 00 00 00 00 00 00 00 80 00 00 20 00 00 00 00 00 00 00 00"
        "01 00 2C 00 01 00 28 80 00 00 00 00 00 09 C4 00 00 09 C4 00 00 03 E8 FF FF FF FF 60 00"
        "00 00 00 01 00 0C F0 01 00 08 8C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        "00 00 00 00 00"
    )
)
REFUSE = frame(bytes.fromhex("0C 03 32 01 00"))
CREATED = frame(encode_message(MdsCreated(1, 0x000ABD00, {})))
MDS_ANSWERED = frame(encode_message(MdsAnswered(1, 0x000ABD00)))


def numerics(invoke_id, extended=True):
    run_ticks = 60 * 8000 if extended else None
    return frame(encode_message(PollAsked(invoke_id, invoke_id, 6, extended, run_ticks)))


def system(invoke_id):
    return frame(encode_message(PollAsked(invoke_id, invoke_id, 0x21)))


def said(step):
    return list(step.send), list(step.items)


def associated():
    talk = Conversation()
    talk.opened(0.0)
    talk.step(0.1, ACCEPT + CREATED)
    return talk


def test_the_accept_is_the_one_the_simulated_monitor_sends():
    assert frame(encode_session(Session.ACCEPT)) == ACCEPT
    assert parse(decode(ACCEPT)) is Session.ACCEPT


def test_from_hello_to_the_first_numbers_to_goodbye():
    talk = Conversation()
    assert talk.closing(0.0) == ()
    script = [
        (talk.opened(0.0), [ASSOCIATE], []),
        (talk.step(0.1, ACCEPT), [], []),
        (talk.step(0.2, CREATED), [MDS_ANSWERED, numerics(1), system(2)], []),
        (talk.step(1.2, answer(number(SPO2, 97, PERCENT))), [], [spo2(97)]),
    ]
    assert [said(step) for step, *_ in script] == [(send, items) for _, send, items in script]
    assert talk.closing(1.5) == (RELEASE,)
    assert said(talk.step(1.6, RELEASED)) == ([], [])
    assert talk.step(99.0, b"").wake_s is None


def test_polls_are_renewed_long_before_they_run_out_and_the_association_is_kept_alive():
    talk = associated()
    sent = []
    for quarter in range(1, 4 * 61):
        now_s = 0.1 + quarter / 4
        for wire in talk.step(now_s, ANSWER if quarter % 4 == 0 else b"").send:
            sent.append((now_s, parse(decode(wire))))
    renewed = [now_s for now_s, asked in sent if asked.extended]
    alive = [now_s for now_s, asked in sent if asked.object_class == 0x21]
    assert renewed == [pytest.approx(20.1), pytest.approx(40.1), pytest.approx(60.1)]
    assert len(alive) == 30
    assert max(later - one for one, later in pairwise(alive)) <= 2.01


def test_numbers_that_stop_are_asked_for_again_at_once():
    talk = associated()
    assert said(talk.step(2.0, ANSWER))[0] == []
    assert said(talk.step(3.9, CREATED))[0] == [MDS_ANSWERED, system(3)]
    assert said(talk.step(4.0, b""))[0] == [numerics(4)]
    assert said(talk.step(5.0, b""))[0] == []
    assert said(talk.step(5.95, CREATED))[0] == [MDS_ANSWERED, system(5)]
    assert said(talk.step(6.0, b""))[0] == [numerics(6)]


@pytest.mark.parametrize(
    ("story", "received", "status"),
    [
        ("it refuses", REFUSE, [DeviceStatus("association_refused")]),
        ("it ends an association that an earlier run left behind", ABORT, []),
    ],
)
def test_a_monitor_that_does_not_want_us_is_asked_again_later_and_later(story, received, status):
    talk = Conversation()
    talk.opened(0.0)
    now_s, rests = 0.0, []
    for _ in range(6):
        step = talk.step(now_s, received)
        assert said(step) == ([], status)
        assert said(talk.step(step.wake_s - 0.01, b"")) == ([], [])
        assert said(talk.step(step.wake_s, b"")) == ([ASSOCIATE], [])
        rests.append(step.wake_s - now_s)
        now_s = step.wake_s + 0.5
    assert rests == [1, 2, 2, 2, 2, 2]


def test_a_monitor_that_does_not_answer_is_told_that_it_is_over_and_asked_again():
    talk = Conversation()
    assert talk.opened(0.0).wake_s == 2.5
    assert said(talk.step(2.4, b"")) == ([], [])
    assert said(talk.step(2.5, b"")) == ([ABORT], [])
    assert said(talk.step(3.5, b"")) == ([ASSOCIATE], [])
    assert talk.closing(4.5) == (ABORT,)


def test_a_monitor_that_accepts_but_does_not_present_itself_is_left():
    talk = Conversation()
    talk.opened(0.0)
    talk.step(1.0, ACCEPT)
    assert said(talk.step(4.0, b"")) == ([ABORT], [])
    assert talk.closing(4.1) == ()


def test_an_abort_in_the_middle_starts_again_after_a_second_at_first():
    talk = associated()
    assert said(talk.step(5.0, ABORT)) == ([], [DeviceStatus("association_aborted")])
    assert said(talk.step(5.5, ABORT)) == ([], [])  # twice
    assert said(talk.step(6.0, b"")) == ([ASSOCIATE], [])
    talk.step(6.1, ACCEPT + CREATED)
    talk.step(7.0, ABORT)
    assert said(talk.step(8.0, b"")) == ([ASSOCIATE], [])  # it had worked: again after a second


def test_a_release_by_the_monitor_is_answered_and_starts_again():
    talk = associated()
    assert said(talk.step(5.0, RELEASE)) == ([RELEASED], [DeviceStatus("association_aborted")])
    assert said(talk.step(6.0, b"")) == ([ASSOCIATE], [])


def test_silence_ends_the_association():
    talk = associated()
    sent = [wire for tenth in range(1, 103) for wire in talk.step(0.1 * tenth, b"").send]
    assert sent[-1] == ABORT
    assert said(talk.step(11.2, b""))[0] == [ASSOCIATE]


def test_a_late_accept_counts_and_a_second_one_changes_nothing():
    talk = Conversation()
    talk.opened(0.0)
    talk.step(3.0, b"")  # abort; rests
    assert said(talk.step(3.2, ACCEPT)) == ([], [])
    assert said(talk.step(3.3, ACCEPT)) == ([], [])
    assert said(talk.step(3.4, CREATED))[0] == [MDS_ANSWERED, numerics(1), system(2)]
    assert said(talk.step(3.5, ACCEPT)) == ([], [])
    assert said(talk.step(3.6, CREATED))[0] == [MDS_ANSWERED]  # our answer was lost
    assert said(talk.step(3.7, REFUSE)) == ([], [])


def test_an_accept_that_was_damaged_on_the_way_does_not_matter():
    talk = Conversation()
    talk.opened(0.0)
    damaged = ACCEPT[:40] + b"\x00" + ACCEPT[41:]
    send, items = said(talk.step(0.1, damaged + CREATED))
    assert send == [MDS_ANSWERED, numerics(1), system(2)]
    assert b"".join(item.data for item in items if isinstance(item, Garbled)) == damaged


def test_a_monitor_without_extended_polls_is_polled_each_second():
    talk = associated()
    refusal = frame(encode_message(OperationFailed(1, 9)))
    assert said(talk.step(0.2, refusal)) == (
        [numerics(3, extended=False)],
        [DeviceStatus("extended_poll_refused")],
    )
    assert said(talk.step(1.2, b""))[0] == [numerics(4, extended=False)]
    another = frame(encode_message(OperationFailed(2, 9)))
    assert said(talk.step(1.3, another)) == ([], [])


def test_a_cuff_cannot_be_started_from_here():
    talk = associated()
    orders = (Order(Command.START_NIBP, 7), Order(Command.ABORT_NIBP))
    assert talk.step(1.0, b"", orders).items == (NibpFailed(NibpFault.REFUSED, 7),)
    assert not DRIVER.starts_nibp
    assert not DRIVER.talks_unasked


def of(vital, said, source=None):
    found = [(at, item) for at, item in said if isinstance(item, Measurement)]
    return [(at, item) for at, item in found if item.vital is vital and item.source is source]


def test_ten_minutes_with_a_simulated_monitor():
    said, stream = together(PhilipsIntellivue(Calm()), DRIVER.converse(), 600)
    times = [at for at, _ in of(Vital.SPO2, said)]
    assert {item for _, item in of(Vital.SPO2, said)} == {spo2(97)}
    assert {item.value for _, item in of(Vital.PULSE_RATE, said, PulseSource.PLETH)} == {65}
    assert {item.value for _, item in of(Vital.RESPIRATORY_RATE, said)} == {14}
    assert max(later - one for one, later in pairwise(times)) <= 1.0
    assert [(at, item) for at, item in said if isinstance(item, BloodPressure)] == [
        (55.0, BloodPressure(118, 72, 87, 65)),
        (355.0, BloodPressure(118, 72, 87, 65)),
    ]
    assert not [item for _, item in said if isinstance(item, DeviceStatus | Garbled)]
    assert heard(DRIVER.decoder(), stream) == [item for _, item in said]


def test_the_same_patient_gives_the_same_bytes():
    _, one = together(PhilipsIntellivue(Calm()), Conversation(), 60)
    _, two = together(PhilipsIntellivue(Calm()), Conversation(), 60)
    assert one == two


def test_a_monitor_that_refuses_at_first_and_knows_no_extended_polls_is_read_all_the_same():
    monitor = PhilipsIntellivue(Calm(), refuses=2, extended=False)
    said, _ = together(monitor, Conversation(), 60)
    assert [item.code for _, item in said if isinstance(item, DeviceStatus)] == [
        "association_refused",
        "association_refused",
        "extended_poll_refused",
    ]
    assert len(of(Vital.SPO2, said)) > 55


def test_a_monitor_in_demonstration_mode_gives_no_values_at_all():
    said, _ = together(PhilipsIntellivue(Calm(), demo=True), Conversation(), 400)
    measured = [item for _, item in said if isinstance(item, Measurement | BloodPressure)]
    assert {item.reason for item in measured} == {Reason.DEMO}
    assert [item for _, item in said if isinstance(item, DeviceStatus)] == [
        DeviceStatus("demo_mode")
    ]


@pytest.mark.parametrize(
    ("story", "change", "expected"),
    [
        ("the probe fell off", {"probe": Probe.OFF}, spo2(None, Reason.NO_VALUE)),
        ("its plug was pulled", {"probe": Probe.UNPLUGGED}, spo2(None, Reason.NO_VALUE)),
        ("the patient moves", {"moving": True}, spo2(97, quality=Quality.POOR)),
        ("no pulse to be found", {"pulse_per_min": 5.0}, spo2(None, Reason.NO_VALUE)),
    ],
)
def test_what_happens_to_the_probe_is_told(story, change, expected):
    patient = Calm()

    def later(now_s):
        if now_s >= 30:
            patient.now |= change

    said, _ = together(PhilipsIntellivue(patient), Conversation(), 60, later)
    assert of(Vital.SPO2, said)[0][1] == spo2(97)
    assert of(Vital.SPO2, said)[-1][1] == expected


def test_a_measurement_that_failed_at_the_monitor_is_told():
    said, _ = together(PhilipsIntellivue(Calm(moving=True)), Conversation(), 100)
    assert [item.fault for _, item in said if isinstance(item, NibpFailed)] == [NibpFault.UNKNOWN]


def test_the_simulated_monitor_aborts_when_it_hears_nothing_and_says_no_more():
    monitor = PhilipsIntellivue(Calm())
    assert monitor.step(5.0, ASSOCIATE).startswith(ACCEPT)
    assert monitor.next_due_s() == 15.0
    assert monitor.step(14.9, b"") == b""
    assert monitor.step(15.0, b"") == ABORT
    assert monitor.next_due_s() is None
    assert monitor.step(16.0, RELEASE + ABORT + MDS_ANSWERED + b"noise") == b""


def test_the_simulated_monitor_answers_as_a_real_one():
    monitor = PhilipsIntellivue(Calm())
    assert monitor.step(0.0, numerics(1)) == b""  # nobody is associated
    monitor.step(0.0, ASSOCIATE + MDS_ANSWERED)
    alerts = frame(encode_message(PollAsked(9, 9, 0x36)))
    assert parse(decode(monitor.step(1.0, alerts))) == OperationFailed(9, 0)
    assert heard(Decoder(), monitor.step(1.0, numerics(2, extended=False)))[0] == spo2(97)
    short = frame(encode_message(PollAsked(3, 3, 6, True, 2 * 8000)))
    for second in range(2, 9):  # an extended poll of 2 s stops without a word
        wire = monitor.step(second, short if second == 2 else MDS_ANSWERED)
        assert bool(wire) == (second <= 4)
    assert monitor.step(9.0, ASSOCIATE) == ABORT  # twice
    assert monitor.step(9.1, ASSOCIATE).startswith(ACCEPT)
    assert monitor.step(9.2, RELEASE) == RELEASED


def test_an_extended_poll_without_a_run_time_is_answered_once():
    monitor = PhilipsIntellivue(Calm())
    monitor.step(0.0, ASSOCIATE + MDS_ANSWERED)
    once = frame(encode_message(PollAsked(3, 3, 6, True)))
    assert heard(Decoder(), monitor.step(1.0, once))[0] == spo2(97)
    assert monitor.step(3.0, b"") == b""
