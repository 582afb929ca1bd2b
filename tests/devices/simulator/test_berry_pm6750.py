"""The simulated PM6750, spoken with and read back through its driver."""

import pytest

from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Reason,
    Waveform,
)
from devices.berry_frames import encode_frame
from devices.berry_pm6750 import CUFF_OFF, CUFF_ON, SPO2_ON, Conversation, Decoder, encode_target
from devices.link import Command, Order
from devices.simulator.berry_pm6750 import Pm6750
from devices.simulator.link import Probe
from tests.devices.streams import Calm, heard, values

SPO2_OFF, WAVE_ON, WAVE_OFF = (
    encode_frame(b"\x03\x00"),
    encode_frame(b"\xfe\x01"),
    encode_frame(b"\xfe\x00"),
)


class Room:
    """The board, the patient and the conversation at one table."""

    def __init__(self, **patient):
        self.patient = Calm(**patient)
        self.board, self.talk, self.now, self.items = Pm6750(self.patient), Conversation(), 0.0, []
        self.to_board = b"".join(self.talk.opened(0.0).send)

    def run(self, seconds, *orders):
        end = self.now + seconds
        while self.now < end:
            self.now += 0.05
            step = self.talk.step(self.now, self.board.step(self.now, self.to_board), orders)
            self.to_board, orders = b"".join(step.send), ()
            self.items += step.items
        return self.items


def start(start_id):
    return Order(Command.START_NIBP, start_id)


def cuff(items):
    return [item for item in items if isinstance(item, (BloodPressure, NibpFailed, NibpStarted))]


def test_it_is_silent_until_enabled():
    board = Pm6750(Calm())
    assert board.step(10.0, b"") == b""
    assert board.next_due_s() is None
    board.step(10.0, SPO2_ON)
    assert board.next_due_s() == 11
    assert len(board.step(13.0, b"")) == 3 * 8
    board.step(13.0, SPO2_OFF)
    assert board.step(20.0, b"") == b""


def test_the_pleth_comes_fifty_times_a_second():
    board = Pm6750(Calm())
    stream = board.step(0.0, WAVE_ON) + board.step(1.001, WAVE_OFF)
    waves = [item for item in heard(Decoder(), stream) if isinstance(item, Waveform)]
    assert sum(len(wave.samples) for wave in waves) == 50
    assert board.step(2.0, b"") == b""


def test_the_patient_comes_back_once_a_second():
    items = Room(pulse_per_min=140.0).run(10.0)
    assert set(values(items)) == {(97, 140)}
    assert len(values(items)) == 9
    assert set(values(Room(pulse_per_min=300.0).run(3.0))) == {(97, 250)}


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"probe": Probe.UNPLUGGED}, {Reason.SENSOR_UNPLUGGED}),
        ({"probe": Probe.OFF}, {Reason.SENSOR_OFF}),
        ({"pulse_per_min": 0.0}, {Reason.SEARCHING, Reason.SEARCH_TOO_LONG}),
        ({"perfusion_percent": 0.01}, {Reason.SEARCHING, Reason.SEARCH_TOO_LONG}),
    ],
)
def test_what_is_missing_comes_back_with_its_reason(change, reasons):
    items = [item for item in Room(**change).run(30.0) if isinstance(item, Measurement)]
    assert {item.value for item in items} == {None}
    assert {item.reason for item in items} == reasons


@pytest.mark.parametrize(
    ("story", "patient", "expected"),
    [
        ("a calm patient", {}, (118, 72, 87)),
        ("a high pressure, above the first target", {"systolic_mmhg": 204.0}, (204, 72, 116)),
        ("a very high one", {"systolic_mmhg": 262.0}, (255, 72, 135)),
    ],
)
def test_a_measurement_gives_the_pressure_of_the_patient(story, patient, expected):
    items = Room(**patient).run(80.0, start(3))
    systolic, diastolic, mean = expected
    assert cuff(items) == [
        NibpStarted(3),
        BloodPressure(systolic, diastolic, mean, None, 3),
    ], story
    pressures = [item.mmhg for item in items if isinstance(item, CuffPressure)]
    assert max(pressures) >= min(patient.get("systolic_mmhg", 118), 290)
    assert set(values([i for i in items if isinstance(i, Measurement)])) == {(97, 65)}


@pytest.mark.parametrize(
    ("story", "patient", "fault", "code"),
    [
        ("a patient who moves", {"moving": True}, NibpFault.ARTEFACT, 7),
        ("no pulse", {"pulse_per_min": 0.0}, NibpFault.UNKNOWN, 8),
        ("more than the cuff can hold", {"systolic_mmhg": 296.0}, NibpFault.UNKNOWN, 8),
    ],
)
def test_a_measurement_that_fails_says_so_once(story, patient, fault, code):
    items = Room(**patient).run(80.0, start(3))
    assert cuff(items) == [NibpStarted(3), NibpFailed(fault, 3, code)], story


def test_a_measurement_can_be_stopped_and_started_again():
    room = Room()
    room.run(10.0, start(1))
    room.run(5.0, Order(Command.ABORT_NIBP))
    items = room.run(50.0, start(2))
    assert cuff(items) == [
        NibpStarted(1),
        NibpFailed(NibpFault.STOPPED, 1, None),
        NibpStarted(2),
        BloodPressure(118, 72, 87, None, 2),
    ]


def test_a_board_found_measuring_is_stopped_on_opening():
    room = Room()
    room.board.step(0.0, CUFF_ON)
    room.run(20.0)
    assert cuff(room.items) == []
    assert room.board.next_due_s() == pytest.approx(room.now, abs=1.0)
    assert not [item for item in room.items if isinstance(item, CuffPressure)]


def test_an_end_is_repeated_until_stop_and_a_second_start_changes_nothing():
    board = Pm6750(Calm())
    stream = board.step(0.0, CUFF_ON)
    stream += board.step(5.0, encode_target(400) + CUFF_ON)
    stream += board.step(60.0, b"")
    dones = stream.count(bytes.fromhex("55 AA 08 03 00 00 76 57 48 DF"))
    assert dones > 10
    assert [i for i in heard(Decoder(), stream) if isinstance(i, BloodPressure)] == [
        BloodPressure(118, 72, 87)
    ]
    assert board.step(60.0, CUFF_OFF) == b""
    assert board.next_due_s() is None


def test_it_stops_with_one_word_and_takes_no_notice_of_what_it_does_not_know():
    board = Pm6750(Calm())
    board.step(0.0, CUFF_ON)
    assert board.step(1.2, CUFF_OFF)[-10:] == bytes.fromhex("55 AA 08 03 08 00 00 00 00 EC")
    assert board.step(1.3, encode_frame(b"\x02\x07") + encode_frame(b"\x04\x01") + b"noise") == b""
    assert board.step(1.4, encode_target(160)) == b""


def test_a_target_serves_one_start():
    board = Pm6750(Calm())
    board.step(0.0, encode_target(200) + CUFF_ON)
    high = heard(Decoder(), board.step(10.0, CUFF_OFF))
    board.step(10.0, CUFF_ON)
    low = heard(Decoder(), board.step(20.0, b""))
    assert max(item.mmhg for item in high if isinstance(item, CuffPressure)) == 200
    assert max(item.mmhg for item in low if isinstance(item, CuffPressure)) == 150


def test_the_same_patient_gives_the_same_bytes():
    assert Room().run(40.0, start(1)) == Room().run(40.0, start(1))
