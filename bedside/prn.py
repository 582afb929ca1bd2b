"""Behovsmedikasjon: what was prescribed, agreed, given and observed. Knows no rule of giving.

Which dose may be given stands in bedside/prn_rules.py; what was given stands here, inside a rule
or outside one, and counts in every total.
"""

from dataclasses import dataclass, replace

from bedside import events
from bedside.events import Entry
from bedside.lines import Line, with_line


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
                return replace(
                    self, elsewhere=with_line(self.elsewhere, entry, event, event.corrects)
                )
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
