"""A blood-pressure monitor whose every byte is written by hand: for timing its last one.

An Ivy 450C, since it says its pressure without being asked. Starts no thread of its own.
"""

from dataclasses import dataclass
from pathlib import Path

from devices.bench import Pause, until
from devices.ivy_frames import WAVES_SIZE, Second, encode
from devices.reader import Reader
from devices.simulator.pty import Wire, wire_for

DRIVER = "ivy-450c"
WAVES = bytes(100 for _ in range(WAVES_SIZE))


def second_with(systolic: int, diastolic: int) -> bytes:
    """One second of the monitor, with this pressure in mmHg."""
    mean = diastolic + (systolic - diastolic) // 3
    lines = (
        "HR=1;72;ECG-I;",
        "RR=1;14;;",
        "SPO2=1;97;PR=72 ;",
        f"NIBP=4;{systolic};{diastolic};{mean};72;;",
    )
    return encode(Second(WAVES, lines))


@dataclass
class HandCuff:
    """`reader` is what listens at the other end of `wire`."""

    wire: Wire
    pause: Pause
    reader: Reader | None = None
    _written: int = 0
    _last: bytes = b""

    def begin(self, systolic: int, diastolic: int) -> None:
        """Everything of it but its last byte, and wait until that was read."""
        whole = second_with(systolic, diastolic)
        self._write(whole[:-1])
        self._last = whole[-1:]
        until(self._all_read, self.pause)

    def end(self) -> None:
        """The last byte: with it the reading is complete."""
        self._write(self._last)

    def connected(self) -> bool:
        return self.reader is not None and self.reader.connected

    def _write(self, data: bytes) -> None:
        self.wire.write(data)
        self._written += len(data)

    def _all_read(self) -> bool:
        return self.reader is not None and self.reader.received >= self._written


def hand_cuff(folder: Path, pause: Pause) -> HandCuff:
    wire = wire_for(folder, "cuff")
    wire.plug()
    return HandCuff(wire, pause)
