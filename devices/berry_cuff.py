"""One measurement of blood pressure on a PM6750, from its start to exactly one end. Knows no bytes.

We start this cuff, so we stop it: at every end, whatever it was, STOP is sent. A result is state 0
after state 1 of *this* measurement; the board repeats old results, so nothing else is one. Two
starts never run at once, and every start ends in one BloodPressure or one NibpFailed.
"""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    DeviceStatus,
    Item,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Quality,
    Status,
)

DONE, MEASURING, STOPPED, INITIALISING, INITIALISED = 0, 1, 2, 9, 10
FAULTS = {  # by state
    STOPPED: NibpFault.STOPPED,
    3: NibpFault.OVERPRESSURE,  # above 300 mmHg
    4: NibpFault.LEAK,
    5: NibpFault.TIME_LIMIT,
    6: NibpFault.UNKNOWN,  # "error", and no more
    7: NibpFault.ARTEFACT,
    8: NibpFault.UNKNOWN,  # "no result", and no more
}
LEFT_OVER = (DONE, STOPPED, INITIALISING, INITIALISED)  # before state 1: of the time before

WATCHDOG_S = 90.0  # from start to end, whatever the board says
ANSWER_S = 10.0  # from start to state 1
SILENCE_S = 5.0  # without a word while it measures; after STOP, until it must have stopped
SETTLE_S = 1.0  # a fault heard so soon after the start is still that of the measurement before
STOP_AGAIN_S = 1.0
QUIET_S = 2.0  # after the last state 1, before a new start is believed to be ours

UNASKED = DeviceStatus(Status.CUFF_INFLATING_UNASKED)


@dataclass(frozen=True, slots=True)
class CuffFrame:
    """One NIBP frame, 2 a second while it measures; mmHg, 0 where there is none."""

    state: int
    cuff_mmhg: int = 0
    systolic: int = 0
    mean: int = 0
    diastolic: int = 0


class Do(Enum):
    """What to send."""

    START = auto()  # patient mode, target pressure, start
    STOP = auto()


class Phase(Enum):
    IDLE = auto()
    STARTING = auto()  # asked, not yet seen to measure
    MEASURING = auto()
    STOPPING = auto()  # asked to stop, not yet seen to


def fault_of(state: int) -> NibpFault:
    return FAULTS.get(state, NibpFault.UNKNOWN)


def result(frame: CuffFrame, start_id: int) -> BloodPressure | NibpFailed:
    """State 0 as a result; in the wrong order it is suspect, all zeros is none."""
    values = tuple(value or None for value in (frame.systolic, frame.mean, frame.diastolic))
    systolic, mean, diastolic = values
    known = [value for value in values if value is not None]
    if not known:
        return NibpFailed(NibpFault.UNKNOWN, start_id, frame.state)
    in_order = all(high > low for high, low in pairwise(known))
    quality = Quality.GOOD if in_order else Quality.SUSPECT
    return BloodPressure(systolic, diastolic, mean, None, start_id, quality)


