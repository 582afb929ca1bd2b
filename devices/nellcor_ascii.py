"""Nellcor N-595, N-600x, NPB-290, NPB-295, N-395, ASCII on the data port: the page on it.

LINE      9600 8N1 (some models also 2400 and 19200, set in the menu). The oximeter understands
          XON/XOFF; it is never sent an XOFF, and an XON when it falls silent. A line every 2 s.
FRAMES    Lines of text, ended by CR LF; a heading of two lines at the start, every 25 lines and
          when a limit changes (nellcor_lines). No checksum.
MEANING   SpO2 in %, pulse in /min, pulse amplitude (not used), status codes.
MISSING   Dashes, or a zero. Why: SD sensor disconnected -> sensor_unplugged, SO sensor off ->
          sensor_off, PS pulse search -> searching, LP loss of pulse -> out_of_track, LM loss of
          pulse with motion -> artefact, MO motion -> artefact, none of them -> no_value. Under
          SD, SO, PS, LP and LM a number is refused too: it is an old one. Lines of a printout of
          stored trends carry no reading of now -> not_updated.
          MO with a number is a value of poor quality. AO, AS, LB become status lines
          (alarms_off, alarm_silenced, low_battery); the limit codes SH, SL, PH, PL say nothing new.
DEVICE    The heading names model and version, told once two headings agree (50 s apart). No serial.
DAMAGE    A line must be whole in every column and its date one there is; the rest is garbled, and
          only that line is lost. A flipped bit in a digit is not seen by structure. It is marked
          suspect (and shown) when the number jumps by more than 5 % or 20 /min, until the next
          line agrees; or when its star (outside the alarm limits) contradicts the limits of the
          heading.
UNSEEN    A wrong digit within those bounds; a line that lost a digit likewise. Two damaged
          heading lines in a row before a printout of trends: its lines then pass for readings.
SOURCES   Operator's manuals of NPB-290 (p. 65-69), NPB-295 (p. 75-78), N-395 (p. 92), as on
          manymanuals; codes agree with mdpnp's nellcor-n595.spec. [MED] the rate per model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from bedside.vitals import (
    DeviceIdentified,
    DeviceStatus,
    Item,
    Measurement,
    NibpFailed,
    NibpFault,
    Quality,
    Reason,
    Status,
    Vital,
)
from devices.identity import Twice
from devices.link import Command, Driver, LineSettings, Order, Step
from devices.nellcor_lines import Columns, Limits, Line, Number, OutputComplete, Reading, parse
from devices.oximetry import UncheckedOximeter
from devices.skipped import Skipped

XON = b"\x11"
QUIET_S = 4.0  # two lines did not come
LONGEST_LINE, KEPT = 256, 128  # of noise without an end; a line has at most 80 characters
CR, LF = 0x0D, 0x0A

REASONS = {  # of several, the first here
    "SD": Reason.SENSOR_UNPLUGGED,
    "SO": Reason.SENSOR_OFF,
    "LM": Reason.ARTEFACT,
    "LP": Reason.OUT_OF_TRACK,
    "PS": Reason.SEARCHING,
}
MOTION, ALARMS_OFF = "MO", "AO"
STATUS = {
    ALARMS_OFF: Status.ALARMS_OFF,
    "AS": Status.ALARM_SILENCED,
    "LB": Status.LOW_BATTERY,
}


@dataclass(slots=True)
class Decoder:
    """Bytes in, in any slices; readings out. A line is known when its end has come."""

    _buffer: bytearray = field(default_factory=bytearray)
    _skipped: Skipped = field(default_factory=Skipped)
    _oximeter: UncheckedOximeter = field(default_factory=lambda: UncheckedOximeter(5, 20, agree=2))
    _limits: Limits | None = None
    _trend: bool = False
    _told: frozenset[Status] = frozenset()
    _device: Twice = field(default_factory=Twice)
    _ended: tuple[int, bool] | None = None  # the last line's end, and whether it was garbled

    def feed(self, data: bytes) -> list[Item]:
        self._buffer += data
        items: list[Item] = []
        while (end := self._end()) is not None:
            items += self._line(bytes(self._buffer[:end]), self._buffer[end])
            del self._buffer[: end + 1]
        if len(self._buffer) > LONGEST_LINE:
            items += self._skipped.add(bytes(self._buffer[:-KEPT]))
            del self._buffer[:-KEPT]
        return items

    def finish(self) -> list[Item]:
        rest = bytes(self._buffer)
        self._buffer.clear()
        return [*self._skipped.add(rest), *self._skipped.take()]

    def _end(self) -> int | None:
        ends = [at for at in (self._buffer.find(CR), self._buffer.find(LF)) if at >= 0]
        return min(ends, default=None)

    def _line(self, line: bytes, end: int) -> list[Item]:
        ended, self._ended = self._ended, None
        if not line.strip():
            # CR LF is one end: its second half belongs to the line before it. A blank is none's.
            second = not line and ended is not None and end != ended[0]
            was_garbled = ended is not None and ended[1]
            return list(self._skipped.add(bytes((end,)))) if second and was_garbled else []
        found = parse(line.decode("latin-1"))
        self._ended = (end, found is None)
        if found is None:
            return list(self._skipped.add(line + bytes((end,))))
        begin, meaning = found
        return [*self._skipped.add(line[:begin]), *self._skipped.take(), *self._items(meaning)]

    def _items(self, line: Line) -> list[Item]:
        match line:
            case Limits():
                self._limits, self._trend = line, line.trend
                return [*self._device.told(DeviceIdentified(line.model, firmware=line.version))]
            case Columns(trend):
                self._trend = self._trend or trend
            case OutputComplete():
                self._trend = False
            case Reading():
                return [*self._statuses(line.codes), *self._reading(line)]
            case _:
                assert_never(line)
        return []

    def _statuses(self, codes: tuple[str, ...]) -> list[Item]:
        """A status is told when it begins."""
        now = frozenset(STATUS[code] for code in codes if code in STATUS)
        begun, self._told = now - self._told, now
        return [DeviceStatus(code) for code in sorted(begun)]

    def _reading(self, line: Reading) -> tuple[Measurement, Measurement]:
        motion = MOTION in line.codes
        reason = next((why for code, why in REASONS.items() if code in line.codes), None)
        if self._trend:
            reason = Reason.NOT_UPDATED
        quality = Quality.POOR if motion else Quality.GOOD
        spo2, pulse = (
            replace(heard, reason=Reason.ARTEFACT)
            if motion and heard.reason is Reason.NO_VALUE
            else heard
            for heard in self._oximeter.read(line.spo2.value, line.pulse.value, reason, quality)
        )
        if self._limits is None or ALARMS_OFF in line.codes:
            return spo2, pulse
        return (
            _doubted(spo2, line.spo2, self._limits.spo2),
            _doubted(pulse, line.pulse, self._limits.pulse),
        )


def _doubted(heard: Measurement, printed: Number, limits: tuple[int, int]) -> Measurement:
    """The star says "outside the limits", the heading says what they are: they must agree."""
    low, high = limits
    if heard.value is None or (not low <= heard.value <= high) == printed.starred:
        return heard
    return replace(heard, quality=Quality.SUSPECT)


@dataclass(slots=True)
class Conversation:
    """We only listen, but let the oximeter go on when something had stopped it."""

    _decoder: Decoder = field(default_factory=Decoder)
    _quiet_s: float = 0.0

    def opened(self, now_s: float) -> Step:
        self._quiet_s = now_s + QUIET_S
        return Step((XON,), wake_s=self._quiet_s)

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        items: list[Item] = [_refused(one) for one in orders if one.command is Command.START_NIBP]
        items += self._decoder.feed(data)
        quiet = now_s >= self._quiet_s and not data
        if data or quiet:
            self._quiet_s = now_s + QUIET_S
        return Step((XON,) if quiet else (), tuple(items), self._quiet_s)

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        return ()


def _refused(order: Order) -> NibpFailed:
    return NibpFailed(NibpFault.REFUSED, order.start_id)


DRIVER = Driver(
    id="nellcor-ascii",
    makers_and_models="Nellcor N-595, N-600x, NPB-290, NPB-295, N-395",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(9600),
    patience_s=3.0,
    converse=Conversation,
    decoder=Decoder,
    every_s=2.0,
)
