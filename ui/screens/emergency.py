"""NØDSITUASJON over the stage: the protocol's cards in its words, each step ticked with its time.

Nothing here is refused, asks for a sign-in, or claims that a call was made: the nurse ticks it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.infusion import Pump
from bedside.protocol_help import Does
from ui.i18n import Words
from ui.phones import contact_number, physician_phone
from ui.screens.emergency_state import EmergencyState, closer, emergency_state
from ui.screens.said import missing
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.action import ActionCard, ActionState
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.chips import Chips, ChipsState
from ui.widgets.field import FieldState, note_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text

GOING = (Pump.RUNNING, Pump.PAUSED)
ICONS = ("bolt", "lungs", "heart", "stomach", "drop", "muscle", "eye", "brain")


@dataclass(frozen=True, slots=True)
class Draft:
    ending: bool = False  # the summary is being written
    summary: str = ""


class EmergencyScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._end = PrimaryButton(theme, self._finish, clock_s)
        self._calls = {
            whom: Button(theme, self._caller(whom)) for whom in ("physician", "arrest_team", "113")
        }
        self._not_yet = Button(theme, lambda: self._drafted(ending=False))
        feet = (self._not_yet, *self._calls.values())
        super().__init__(theme, self._end, feet, parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._view: View | None = None
        self._draft = Draft()
        metrics = theme.metrics
        self.body.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
        self._head = Head(theme, large=True, parent=self)
        columns = QHBoxLayout()
        columns.setSpacing(metrics.margin)
        self._cards: dict[str, Button] = {}
        side = QWidget()
        self._card_list = QVBoxLayout(side)
        self._card_list.setContentsMargins(0, metrics.pick(0, 4), 0, 0)
        self._card_list.setSpacing(metrics.pick(8, 4))
        self._card_list.addStretch(1)
        nav = ScrollArea(theme, side, self)
        nav.setFixedWidth(metrics.pick(264, 216))
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(metrics.gap)
        self._symptoms = Chips(theme, self._tick_symptom, page)
        self._note = Paragraph(theme, parent=page)
        self._column.addWidget(self._symptoms)
        self._column.addWidget(self._note)
        self._steps: list[ActionCard] = []
        self._lines: list[QHBoxLayout] = []
        self._laid: tuple[int, ...] = ()
        self._told = note_field(theme, lambda t: self._drafted(summary=t), lines=4, parent=page)
        self._column.addWidget(self._told)
        self._column.addStretch(1)
        columns.addWidget(nav)
        right = QVBoxLayout()
        (self.body if metrics.wide else right).addWidget(self._head)  # else no card is out of sight
        right.addWidget(ScrollArea(theme, page, self), 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)

    def show_view(self, view: View) -> None:
        self._view = view
        words, draft, _ = self._words, self._draft, self._words.text
        state = emergency_state(view, words)
        self._head.show_state(
            HeadState(
                _("Emergency"),
                marked(_("since {since} · **{lasted}**"), since=state.since, lasted=state.lasted),
            )
        )
        self._show_cards(view, state)
        self._symptoms.setVisible(bool(state.symptoms) and not draft.ending)
        self._symptoms.show_state(
            ChipsState(state.symptoms, _("Symptoms – press what you see"), spoken_chosen=_("seen"))
        )
        self._note.setVisible(bool(state.note) and not draft.ending)
        self._note.show_state(ParagraphState(state.note))
        self._show_steps(state.rows if self._theme.metrics.wide else closer(state.rows))
        self._told.setVisible(draft.ending)
        self._told.show_state(FieldState(_("Summary when it is over"), draft.summary))
        self._show_calls(view)
        self._not_yet.setVisible(draft.ending)
        self._not_yet.show_state(ButtonState(_("Not over yet"), icon="back"))
        there = bool(draft.summary.strip()) or not draft.ending
        reason: Sentence = "" if there else missing(words, [_("summary")])
        if view.refusal is not None:
            reason = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self.show_foot(PrimaryState(_("End the emergency"), enabled=there), reason)

    def _show_cards(self, view: View, state: EmergencyState) -> None:
        for place, card in enumerate(view.protocol.emergency.card):
            button = self._cards.get(card.id)
            if button is None:
                button = Button(self._theme, self._chooser(card.id), left=True, parent=self)
                self._cards[card.id] = button
                self._card_list.insertWidget(place, button)
            chosen = state.card is not None and state.card.id == card.id
            kind = Kind.INVERSE if chosen else Kind.QUIET
            icon = ICONS[place % len(ICONS)]
            button.show_state(ButtonState(self._words.of(card.text), icon=icon, kind=kind))

    def _show_steps(self, rows: Sequence[Sequence[ActionState]]) -> None:
        """Line by line; laid out anew only when the card has other lines."""
        shape = tuple(len(row) for row in rows)
        if shape != self._laid:
            self._laid = shape
            self._lay_out(shape)
        states = [state for row in rows for state in row]
        for step, state in zip(self._steps, states, strict=True):
            step.show_state(state)

    def _lay_out(self, shape: tuple[int, ...]) -> None:
        for step in self._steps:
            step.setParent(None)
            step.deleteLater()
        for line in self._lines:
            self._column.removeItem(line)
        self._steps, self._lines = [], []
        for number, many in enumerate(shape):
            line = QHBoxLayout()
            line.setSpacing(self._theme.metrics.gap)
            for _place in range(many):
                step = ActionCard(self._theme, self._tick_action, self)
                self._steps.append(step)
                line.addWidget(step, 1)
            self._lines.append(line)
            self._column.insertLayout(2 + number, line)

    def _show_calls(self, view: View) -> None:
        words, _ = self._words, self._words.text
        episode = view.session.emergency.now
        called = {tick.what: tick.at for tick in (episode.calls if episode else ())}
        for button in self._calls.values():
            button.setVisible(not self._draft.ending or self._theme.metrics.wide)
        for call in view.protocol.emergency.call:
            number = contact_number(view, call.whom.value) or call.whom.value
            if call.whom == "physician":
                number = physician_phone(view)
            at = called.get(call.whom.value)
            sub = words.of(call.text)
            if sub == number and self._theme.metrics.wide:  # a number is no name
                sub = f"{words.of(call.called)} --:--"
            if at is not None:
                sub = f"{words.of(call.called)} {words.time(at)}"
            kind = Kind.INVERSE if call.whom == "113" else Kind.SECONDARY
            self._calls[call.whom.value].show_state(
                ButtonState(number, icon="phone", kind=kind, sub=sub)
            )

    # --- presses: all of them towards safety

    def _chooser(self, card: str) -> Callable[[], None]:
        return lambda: self._acts.note(events.EmergencyCategoryChosen(category=card))

    def _tick_symptom(self, symptom: str) -> None:
        if self._view is None:
            return
        episode = self._view.session.emergency.now
        there = bool(episode and symptom in episode.symptoms_present)
        self._acts.note(events.EmergencySymptomTicked(symptom=symptom, present=not there))

    def _tick_action(self, action: str) -> None:
        if self._view is None:
            return
        episode = self._view.session.emergency.now
        category = episode.category if episode else ""
        self._acts.note(events.EmergencyActionTicked(category=category, action=action))
        does = {a.id: a.does for a in self._view.protocol.emergency.first}
        for card in self._view.protocol.emergency.card:
            does |= {a.id: a.does for a in card.actions}
        what = does.get(action, Does.NOTHING)
        if what is Does.SHOW_PRN:
            self._acts.go(Place.PRN)
        elif what is Does.STOP_INFUSION and self._view.session.infusion.pump in GOING:
            self._acts.go(Place.STOP)
        elif what is Does.MEASURE_BP:
            self._acts.measure_now()

    def _caller(self, whom: str) -> Callable[[], None]:
        return lambda: self._acts.note(events.EmergencyCallMade(whom=whom))  # type: ignore[arg-type]

    def _drafted(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        if self._view is not None:
            self.show_view(self._view)

    def _finish(self) -> None:
        """The first press asks for the summary, the second records it."""
        if not self._draft.ending:
            self._drafted(ending=True)
            self._told.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._acts.do(events.EmergencyClosed(summary=self._draft.summary.strip())) is None:
            self._draft = Draft()
            self._acts.back()