class Cuff:
    """Orders, frames and time in; items out. What is to be sent gathers in `to_do`, in order."""

    def __init__(self) -> None:
        self.to_do: list[Do] = []
        self.last_systolic: int | None = None
        self._phase, self._start_id = Phase.IDLE, 0
        self._answered = False  # any NIBP frame since the start
        self._began_s = self._heard_s = self._stop_s = self._stopping_s = 0.0
        self._inflated_s: float | None = None  # when state 1 was last heard
        self._told_unasked = False

    def opened(self, now_s: float) -> list[Item]:
        """A line opened anew: what ran on the old one is not known to have ended."""
        lost = self._phase is not Phase.IDLE
        items = self._end(now_s, NibpFault.NO_ANSWER) if lost else []
        self.to_do, self._inflated_s, self._told_unasked = [], None, False
        self._stop(now_s)
        return items

    def start(self, now_s: float, start_id: int) -> list[Item]:
        if self._phase is not Phase.IDLE and start_id == self._start_id:
            return []  # the same order twice
        inflated = self._inflated_s is not None and now_s - self._inflated_s < QUIET_S
        if self._phase is not Phase.IDLE or inflated:
            return [NibpFailed(NibpFault.BUSY, start_id)]
        self._phase, self._start_id, self._answered = Phase.STARTING, start_id, False
        self._began_s = now_s
        self.to_do.append(Do.START)
        return []

    def abort(self, now_s: float, start_was_sent: bool = True) -> list[Item]:
        """Always says STOP, also when nothing is known to run."""
        if self._phase is Phase.STARTING and not start_was_sent:
            return self._end(now_s, NibpFault.STOPPED)
        if self._phase in (Phase.STARTING, Phase.MEASURING):
            self._phase, self._stopping_s = Phase.STOPPING, now_s
        self._stop(now_s)
        return []

    def hear(self, now_s: float, frame: CuffFrame) -> list[Item]:
        if frame.state == MEASURING:
            self._inflated_s = now_s
        else:
            self._inflated_s, self._told_unasked = None, False
        self._heard_s = now_s
        hear = {
            Phase.IDLE: self._hear_unasked,
            Phase.STARTING: self._hear_starting,
            Phase.MEASURING: self._hear_measuring,
            Phase.STOPPING: self._hear_stopping,
        }
        return hear[self._phase](now_s, frame)

    def tick(self, now_s: float) -> list[Item]:
        """What silence means by now."""
        due_s = self.due_s()
        if due_s is None or now_s < due_s:
            return []
        refused = self._phase is Phase.STARTING and self._answered
        return self._end(now_s, NibpFault.REFUSED if refused else NibpFault.NO_ANSWER)

    def due_s(self) -> float | None:
        if self._phase is Phase.STARTING:
            return self._began_s + ANSWER_S
        if self._phase is Phase.MEASURING:
            return min(self._began_s + WATCHDOG_S, self._heard_s + SILENCE_S)
        return self._stopping_s + SILENCE_S if self._phase is Phase.STOPPING else None

    def _hear_unasked(self, now_s: float, frame: CuffFrame) -> list[Item]:
        if frame.state != MEASURING:
            return []  # a late or repeated answer
        self._stop_again(now_s)
        told, self._told_unasked = self._told_unasked, True
        return [] if told else [UNASKED]

    def _hear_starting(self, now_s: float, frame: CuffFrame) -> list[Item]:
        self._answered = True
        if frame.state == MEASURING:
            self._phase = Phase.MEASURING
            return [NibpStarted(self._start_id), CuffPressure(frame.cuff_mmhg)]
        if frame.state in LEFT_OVER or now_s - self._began_s < SETTLE_S:
            return []
        return self._end(now_s, fault_of(frame.state), frame.state)

    def _hear_measuring(self, now_s: float, frame: CuffFrame) -> list[Item]:
        if frame.state == MEASURING:
            return [CuffPressure(frame.cuff_mmhg)]
        if frame.state != DONE:
            return self._end(now_s, fault_of(frame.state), frame.state)
        self._phase = Phase.IDLE
        self._stop(now_s)
        found = result(frame, self._start_id)
        if isinstance(found, BloodPressure):
            self.last_systolic = found.systolic
        return [found]

    def _hear_stopping(self, now_s: float, frame: CuffFrame) -> list[Item]:
        """After STOP nothing is a result: "done" may be the one before."""
        if frame.state == MEASURING:
            self._stop_again(now_s)
            return [CuffPressure(frame.cuff_mmhg)]
        return self._end(now_s, NibpFault.STOPPED)

    def _end(self, now_s: float, fault: NibpFault, code: int | None = None) -> list[Item]:
        self._phase = Phase.IDLE
        self._stop(now_s)
        return [NibpFailed(fault, self._start_id, code)]

    def _stop(self, now_s: float) -> None:
        self._stop_s = now_s
        self.to_do.append(Do.STOP)

    def _stop_again(self, now_s: float) -> None:
        if now_s - self._stop_s >= STOP_AGAIN_S:
            self._stop(now_s)
