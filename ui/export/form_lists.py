"""The lists of the paper form: day check, papers, consent, preparation, dose. In protocol order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol as Interface

from bedside.protocol_base import Entry, EntryKind, Item, Level
from bedside.protocol_lookup import entry_id
from bedside.session import Session
from ui.export.form_parts import Asked, asked_rows, lines_to_write, ticked
from ui.export.paper import Paper
from ui.export.told import ANSWERS, Told

YES_NO = ("yes", "no")
DOTS = " ……………………"


class Answered(Interface):
    @property
    def answer(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...


Answers = Mapping[str, Sequence[Answered]]


def day_check(made: Paper, session: Session, told: Told) -> None:
    _, check = told.words.text, told.protocol.day_check
    labels = tuple((label.answer, told.words.of(label.text)) for label in check.answer)
    offered = tuple(pair for pair in labels if pair[0] != "not_asked")
    made.heading(_("Day check"), needs=40)
    for group in check.group:
        questions = [one for one in check.question if one.group == group.id]
        rows = [row(one.id, told, session.answers.items, offered, one.entries) for one in questions]
        _titled(made, told.words.of(group.text), rows, told)
    first = session.patient is None or (session.patient.number, session.patient.phase) == (
        1,
        "start",
    )
    if first:
        papers = [one.id for one in told.protocol.on_file.document]
        made.heading(_("On file before the first infusion"), needs=30)
        rows_of(made, [row(one, told, session.answers.items, plain(told)) for one in papers], told)


def _titled(made: Paper, title: str, rows: Sequence[Asked], told: Told) -> None:
    if made.will_page_break(20):
        made.add_page()
    made.ln(1)
    made.type(8.2, "M")
    made.cell(0, 4.4, title)
    made.ln(4.4)
    rows_of(made, rows, told)


def rows_of(made: Paper, rows: Sequence[Asked], told: Told) -> None:
    asked_rows(made, rows, told.words.text("time"), told.words.text("initials"))


def plain(told: Told) -> tuple[tuple[str, str], ...]:
    return tuple((answer, told.of(ANSWERS, answer)) for answer in YES_NO)


def row(
    item: str,
    told: Told,
    items: Answers,
    offered: Sequence[tuple[str, str]],
    entries: Sequence[Entry] = (),
) -> Asked:
    """The line of an item, with the last answer that the record holds."""
    given = items.get(item, ())
    latest = given[-1] if given else None
    codes = [answer for answer, _text in offered]
    crossed = codes.index(latest.answer) if latest and latest.answer in codes else None
    return Asked(
        name=item if len(item) <= 8 else item[:4],
        words=told.item(item),
        choices=tuple(text for _answer, text in offered),
        crossed=crossed,
        time=told.at(latest.at) if latest else "",
        by=initials(latest.by, told) if latest else "",
        under="   ".join(_beside(item, entry, told, items) for entry in entries),
    )


def _beside(item: str, entry: Entry, told: Told, items: Answers) -> str:
    """What is written beside an answer: "Vekt: 72,4 kg", or a line to write on."""
    given = items.get(entry_id(item, entry.key), ())
    label, value = told.words.of(entry.text), given[-1].value if given else ""
    known = next((told.words.of(c.text) for c in entry.choices if c.key == value), "")
    if entry.kind is EntryKind.CHOICE and not value:
        return f"{label}: " + " / ".join(told.words.of(choice.text) for choice in entry.choices)
    if entry.kind is EntryKind.YES_NO and not value:
        return f"{label}: " + " / ".join(text for _answer, text in plain(told))
    shown = known or told.of(ANSWERS, value) if value else ""
    return f"{label}: {told.value(shown) if shown else DOTS} {entry.unit}".rstrip()


def initials(who: str, told: Told) -> str:
    """As on paper: the first letters of the name."""
    name = told.person(who)
    return "".join(part[0] for part in name.split() if part[:1].isalpha()).upper()


def preparation(made: Paper, session: Session, told: Told) -> None:
    _, protocol = told.words.text, told.protocol
    items, offered = session.answers.items, plain(told)
    made.heading(told.words.of(protocol.consent.heading), needs=30)
    made.paragraph(told.words.of(protocol.consent.not_settled), small=True)
    touch = session.touch
    rows = [
        Asked(
            name="",
            words=told.words.of(site.text),
            choices=tuple(text for _answer, text in offered),
            crossed=None if not touch.answered else int(site.id not in touch.granted),
            time=told.at(touch.chosen_at) if touch.answered else "",
            by=initials(touch.chosen_by, told) if touch.answered else "",
        )
        for site in protocol.consent.site
    ]
    rows_of(made, rows, told)
    made.heading(_("Consent to treatment"), needs=30)
    rows_of(
        made,
        [row(i.id, told, items, offered, i.entries) for i in asked(protocol.consent.treatment)],
        told,
    )
    made.heading(_("Preparation"), needs=30)
    rows_of(
        made,
        [row(i.id, told, items, offered, i.entries) for i in asked(protocol.preparation.item)],
        told,
    )
    _dose(made, session, told)
    made.heading(told.words.of(protocol.gate_start.name), needs=40)
    ticked(made, [told.words.of(line.text) for line in protocol.gate_start.line])
    lines_to_write(
        made,
        [
            (_("Ready, time"), ""),
            (_("Clinician, signature"), ""),
            (_("Second person, signature"), ""),
        ],
    )


def asked(items: Iterable[Item]) -> list[Item]:
    """What is answered; what is only told has no box."""
    return [item for item in items if item.level is not Level.INFO]


def _dose(made: Paper, session: Session, told: Told) -> None:
    _, words, script = told.words.text, told.words, session.prescription
    order, mix, checked, recipe = (
        script.order,
        script.prepared,
        script.checked,
        told.protocol.recipe,
    )
    weight = script.weight_kg
    drug = mix.event if mix else None
    made.heading(_("Weight, dose and preparation"), needs=50)
    lines_to_write(
        made,
        [
            (_("Weight, kg"), words.number(weight, 1) if weight else ""),
            (_("Dose, mg/kg"), words.number(order.dose_mg_per_kg, 2) if order else ""),
            (_("Dose, mg (rounded down to 0.1)"), words.number(order.dose_mg, 1) if order else ""),
            (_("Prescribed by, time"), told.person(order.doctor) if order else ""),
            (_("Read back"), told.of(ANSWERS, "yes") if order and order.read_back else ""),
            (_("Measuring plan, doctor"), told.plan(script.plan) if script.plan else ""),
            (
                _("Product and strength, mg/ml"),
                f"{drug.product} {words.number(drug.strength_mg_per_ml)}" if drug else "",
            ),
            (_("Batch and expiry"), f"{drug.batch} {told.value(drug.expiry)}" if drug else ""),
            (_("Withdrawn, mg"), words.number(drug.withdrawn_mg, 1) if drug else ""),
            (_("Drug volume, ml"), words.number(drug.drug_volume_ml, 2) if drug else ""),
            (
                _("Total volume, ml (recipe {ml})").format(
                    ml=words.number(recipe.infusion_volume_ml)
                ),
                words.number(drug.total_volume_ml) if drug else "",
            ),
            (
                _("Pump rate, ml/h (recipe {rate})").format(
                    rate=words.number(recipe.rate_ml_per_h)
                ),
                words.number(drug.rate_ml_h) if drug else "",
            ),
            (_("Prepared by, signature"), ""),
            (
                _("Computed again without looking, mg"),
                words.number(checked.event.computed_mg, 1) if checked else "",
            ),
            (_("Second person, signature"), told.person(checked.event.checker) if checked else ""),
        ],
    )
