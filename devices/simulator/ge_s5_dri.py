"""A simulated S/5 monitor on its computer interface: byte-exact, sans I/O, deterministic.

It is silent until asked and then sends each kind of record at its interval, and the plethysmogram
once a second when asked for waves. Its NIBP runs on its own interval and stays on the wire.
"""

from bedside.clock import START_OF_TIME
from bedside.vitals import Garbled
from devices.ge_dri_parts import (
    AUXILIARY,
    DISPLAYED,
    INVALID,
    PLETH_WAVE,
    TREND_60_S,
    Displayed,
    Group,
    encode_auxiliary,
    encode_displayed,
    encode_wave,
    request_of,
    wave_request_of,
)
from devices.ge_dri_records import PHYSIOLOGICAL, WAVE, Part, Record, Records, encode
from devices.simulator.link import Patient, Probe
from devices.simulator.own_cuff import OwnCuff
from devices.simulator.oximeter import Oximeter

SHORTEST_S = {DISPLAYED: 5, AUXILIARY: 5}  # trends: their own 10 and 60 s
ONCE = -1
LEVEL, PLUG_ID = 6, 0x7D7E  # a plug id that must be escaped: no harm, and the escapes are seen
PLETH_PER_S = 100
EXISTS, IN_USE, FROM_ECG = 0x1, 0x3, 0x8
MEASURING, AUTOMATIC, OLD = 0x20, 0x08, 0x100
OLD_S = 60.0
NOTHING = Group(0, 0, (INVALID,) * 4)
WAVES = -1  # a key of what is due, beside the kinds of physiological parts


class GeS5Dri:
    """`with_auxiliary`, `with_waves`: one of the models that send them."""

    def __init__(
        self,
        patient: Patient,
        nibp_every_s: float = 300.0,
        with_auxiliary: bool = True,
        with_waves: bool = True,
    ) -> None:
        self._patient, self._oximeter = patient, Oximeter(patient)
        self._nibp_every_s = nibp_every_s
        self._with_auxiliary, self._with_waves = with_auxiliary, with_waves
        self._records = Records()
        self._cuff: OwnCuff | None = None  # starts with the first step, as does its clock
        self._every_s: dict[int, int] = {}
        self._next_s: dict[int, float] = {}
        self._number = 0

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._cuff is None:
            self._cuff = OwnCuff(self._patient, now_s, self._nibp_every_s)
        said = self._until(now_s, self._cuff)
        for heard in self._records.feed(received):
            if not isinstance(heard, Garbled):
                self._obey(now_s, heard.record)
        return said + self._until(now_s, self._cuff)

    def next_due_s(self) -> float | None:
        return min(self._next_s.values(), default=None)

    def _obey(self, now_s: float, record: Record) -> None:
        asked, waves = request_of(record), wave_request_of(record)
        if waves is not None:
            start, kinds = waves
            self._order(
                now_s, WAVES, 1 if start and self._with_waves and PLETH_WAVE in kinds else 0
            )
        elif asked is not None:
            kind, every_s = asked
            known = kind in (DISPLAYED, TREND_60_S) or (kind == AUXILIARY and self._with_auxiliary)
            if known:
                shortest_s = SHORTEST_S.get(kind, 60)
                self._order(now_s, kind, every_s and max(every_s, shortest_s, key=_as_given))

    def _order(self, now_s: float, what: int, every_s: int) -> None:
        if every_s:
            self._every_s[what], self._next_s[what] = every_s, now_s
        else:
            self._next_s.pop(what, None)

    def _until(self, now_s: float, cuff: OwnCuff) -> bytes:
        said = b""
        while (due_s := self.next_due_s()) is not None and due_s <= now_s:
            what = min(self._next_s, key=lambda one: self._next_s[one])
            said += encode(self._record(what, due_s, cuff))
            self._next_s[what] += self._every_s[what]
            if self._every_s[what] == ONCE:
                del self._next_s[what]
        return said

    def _record(self, what: int, now_s: float, cuff: OwnCuff) -> Record:
        self._number = (self._number + 1) % 256
        main_type = WAVE if what == WAVES else PHYSIOLOGICAL
        part = self._wave(now_s) if what == WAVES else self._part(what, now_s, cuff)
        time_s = _unix_s(now_s, cuff)
        return Record(main_type, (part,), self._number, LEVEL, PLUG_ID, time_s)

    def _wave(self, now_s: float) -> Part:
        """The second before `now_s`, in 0.01 % of modulation."""
        instants = (now_s - 1 + step / PLETH_PER_S for step in range(PLETH_PER_S))
        samples = tuple(round(self._oximeter.pleth(at_s) * 1000) for at_s in instants)
        return encode_wave(PLETH_WAVE, samples)

    def _part(self, kind: int, now_s: float, cuff: OwnCuff) -> Part:
        result = cuff.result(now_s)
        if kind == AUXILIARY:
            return encode_auxiliary(0 if result is None else _unix_s(result.done_s, cuff))
        seen, state = self._oximeter.look(now_s), self._patient.at(now_s)
        spo2 = INVALID if seen.spo2 is None else seen.spo2 * 100
        pulse = INVALID if seen.pulse_rate is None else seen.pulse_rate
        amplitude = INVALID if seen.spo2 is None else round(seen.perfusion_percent * 100)
        heart, breaths = round(state.pulse_per_min), round(state.respiration_per_min)
        displayed = Displayed(
            time_s=_unix_s(now_s, cuff),
            ecg=Group(IN_USE | FROM_ECG, 0, (heart, 0, 0, 0, breaths)),
            nibp=_nibp(now_s, cuff),
            spo2=Group(
                EXISTS if seen.probe is Probe.UNPLUGGED else IN_USE,
                0,
                (spo2, pulse, amplitude, INVALID),
            ),
            co2=NOTHING,
        )
        return encode_displayed(displayed, kind)


def _as_given(every_s: int) -> float:
    """Once is as given; an interval below the shortest becomes the shortest."""
    return float("inf") if every_s == ONCE else every_s


def _unix_s(now_s: float, cuff: OwnCuff) -> int:
    return int(START_OF_TIME.timestamp() + now_s - cuff.start_s)


def _nibp(now_s: float, cuff: OwnCuff) -> Group:
    """The last result stays, and is marked when it is older than 60 s."""
    result, label = cuff.result(now_s), AUTOMATIC
    if cuff.measuring(now_s):
        label |= MEASURING
    if result is None or result.systolic is None:
        return Group(IN_USE, label, NOTHING.values)
    if now_s - result.done_s > OLD_S:
        label |= OLD
    pressures = (result.systolic, result.diastolic, result.mean)
    values = [INVALID if pressure is None else pressure * 100 for pressure in pressures]
    return Group(IN_USE, label, (*values, INVALID if result.pulse is None else result.pulse))
