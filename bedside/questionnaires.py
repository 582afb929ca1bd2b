"""Questionnaires: which are due around today's infusion, and what was sent and came back (SPEC 14).

Only that and the totals are kept: the items are copyrighted. The item about suicidal thoughts is
kept apart, because the day check asks about them (D-08). Knows no store and no screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import Literal

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry
from bedside.lines import Line, aware, counting, local_day, with_line
from bedside.protocol_course import Instrument, Questionnaires, QuestionnaireSet
from bedside.refusal import Refusal
from bedside.series import MAINTENANCE, START, EarlierSession, carried_out

SIXTH = 6
MOST_OF_AN_ITEM = 6  # MADRS-S items go to 6, PHQ-9 items to 3: an entry guard, not a judgement


@dataclass(frozen=True, slots=True)
class Forms:
    """Every line about a questionnaire; the last one of each counts."""

    lines: tuple[Line[events.QuestionnaireNoted], ...] = ()

    def after(self, entry: Entry) -> "Forms":
        event = entry.event
        if isinstance(event, events.QuestionnaireNoted):
            return replace(self, lines=with_line(self.lines, entry, event, event.corrects))
        return self

    def latest(self, moment: str, instrument: str) -> Line[events.QuestionnaireNoted] | None:
        of_it = [
            line
            for line in counting(self.lines)
            if (line.event.moment, line.event.instrument) == (moment, instrument)
        ]
        return of_it[-1] if of_it else None

    @property
    def watched(self) -> tuple[Line[events.QuestionnaireNoted], ...]:
        """Those whose item about suicidal thoughts is over nought: shown at D-08."""
        return tuple(line for line in counting(self.lines) if line.event.watched_score)


@dataclass(frozen=True, slots=True)
class Due:
    """One questionnaire of one set, and where it stands."""

    moment: str
    instrument: str
    due_on: date
    state: Literal["due", "sent", "received"]
    seq: int | None = None  # the line that says so
    score: int | None = None
    watched_score: int | None = None


def due(
    rules: Questionnaires,
    forms: Forms,
    patient: events.PatientIdentified,
    earlier: Sequence[EarlierSession],
    now: Instant,
    zone: tzinfo,
) -> tuple[Due, ...]:
    """Of today's infusion and of those before it: what is due by today, or was noted already."""
    today = local_day(now.wall, zone)
    found = []
    for one in rules.set:
        on = _due_on(one, patient, earlier, today, zone)
        if on is None or on > today:
            continue
        found += [_due(forms, one.id, instrument, on) for instrument in one.instruments]
    return tuple(found)


def _due(forms: Forms, moment: str, instrument: str, on: date) -> Due:
    line = forms.latest(moment, instrument)
    if line is None:
        return Due(moment, instrument, on, "due")
    told = line.event
    return Due(moment, instrument, on, told.status, line.seq, told.score, told.watched_score)


def _due_on(
    one: QuestionnaireSet,
    patient: events.PatientIdentified,
    earlier: Sequence[EarlierSession],
    today: date,
    zone: tzinfo,
) -> date | None:
    """None where this set does not belong to this patient today."""
    done, later = carried_out(earlier), timedelta(days=one.days, hours=one.hours)
    match one.anchor:
        case "before_first":
            first = patient.phase == START and patient.number == 1
            return today if first else None
        case "before_maintenance":
            return today - timedelta(days=one.days) if patient.phase == MAINTENANCE else None
        case "after_sixth":
            days = [_day(s, zone) for s in done if s.phase == START and s.number == SIXTH]
        case _:
            days = [_day(s, zone) for s in done if s.phase == MAINTENANCE]
    return days[-1] + later if days else None


def _day(session: EarlierSession, zone: tzinfo) -> date:
    return local_day(aware(session.started_at or session.attended_at), zone)


def instrument_of(rules: Questionnaires, id_: str) -> Instrument | None:
    return next((one for one in rules.instrument if one.id == id_), None)


def may_note(noted: events.QuestionnaireNoted, rules: Questionnaires) -> Refusal | None:
    """It belongs to its set, and its points are such as it can have."""
    instrument = instrument_of(rules, noted.instrument)
    sets = [one for one in rules.set if one.id == noted.moment]
    if instrument is None or not any(noted.instrument in one.instruments for one in sets):
        values = {"questionnaire": noted.instrument}
        return Refusal("SPEC-14", "questionnaire_not_in_set", "3.5", values)
    if not _possible(noted.score, instrument.max_score):
        values = {"most": str(instrument.max_score)}
        return Refusal("SPEC-14", "score_impossible", "3.5", values, ("score",))
    most = MOST_OF_AN_ITEM if instrument.watched_item is not None else 0
    if not _possible(noted.watched_score, most):
        return Refusal("SPEC-14", "score_impossible", "3.5", {"most": str(most)}, ("watched",))
    return None


def _possible(score: int | None, most: int | None) -> bool:
    return score is None or (score >= 0 and (most is None or score <= most))
