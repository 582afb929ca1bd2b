"""The alarm sound of this workstation: hears the alarm display, and sees that it is heard.

Two ways out of the computer: the first is watched and opened anew by itself; while it fails, the
second plays, and the technical condition "sound_failed" stands. Knows no Qt and no device.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol as Interface

from bedside.alarm_display import Display
from bedside.clock import Clock
from bedside.protocol_watch import Priority
from bedside.sounding import MediumSound, Say, Sounding
from ui.sound.files import Sound, SoundSet
from ui.view import SoundPath

REOPEN_S = 2.0  # a device that was lost is looked for after so long, then twice as long …
REOPEN_MOST_S = 10.0
FAILED = "sound_failed"  # as limits.toml has it
OPENING = "opening"  # nothing can be said yet
CHANGED = "device_changed"  # no failure: somebody chose another device

log = logging.getLogger("bedside")


class Sink(Interface):
    """One way out of the computer. Codes are those of ui.sound.said; "" is all well."""

    @property
    def name(self) -> str:
        """What the operating system calls it."""

    def open(self) -> str:
        """Begins to open; `trouble` says OPENING until it is known what became of it."""

    def begin(self, sound: Sound, volume_percent: int) -> str:
        """From its first sample, in the place of whatever is being played; returns at once."""

    def stop(self) -> None:
        """Silent now."""

    def trouble(self, now_s: float) -> str:
        """Asked at every beat."""

    def close(self) -> None: ...


class Outside(Interface):
    """What the computer's own settings do to the sound: "muted", "soft", or nothing known."""

    def __call__(self, now_s: float) -> str: ...

    def close(self) -> None: ...


@dataclass
class AlarmSound:
    """`clock` is real time even where a demonstration runs faster: sound cannot."""

    sounds: SoundSet
    first: Sink
    second: Sink
    clock: Clock
    volume_percent: Callable[[], int]
    medium: MediumSound = MediumSound.BURST
    mixer: Outside | None = None
    instead: Sink | None = None  # of a simulation: where there is no device at all
    file: bool = False  # a simulation without a device: nobody hears it
    changed: Callable[[], None] = lambda: None  # another device: to be tested again
    _sounding: Sounding = field(init=False, default_factory=Sounding)
    _trouble: str = field(init=False, default="")
    _outside: str = field(init=False, default="")  # what the mixer says
    _opening: bool = field(init=False, default=False)
    _reopen_s: float = field(init=False, default=0.0)
    _wait_s: float = field(init=False, default=REOPEN_S)
    _before: bool = field(init=False, default=False)  # a device was open before

    def open(self) -> None:
        """Once, before the first beat."""
        self._open(self.clock().mono_s)

    def hear(self, display: Display) -> bool:
        """At every beat, before anything is painted. Whether a burst has begun with it."""
        now_s = self.clock().mono_s
        told, say = self._sounding.after(display, now_s, self.sounds.length_s, self.medium)
        self._sounding = told
        if say is Say.BEGIN and told.burst is not None:
            return self._begin(told.burst, now_s)
        if say is Say.STOP:
            self._stop()
        return False

    def test(self) -> None:
        """The burst of HIGH by the way that alarms take; an alarm that is being heard goes on."""
        now_s = self.clock().mono_s
        if self._sounding.heard(now_s) is None:
            self._begin(Priority.HIGH, now_s)

    def look(self) -> Collection[str]:
        """At every beat, before the alarms are judged: the technical conditions of the sound."""
        self._see_to_the_device(self.clock().mono_s)
        return frozenset({FAILED}) if self.path.trouble else frozenset()

    @property
    def path(self) -> SoundPath:
        trouble = self._trouble or self._outside
        return SoundPath(self.first.name, self.file, trouble, self.sounds.not_used)

    def close(self) -> None:
        """The program ends."""
        self._stop()
        if self.mixer is not None:
            self.mixer.close()
        self.first.close()
        self.second.close()

    # --- inside

    def _see_to_the_device(self, now_s: float) -> None:
        """Whatever was being heard when the way out changes is heard again, the other way."""
        if self.mixer is not None:
            self._outside = self.mixer(now_s)
        if self._trouble and not self._opening:
            if now_s >= self._reopen_s:
                self._open(now_s)
            return
        said = self._safely(lambda: self.first.trouble(now_s))
        if said == OPENING:
            return
        was_opening, self._opening = self._opening, False
        if said == CHANGED:
            self._sounding = self._sounding.anew(now_s)
            self._open(now_s)
        elif said:
            self._failed(said, now_s)
        elif was_opening:
            self._opened(now_s)

    def _open(self, now_s: float) -> None:
        """What becomes of it, the next beats say."""
        code = self._safely(self.first.open)
        self._opening = not code
        if code:
            self._failed(code, now_s)

    def _opened(self, now_s: float) -> None:
        if self._trouble:
            self._trouble = ""
            self._safely(self.second.stop)
            self._sounding = self._sounding.anew(now_s)
        self._wait_s = REOPEN_S
        if self._before:
            self.changed()
        self._before = True

    def _failed(self, trouble: str, now_s: float) -> None:
        self._safely(self.first.close)
        self._opening = False
        if not self._trouble:
            self._sounding = self._sounding.anew(now_s)
        if trouble == "no_device" and self.instead is not None:
            self.first, self.instead, self.file = self.instead, None, True
            self._open(now_s)
            return
        self._trouble = trouble
        self._reopen_s = now_s + self._wait_s
        self._wait_s = min(REOPEN_MOST_S, 2 * self._wait_s)

    def _begin(self, priority: Priority, now_s: float) -> bool:
        """Whether one of the two ways has taken it."""
        sound, volume = self.sounds.sounds[priority], self.volume_percent()
        if not self._trouble:
            trouble = self._safely(lambda: self.first.begin(sound, volume))
            if not trouble:
                return True
            self._failed(trouble, now_s)
        return not self._safely(lambda: self.second.begin(sound, volume))

    def _stop(self) -> None:
        self._safely(self.first.stop)
        self._safely(self.second.stop)

    def _safely(self, act: Callable[[], str | None]) -> str:
        """A fault of an audio system must not end the beat: the alarm is still to be painted."""
        try:
            return act() or ""
        except Exception:
            log.exception("alarm sound")
            return "fault"
