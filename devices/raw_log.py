"""The raw bytes of every port, kept beside the record, so that a reading can be traced to them.

In the folder of a session, for each role: `ROLE.raw` is what the monitor said, byte for byte, and
nothing else: `bedside decode` reads it. `ROLE.times` is JSON Lines, one for each piece of the talk:

    {"driver":"nonin-format2"}                            which monitor was listened to
    {"at":"2026-11-24T08:00:01.250+00:00","size":125}     so many bytes of ROLE.raw came then
    {"at":"2026-11-24T08:00:02.000+00:00","sent":"3a20a6"}     said by us, in hexadecimal

A reading of the record has the time of the piece that completed it: that is how it is traced. The
bytes are written before their line, so a killed program leaves at most bytes without a time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Literal

import msgspec

from bedside.clock import Instant

RAW, TIMES = ".raw", ".times"


class TimesLine(msgspec.Struct, omit_defaults=True):
    """One line of ROLE.times."""

    driver: str = ""
    at: datetime | None = None
    size: int = 0
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came in one read: its bytes, where they begin in the file, and when they came."""

    data: bytes
    begin: int
    at: datetime | None  # None: nobody wrote it down

    @property
    def end(self) -> int:
        return self.begin + len(self.data)


@dataclass
class RawLog:
    """Is a `devices.reader.Tap`. `folder` is of the open session; None: nothing is kept.

    Each role's files are touched by its reader's thread alone.
    """

    folder: Path | None = None
    _files: dict[str, "_Files"] = field(default_factory=dict)

    def tap_of(self, driver: str) -> Callable[[str, Instant, Literal["in", "out"], bytes], None]:
        """What a reader of this driver is given. It raises OSError, where the disk is full."""

        def tap(role: str, now: Instant, direction: Literal["in", "out"], data: bytes) -> None:
            self._keep(role, driver, now, direction, data)

        return tap

    def _keep(
        self, role: str, driver: str, now: Instant, direction: Literal["in", "out"], data: bytes
    ) -> None:
        folder, files = self.folder, self._files.get(role)
        if files is not None and (files.folder, files.driver) != (folder, driver):
            files.close()
            del self._files[role]
            files = None
        if folder is None:
            return
        if files is None:
            files = self._files[role] = _Files(folder, role, driver)
        files.keep(now, direction, data)

    def close(self) -> None:
        """When no reader runs any more."""
        self.folder = None
        for files in self._files.values():
            files.close()
        self._files.clear()


class _Files:
    """Unbuffered: what a killed program had heard is on the disk."""

    def __init__(self, folder: Path, role: str, driver: str) -> None:
        self.folder, self.driver = folder, driver
        folder.mkdir(parents=True, exist_ok=True)
        self._raw = FileIO(folder / (role + RAW), "ab")
        self._times = FileIO(folder / (role + TIMES), "ab")
        self._say(TimesLine(driver=driver))

    def keep(self, now: Instant, direction: Literal["in", "out"], data: bytes) -> None:
        if direction == "in":
            _write(self._raw, data)
            self._say(TimesLine(at=now.wall, size=len(data)))
        else:
            self._say(TimesLine(at=now.wall, sent=data.hex()))

    def close(self) -> None:
        self._raw.close()
        self._times.close()

    def _say(self, line: TimesLine) -> None:
        _write(self._times, msgspec.json.encode(line) + b"\n")


def _write(file: FileIO, data: bytes) -> None:
    """Everything: a disk that is nearly full takes a part, and says so at the next try."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


# --- reading it again ------------------------------------------------------------------------


def pieces(raw: Path) -> Iterator[Piece]:
    """A recording as it came. Without its times beside it, it is one piece. Raises OSError."""
    data, begin = raw.read_bytes(), 0
    for line in times_beside(raw):
        part = data[begin : begin + line.size]
        if part:
            yield Piece(part, begin, line.at)
            begin += len(part)
    if begin < len(data):
        yield Piece(data[begin:], begin, None)


def times_beside(raw: Path) -> Iterable[TimesLine]:
    """The times of a recording; none where there are none. A line cut off by a crash is left."""
    try:
        lines = raw.with_suffix(TIMES).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return list(_understood(lines))


def _understood(lines: list[bytes]) -> Iterator[TimesLine]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=TimesLine)
        except msgspec.MsgspecError:
            continue
