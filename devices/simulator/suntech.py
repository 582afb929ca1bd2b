"""A SunTech Advantage module on the patient's arm, byte for byte: answers what it is asked, pumps,
listens while the pressure falls, and keeps its last result for ever.

What its manual does not say is chosen so that a driver is not spared: a start while it works is
"busy", a damaged command is an "error", half a command is a "timeout".
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin

from devices.simulator.link import Patient
from devices.suntech_packets import (
    ABORT,
    ABORTED,
    BUSY,
    DONE,
    ERROR,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    HOST,
    NOT_RECOGNISED,
    RECEIVED,
    START_ADULT,
    START_CHILD,
    START_NEONATE,
    TIMED_OUT,
    UNDEFINED,
    Result,
    ack_packet,
    pressure_packet,
    result_packet,
)

SIZES = {0x00: 3, 0x04: 4, 0x0C: 6, 0x17: 5, 0x20: 3, 0x28: 3, 0x79: 5, 0x81: 7, 0x86: 6, 0x87: 3,
         0x8A: 3}  # of commands, 3A to CHECK  # fmt: skip
SET_INITIAL_INFLATE = 0x17
FIRST_TARGET_MMHG = {START_ADULT: 160.0, START_CHILD: 120.0, START_NEONATE: 90.0}
ABOVE_SYSTOLIC_MMHG, BELOW_DIASTOLIC_MMHG, MOST_MMHG = 30.0, 20.0, 280.0
PUMP_MMHG_PER_S, RELEASE_MMHG_PER_S, DUMP_S = 28.0, 4.5, 1.2
WEAK_BELOW_SYSTOLIC_MMHG = 55.0
HALF_A_COMMAND_S, STOPPED_AFTER_S = 0.5, 0.3
WEAK, ARTEFACT, STOPPED, LEAK = 1, 2, 86, 87
LEAKS_MMHG, GIVES_UP_PUMPING_S = 40.0, 12.0  # a loose cuff: how far it comes, and for how long

TEST_CODES = bytes.fromhex("0000000000003107")  # as in the manual's example


@dataclass(frozen=True, slots=True)
class Course:
    """One measurement, all of it known when it starts but for what the patient does."""

    began_s: float
    target_mmhg: float
    floor_mmhg: float  # where listening ends and the rest is let out
    leaks: bool

    @property
    def full_s(self) -> float:
        return GIVES_UP_PUMPING_S if self.leaks else self.target_mmhg / PUMP_MMHG_PER_S

    @property
    def heard_s(self) -> float:
        if self.leaks:
            return self.full_s
        return self.full_s + (self.target_mmhg - self.floor_mmhg) / RELEASE_MMHG_PER_S

    @property
    def ends_s(self) -> float:
        return self.began_s + self.heard_s + DUMP_S

    def reaches_s(self, mmhg: float) -> float:
        """When the falling pressure is at `mmhg`."""
        below = (self.target_mmhg - mmhg) / RELEASE_MMHG_PER_S
        return self.began_s + self.full_s + max(0.0, below)

    def mmhg(self, now_s: float) -> float:
        since_s = now_s - self.began_s
        if self.leaks:
            return _leaking(since_s, self.full_s)
        if since_s <= self.full_s:
            return since_s * PUMP_MMHG_PER_S
        if since_s <= self.heard_s:
            return self.target_mmhg - (since_s - self.full_s) * RELEASE_MMHG_PER_S
        return self.floor_mmhg * max(0.0, 1 - (since_s - self.heard_s) / DUMP_S)


def _leaking(since_s: float, full_s: float) -> float:
    if since_s <= full_s:
        return LEAKS_MMHG * (1 - 1 / (1 + since_s))
    return LEAKS_MMHG * max(0.0, 1 - (since_s - full_s) / DUMP_S)


class SunTech:
    """`fail_next`: the error code that the next measurement will end with."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._heard, self._heard_s = b"", 0.0
        self._course: Course | None = None
        self._stopped: tuple[float, float] | None = None  # when, and the pressure then
        self._kept = Result(0, 0, 0, 0)
        self.fail_next: int | None = None
        self._will_fail: int | None = None
        self._first_target_mmhg: float | None = None

    def next_due_s(self) -> float | None:
        due = []
        if self._course is not None:
            due.append(self._course.ends_s)
        if self._stopped is not None:
            due.append(self._stopped[0] + STOPPED_AFTER_S)
        if self._heard:
            due.append(self._heard_s + HALF_A_COMMAND_S)
        return min(due, default=None)

    def step(self, now_s: float, received: bytes) -> bytes:
        said = self._time(now_s)
        if received:
            self._heard += received
            self._heard_s = now_s
        while self._heard and (answer := self._command(now_s)) is not None:
            said += answer
        return said

    def _time(self, now_s: float) -> bytes:
        said = b""
        if self._stopped is not None and now_s >= self._stopped[0] + STOPPED_AFTER_S:
            self._stopped = None
            said += ack_packet(DONE)
        if self._course is not None and now_s >= self._course.ends_s:
            self._kept = self._measured(self._course)
            self._course = None
            said += ack_packet(DONE)
        if self._heard and now_s >= self._heard_s + HALF_A_COMMAND_S:
            self._heard = b""
            said += ack_packet(TIMED_OUT)
        return said

    def _command(self, now_s: float) -> bytes | None:
        """The answer to the first command in what was heard; None: it is not whole yet."""
        if self._heard[0] != HOST:
            start = self._heard.find(HOST)
            self._heard = self._heard[start:] if start >= 0 else b""
            return b""
        if len(self._heard) < 2:
            return None
        size = SIZES.get(self._heard[1])
        if size is None:
            self._heard = self._heard[2:]
            return ack_packet(NOT_RECOGNISED)
        if len(self._heard) < size:
            return None
        command, self._heard = self._heard[:size], self._heard[size:]
        if sum(command) & 0xFF:
            return ack_packet(ERROR)
        return self._obey(command, now_s)

    def _obey(self, command: bytes, now_s: float) -> bytes:
        if command in FIRST_TARGET_MMHG:
            return self._start(command, now_s)
        if command[1] == SET_INITIAL_INFLATE:
            self._first_target_mmhg = float(int.from_bytes(command[2:4], "little"))
            return ack_packet(RECEIVED) + ack_packet(DONE)
        answers: dict[bytes, Callable[[], bytes]] = {
            ABORT: lambda: self._stop(now_s),
            GET_CUFF_PRESSURE: lambda: pressure_packet(round(self.mmhg(now_s))),
            GET_BP_DATA: lambda: result_packet(self._kept),
        }
        answer = answers.get(command)
        return ack_packet(UNDEFINED) if answer is None else answer()

    def _start(self, command: bytes, now_s: float) -> bytes:
        if self._course is not None or self._stopped is not None:
            return ack_packet(BUSY)
        state = self._patient.at(now_s)
        first = self._first_target_mmhg or FIRST_TARGET_MMHG[command]
        target = min(MOST_MMHG, max(first, state.systolic_mmhg + ABOVE_SYSTOLIC_MMHG))
        floor = max(10.0, state.diastolic_mmhg - BELOW_DIASTOLIC_MMHG)
        self._will_fail, self.fail_next, self._first_target_mmhg = self.fail_next, None, None
        self._course = Course(now_s, target, floor, leaks=self._will_fail == LEAK)
        return ack_packet(RECEIVED)

    def _stop(self, now_s: float) -> bytes:
        if self._course is not None:
            self._kept = Result(0, 0, 0, 0, error=STOPPED)
        self._stopped = (now_s, self.mmhg(now_s))
        self._course = None
        return ack_packet(ABORTED)

    def mmhg(self, now_s: float) -> float:
        """The pressure in the cuff, with the pulse in it while it listens."""
        if self._stopped is not None:
            since_s, mmhg = now_s - self._stopped[0], self._stopped[1]
            return mmhg * max(0.0, 1 - since_s / STOPPED_AFTER_S)
        if self._course is None:
            return 0.0
        beat = sin(2 * pi * now_s * self._patient.at(now_s).pulse_per_min / 60)
        return max(0.0, self._course.mmhg(now_s) + beat)

    def _measured(self, course: Course) -> Result:
        at_systolic = self._patient.at(
            course.reaches_s(self._patient.at(course.began_s).systolic_mmhg)
        )
        at_diastolic = self._patient.at(course.began_s + course.heard_s)
        error = self._will_fail
        if error is None and (at_systolic.moving or at_diastolic.moving):
            error = ARTEFACT
        if error is None and at_systolic.systolic_mmhg < WEAK_BELOW_SYSTOLIC_MMHG:
            error = WEAK
        if error is not None:
            return Result(0, 0, 0, 0, error=error)
        systolic, diastolic = round(at_systolic.systolic_mmhg), round(at_diastolic.diastolic_mmhg)
        pulse = round(at_diastolic.pulse_per_min)
        return Result(
            systolic=systolic,
            diastolic=diastolic,
            mean=round(diastolic + (systolic - diastolic) / 3),
            pulse_rate=pulse,
            beats=min(255, round(pulse * course.heard_s / 60)),
            test_codes=TEST_CODES,
        )
