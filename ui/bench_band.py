"""From a monitor's last byte to the alarm on the screen, and from the decision to the loudspeaker.

The real room, record and window on the GUI thread; a thread of its own writes the bytes at instants
of its choosing, so that they also come while something is painted. The floor is a byte through a
pipe, the wake of the GUI thread, and the band painted: what no program of this kind can do without.
"""

import random
import socket
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol as Interface

from PySide6.QtCore import QEventLoop, QSocketNotifier, QTimer

from bedside import events
from bedside.bursts import BURSTS
from bedside.clock import Clock
from bedside.protocol_watch import Priority
from ui.bench import Goal
from ui.build import Parts, application
from ui.sound.child import Child
from ui.sound.files import SOFTEST_PEAK, Sound
from ui.sound.player import OPENING
from ui.sound.render import BYTES_PER_SAMPLE, RATE_HZ, pcm, wav
from ui.view import View
from ui.window import Window

HIGH, CALM = (188, 112), (121, 76)  # mmHg
SOONEST_S, LATEST_S = 0.02, 0.3  # the last byte waits so long, by chance
COMES_WITHIN_S = 5.0
READY_WITHIN_S = 15.0
LOOKS_MS = 100
ALARMS_A_SESSION = 15
BAND_GOAL = Goal(0.010, 0.030)
SOUND_GOAL = Goal(None, 0.100)

InThread = Callable[[Callable[[], None]], object]


class Cuff(Interface):
    """A blood-pressure monitor whose bytes are written by hand."""

    def begin(self, systolic: int, diastolic: int) -> None: ...

    def end(self) -> None: ...

    def connected(self) -> bool: ...


class Signal(Interface):
    """As threading.Event."""

    def set(self) -> None: ...

    def clear(self) -> None: ...

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


@dataclass
class BandBench:
    """`run` takes alarms from the byte to the band. Raises TimeoutError if one is missed."""

    parts: Parts
    window: Window
    cuff: Cuff
    now: Clock
    in_thread: InThread
    signal: Callable[[], Signal]
    took_s: list[float] = field(default_factory=list)
    _written_s: float | None = None  # when the last byte went out
    _painted_s: float = 0.0  # when the band was painted last
    _missed: bool = False

    def run(self, times: int) -> list[float]:
        """Seconds from the last byte written to the return of the band's `repaint`.

        The GUI thread calls it, and beats meanwhile.
        """
        self._alarmed, self._calmed = self.signal(), self.signal()
        shown, done = self.parts.app.shown, self.signal()
        self._begin_session()

        def look(view: View) -> None:
            shown(view)
            self._look(view)

        def write() -> None:
            try:
                self._write(times)
            finally:
                done.set()

        before = self.window.band_painted

        def painted() -> None:
            self._painted_s = self.now().mono_s
            before()

        self.parts.app.shown, self.window.band_painted = look, painted
        self.in_thread(write)
        beat_until(done)
        self.parts.app.shown, self.window.band_painted = shown, before
        if self._missed:
            raise TimeoutError("an alarm was not shown")
        return self.took_s

    def _begin_session(self) -> None:
        """Believed, not judged: what stands before a start is measured elsewhere."""
        room, now = self.parts.room, self.now()
        room.open_session(now)
        amount = Decimal(70)
        room.note(
            events.InfusionStarted(dose_mg=amount, volume_ml=Decimal(50), rate_ml_h=Decimal(75)),
            now,
        )

    def _end_session(self) -> None:
        """A record with hundreds of alarms is none that anybody has."""
        room, now = self.parts.room, self.now()
        room.note(events.SessionAborted(reason="bench", decided_by="bench"), now)
        room.close_view(now)

    def _write(self, times: int) -> None:
        """In a thread of its own."""
        chance = random.Random(1)  # of instants, not of secrets
        pause = self.signal()
        while not self.cuff.connected():
            pause.wait(0.01)
        self.cuff.begin(*CALM)
        self.cuff.end()
        for _ in range(times):
            self._alarmed.clear()
            self.cuff.begin(*HIGH)
            pause.wait(chance.uniform(SOONEST_S, LATEST_S))
            self._written_s = self.now().mono_s
            self.cuff.end()
            if not self._alarmed.wait(COMES_WITHIN_S):
                self._missed = True
                return
            self._calmed.clear()
            self.cuff.begin(*CALM)
            self.cuff.end()
            if not self._calmed.wait(COMES_WITHIN_S):
                self._missed = True
                return
            pause.wait(chance.uniform(SOONEST_S, LATEST_S))

    def _look(self, view: View) -> None:
        """After everything was shown. What is over is reset, so that the next one is new."""
        alarms = view.watch.display.alarms
        pressed = [a for a in alarms if a.priority is Priority.HIGH]
        if any(not alarm.latched for alarm in pressed):
            if self._written_s is not None:
                self.took_s.append(self._painted_s - self._written_s)
                self._written_s = None
                self._alarmed.set()
        elif pressed:
            self.parts.app.see_alarms(tuple(alarm.number for alarm in pressed))
            self.parts.app.back()
        elif self._written_s is None and not self._calmed.is_set():
            if len(self.took_s) % ALARMS_A_SESSION == 0:
                self._end_session()
                self._begin_session()
            self._calmed.set()


