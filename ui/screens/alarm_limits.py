"""The alarm limits of this session: which are in force, and one of them changed (ALARMS D.5).

Reached from a vital's tile and from the alarm log. The site's own limits stay what they are.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.alarm_limits_state import (
    ChangeState,
    LimitDraft,
    change_event,
    limits_state,
    number_of_draft,
)
from ui.screens.doctor_fields import DoctorDraft, DoctorFields
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chips, ChipsState
from ui.widgets.field import FieldState, number_field
from ui.widgets.log import LogList, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea


class AlarmLimitsScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._save = PrimaryButton(theme, self._change, clock_s)
        self._log = Button(theme, lambda: acts.go(Place.ALARM_LOG))
        super().__init__(theme, words, acts, self._save, (self._log,), parent)
        self._draft = LimitDraft()
        metrics, inner = theme.metrics, QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self._rows = LogList(theme, self._choose, inner)
        column.addWidget(self._rows)
        column.addStretch(1)
        beside = QWidget()
        form = QVBoxLayout(beside)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(metrics.gap)
        self._name = Head(theme, ruled=False, parent=beside)
        self._told = Paragraph(theme, parent=beside)
        self._steps = Chips(theme, lambda step: self._drafted(value=step), beside)
        self._value = number_field(
            theme,
            lambda n: self._drafted(value="" if n is None else f"{n:f}"),
            decimals=0,
            parent=beside,
        )
        self._own = Button(theme, self._take_back, parent=beside)
        self._doctor = DoctorFields(theme, words, self._doctor_is, beside)
        parts = (self._name, self._told, self._steps, self._value, self._own, self._doctor)
        for part in parts:
            form.addWidget(part)
        form.addStretch(1)
        self._form = ScrollArea(theme, beside, self)
        row = QHBoxLayout()
        row.setSpacing(metrics.pick(24, 16))
        row.addWidget(ScrollArea(theme, inner, self), 1)
        row.addWidget(self._form, 1)
        self.body.addLayout(row, 1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self.show_top(view, HeadState(_("Alarm limits"), _("of this session alone")))
        state = limits_state(view, self._words, self._draft)
        self._rows.show_state(LogState(state.rows, _("Alarm limits")))
        self._form.setVisible(state.change is not None)
        if state.change is not None:
            self._show_change(state.change)
        self._log.show_state(ButtonState(_("Alarm log"), "history"))
        self.show_foot(state.primary, state.reason)

    def _show_change(self, change: ChangeState) -> None:
        _ = self._words.text
        self._name.show_state(HeadState(change.name))
        self._told.show_state(ParagraphState(change.told, icon="info"))
        self._steps.show_state(ChipsState(change.steps, _("Tighter"), spoken_chosen=_("chosen")))
        self._value.show_state(FieldState(_("New limit"), change.value, unit=change.unit))
        self._own.show_state(change.back)
        for part in (self._steps, self._own):  # the doctor's fields take their place
            part.setVisible(change.doctor is None)
        self._doctor.setVisible(change.doctor is not None)
        if change.doctor is not None:
            self._doctor.show_state(change.doctor)

    # --- presses

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        self.again()

    def _choose(self, row: str) -> None:
        limit, _space, bound = row.partition(" ")
        self._draft = LimitDraft(limit, bound)
        self.again()

    def _doctor_is(self, doctor: DoctorDraft) -> None:
        self._drafted(doctor=doctor)

    def _take_back(self) -> None:
        view = self._seen
        if view is None:
            return
        own = next((x for x in view.protocol.limits.limit if x.id == self._draft.limit), None)
        value = getattr(own, self._draft.bound, None)
        if value is not None:
            self._do(view, int(value))

    def _change(self) -> None:
        value = number_of_draft(self._draft)
        if self._seen is not None and value is not None:
            self._do(self._seen, value)

    def _do(self, view: View, value: int) -> None:
        event = change_event(view, self._draft, value)
        if event is not None and self._acts.do(event) is None:
            self._draft = LimitDraft(self._draft.limit, self._draft.bound)
            self.again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes next begins anew."""
        super().hideEvent(event)
        self._draft = LimitDraft()
