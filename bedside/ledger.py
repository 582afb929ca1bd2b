"""Where every milligram went: withdrawn, given, destroyed. Knows no stock and no prescription.

§3.3: what was withdrawn must be what was given and what was destroyed, to the decimal. A
difference is not corrected away: it is an Avvik that two people sign. What may be written into the
ledger stands in bedside/ledger_rules.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bedside import events
from bedside.amounts import counted, difference, same, total
from bedside.events import NOBODY, WATCH, Drug, Entry
from bedside.lines import Line, counting, with_line

Delivered = events.InfusionEnded | events.DeliveredDoseCorrected


@dataclass(frozen=True, slots=True)
class Account:
    """One drug's sums, in mg. Endless where a line of the record is no amount."""

    drug: Drug
    withdrawn_mg: Decimal
    given_mg: Decimal  # delivered by the pump, and every dose beside it
    destroyed_mg: Decimal
    ampoule_rest_mg: Decimal  # withdrawn, and never part of a mixture or a dose
    lines: int
    last_seq: int

    @property
    def balance_mg(self) -> Decimal:
        """What is left to account for: 0 closes the ledger, less is more given than withdrawn."""
        return difference(difference(self.withdrawn_mg, self.given_mg), self.destroyed_mg)

    @property
    def balances(self) -> bool:
        return same(self.balance_mg, Decimal(0))


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The lines of every drug. `after` only keeps them and is total; the sums are asked for."""

    prepared: tuple[Line[events.DrugPrepared], ...] = ()
    withdrawn: tuple[Line[events.DrugWithdrawn], ...] = ()
    doses: tuple[Line[events.PrnDoseGiven], ...] = ()
    infused: tuple[Line[Delivered], ...] = ()
    destroyed: tuple[Line[events.DrugDestroyed], ...] = ()
    countersigned: tuple[Line[events.DestructionCountersigned], ...] = ()
    deviations: tuple[Line[events.DeviationRecorded], ...] = ()
    infusing: bool = False  # a dose is on its way: what was given is not known yet

    def account(self, drug: Drug) -> Account:
        prepared = [line for line in counting(self.prepared) if line.event.drug == drug]
        withdrawn = [line for line in counting(self.withdrawn) if line.event.drug == drug]
        doses = [line for line in counting(self.doses) if line.event.drug == drug]
        infused = counting(self.infused) if drug == "ketamine" else ()
        destroyed = [line for line in counting(self.destroyed) if line.event.drug == drug]
        taken_mg = total(
            (
                *(counted(line.event.withdrawn_mg) for line in prepared),
                *(counted(line.event.withdrawn_mg) for line in withdrawn),
            )
        )
        beside_mg = total(counted(line.event.dose_mg) for line in doses)
        mixed_mg = total(counted(line.event.dose_mg) for line in prepared)
        return Account(
            drug=drug,
            withdrawn_mg=taken_mg,
            given_mg=total((beside_mg, *(counted(line.event.delivered_mg) for line in infused))),
            destroyed_mg=total(counted(line.event.destroyed_mg) for line in destroyed),
            ampoule_rest_mg=difference(taken_mg, total((mixed_mg, beside_mg))),
            lines=len([*prepared, *withdrawn, *doses, *infused, *destroyed]),
            last_seq=max(self._seqs(drug), default=0),
        )

    def unsigned(self, drug: Drug) -> tuple[Line[events.DrugDestroyed], ...]:
        """Destroyed, and no colleague has signed for it."""
        return tuple(
            line
            for line in counting(self.destroyed)
            if line.event.drug == drug and self.countersigner(line.seq) is None
        )

    def countersigner(self, of: int) -> str | None:
        """Who signed the destruction or the Avvik `of`; a signature of one's own is none."""
        own = self.cannot_countersign(of)
        for line in self.countersigned:
            if line.event.of == of and line.seq > of and line.event.person.strip():
                if line.event.person not in own:
                    return line.event.person
        return None

    def cannot_countersign(self, of: int) -> frozenset[str]:
        """Whoever prepared, withdrew or destroyed it, or wrote the Avvik; and no machine (T-R2)."""
        own = {NOBODY, WATCH}
        for line in self.destroyed:
            if line.seq == of:
                own |= {other.by for other in self.destroyed if other.first == line.first}
                own |= self._handled(line.event.drug)
        own |= {line.by for line in self.deviations if line.seq == of}
        return frozenset(own)

    def explained(self, drug: Drug, rule: str) -> Line[events.DeviationRecorded] | None:
        """The Avvik on the difference as it stands: written after the drug's last line."""
        last_seq = self.account(drug).last_seq
        for line in reversed(self.deviations):
            if line.event.rule == rule and line.seq > last_seq and line.event.reason.strip():
                return line if line.by not in (NOBODY, WATCH) else None
        return None

    def _handled(self, drug: Drug) -> set[str]:
        prepared = {line.by for line in self.prepared if line.event.drug == drug}
        return prepared | {line.by for line in self.withdrawn if line.event.drug == drug}

    def _seqs(self, drug: Drug) -> Iterator[int]:
        for lines in (self.prepared, self.withdrawn, self.doses, self.destroyed):
            yield from (line.seq for line in lines if line.event.drug == drug)
        if drug == "ketamine":
            yield from (line.seq for line in self.infused)

    def after(self, entry: Entry) -> "Ledgers":
        event = entry.event
        match event:
            case events.DrugPrepared():
                prepared = with_line(self.prepared, entry, event, event.corrects)
                return replace(self, prepared=prepared)
            case events.DrugWithdrawn():
                withdrawn = with_line(self.withdrawn, entry, event, event.corrects)
                return replace(self, withdrawn=withdrawn)
            case events.PrnDoseGiven():
                return replace(self, doses=with_line(self.doses, entry, event, event.corrects))
            case events.DrugDestroyed():
                destroyed = with_line(self.destroyed, entry, event, event.corrects)
                return replace(self, destroyed=destroyed)
            case events.DestructionCountersigned():
                return replace(self, countersigned=with_line(self.countersigned, entry, event))
            case events.DeviationRecorded():
                return replace(self, deviations=with_line(self.deviations, entry, event))
            case events.InfusionStarted():
                return replace(self, infusing=True)
            case events.InfusionEnded() if self.infusing or not self.infused:
                infused = with_line(self.infused, entry, event)
                return replace(self, infused=infused, infusing=False)
            case events.DeliveredDoseCorrected() if self.infused:
                known = any(line.seq == event.corrects for line in self.infused)
                corrects = event.corrects if known else self.infused[-1].seq
                return replace(self, infused=with_line(self.infused, entry, event, corrects))
            case _:
                return self
