"""GE / Datex-Ohmeda S/5 Computer Interface (AS/3, CS/3, S/5, B-series, CARESCAPE): the page on it.

LINE      19200 8E1 with RTS/CTS (CARESCAPE software 3 and later: 115200). The monitor stops when
          CTS is held back for 2 s.
FRAMES    7E ... 7E with an 8-bit sum (ge_dri_records).
TALK      The monitor sends what it is asked for: we ask for displayed values of the basic class
          every 5 s (the shortest it allows), for the auxiliary record and for the plethysmogram,
          again after silence, and cancel all at the end. NIBP cannot be started from the host.
SILENCE   A new SpO2 comes only every 5 s. The plethysmogram comes every second, also from a module
          without a finger: once it was seen, a line without a byte for 3 s is lost. A monitor that
          sends no waves is lost after 8 s: one value is overdue, and was asked for again in vain.
          Alarms count its values from 5 s to 5 s (Driver.every_s); the screen shows their age, and
          marks and drops them after the rule for any monitor.
MEANING   SpO2, pulse (of the pleth, else the heart rate where it comes from the ECG), respiration
          (of the CO2 module, else by impedance), NIBP with its pulse (ge_dri_vitals, layout in
          ge_dri_parts). SpO2 and pressures are sent in 0.01 % and 0.01 mmHg.
MISSING   -32767 no_value, -32766 not_updated, -32764 and -32763 out_of_range, -32762 calibrating,
          any other code from -32001 down no_value. Also no_value: a number of a module that does
          not exist or is not active; out_of_range: an impossible number.
NIBP      stays on the wire; when it is a new one stands in ge_dri_cuff.
DEVICE    Each record names the monitor's plug id in the network, told as "plug N". DRI carries no
          serial number.
DAMAGE    A sum of 8 bits is weak, so a record must also have exactly the length it says, only the
          two escapes there are, a main type and parts that exist, in order and of their size. One
          flipped bit, one changed, lost or added byte is always found. With 1 % of all bytes
          damaged, so that of 60,000 records hardly one was whole, this passed of the damaged ones
          (and with a wrong SpO2 or pulse): bytes lost 0 (0), replaced 0.3 % (0.02 %), one bit
          flipped each 0.9 % (0.1 %); tests/soak/test_fuzz_ge_s5_dri.py. Only the damaged record
          is lost.
UNSEEN    Two errors in one record that cancel in the sum. A monitor in demonstration mode: DRI
          does not tell. A pressure equal to the last one within 60 s of it, if neither its
          measuring nor its time was seen.
SOURCES   GE M1017617 (S/5 Computer Interface Specification, requests of its Appendix A) and
          8005313 (DRI Specification) as PDF in KaiWU17TUM/icu_devices. The auxiliary record (114
          bytes, time of the latest NIBP first): 8005313 section 3.3.4. No public stream exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bedside.vitals import Garbled, Item, NibpFailed, NibpFault, Vital
from devices.ge_dri_parts import (
    AUXILIARY,
    DISPLAYED,
    PLETH_WAVE,
    encode_request,
    encode_wave_request,
    is_whole,
)
from devices.ge_dri_records import PHYSIOLOGICAL, WAVE, Record, Records, encode
from devices.ge_dri_vitals import Interpreter
from devices.link import Command, Driver, LineSettings, Order, Step
from devices.skipped import Skipped

Kind = tuple[int, int]  # main type of the record, kind of the part

EVERY_S = 5
PLETH = (WAVE, PLETH_WAVE)
VALUES, CUFF_TIME = (PHYSIOLOGICAL, DISPLAYED), (PHYSIOLOGICAL, AUXILIARY)
# After this long without one we ask again. Some monitors may send neither the auxiliary record nor
# waves: they are a help, not a need. What comes is asked for before the line counts as silent.
AGAIN_S = {VALUES: 6.5, CUFF_TIME: 60.0, PLETH: 60.0}
PLETH_AGAIN_S = 2.0  # where it was seen
PATIENCE_S = 3.0  # with the plethysmogram
WITHOUT_WAVES_S = 8.0


@dataclass(slots=True)
class Hearing:
    """Bytes in, in any slices; whole records and garbled bytes out."""

    _records: Records = field(default_factory=Records)
    _skipped: Skipped = field(default_factory=Skipped)

    def feed(self, data: bytes) -> list[Record | Garbled]:
        found: list[Record | Garbled] = []
        for one in self._records.feed(data):
            if isinstance(one, Garbled):
                found += self._skipped.add(one.data)
            elif not is_whole(one.record):
                found += self._skipped.add(one.wire)
            else:
                found += (*self._skipped.take(), one.record)
        return found

    def finish(self) -> list[Garbled]:
        return [*self._skipped.add(self._records.finish()), *self._skipped.take()]


@dataclass(slots=True)
class Decoder:
    """What the monitor sent, in any slices, to what it said."""

    _hearing: Hearing = field(default_factory=Hearing)
    _interpreter: Interpreter = field(default_factory=Interpreter)

    def feed(self, data: bytes) -> list[Item]:
        items: list[Item] = []
        for one in self._hearing.feed(data):
            items += [one] if isinstance(one, Garbled) else self._interpreter.items(one)
        return items

    def finish(self) -> list[Item]:
        return list(self._hearing.finish())


@dataclass(slots=True)
class Conversation:
    """Asks for what we want, asks again when it stops coming, cancels it at the end."""

    _hearing: Hearing = field(default_factory=Hearing)
    _interpreter: Interpreter = field(default_factory=Interpreter)
    _again_s: dict[Kind, float] = field(default_factory=dict)  # when to ask for each kind again
    _waves: bool = False  # this monitor sends them

    def opened(self, now_s: float) -> Step:
        self._again_s = {kind: now_s for kind in AGAIN_S}
        return Step(self._ask(now_s), wake_s=self._wake_s(), patience_s=self._patience_s())

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        items: list[Item] = [_refused(one) for one in orders if one.command is Command.START_NIBP]
        for one in self._hearing.feed(data):
            if isinstance(one, Garbled):
                items.append(one)
                continue
            items += self._interpreter.items(one)
            for kind in ((one.main_type, part.kind) for part in one.parts):
                self._waves |= kind == PLETH
                if kind in self._again_s:
                    self._again_s[kind] = now_s + self._wait_s(kind)
        return Step(self._ask(now_s), tuple(items), self._wake_s(), self._patience_s())

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        cancels = tuple(_request(kind, wanted=False) for kind in self._again_s)
        self._again_s = {}
        return cancels

    def _ask(self, now_s: float) -> tuple[bytes, ...]:
        due = [kind for kind, again_s in self._again_s.items() if now_s >= again_s]
        for kind in due:
            self._again_s[kind] = now_s + self._wait_s(kind)
        return tuple(_request(kind, wanted=True) for kind in due)

    def _wait_s(self, kind: Kind) -> float:
        return PLETH_AGAIN_S if self._waves and kind == PLETH else AGAIN_S[kind]

    def _patience_s(self) -> float:
        return PATIENCE_S if self._waves else WITHOUT_WAVES_S

    def _wake_s(self) -> float | None:
        return min(self._again_s.values(), default=None)


def _request(kind: Kind, *, wanted: bool) -> bytes:
    if kind == PLETH:
        return encode(
            encode_wave_request(True, PLETH_WAVE) if wanted else encode_wave_request(False)
        )
    return encode(encode_request(kind[1], EVERY_S if wanted else 0))


def _refused(order: Order) -> NibpFailed:
    """The interface can only read: a cuff is started at the monitor itself."""
    return NibpFailed(NibpFault.REFUSED, order.start_id)


DRIVER = Driver(
    id="ge-s5-dri",
    makers_and_models="GE / Datex-Ohmeda S/5, AS/3, CS/3, Cardiocap/5, B20-B125, B450-B850",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE, Vital.NIBP, Vital.RESPIRATORY_RATE}),
    line=LineSettings(19200, parity="E", rtscts=True),
    patience_s=PATIENCE_S,
    converse=Conversation,
    decoder=Decoder,
    talks_unasked=False,
    every_s=EVERY_S,
    notes="SpO2 every 5 s; lost after 3 s of silence, or after 8 s where it sends no waves",
)
