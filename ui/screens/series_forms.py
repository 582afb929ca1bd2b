"""The questionnaires on the page of the series: due, sent, received, and the totals. No item."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from bedside.questionnaires import Due, due, instrument_of
from ui.i18n import ZONE, Words
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState

BETWEEN = "/"  # of a row's id: "maintenance-before/phq-9"


@dataclass(frozen=True, slots=True)
class ScoreState:
    title: str
    total: FieldState
    watched: FieldState | None  # of the item about suicidal thoughts, where it has one
    told: str
    missing: tuple[str, ...]


def due_here(view: View) -> tuple[Due, ...]:
    patient = view.session.patient
    if patient is None:
        return ()
    rules, forms = view.protocol.questionnaires, view.session.forms
    return due(rules, forms, patient, view.earlier or (), view.now, ZONE)


def form_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    return tuple(_row(view, words, one) for one in due_here(view))


def _row(view: View, words: Words, one: Due) -> ChecklistState:
    _, rules = words.text, view.protocol.questionnaires
    name = _name(view, one.instrument)
    moment = next(words.of(each.text) for each in rules.set if each.id == one.moment)
    states = {"due": _("due"), "sent": _("sent"), "received": _("received")}
    second = [moment, states[one.state]]
    if one.score is not None:
        second.append(_("{n} points").format(n=one.score))
    if one.watched_score is not None:
        second.append(_("item on suicidal thoughts: {n}").format(n=one.watched_score))
    buttons = {
        "due": ButtonState(_("Sent"), "next"),
        "sent": ButtonState(_("Received"), "check"),
        "received": None,
    }
    return ChecklistState(
        id=f"{one.moment}{BETWEEN}{one.instrument}",
        words=name,
        second=" · ".join(second),
        row={"due": Row.TODO, "sent": Row.WAITING, "received": Row.DONE}[one.state],
        button=buttons[one.state],
        spoken_state=states[one.state],
    )


def _name(view: View, id_: str) -> str:
    instrument = instrument_of(view.protocol.questionnaires, id_)
    return instrument.name if instrument else id_


def of_row(view: View, row: str) -> Due | None:
    moment, _between, instrument = row.partition(BETWEEN)
    return next(
        (d for d in due_here(view) if (d.moment, d.instrument) == (moment, instrument)), None
    )


def noted(
    view: View, words: Words, row: str, typed: Mapping[str, str] | None = None
) -> events.QuestionnaireNoted | None:
    """Sent, or received with its points: a new line that takes the place of the last one."""
    one = of_row(view, row)
    if one is None:
        return None
    if typed is None:
        return events.QuestionnaireNoted(
            instrument=one.instrument, moment=one.moment, status="sent"
        )
    return events.QuestionnaireNoted(
        instrument=one.instrument,
        moment=one.moment,
        status="received",
        score=_whole(typed.get("total", "")),
        watched_score=_whole(typed.get("watched", "")),
        corrects=one.seq,
        reason=words.text("received") if one.seq is not None else "",
    )


def score_state(view: View, words: Words, row: str, typed: Mapping[str, str]) -> ScoreState | None:
    """None where the row is gone, or has come back already."""
    one, _ = of_row(view, row), words.text
    if one is None or one.state == "received":
        return None
    instrument = instrument_of(view.protocol.questionnaires, one.instrument)
    most = instrument.max_score if instrument else None
    item = instrument.watched_item if instrument else None
    total = typed.get("total", "")
    label = (
        _("Points in all") if most is None else _("Points in all, 0 to {most}").format(most=most)
    )
    watched = None
    if item is not None:
        asked = _("Points of item {n} alone (suicidal thoughts)").format(n=item)
        watched = FieldState(asked, typed.get("watched", ""))
    wanted = [(total, _("the points"))]
    if item is not None:
        wanted.append((typed.get("watched", ""), _("item {n}").format(n=item)))
    return ScoreState(
        title=_name(view, one.instrument),
        total=FieldState(label, total),
        watched=watched,
        told=_("Only the totals are kept: the items belong to their owners."),
        missing=tuple(name for text, name in wanted if _whole(text) is None),
    )


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None


class ScoreForm(QWidget):
    """Calls `on_change(key, text)` for total and watched."""

    def __init__(
        self, theme: Theme, on_change: Callable[[str, str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._total = text_field(theme, lambda t: on_change("total", t), parent=self)
        self._watched = text_field(theme, lambda t: on_change("watched", t), parent=self)
        self._told = Paragraph(theme, parent=self)
        for part in (self._head, self._total, self._watched, self._told):
            part.setMaximumWidth(theme.metrics.content_w // 2)
            page.addWidget(part)
        page.addStretch(1)

    def show_state(self, state: ScoreState) -> None:
        self._head.show_state(HeadState(state.title))
        self._total.show_state(state.total)
        self._watched.setVisible(state.watched is not None)
        if state.watched is not None:
            self._watched.show_state(state.watched)
        self._told.show_state(ParagraphState(state.told, icon="info"))
