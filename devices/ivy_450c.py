"""Ivy Biomedical 450C, protocol "ANSAR-B": the page on it.

LINE      9600 8N1 [MED]; talks by itself, 561 bytes a second.
FRAMES    Once a second: FF, sign, 400 waveform bytes, lines of text, FE (ivy_frames). No checksum.
MEANING   HR=status;value;label;alarm  RR=  ETCO2=  SPO2=1;100;PR=80 ;  NIBP=4;sys;dia;mean;pulse;
          label;alarm  P1= P2= T1= T2=. SpO2, pulse (the oximeter's, else the heart rate, which is
          the ECG's unless its label names the oximeter), respiration, NIBP, and the 50 samples of
          the pleth.
MISSING   An empty field or dashes; a zero of the oximeter. Why is in the label or the alarm text:
          NO TRANSDUCER (seen in the capture), NO SENSOR, NO PROBE -> sensor_unplugged; SENSOR,
          PROBE or LEAD OFF -> sensor_off; SEARCH -> searching; ARTIFACT, MOTION, NOISE ->
          artefact; LOW SIGNAL, WEAK, PERFUSION -> low_perfusion; else no_value. Under the first
          three a number is refused too.
NIBP      stays on the wire; when it is a new one stands in ivy_cuff.
DEVICE    It does not say which one it is.
DAMAGE    The text must begin, with HR=, where 400 bytes end, every line must read NAME=status;...,
          and the numbers we use must be numbers; else the whole second is garbled, and only that
          one. A flipped bit in a digit is not seen by that: a jump of more than 4 % or 20 /min is
          marked suspect until the next second agrees.
UNSEEN    A wrong digit within those bounds, or in a blood pressure. A pressure measured anew with
          the same numbers, if the status did not change and the numbers did not go away. The age of
          the pressure that is there at the beginning.
SOURCES   mdpnp: AnsarB.java, DemoIvy450C.java, capture Ivy450C.1.data (whose lines are quoted).
          The meaning of the status numbers is not known.
"""

import re
from dataclasses import dataclass, field, replace

from bedside.vitals import Garbled, Item, Measurement, PulseSource, Quality, Reason, Vital, Waveform
from devices.ivy_cuff import Cuff
from devices.ivy_frames import PLETH, Seconds
from devices.link import Driver, LineSettings, Listener
from devices.oximetry import Jump, UncheckedOximeter
from devices.skipped import Skipped

SPO2_STEP_PERCENT, PULSE_STEP_PER_MIN, AGREE = 4, 20, 2
HIGHEST_PULSE, HIGHEST_BREATHS, HIGHEST_MMHG = 350, 200, 400

_LINE = re.compile(r"([A-Z][A-Z0-9]*)=(\d*);(.*)")
_NUMBER = re.compile(r" *(?:(\d{1,3})|-*) *")
_PULSE = re.compile(r" *PR=(.*)")
_TEXTS = (
    (re.compile("NO (?:TRANSDUCER|SENSOR|PROBE)"), Reason.SENSOR_UNPLUGGED),
    (re.compile("(?:SENSOR|PROBE|LEADS?) OFF"), Reason.SENSOR_OFF),
    (re.compile("SEARCH"), Reason.SEARCHING),
    (re.compile("ARTIFACT|MOTION|NOISE"), Reason.ARTEFACT),
    (re.compile("LOW SIGNAL|WEAK|PERFUSION"), Reason.LOW_PERFUSION),
)
_UNUSABLE = (Reason.SENSOR_UNPLUGGED, Reason.SENSOR_OFF, Reason.SEARCHING)


@dataclass(frozen=True, slots=True)
class Numbers:
    """One line that we read: status, numbers, and its texts (label, alarm)."""

    status: str
    values: tuple[int | None, ...]
    texts: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        """Why there is no value, if there is none."""
        text = " ".join(self.texts).upper()
        return next((why for words, why in _TEXTS if words.search(text)), Reason.NO_VALUE)


Report = dict[str, Numbers]
COUNTS = {"HR": 1, "RR": 1, "SPO2": 1, "NIBP": 4}  # the numbers that a line of ours begins with


def read(lines: tuple[str, ...]) -> Report | None:
    """The lines that we read, by name; None when one of them is not as it must be."""
    if not lines[0].startswith("HR="):  # fewer than 400 bytes stood before
        return None
    report: Report = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None or found.group(1) in report:
            return None
        name, status, rest = found.groups()
        if name in COUNTS:
            numbers = _numbers(status, rest.split(";"), COUNTS[name])
            if numbers is None:
                return None
            report[name] = numbers
    return report


