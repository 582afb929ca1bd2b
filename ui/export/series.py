"""What was taken over from before this record, and the questionnaires: who told and compared it."""

from bedside import events
from bedside.lines import Line, counting
from bedside.questionnaires import instrument_of
from bedside.series import phase_of
from bedside.summary import Summary
from ui.export.paper import Column, Paper
from ui.export.told import Told
from ui.i18n import mark

STATES = {"sent": mark("sent"), "received": mark("received")}


def series(paper: Paper, summary: Summary, told: Told) -> None:
    """Nothing where nothing was taken over or noted."""
    _earlier(paper, summary, told)
    _questionnaires(paper, summary, told)


def _earlier(paper: Paper, summary: Summary, told: Told) -> None:
    _, taken = told.words.text, summary.session.taken_over
    if not taken.told:
        return
    paper.heading(_("Earlier infusions, taken over"), _("from the paper record"))
    paper.table_of(
        [
            Column(_("Infusion"), 30),
            Column(_("Date"), 24),
            Column("mg/kg", 16),
            Column(_("BP mmHg"), 20),
            Column(_("Side effects"), 44),
            Column(_("Told and compared by"), 40),
        ],
        [_row(line, told, taken.signed.get(line.seq, "")) for line in taken.told],
    )


def _row(line: Line[events.EarlierInfusionTold], told: Told, signed: str) -> list[str]:
    event = line.event
    phase = phase_of(told.protocol.series, event.phase)
    compared = told.person(signed) if signed else told.words.text("not countersigned")
    return [
        f"{told.words.of(phase.text)} {event.number}/{phase.infusions}",
        told.value(event.given_on),
        told.words.number(event.given_mg_per_kg),
        told.pressure(event.systolic, event.diastolic),
        event.side_effects or "–",
        f"{told.person(line.by)} · {compared}",
    ]


def _questionnaires(paper: Paper, summary: Summary, told: Told) -> None:
    _, lines = told.words.text, counting(summary.session.forms.lines)
    if not lines:
        return
    paper.heading(_("Questionnaires"))
    paper.table_of(
        [
            Column(_("Name"), 30),
            Column(_("When"), 70),
            Column(_("Where it stands"), 24),
            Column(_("Points"), 20),
            Column(_("Suicidal thoughts"), 30),
        ],
        [_form(line, told) for line in lines],
    )


def _form(line: Line[events.QuestionnaireNoted], told: Told) -> list[str]:
    event, rules = line.event, told.protocol.questionnaires
    instrument = instrument_of(rules, event.instrument)
    moments = {one.id: told.words.of(one.text) for one in rules.set}
    return [
        instrument.name if instrument else event.instrument,
        moments.get(event.moment, event.moment),
        f"{told.of(STATES, event.status)} {told.at(line.at)}",
        _points(event.score),
        _points(event.watched_score),
    ]


def _points(score: int | None) -> str:
    return "–" if score is None else str(score)
