"""When which burst is sounded: a pure function of what the alarm display says, and of time.

A new or worse alarm is heard at once and its burst whole, even if it is over by then; after that
the most urgent alarm that is not paused is repeated by its table. Knows no audio device.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bedside.alarm_display import Display
from bedside.bursts import BURSTS
from bedside.ladders import URGENCY
from bedside.protocol_watch import Priority

OWED_AFTER_S = 2.5  # the shortest interval between two bursts of any priority
REMINDED_EVERY_S = BURSTS[Priority.LOW].repeat_after_s
NEVER_S = float("-inf")


class Say(StrEnum):
    NOTHING = "nothing"
    BEGIN = "begin"  # the burst of `Sounding.burst`, in the place of any that is being heard
    STOP = "stop"


class MediumSound(StrEnum):
    """How a site wants to hear MEDIUM alarms: as they come, or as a reminder after a while."""

    BURST = "burst"
    REMINDER = "reminder"


Paused = frozenset[tuple[int, int]]  # number and version of each alarm whose audio is paused


@dataclass(frozen=True, slots=True)
class Sounding:
    """What is being heard, and what was. `after` gives what it has become, and what to do."""

    rings: int = 0  # how many of the display's were dealt with
    burst: Priority | None = None  # what was begun last
    until_s: float = NEVER_S  # when it ends or has ended
    owed: Priority | None = None  # an alarm that came while one as urgent was being heard
    heard_s: Mapping[Priority, float] = field(default_factory=dict)  # the end of the last of each
    paused: Paused = frozenset()
    stood_s: float | None = None  # since when a MEDIUM alarm waits for its reminder

    def after(
        self,
        display: Display,
        now_s: float,
        length_s: Mapping[Priority, float],
        medium: MediumSound = MediumSound.BURST,
    ) -> tuple["Sounding", Say]:
        """`length_s` says how long the burst of each priority is."""
        sound = display.sound
        paused = frozenset(
            (a.number, a.version) for a in display.alarms if a.silent_until_s is not None
        )
        reminding = medium is MediumSound.REMINDER and sound is Priority.MEDIUM
        stood_s = None
        if reminding:
            stood_s = now_s if self.stood_s is None else self.stood_s
        told, say = replace(self, rings=display.rings, paused=paused, stood_s=stood_s), Say.NOTHING
        if paused - self.paused:
            told, say = _hushed(told, sound, now_s)
        rang = display.rang if display.rings != self.rings else None
        if rang is Priority.MEDIUM and medium is MediumSound.REMINDER:
            rang = None
        due = _due(told, rang, sound, now_s, reminding=reminding)
        if due is not None:
            return _begun(told, due, now_s, length_s[due]), Say.BEGIN
        if rang is not None:
            told = replace(told, owed=_louder(told.owed, rang))
        return told, say

    def heard(self, now_s: float) -> Priority | None:
        """The burst that is being heard."""
        return self.burst if now_s < self.until_s else None

    def anew(self, now_s: float) -> "Sounding":
        """After a failure nobody can say what was heard: it is sounded at once, and what stands."""
        owed = _louder(self.owed, self.heard(now_s))
        return replace(self, burst=None, until_s=NEVER_S, heard_s={}, owed=owed)


def _due(
    was: Sounding, rang: Priority | None, sound: Priority | None, now_s: float, *, reminding: bool
) -> Priority | None:
    """The burst to begin now: what is new, what was owed, or what is to be repeated."""
    heard = was.heard(now_s)
    if rang is not None and _above(rang, heard):
        return _louder(_louder(sound, rang), was.owed)
    if was.owed is not None and heard is None and now_s - was.until_s >= OWED_AFTER_S:
        return _louder(sound, was.owed)
    if reminding:
        since_s = max(was.stood_s or 0.0, was.heard_s.get(Priority.LOW, NEVER_S))
        return Priority.LOW if heard is None and now_s - since_s >= REMINDED_EVERY_S else None
    if sound is None or not _above(sound, heard):
        return None
    quiet_s = now_s - was.heard_s.get(sound, NEVER_S)
    return sound if quiet_s >= BURSTS[sound].repeat_after_s else None


def _begun(was: Sounding, priority: Priority, now_s: float, length_s: float) -> Sounding:
    """A burst stands for every alarm that is less urgent too."""
    until_s = now_s + length_s
    told = {p: until_s for p in BURSTS if not _above(p, priority)}
    heard_s = {**was.heard_s, **told}
    return replace(was, burst=priority, until_s=until_s, heard_s=heard_s, owed=None)


def _hushed(was: Sounding, sound: Priority | None, now_s: float) -> tuple[Sounding, Say]:
    """An audio pause: nothing above what still sounds is heard on, or owed."""
    told, heard = was, was.heard(now_s)
    if was.owed is not None and _above(was.owed, sound):
        told = replace(told, owed=None)
    if heard is None or not _above(heard, sound):
        return told, Say.NOTHING
    heard_s = {p: min(ended_s, now_s) for p, ended_s in told.heard_s.items()}
    return replace(told, until_s=now_s, heard_s=heard_s), Say.STOP


def _above(one: Priority, other: Priority | None) -> bool:
    return other is None or URGENCY[one] > URGENCY[other]


def _louder(one: Priority | None, other: Priority | None) -> Priority | None:
    if one is None or other is None:
        return one or other
    return other if _above(other, one) else one
