"""Vectors: [manual] PM6750's manual, as quoted by Abrunacci/berry_med and zh2x/bm-monitor-web-dev;
[layout] made after its tables.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    PulseSource,
    Reason,
    Vital,
    Waveform,
)
from devices import berry_pm6750
from devices.berry_cuff import CuffFrame
from devices.berry_frames import encode_frame
from devices.berry_pm6750 import (
    Conversation,
    Decoder,
    encode_cuff,
    encode_spo2,
    encode_target,
    parse_cuff,
    target_mmhg,
)
from devices.link import Command, Order
from tests.devices.streams import calmly, garbled_size, heard, sizes, slices, values

START = bytes.fromhex("55 AA 04 02 01 F8")  # [manual]
STOP = bytes.fromhex("55 AA 04 02 00 F9")  # [manual]
SPO2_ON = bytes.fromhex("55 AA 04 03 01 F7")  # [manual]
ADULT = bytes.fromhex("55 AA 04 09 01 F1")  # [layout]
TARGET_150 = bytes.fromhex("55 AA 04 0A 4B A6")  # [layout] 75 x 2
SPO2 = bytes.fromhex("55 AA 06 04 00 61 48 4C")  # [layout] 97 %, 72 /min
UNPLUGGED = bytes.fromhex("55 AA 06 04 01 7F FF 76")  # [layout]
PUMPING = bytes.fromhex("55 AA 08 03 04 4B 00 00 00 A5")  # [layout] measuring, 150 mmHg
DONE = bytes.fromhex("55 AA 08 03 00 00 76 57 48 DF")  # [layout] 118/72, mean 87
ECG_WAVE = bytes.fromhex("55 AA 0A 01 80 80 80 80 80 80 80 74")  # [manual] p. 12


def spo2(value, reason=None):
    return Measurement(Vital.SPO2, value, reason)


def pulse(value, reason=None):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH)


READING = (spo2(97), pulse(72))


# --- recorded bytes ---------------------------------------------------------------------------


def test_the_commands_are_those_of_the_manual():
    assert (berry_pm6750.CUFF_ON, berry_pm6750.CUFF_OFF) == (START, STOP)
    assert (berry_pm6750.SPO2_ON, berry_pm6750.ADULT) == (SPO2_ON, ADULT)
    assert encode_target(150) == TARGET_150
    assert encode_frame(b"\x04\x01") == bytes.fromhex("55 AA 04 04 01 F6")
    assert encode_frame(b"\xfe\x01") == bytes.fromhex("55 AA 04 FE 01 FC")
    assert encode_frame(b"\xff\x01") == bytes.fromhex("55 AA 04 FF 01 FB")


def test_a_reading_is_one_saturation_and_one_pulse_rate():
    assert heard(Decoder(), SPO2) == [*READING]
    assert encode_spo2(0, 97, 72) == SPO2
    assert heard(Decoder(), encode_spo2(0, 97, 140)) == [spo2(97), pulse(140)]


@pytest.mark.parametrize(
    ("story", "frame", "reason"),
    [
        ("the plug is out", UNPLUGGED, Reason.SENSOR_UNPLUGGED),
        ("no finger", encode_spo2(2, None, None), Reason.SENSOR_OFF),
        ("looking for a pulse", encode_spo2(3, None, None), Reason.SEARCHING),
        ("looked too long", encode_spo2(4, None, None), Reason.SEARCH_TOO_LONG),
        ("no finger, but numbers", encode_spo2(2, 97, 72), Reason.SENSOR_OFF),
        ("a status nobody knows", encode_spo2(9, 97, 72), Reason.NO_VALUE),
        ("its code for none", encode_spo2(0, None, None), Reason.NO_VALUE),
        ("zeros", encode_spo2(0, 0, 0), Reason.NO_VALUE),
    ],
)
def test_a_missing_value_says_why(story, frame, reason):
    assert heard(Decoder(), frame) == [spo2(None, reason), pulse(None, reason)], story
    assert encode_spo2(1, None, None) == UNPLUGGED


def test_one_number_may_be_missing_alone():
    assert heard(Decoder(), encode_spo2(0, None, 72)) == [spo2(None, Reason.NO_VALUE), pulse(72)]
    assert heard(Decoder(), encode_spo2(0, 101, 72))[0] == spo2(None, Reason.OUT_OF_RANGE)


@calmly
@given(st.integers(0, 15), st.integers(0, 255), st.tuples(*[st.integers(0, 255)] * 3))
def test_a_cuff_frame_goes_both_ways(state, cuff, pressures):
    frame = CuffFrame(state, cuff * 2, *pressures)
    assert parse_cuff(encode_cuff(frame)[3:-1]) == frame


def test_the_cuff_frames_are_those_of_the_tables():
    assert encode_cuff(CuffFrame(1, 150)) == PUMPING
    assert encode_cuff(CuffFrame(0, 0, 118, 87, 72)) == DONE


@pytest.mark.parametrize(
    ("story", "frames", "expected"),
    [
        (
            "a measurement ends in one result",
            [PUMPING, PUMPING, DONE, DONE],
            [CuffPressure(150), CuffPressure(150), BloodPressure(118, 72, 87)],
        ),
        ("an old result is none", [DONE, DONE], []),
        (
            "a fault is told once",
            [PUMPING, encode_cuff(CuffFrame(4)), encode_cuff(CuffFrame(4))],
            [CuffPressure(150), NibpFailed(NibpFault.LEAK, 0, 4)],
        ),
        (
            "a fault before it inflates is told",
            [encode_cuff(CuffFrame(10)), encode_cuff(CuffFrame(6))],
            [NibpFailed(NibpFault.UNKNOWN, 0, 6)],
        ),
        (
            "stopped",
            [PUMPING, encode_cuff(CuffFrame(2)), encode_cuff(CuffFrame(2))],
            [CuffPressure(150), NibpFailed(NibpFault.STOPPED, 0, 2)],
        ),
    ],
)
def test_a_recorded_measurement(story, frames, expected):
    assert heard(Decoder(), *frames) == expected, story


def test_the_pleth_is_told_in_runs_and_other_frames_are_passed_over():
    wave = [encode_frame(bytes((0xFE, sample))) for sample in range(30)]
    items = heard(Decoder(), ECG_WAVE, *wave, encode_frame(b"\x30"))
    assert items == [
        Waveform(Vital.SPO2, tuple(range(25))),
        Waveform(Vital.SPO2, tuple(range(25, 30))),
    ]


frames = st.builds(
    encode_spo2,
    st.integers(0, 5),
    st.none() | st.integers(0, 127),
    st.none() | st.integers(0, 255),
) | st.builds(
    lambda state, cuff, pressures: encode_cuff(CuffFrame(state, cuff, *pressures)),
    st.integers(0, 15),
    st.integers(0, 300),
    st.tuples(*[st.integers(0, 255)] * 3),
)
pieces = frames | st.binary(min_size=1, max_size=8)


@calmly
@given(st.lists(pieces, max_size=20), sizes)
def test_how_the_stream_is_sliced_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, sizes))


@calmly
@given(st.lists(pieces, max_size=20))
def test_any_noise_is_only_noise(pieces):
    items = heard(Decoder(), b"".join(pieces), SPO2 * 4)
    assert values([i for i in items if isinstance(i, Measurement)])[-1] == (97, 72)
    assert garbled_size(items) <= sum(len(piece) for piece in pieces)


# --- the conversation -------------------------------------------------------------------------


class Talk:
    """Plays a conversation; `said` is all that was sent, with its instant."""

    def __init__(self):
        self.talk, self.said = Conversation(), []
        self.now = 100.0
        opened = self.talk.opened(self.now)
        self.items, self.wake_s = list(opened.items), opened.wake_s
        self.note(opened)

    def note(self, step):
        self.said += [(round(self.now - 100, 3), command) for command in step.send]
        self.wake_s = step.wake_s

    def until(self, at, data=b"", *orders):
        """Wakes whenever asked to be woken, then brings data and orders at `at`."""
        while self.wake_s < 100 + at:
            self.now = self.wake_s
            self.hear(b"", ())
        self.now = 100 + at
        return self.hear(data, orders)

    def hear(self, data, orders):
        step = self.talk.step(self.now, data, orders)
        self.note(step)
        self.items += step.items
        return step.items


def start(start_id):
    return Order(Command.START_NIBP, start_id)


ABORT = Order(Command.ABORT_NIBP)


def test_on_opening_the_cuff_is_stopped_first_and_then_spo2_is_switched_on():
    talk = Talk()
    talk.until(1.0, SPO2)
    assert talk.said == [(0, STOP), (0.05, SPO2_ON)]
    assert talk.items == [*READING]
    assert talk.talk.closing(200.0) == (STOP,)


def test_spo2_that_is_not_heard_is_switched_on_again():
    talk = Talk()
    talk.until(1.0, SPO2)
    talk.until(8.0)
    assert talk.said[2:] == [(3, SPO2_ON), (5, SPO2_ON), (7, SPO2_ON)]


def test_a_measurement_from_start_to_result():
    talk = Talk()
    for second in range(1, 5):
        talk.until(second, SPO2)
    talk.until(5, SPO2, start(7))
    talk.until(6, SPO2 + PUMPING)
    talk.until(7, SPO2 + DONE)
    talk.until(7.5, DONE)
    assert talk.said[2:] == [(5, ADULT), (5.05, TARGET_150), (5.1, START), (7, STOP)]
    assert talk.items[8:] == [
        *READING,
        *READING,
        NibpStarted(7),
        CuffPressure(150),
        *READING,
        BloodPressure(118, 72, 87, None, 7),
    ]


def test_the_next_target_is_above_the_last_systolic():
    talk = Talk()
    talk.until(1, SPO2, start(1))
    talk.until(2, SPO2 + PUMPING)
    talk.until(3, SPO2 + encode_cuff(CuffFrame(0, 0, 186, 140, 110)))
    talk.until(4, SPO2, start(2))
    talk.until(4.2)
    assert (4.05, encode_target(216)) in talk.said


@pytest.mark.parametrize(
    ("last", "target"),
    [(None, 150), (90, 150), (120, 150), (121, 151), (190, 220), (255, 240)],
)
def test_the_target_is_never_below_150_nor_above_240(last, target):
    assert target_mmhg(last) == target


def test_a_second_start_is_refused_and_nothing_is_sent():
    talk = Talk()
    talk.until(1, SPO2, start(1))
    talk.until(2, SPO2 + PUMPING)
    sent = len(talk.said)
    assert talk.until(2.5, b"", start(2)) == (NibpFailed(NibpFault.BUSY, 2),)
    assert len(talk.said) == sent


def test_a_start_without_an_answer_fails_after_ten_seconds_and_is_stopped():
    talk = Talk()
    talk.until(1, SPO2, start(1))
    for second in range(2, 11):
        talk.until(second, SPO2)
    assert talk.until(11, SPO2)[-1] == NibpFailed(NibpFault.NO_ANSWER, 1)
    assert talk.said[-1] == (11, STOP)


def test_a_measurement_without_end_is_stopped_after_ninety_seconds():
    talk = Talk()
    talk.until(0, SPO2, start(1))
    for half in range(2, 180):
        talk.until(half / 2, SPO2 + PUMPING)
    assert not [item for item in talk.items if isinstance(item, NibpFailed)]
    talk.until(90, SPO2)
    assert talk.items[-1] == NibpFailed(NibpFault.NO_ANSWER, 1)
    assert talk.said[-1] == (90, STOP)
    talk.until(90.5, DONE)
    assert not [item for item in talk.items if isinstance(item, BloodPressure)]


def test_an_abort_goes_before_all_that_waits():
    talk = Talk()
    talk.until(1, SPO2)
    talk.until(2, SPO2, start(1))  # ADULT is out, target and start wait
    items = talk.until(2.01, b"", ABORT)
    talk.until(2.5)
    assert items == (NibpFailed(NibpFault.STOPPED, 1),)
    assert talk.said[2:] == [(2, ADULT), (2.05, STOP)]


def test_start_and_abort_in_one_breath_leave_only_the_stop():
    talk = Talk()
    talk.until(1, SPO2)
    talk.until(2, SPO2, start(1), ABORT)
    talk.until(2.5)
    assert talk.said[2:] == [(2, STOP)]
    assert talk.items[-1] == NibpFailed(NibpFault.STOPPED, 1)


def test_an_abort_while_it_measures_is_told_when_the_board_has_stopped():
    talk = Talk()
    talk.until(1, SPO2, start(1))
    talk.until(2, SPO2 + PUMPING)
    assert talk.until(3, SPO2, ABORT) == READING
    assert talk.said[-1] == (3, STOP)
    assert talk.until(3.2, encode_cuff(CuffFrame(2))) == (NibpFailed(NibpFault.STOPPED, 1),)


def test_an_abort_does_not_switch_spo2_off():
    talk = Talk()
    talk.until(0.01, b"", ABORT)
    talk.until(1)
    assert talk.said == [(0, STOP), (0.05, STOP), (0.1, SPO2_ON)]


def test_an_abort_is_sent_even_when_nothing_is_known_to_run():
    talk = Talk()
    talk.until(1, SPO2)
    assert talk.until(2, b"", ABORT) == ()
    assert talk.said[-1] == (2, STOP)


def test_a_cuff_that_inflates_unasked_is_stopped_and_told():
    talk = Talk()
    talk.until(1, PUMPING)
    assert talk.items == [DeviceStatus("cuff_inflating_unasked")]
    assert talk.said[-1] == (1, STOP)


def test_a_line_that_broke_ends_the_measurement_and_stops_the_cuff_at_once():
    talk = Talk()
    talk.until(1, SPO2, start(1))
    talk.until(2, SPO2 + PUMPING + SPO2[:3])
    opened = talk.talk.opened(102.01)
    assert opened.send == (STOP,)
    assert opened.items == (NibpFailed(NibpFault.NO_ANSWER, 1),)
    assert talk.talk.step(103.0, SPO2).items == READING


def test_damage_is_told_in_the_conversation_too():
    talk = Talk()
    assert talk.until(1, b"\x00\x01" + SPO2) == (Garbled(b"\x00\x01"), *READING)


@calmly
@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 3.0),
            st.lists(pieces | st.sampled_from([PUMPING, DONE]), max_size=4),
            st.lists(st.sampled_from(["start", "abort"]), max_size=2),
        ),
        max_size=40,
    )
)
def test_whatever_happens_every_start_has_exactly_one_end(course):
    talk, starts, at = Talk(), 0, 0.0
    for pause, data, orders in course:
        at += pause
        given_orders = []
        for order in orders:
            starts += order == "start"
            given_orders.append(start(starts) if order == "start" else ABORT)
        talk.until(at, b"".join(data), *given_orders)
    for second in range(1, 31):
        talk.until(at + second, SPO2)
    talk.until(at + 130)
    ends = [i.start_id for i in talk.items if isinstance(i, (BloodPressure, NibpFailed))]
    assert sorted(ends) == list(range(1, starts + 1))
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(talk.said)]
    assert all(gap >= 0.0499 for gap in gaps)
    assert [command for _, command in talk.said if command != SPO2_ON][-1] == STOP


def test_the_driver_says_what_it_is():
    driver = berry_pm6750.DRIVER
    assert (driver.id, str(driver.line)) == ("berry-pm6750", "115200 8N1")
    assert driver.starts_nibp
    assert not driver.own_alarms
    assert not driver.talks_unasked
    assert isinstance(driver.converse(), Conversation)
    assert isinstance(driver.decoder(), Decoder)