def beat_until(done: Signal) -> None:
    """Qt's own loop on this thread, until another one says that it is done."""
    loop, timer = QEventLoop(), QTimer()

    def look() -> None:
        if done.wait(0):
            loop.quit()

    timer.timeout.connect(look)
    timer.start(LOOKS_MS)
    loop.exec()


# --- the floor -------------------------------------------------------------------------------


def floor_s(
    window: Window, times: int, now: Clock, in_thread: InThread, signal: Callable[[], Signal]
) -> list[float]:
    """One byte through a socket pair from a thread, the wake, and the band painted as it stands."""
    here, there = socket.socketpair()
    took: list[float] = []
    painted, done, pause = signal(), signal(), signal()
    written_s = [0.0]

    def woken() -> None:
        there.recv(1)
        window.band.repaint()
        took.append(now().mono_s - written_s[0])
        painted.set()

    def write() -> None:
        for _ in range(times):
            painted.clear()
            pause.wait(SOONEST_S)
            written_s[0] = now().mono_s
            here.send(b"\0")
            painted.wait(COMES_WITHIN_S)
        done.set()

    notifier = QSocketNotifier(there.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(woken)
    in_thread(write)
    beat_until(done)
    notifier.setEnabled(False)
    here.close()
    there.close()
    return took


# --- the sound -------------------------------------------------------------------------------


def next_to_silence(folder: Path) -> Sound:
    """As long as the burst of HIGH, and one soft sample: a measurement need not be heard."""
    count = round(BURSTS[Priority.HIGH].length_s * RATE_HZ)
    made = array("h", bytes(BYTES_PER_SAMPLE * count))
    made[-1] = SOFTEST_PEAK
    file = folder / "silence.wav"
    file.write_bytes(wav(made))
    return Sound(pcm(made), file)


def sound_s(sound: Sound, times: int, now: Clock) -> list[float] | str:
    """Seconds from the decision to the first buffer that the device accepted, or why there is
    none: a code of ui.sound.said."""
    child = Child([sound.file], now)
    child.open()
    try:
        code = _until(lambda: child.ready, child, now, READY_WITHIN_S)
        took = []
        for _ in range(times):
            begun_s = now().mono_s
            code = code or child.begin(sound, 0)
            code = code or _until(lambda: child.accepted, child, now, COMES_WITHIN_S)
            if code:
                return code
            took.append(now().mono_s - begun_s)
        return took
    finally:
        child.close()


def _until(there: Callable[[], bool], child: Child, now: Clock, within_s: float) -> str:
    begun_s = now().mono_s
    while now().mono_s - begun_s < within_s:
        application().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1)
        code = child.trouble(now().mono_s)
        if code not in ("", OPENING):
            return code
        if there():
            return ""
    return "device_stuck"
