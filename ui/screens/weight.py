"""The weight: typed, where it comes from, and asked about once where it is unlikely (D-32, A19)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.amounts import read_amount
from bedside.lines import last
from bedside.refusal import Refusal
from ui.figures import written_date
from ui.i18n import Words, mark
from ui.screens.entries import read_date
from ui.screens.row_list import RowList
from ui.screens.said import who_when
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import grows
from ui.widgets.tick import Tick, TickState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text

HERE = "scale"
HOW = {HERE: mark("Weighed here"), "stated": mark("Stated by the patient")}


@dataclass(frozen=True, slots=True)
class WeightDraft:
    kg: str = ""
    how: Literal["scale", "stated", ""] = ""
    weighed_on: str = ""
    confirmed: bool = False
    reason: str = ""
    editing: bool = False
    asked: Refusal | None = None  # what the last try was answered with


@dataclass(frozen=True, slots=True)
class WeightState:
    draft: WeightDraft
    recorded: ChecklistState | None  # None: nothing yet
    form: bool
    problem: Sentence = ""
    confirm: str = ""  # what is to be confirmed, if the value is unlikely
    reason: bool = False  # a correction says why
    save: ButtonState | None = None


def weight_state(view: View, words: Words, draft: WeightDraft) -> WeightState:
    _ = words.text
    line = last(view.session.prescription.weighings)
    recorded = None
    if line is not None:
        parts = [_(HOW[line.event.how])]
        if line.event.weighed_on:
            parts.append(written_date(line.event.weighed_on, words))
        first = next((w for w in view.session.prescription.weighings if w.seq == line.first), line)
        second: Sentence = " · ".join(parts)
        if first is not line:
            second = marked(
                _("{how} · ~~{first}~~ · corrected {time} · {why} · {who}"),
                how=second,
                first=words.number(first.event.weight_kg),
                time=words.time(line.at),
                why=line.event.reason,
                who=view.name_of(line.by),
            )
        recorded = ChecklistState(
            "weight",
            f"{words.number(line.event.weight_kg)} kg",
            Row.CORRECTED if first is not line else Row.DONE,
            second,
            aside=(who_when(view, words, line.by, line.at),),
            pressable=True,
            spoken_state=_("weight"),
        )
    confirm, problem = "", ""
    if draft.asked is not None:
        said = refusal_text(draft.asked, view.protocol, words, view.name_of)
        if draft.asked.lifted_by == "reason":
            confirm = said
        else:
            problem = said
    correcting = line is not None
    ready = read_amount(draft.kg) is not None and bool(draft.how)
    ready = ready and (not correcting or bool(draft.reason.strip()))
    ready = ready and (not confirm or draft.confirmed)
    return WeightState(
        draft,
        recorded,
        form=line is None or draft.editing,
        problem=problem,
        confirm=confirm,
        reason=correcting,
        save=ButtonState(_("Save the weight"), "check", enabled=ready),
    )


def weight_event(view: View, draft: WeightDraft) -> events.WeightRecorded | None:
    kg, line = read_amount(draft.kg), last(view.session.prescription.weighings)
    if kg is None or not draft.how:
        return None
    day = read_date(draft.weighed_on)
    return events.WeightRecorded(
        weight_kg=kg,
        how=draft.how,
        weighed_on=day.isoformat() if day else draft.weighed_on.strip(),
        confirmed_unlikely=draft.confirmed,
        corrects=line.seq if line else None,
        reason=draft.reason.strip() if line else "",
    )


class WeightForm(QWidget):
    """Calls `on_change(draft)` while it is filled in, and `on_save()`."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[WeightDraft], None],
        on_save: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: WeightState | None = None
        m = theme.metrics
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, m.px(8))
        page.setSpacing(m.gap)
        self._recorded = RowList(theme, lambda _row: self._edit(), lambda _row: None, parent=self)
        self._form = QWidget(self)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(m.px(8), 0, m.px(8), 0)
        form.setSpacing(m.gap)
        mark_ = "," if words.language.value == "nb" else "."
        self._kg = number_field(theme, lambda _n: self._typed(), mark=mark_, parent=self._form)
        self._day = text_field(theme, lambda t: self._changed(weighed_on=t), parent=self._form)
        self._how = Chips(theme, lambda how: self._changed(how=how), self._form)
        fields = QHBoxLayout()
        fields.setSpacing(m.gap)
        fields.addWidget(self._kg, 1)
        fields.addWidget(self._day, 1)
        form.addLayout(fields)
        form.addWidget(self._how)
        self._confirm = Tick(theme, lambda on: self._changed(confirmed=on), parent=self._form)
        self._why = text_field(theme, lambda t: self._changed(reason=t), parent=self._form)
        self._save = Button(theme, on_save, parent=self._form)
        form.addWidget(self._confirm)
        form.addWidget(self._why)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        form.addLayout(row)
        page.addWidget(self._recorded)
        page.addWidget(self._form)
        grows(self)

    def show_state(self, state: WeightState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        self._recorded.setVisible(state.recorded is not None)
        self._recorded.show_rows((state.recorded,) if state.recorded else ())
        self._form.setVisible(state.form)
        self._kg.show_state(FieldState(_("Weight"), draft.kg, unit="kg", problem=state.problem))
        self._day.show_state(FieldState(_("Weighed on"), draft.weighed_on, _("today")))
        self._how.show_state(
            ChipsState(
                tuple(Chip(how, _(text), how == draft.how) for how, text in HOW.items()),
                name=_("Weight"),
                spoken_chosen=_("chosen"),
            )
        )
        self._confirm.setVisible(bool(state.confirm))
        self._confirm.show_state(
            TickState(_("It is right"), draft.confirmed, state.confirm, spoken_checked=_("chosen"))
        )
        self._why.setVisible(state.reason)
        self._why.show_state(FieldState(_("Why it is corrected"), draft.reason))
        if state.save is not None:
            self._save.show_state(state.save)

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            draft = replace(self._state.draft, **what)  # type: ignore[arg-type]
            if "kg" in what:
                draft = replace(draft, asked=None, confirmed=False)
            self._on_change(draft)

    def _typed(self) -> None:
        self._changed(kg=self._kg.text)

    def _edit(self) -> None:
        if self._state is not None:
            self._changed(editing=not self._state.draft.editing)
