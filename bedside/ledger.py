"""Where every milligram went: withdrawn, given, destroyed. Knows no stock and no prescription.

§3.3: what was withdrawn must be what was given and what was destroyed, to the decimal. A
difference is not corrected away: it is an Avvik that two people sign.
"""

from dataclasses import dataclass, replace

from bedside import events
from bedside.events import Drug, Entry
from bedside.lines import Line, with_line

RULE_OF_DIFFERENCE: dict[Drug, str] = {"ketamine": "N-05", "midazolam": "N-07"}


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The lines of every drug. `after` only keeps them; the sums are asked for."""

    prepared: tuple[Line[events.DrugPrepared], ...] = ()
    withdrawn: tuple[Line[events.DrugWithdrawn], ...] = ()
    doses: tuple[Line[events.PrnDoseGiven], ...] = ()
    infused: tuple[Line[events.InfusionEnded | events.DeliveredDoseCorrected], ...] = ()
    destroyed: tuple[Line[events.DrugDestroyed], ...] = ()
    countersigned: tuple[Line[events.DestructionCountersigned], ...] = ()
    deviations: tuple[Line[events.DeviationRecorded], ...] = ()
    infusing: bool = False

    def after(self, entry: Entry) -> "Ledgers":
        event = entry.event
        match event:
            case events.DrugPrepared():
                return replace(
                    self, prepared=with_line(self.prepared, entry, event, event.corrects)
                )
            case events.DrugWithdrawn():
                return replace(
                    self, withdrawn=with_line(self.withdrawn, entry, event, event.corrects)
                )
            case events.PrnDoseGiven():
                return replace(self, doses=with_line(self.doses, entry, event, event.corrects))
            case events.DrugDestroyed():
                return replace(
                    self, destroyed=with_line(self.destroyed, entry, event, event.corrects)
                )
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
                infused = with_line(self.infused, entry, event, corrects)
                return replace(self, infused=infused)
            case _:
                return self
