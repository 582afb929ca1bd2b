"""The last sessions of one patient side by side: dose, blood pressure, drugs as needed, effects."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.compared import Compared, Pressure
from bedside.protocol import Protocol
from ui.export.told import DRUGS, SEVERITY
from ui.figures import pressure
from ui.i18n import Words
from ui.theme import Theme
from ui.widgets.bp_curve import BpCurve, BpCurveState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState


@dataclass(frozen=True, slots=True)
class ComparedState:
    head: HeadState
    told: str
    curve: BpCurveState


def compared_state(one: Compared, protocol: Protocol, words: Words) -> ComparedState:
    _ = words.text
    phases = (p.text for p in protocol.series.phase if p.key == one.phase)
    phase = next((words.of(text) for text in phases), one.phase)
    day = f"{words.short_day(one.at)} {words.time(one.at)}" if one.at else "–"
    limit = protocol.limits.bp.high_systolic_mmhg
    readings = tuple(
        (reading.minute, float(reading.systolic), reading.diastolic)
        for reading in one.pressures
        if reading.systolic is not None
    )
    parts = (_dose(one, words), _pressures(one, words), _as_needed(one, words))
    more = (_symptoms(one, protocol, words), _deviations(one, words))
    return ComparedState(
        head=HeadState(f"{phase} {one.number}", day),
        told=" · ".join(part for part in (*parts, *more) if part),
        curve=BpCurveState(readings, limit, _pressures(one, words)),
    )


def _dose(one: Compared, words: Words) -> str:
    if one.ordered_mg_per_kg is None:
        return words.text("no dose")
    given = one.given_mg_per_kg
    return words.text("{dose} mg/kg, given {mg} mg ({given} mg/kg)").format(
        dose=words.number(one.ordered_mg_per_kg, 2),
        mg=words.amount(one.given_mg),
        given="–" if given is None else words.number(given, 2),
    )


def _pressures(one: Compared, words: Words) -> str:
    """First, highest and last: how it began, what it came to, how it ended."""
    if not one.pressures or one.highest is None:
        return words.text("no blood pressure")
    first, last = one.pressures[0], one.pressures[-1]
    return words.text("BP {first} → highest {highest} → {last}").format(
        first=_figure(first), highest=_figure(one.highest), last=_figure(last)
    )


def _figure(reading: Pressure) -> str:
    return pressure(reading.systolic, reading.diastolic)


def _as_needed(one: Compared, words: Words) -> str:
    given = ", ".join(
        f"{words.text(DRUGS[drug]) if drug in DRUGS else drug} {words.amount(mg)} mg"
        for drug, mg in one.as_needed
    )
    return words.text("as needed: {drugs}").format(drugs=given) if given else ""


def _symptoms(one: Compared, protocol: Protocol, words: Words) -> str:
    names = {symptom.id: symptom.text for symptom in protocol.symptoms.symptom}
    felt = ", ".join(
        f"{words.of(names[which]) if which in names else which} "
        f"({words.text(SEVERITY[how]) if how in SEVERITY else how})"
        for which, how in one.symptoms
    )
    return felt or words.text("no side effects noted")


def _deviations(one: Compared, words: Words) -> str:
    if not one.deviations:
        return ""
    return words.text("deviations: {n}").format(n=one.deviations)


class ComparedRow(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head, self._told = Head(theme, parent=self), Paragraph(theme, parent=self)
        self._curve = BpCurve(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.metrics.gap)
        column.setSpacing(theme.metrics.gap // 2)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.margin)
        row.addWidget(self._told, 1)
        row.addWidget(self._curve, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def show_state(self, state: ComparedState) -> None:
        self._head.show_state(state.head)
        self._told.show_state(ParagraphState(state.told, bright=True))
        self._curve.show_state(state.curve)
