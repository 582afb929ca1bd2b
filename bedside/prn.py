"""Behovsmedikasjon: what was prescribed, agreed, given and observed. Knows no rule of giving.

Which dose may be given stands in bedside/prn_rules.py; what was given stands here, inside a rule
or outside one, and counts in every total. The watch after midazolam is bedside/sedation.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TypeVar

from bedside import events
from bedside.amounts import counted, same, total
from bedside.events import Drug, Entry, Route
from bedside.lines import Line, aware, counting, local_day, with_line

PROPHYLAXIS = "prophylaxis"  # the indication of a dose given before there is any nausea


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose that counts: given here, or told of as given elsewhere."""

    seq: int
    first: int  # seq of its first line, over any corrections
    at: datetime  # when it was given
    by: str
    drug: Drug
    mg: Decimal  # endless where the record holds no amount
    route: Route | None = None
    prophylactic: bool = False
    elsewhere: bool = False
    outside_rule: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What counts against the maximum of a day, in both ways of counting (A3)."""

    day_mg: Decimal
    rolling_mg: Decimal

    @property
    def stricter_mg(self) -> Decimal:
        return max(self.day_mg, self.rolling_mg)


@dataclass(frozen=True, slots=True)
class PrnLog:
    """Every line of the drugs given as needed. `after` only keeps them and never raises."""

    prescriptions: tuple[Line[events.PrnPrescribed], ...] = ()
    agreements: tuple[Line[events.PrnAgreed], ...] = ()
    given: tuple[Line[events.PrnDoseGiven], ...] = ()
    elsewhere: tuple[Line[events.PrnElsewhereAsked], ...] = ()
    effects: tuple[Line[events.PrnEffectNoted], ...] = ()
    observed: tuple[Line[events.PostSedationObserved], ...] = ()
    deviations: tuple[Line[events.DeviationRecorded], ...] = ()
    confirmed: frozenset[int] = frozenset()  # seq of what a doctor confirmed afterwards

    def doses(self, drug: Drug, without: int | None = None) -> tuple[Dose, ...]:
        """Given in this room, in the order they were given; `without` leaves out one `first`."""
        found = (
            Dose(
                line.seq,
                line.first,
                self.given_at(line),
                line.by,
                drug,
                counted(line.event.dose_mg),
                line.event.route,
                line.event.prophylactic or line.event.indication == PROPHYLAXIS,
                outside_rule=line.event.outside_rule,
            )
            for line in counting(self.given)
            if line.event.drug == drug and line.first != without and not taken_back(line)
        )
        return tuple(sorted(found, key=lambda dose: (dose.at, dose.seq)))

    def given_at(self, line: Line[events.PrnDoseGiven]) -> datetime:
        """A correction that names no time leaves the dose where it was in time."""
        stated = [
            aware(other.event.given_at)
            for other in self.given
            if other.first == line.first
            and other.seq <= line.seq
            and other.event.given_at is not None
        ]
        first = next(other.at for other in self.given if other.seq == line.first)
        return stated[-1] if stated else first

    def told_of(self, drug: Drug) -> tuple[Dose, ...]:
        """Given elsewhere. Without a time it counts from when it was told: the longest."""
        return tuple(
            Dose(
                line.seq,
                line.first,
                aware(line.event.given_at) if line.event.given_at is not None else line.at,
                line.by,
                drug,
                counted(line.event.dose_mg),
                elsewhere=True,
            )
            for line in counting(self.elsewhere)
            if line.event.drug == drug
        )

    def first_of(self, seq: int) -> int | None:
        """The dose that line `seq` belongs to, named by its first line."""
        return next((line.first for line in self.given if line.seq == seq), None)

    def prescription(
        self, drug: Drug, until: datetime | None = None
    ) -> Line[events.PrnPrescribed] | None:
        """The one in force, or that was at `until`: the latest."""
        return _latest(self.prescriptions, drug, until)

    def agreement(self, drug: Drug, until: datetime | None = None) -> Line[events.PrnAgreed] | None:
        return _latest(self.agreements, drug, until)

    def asked_elsewhere(self, drug: Drug) -> bool:
        return any(line.event.drug == drug for line in self.elsewhere)

    def totals(
        self, drug: Drug, at: datetime, zone: tzinfo, window_h: int, prophylactic: bool = False
    ) -> Totals:
        """For the screen: given today, and in the hours that end at `at`, everywhere."""
        counts = (*self.doses(drug), *self.told_of(drug))
        return totals(
            [dose for dose in counts if not prophylactic or dose.prophylactic], at, zone, window_h
        )

    def without_effect(self) -> tuple[Line[events.PrnDoseGiven], ...]:
        """Given, and nobody has noted what came of it: the log is not complete."""
        noted = {self.first_of(line.event.of) for line in self.effects if line.event.effect.strip()}
        return tuple(
            line
            for line in counting(self.given)
            if line.first not in noted and not taken_back(line)
        )

    @property
    def awaiting_confirmation(self) -> tuple[int, ...]:
        """Seq of what was prescribed or agreed by word of mouth and is not confirmed (T-R4)."""
        spoken = [
            *((line.seq, line.by, line.event.doctor) for line in self.prescriptions),
            *((line.seq, line.by, line.event.doctor) for line in self.agreements),
        ]
        return tuple(
            sorted(seq for seq, by, doctor in spoken if by != doctor and seq not in self.confirmed)
        )

    def after(self, entry: Entry) -> "PrnLog":
        event = entry.event
        match event:
            case events.PrnPrescribed():
                return replace(self, prescriptions=with_line(self.prescriptions, entry, event))
            case events.PrnAgreed():
                return replace(self, agreements=with_line(self.agreements, entry, event))
            case events.PrnDoseGiven():
                return replace(self, given=with_line(self.given, entry, event, event.corrects))
            case events.PrnElsewhereAsked():
                elsewhere = with_line(self.elsewhere, entry, event, event.corrects)
                return replace(self, elsewhere=elsewhere)
            case events.PrnEffectNoted():
                return replace(self, effects=with_line(self.effects, entry, event))
            case events.PostSedationObserved():
                return replace(self, observed=with_line(self.observed, entry, event))
            case events.DeviationRecorded():
                return replace(self, deviations=with_line(self.deviations, entry, event))
            case events.DoctorConfirmed():
                return replace(self, confirmed=self.confirmed | {event.of})
            case _:
                return self


D = TypeVar("D", events.PrnPrescribed, events.PrnAgreed)


def _latest(lines: tuple[Line[D], ...], drug: Drug, until: datetime | None) -> Line[D] | None:
    for line in reversed(lines):
        if line.event.drug == drug and (until is None or line.at <= until):
            return line
    return None


def taken_back(line: Line[events.PrnDoseGiven]) -> bool:
    """Corrected to nothing: it was not given after all."""
    return same(line.event.dose_mg, Decimal(0))


def totals(doses: Iterable[Dose], at: datetime, zone: tzinfo, window_h: int) -> Totals:
    """Of the calendar day of `at`, and of the hours that end there (the first one left out)."""
    doses, day, window = tuple(doses), local_day(at, zone), timedelta(hours=window_h)
    return Totals(
        day_mg=total(dose.mg for dose in doses if local_day(dose.at, zone) == day),
        rolling_mg=total(dose.mg for dose in doses if timedelta(0) <= at - dose.at < window),
    )


def highest_totals(doses: Iterable[Dose], new: Dose, zone: tzinfo, window_h: int) -> Totals:
    """With one more dose: the most that any window holds which the new dose lies in.

    A dose that is written down afterwards may be followed by others already.
    """
    doses, window = (*doses, new), timedelta(hours=window_h)
    ends = [dose.at for dose in doses if timedelta(0) <= dose.at - new.at < window]
    sums = [totals(doses, end, zone, window_h).rolling_mg for end in ends]
    return Totals(totals(doses, new.at, zone, window_h).day_mg, max(sums))
