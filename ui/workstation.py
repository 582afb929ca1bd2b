"""The workstation under the application: kept awake during a session, its mains watched.

Linux: `systemd-inhibit` holds off sleep, the desktop's org.freedesktop.ScreenSaver holds off lock
and blanking; both end with this process. Windows: SetThreadExecutionState does all three. Where it
cannot be had, "may_sleep" says so.
"""

import ctypes
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol as Interface

from bedside.clock import Instant
from bedside.workstation import Power, conditions

LOOKED_EVERY_S = 5.0
SUPPLIES = Path("/sys/class/power_supply")
ANSWERS_WITHIN_MS = 500
REASON = "Infusion session"
LINE = "bedside-awake"
SCREEN_SAVER = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
# winbase.h: until said otherwise, neither the system nor the display goes to sleep
ES_CONTINUOUS, ES_SYSTEM_REQUIRED, ES_DISPLAY_REQUIRED = 0x80000000, 0x1, 0x2
NOT_KNOWN = 255  # SYSTEM_POWER_STATUS


class Awake(Interface):
    """Keeps the computer from sleeping, locking and blanking."""

    def hold(self) -> None:
        """From now on; again and again does no harm."""

    def release(self) -> None: ...

    @property
    def held(self) -> bool: ...


class Mains(Interface):
    def __call__(self) -> Power: ...


@dataclass
class Workstation:
    """`beat` with each of the application's beats: looks only every few seconds."""

    awake: Awake
    mains: Mains
    _looked_s: float = field(init=False, default=float("-inf"))
    _open: bool = field(init=False, default=False)
    _found: frozenset[str] = field(init=False, default=frozenset())

    def beat(self, now: Instant, *, open_: bool) -> frozenset[str]:
        """The technical conditions of this instant."""
        if open_ == self._open and now.mono_s - self._looked_s < LOOKED_EVERY_S:
            return self._found
        if open_:
            self.awake.hold()
        elif self._open:
            self.awake.release()
        self._open, self._looked_s = open_, now.mono_s
        self._found = conditions(self.mains(), awake=self.awake.held, session_open=open_)
        return self._found

    def close(self) -> None:
        self.awake.release()


def awake_of_this(platform: str = sys.platform) -> Awake:
    return WindowsAwake() if platform == "win32" else LinuxAwake()


def power_of_this(platform: str = sys.platform) -> Mains:
    return windows_power if platform == "win32" else linux_power


class LinuxAwake:
    """Sleep by a process that lives as long as it is held; lock and blanking by the desktop."""

    def __init__(self) -> None:
        self._sleep: subprocess.Popen[bytes] | None = None
        self._screen = False

    @property
    def held(self) -> bool:
        return self._sleep is not None and self._sleep.poll() is None and self._screen

    def hold(self) -> None:
        if self._sleep is None or self._sleep.poll() is not None:
            self._sleep = _inhibited()
        self._screen = self._screen or _screen_held()

    def release(self) -> None:
        process, self._sleep = self._sleep, None
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
        if self._screen:
            _screen_let_go()
            self._screen = False


def _inhibited() -> "subprocess.Popen[bytes] | None":
    program = shutil.which("systemd-inhibit")
    if program is None:
        return None
    words = ["--what=sleep:idle", "--who=bedside", f"--why={REASON}", "--mode=block"]
    try:  # `cat` ends when its input does: with this process, whatever becomes of it
        return subprocess.Popen(
            [program, *words, "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _screen_held() -> bool:
    """Whether the desktop holds its screen saver off, by a line to it of our own."""
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusInterface, QDBusMessage

    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, LINE)
    if not bus.isConnected():
        return False
    saver = QDBusInterface(*SCREEN_SAVER, SCREEN_SAVER[0], bus)
    saver.setTimeout(ANSWERS_WITHIN_MS)
    words = ["bedside", REASON]
    reply = saver.callWithArgumentList(QDBus.CallMode.Block, "Inhibit", words)
    return reply.type() is QDBusMessage.MessageType.ReplyMessage


def _screen_let_go() -> None:
    """The desktop forgets what was asked for on a line that is closed."""
    from PySide6.QtDBus import QDBusConnection

    QDBusConnection.disconnectFromBus(LINE)


def linux_power(folder: Path = SUPPLIES) -> Power:
    """What the kernel says: on battery when no mains supply is on and a battery is there."""
    mains, percents = list[bool](), list[int]()
    with suppress(OSError):
        for supply in folder.iterdir():
            kind = _word(supply / "type")
            if kind in ("Mains", "USB"):
                mains.append(_word(supply / "online") == "1")
            elif kind == "Battery" and _word(supply / "scope") != "Device":
                percents += [int(word) for word in [_word(supply / "capacity")] if word.isdigit()]
    if not percents:  # a desktop computer: it runs, so it has power
        return Power(None if not mains else True)
    return Power(any(mains) if mains else None, min(percents))


def _word(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        return ""


class WindowsAwake:
    """One flag of the thread that asks: Windows forgets it when the thread ends."""

    def __init__(self) -> None:
        self._held = False

    @property
    def held(self) -> bool:
        return self._held

    def hold(self) -> None:
        self._held = _state(ES_CONTINUOUS | ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED)

    def release(self) -> None:
        if self._held:
            _state(ES_CONTINUOUS)
        self._held = False


def _state(flags: int) -> bool:
    kernel = getattr(ctypes, "windll", None)
    return kernel is not None and bool(kernel.kernel32.SetThreadExecutionState(flags))


class PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS of winbase.h."""

    _fields_ = (
        ("ac_line", ctypes.c_ubyte),
        ("battery_flag", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("life_s", ctypes.c_uint32),
        ("full_life_s", ctypes.c_uint32),
    )


def windows_power() -> Power:
    kernel, status = getattr(ctypes, "windll", None), PowerStatus()
    if kernel is None or not kernel.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        return Power()
    return of_windows(status.ac_line, status.percent)


def of_windows(ac_line: int, percent: int) -> Power:
    known = {0: False, 1: True}
    return Power(known.get(ac_line), None if percent == NOT_KNOWN else percent)
