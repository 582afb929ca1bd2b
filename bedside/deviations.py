"""Avvik: what happened outside a rule, why, and what was said about it before signing."""

from dataclasses import dataclass, replace
from datetime import datetime

from bedside import events
from bedside.events import NOBODY, WATCH, Entry


@dataclass(frozen=True, slots=True)
class Deviation:
    """`of` is the event that was outside the rule, where that is another one."""

    seq: int
    at: datetime
    by: str
    rule: str
    reason: str
    of: int | None = None
    comment: str = ""
    commented_by: str = ""

    @property
    def commented(self) -> bool:
        """Somebody wrote why: at once as its reason, or afterwards. A program's word is none."""
        person = self.by not in (NOBODY, WATCH)
        return bool(self.comment.strip()) or (person and bool(self.reason.strip()))


@dataclass(frozen=True, slots=True)
class Deviations:
    all: tuple[Deviation, ...] = ()

    @property
    def uncommented(self) -> tuple[Deviation, ...]:
        return tuple(deviation for deviation in self.all if not deviation.commented)

    def of_rule(self, rule: str) -> tuple[Deviation, ...]:
        return tuple(deviation for deviation in self.all if deviation.rule == rule)

    def after(self, entry: Entry) -> "Deviations":
        event = entry.event
        match event:
            case events.DeviationRecorded():
                return self._with(entry, event.rule, event.reason, event.of)
            case events.PrnDoseGiven() if event.outside_rule:
                return self._with(entry, event.outside_rule, event.deviation_reason, None)
            case events.DeviationCommented():
                return replace(
                    self,
                    all=tuple(
                        replace(d, comment=event.comment, commented_by=entry.by)
                        if event.of in (d.seq, d.of)
                        else d
                        for d in self.all
                    ),
                )
            case _:
                return self

    def _with(self, entry: Entry, rule: str, reason: str, of: int | None) -> "Deviations":
        new = Deviation(entry.seq, entry.at.wall, entry.by, rule, reason, of)
        return replace(self, all=(*self.all, new))