def _numbers(status: str, fields: list[str], count: int) -> Numbers | None:
    """A label and an alarm text follow the numbers, so one field more at least."""
    found = [_NUMBER.fullmatch(text) for text in fields[:count]]
    texts = tuple(fields[count:])
    if len(texts) < 2 or None in found:
        return None
    if any("=" in text and not _PULSE.fullmatch(text) for text in texts):
        return None  # two lines that ran together
    values = tuple(int(one.group(1)) if one and one.group(1) else None for one in found)
    return Numbers(status, values, texts)


@dataclass(slots=True)
class Decoder:
    """Bytes in, in any slices; what each whole second says, out."""

    live: bool = False
    _seconds: Seconds = field(default_factory=Seconds)
    _skipped: Skipped = field(default_factory=Skipped)
    _oximeter: UncheckedOximeter = field(
        default_factory=lambda: UncheckedOximeter(SPO2_STEP_PERCENT, PULSE_STEP_PER_MIN, AGREE)
    )
    _heart: Jump = field(default_factory=lambda: Jump(PULSE_STEP_PER_MIN, AGREE))
    _cuff: Cuff = field(init=False)

    def __post_init__(self) -> None:
        self._cuff = Cuff(self.live)

    def feed(self, data: bytes) -> list[Item]:
        return self._items(data, ended=False)

    def finish(self) -> list[Item]:
        return [*self._items(b"", ended=True), *self._skipped.take()]

    def _items(self, data: bytes, ended: bool) -> list[Item]:
        items: list[Item] = []
        for one in self._seconds.feed(data, ended):
            report = None if isinstance(one, Garbled) else read(one.second.lines)
            if isinstance(one, Garbled) or report is None:
                items += self._skipped.add(one.data if isinstance(one, Garbled) else one.wire)
                continue
            items += self._skipped.take()
            items += self._report(report)
            items.append(Waveform(Vital.SPO2, tuple(one.second.waves[PLETH])))
        return items

    def _report(self, report: Report) -> list[Item]:
        items: list[Item] = []
        heart = report["HR"]  # always there: `read` wants it
        pulses = [self._heart.mark(_measured(Vital.PULSE_RATE, heart, _source(heart)))]
        if "SPO2" in report:
            spo2, by_pleth = self._oximeter_items(report["SPO2"])
            items.append(spo2)
            pulses.insert(0, by_pleth)
        # One measurement a vital: two that contradict each other in turn would help nobody.
        items.append(next((one for one in pulses if one.value is not None), pulses[0]))
        if "RR" in report:
            items.append(_measured(Vital.RESPIRATORY_RATE, report["RR"]))
        if "NIBP" in report:
            line = report["NIBP"]
            systolic, diastolic, mean, pulse = (
                value if value and value <= HIGHEST_MMHG else None for value in line.values
            )
            items += self._cuff.items(line.status, (systolic, diastolic, mean, pulse), line.reason)
        return items

    def _oximeter_items(self, line: Numbers) -> list[Measurement]:
        labelled = _PULSE.fullmatch(line.texts[0])
        printed = _NUMBER.fullmatch(labelled.group(1)) if labelled else None
        pulse = int(printed.group(1)) if printed and printed.group(1) else None
        reason = line.reason if line.reason in _UNUSABLE else None
        pair = self._oximeter.read(line.values[0], pulse, reason, Quality.GOOD)
        return [
            replace(one, reason=line.reason) if one.reason is Reason.NO_VALUE else one
            for one in pair
        ]


def _source(line: Numbers) -> PulseSource:
    label = line.texts[0].upper()
    return PulseSource.PLETH if "SPO2" in label or "PLETH" in label else PulseSource.ECG


def _measured(vital: Vital, line: Numbers, source: PulseSource | None = None) -> Measurement:
    """A zero counts: an ECG in asystole, a breath counter in apnoea."""
    value = line.values[0]
    highest = HIGHEST_PULSE if vital is Vital.PULSE_RATE else HIGHEST_BREATHS
    if value is None or line.reason in _UNUSABLE:
        return Measurement(vital, None, line.reason, source)
    if value > highest:
        return Measurement(vital, None, Reason.OUT_OF_RANGE, source)
    return Measurement(vital, float(value), None, source)


DRIVER = Driver(
    id="ivy-450c",
    makers_and_models="Ivy Biomedical 450C",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE, Vital.NIBP, Vital.RESPIRATORY_RATE}),
    line=LineSettings(9600),
    patience_s=3.0,
    converse=lambda: Listener(Decoder(live=True)),
    decoder=Decoder,
)
