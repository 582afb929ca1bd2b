"""The alarm log in words, for the screen and the report alike: one alarm, line by line. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bedside.alarm_log import AlarmAct, AlarmLine, Reading
from bedside.protocol import Protocol
from ui.alarm_words import condition_of, limit_text
from ui.figures import pressure
from ui.i18n import Words, mark, minutes_and_seconds

MARKS = {"high": "!!!", "medium": "!!", "low": "!"}
DONE = {
    "seen": mark("seen by {who}"),
    "paused": mark("sound paused by {who}"),
    "pause_ended": mark("pause of the sound ended by {who}"),
    "reset": mark("reset by {who}"),
}
TOLD = {
    "worse": mark("{time} worse: {what}"),
    "again": mark("{time} again: {what}"),
    "eased": mark("{time} milder: {what}"),
    "worst": mark("at its worst {what}"),
}


@dataclass(frozen=True, slots=True)
class LogWords:
    """One language, one protocol; `person` gives the name of an id."""

    protocol: Protocol
    words: Words
    person: Callable[[str], str]

    def name(self, line: AlarmLine) -> str:
        return condition_of(self.protocol, line.condition, self.words, line.limit)

    def until(self, line: AlarmLine) -> str:
        """ "10:36:12 (05:05)", or that it stands."""
        if line.ended_at is None:
            return self.words.text("not over")
        lasted = minutes_and_seconds((line.ended_at - line.raised_at).total_seconds())
        return f"{self.words.time_s(line.ended_at)} ({lasted})"

    def limit(self, line: AlarmLine) -> str:
        return limit_text(line.limit, self.words)

    def readings(self, line: AlarmLine) -> str:
        """What caused it, and how it went on: "186/112 · 10:33:02 worse: 203/118"."""
        return " · ".join(said for reading in line.readings if (said := self._reading(reading)))

    def acts(self, line: AlarmLine) -> str:
        return " · ".join(self._act(act) for act in line.acts)

    def delays(self, line: AlarmLine) -> str:
        """Reading to decision, decision to screen, decision to sound; what is not known, unsaid."""
        _, number = self.words.text, self.words.number
        told = [_("condition {s} s").format(s=number(round(line.waited_s, 1), 1))]
        if line.shown_s is not None:
            told.append(_("shown {s} s").format(s=number(round(line.shown_s, 2), 2)))
        if line.sounded_s is not None:
            told.append(_("sounded {s} s").format(s=number(round(line.sounded_s, 2), 2)))
        return " · ".join(told)

    def _reading(self, reading: Reading) -> str:
        what = values_text(reading.values)
        if reading.suspect and what:
            what += "?"
        if reading.told == "raised":
            return what
        what = what or MARKS.get(reading.priority, "")
        template = self.words.text(TOLD[reading.told])
        return template.format(time=self.words.time_s(reading.at), what=what)

    def _act(self, act: AlarmAct) -> str:
        done = self.words.text(DONE[act.done]).format(who=self.person(act.by))
        return f"{self.words.time_s(act.at)} {done}"


def values_text(values: Mapping[str, float]) -> str:
    """ "186/112", "88 %", "45/min"."""
    if "systolic" in values or "diastolic" in values:
        return pressure(values.get("systolic"), values.get("diastolic"))
    units = {"spo2": " %", "pulse_rate": "/min", "respiratory_rate": "/min"}
    return " · ".join(f"{value:.0f}{units.get(name, '')}" for name, value in values.items())
