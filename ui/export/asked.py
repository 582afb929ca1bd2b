"""What was asked, agreed and answered: consent to touch, every check, decisions, going home."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Protocol as Interface

from bedside import events
from bedside.events import Entry
from bedside.summary import Summary
from ui.export.layout import Check, two_columns
from ui.export.paper import Column, Paper
from ui.export.told import ANSWERS, Told, base


class Answered(Interface):
    """One answer to one item, of a checklist or of going home."""

    @property
    def answer(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def consent(paper: Paper, summary: Summary, told: Told) -> None:
    """The patient's choice about physical contact with its whole history, and each contact."""
    _ = told.words.text
    kinds = (
        events.TouchConsentGiven,
        events.TouchConsentDeclined,
        events.TouchConsentWithdrawn,
        events.TouchGiven,
        events.MedicalTouch,
    )
    lines = [entry for entry in summary.entries if isinstance(entry.event, kinds)]
    paper.heading(_("Physical contact"), needs=16)
    if not lines:
        paper.paragraph(told.words.of(told.protocol.consent.not_settled))
    for entry in lines:
        said = f"{told.at(entry.at.wall)}  {_touch(entry, told)} · {told.person(entry.by)}"
        paper.paragraph(said)


def _touch(entry: Entry, told: Told) -> str:
    _ = told.words.text
    match entry.event:
        case events.TouchConsentGiven() as given:
            return _("Agreed: {sites}").format(sites=_sites(given.sites, told))
        case events.TouchConsentDeclined():
            return told.words.of(told.protocol.consent.no_touch)
        case events.TouchConsentWithdrawn() as gone:
            return _("Withdrawn: {sites}").format(sites=_sites(gone.sites, told))
        case events.TouchGiven() as touch:
            template = _("Contact: {site} {begun}–{ended}, {person}")
            if touch.at_patients_request:
                template = _("Contact at the patient's request: {site} {begun}–{ended}, {person}")
            return template.format(
                site=told.item(touch.site),
                begun=told.at(touch.started_at),
                ended=told.at(touch.ended_at),
                person=told.person(touch.person),
            )
        case events.MedicalTouch() as medical:
            return _("Medically necessary: {what}").format(what=medical.what)
        case _:
            return ""


def _sites(sites: Sequence[str], told: Told) -> str:
    return ", ".join(told.item(site) for site in sites)


def checks(paper: Paper, summary: Summary, told: Told) -> None:
    """Every checklist answer, corrections too, in two columns; before it the decisions."""
    _, session = told.words.text, summary.session
    _decisions(paper, summary, told)
    rows = check_rows(session.answers.items, told)
    if rows:
        paper.heading(_("Checks"), _("{n} answered").format(n=len(rows)), needs=30)
        two_columns(paper, rows)


def home(paper: Paper, summary: Summary, told: Told) -> None:
    _, departure = told.words.text, summary.session.departure
    rows = check_rows(departure.items, told)
    ready = departure.readiness
    if not rows and ready is None:
        return
    paper.heading(_("Going home"), needs=30)
    two_columns(paper, rows)
    if ready is not None:
        template = _("{time} Ready to go home, decided by {who}.")
        if ready.early_leave:
            template = _("{time} Left early against advice, noted by {who}. Informed: {doctor}.")
        said = template.format(
            time=told.at(ready.at),
            who=told.person(ready.decided_by),
            doctor=told.person(ready.doctor_informed),
        )
        paper.ln(1)
        paper.paragraph(" ".join(part for part in (said, ready.note) if part))


def check_rows(items: Mapping[str, Sequence[Answered]], told: Told) -> list[Check]:
    """One row an item; what was written beside it stands under it."""
    beside: dict[str, list[str]] = {}
    for item, answered in items.items():
        if base(item) != item:
            value = answered[-1].value or told.of(ANSWERS, answered[-1].answer)
            label = told.words.text("{label}: {value}").format(
                label=told.item(item), value=told.value(value)
            )
            beside.setdefault(base(item), []).append(label)
    found = []
    for item in dict.fromkeys(base(item) for item in items):
        latest = items[item][-1] if item in items else items[_first_of(item, items)][-1]
        under = [told.value(latest.value), latest.note, *beside.get(item, [])]
        under += _corrected(items.get(item, ()), told)
        found.append(
            Check(
                item if len(item) <= 6 else item[:4],
                told.item(item),
                told.of(ANSWERS, latest.answer) if item in items else "",
                told.at(latest.at),
                " · ".join(part for part in under if part),
            )
        )
    return found


def _first_of(item: str, items: Mapping[str, Sequence[Answered]]) -> str:
    return next(id_ for id_ in items if base(id_) == item)


def _corrected(answered: Sequence[Answered], told: Told) -> list[str]:
    _ = told.words.text
    found = []
    for before, after in pairwise(answered):
        template = (
            _("first {answer} {time}, then {why}") if after.reason else _("first {answer} {time}")
        )
        found.append(
            template.format(
                answer=" ".join(
                    part for part in (told.of(ANSWERS, before.answer), before.value) if part
                ),
                time=told.at(before.at),
                why=after.reason,
            )
        )
    return found


def _decisions(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    decisions = [d for made in summary.session.answers.decisions.values() for d in made]
    if not decisions:
        return
    paper.heading(_("Doctors' decisions"))
    paper.table_of(
        [
            Column(_("Time"), 15),
            Column(_("About"), 70),
            Column(_("Decision"), 41),
            Column(_("Doctor"), 48),
        ],
        [
            [
                told.at(d.at),
                told.item(d.subject),
                " · ".join(
                    part
                    for part in (_("allowed") if d.allowed else _("not allowed"), d.note)
                    if part
                ),
                told.doctor(d.doctor, d.channel, read_back=d.read_back),
            ]
            for d in decisions
        ],
    )
