"""NØDSITUASJON over the stage: the protocol's cards in its words, each step ticked with its time.

Nothing here is refused, asks for a sign-in, or claims that a call was made: the nurse ticks it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.emergency import Episode
from bedside.protocol_help import Action, Card, Does
from ui.frame import contact_number, physician_phone
from ui.i18n import Words, minutes_and_seconds
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.action import ActionCard, ActionState
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import marked
from ui.wording import refusal_text

ICONS = ("bolt", "lungs", "heart", "stomach", "drop", "muscle", "eye", "brain")


@dataclass(frozen=True, slots=True)
class EmergencyState:
    since: str
    lasted: str
    card: Card | None
    symptoms: tuple[Chip, ...]
    note: str
    actions: tuple[ActionState, ...]


def emergency_state(view: View, words: Words) -> EmergencyState:
    episode = view.session.emergency.now
    card = _card(view, episode)
    began = episode.began_at if episode else view.now.wall
    return EmergencyState(
        since=words.time_s(began),
        lasted=minutes_and_seconds((view.now.wall - began).total_seconds()),
        card=card,
        symptoms=_symptoms(view, card, episode, words),
        note=words.of(card.note) if card and card.note else "",
        actions=_actions(view, card, episode, words),
    )


def _card(view: View, episode: Episode | None) -> Card | None:
    chosen = episode.category if episode else ""
    return next((c for c in view.protocol.emergency.card if c.id == chosen), None)


def _symptoms(
    view: View, card: Card | None, episode: Episode | None, words: Words
) -> tuple[Chip, ...]:
    if card is None:
        return ()
    names = {s.id: words.of(s.text) for s in view.protocol.symptoms.symptom}
    there = episode.symptoms_present if episode else frozenset()
    return tuple(Chip(s, names.get(s, s), s in there) for s in card.symptoms)


def _actions(
    view: View, card: Card | None, episode: Episode | None, words: Words
) -> tuple[ActionState, ...]:
    """What holds for every card first, then the card's own steps in the protocol's order."""
    done = {tick.what: tick.at for tick in (episode.actions if episode else ())}
    steps: list[tuple[str, Action]] = [("", action) for action in view.protocol.emergency.first]
    if card is not None:
        steps += [(str(n), action) for n, action in enumerate(card.actions, start=1)]
    return tuple(
        ActionState(
            id=action.id,
            words=words.of(action.text),
            number=number,
            second=_second(view, action, words),
            done_at=words.time_s(done[action.id]) if action.id in done else "",
            spoken_done=words.text("done"),
        )
        for number, action in steps
    )


def _second(view: View, action: Action, words: Words) -> str:
    _ = words.text
    if action.does is Does.CALL_PHYSICIAN:
        backup = view.session.people.backup
        name = backup.name if backup else _("Back-up physician")
        return f"{name} {physician_phone(view)}"
    if action.does is Does.STOP_INFUSION:
        given = words.number(view.session.infusion.given_mg(view.now), 1)
        return _("{mg} mg given so far").format(mg=given)
    if action.only_if is not None:
        return words.of(action.only_if)
    return words.of(action.explanation) if action.explanation else ""


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
        super().__init__(theme, self._end, tuple(self._calls.values()), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._view: View | None = None
        self._summary = ""
        metrics = theme.metrics
        self._head = Head(theme, large=True, parent=self)
        self.body.addWidget(self._head)
        columns = QHBoxLayout()
        columns.setSpacing(metrics.margin)
        self._cards: dict[str, Button] = {}
        cards = QVBoxLayout()
        cards.setSpacing(metrics.gap)
        self._card_list = cards
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.gap)
        self._symptoms = Chips(theme, self._tick_symptom, right)
        self._note = Paragraph(theme, parent=right)
        column.addWidget(self._symptoms)
        column.addWidget(self._note)
        self._steps: list[ActionCard] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(metrics.gap)
        column.addLayout(self._grid)
        self._told = text_field(theme, self._typed, parent=right)
        column.addWidget(self._told)
        column.addStretch(1)
        columns.addLayout(cards)
        columns.addWidget(ScrollArea(theme, right, self), 1)
        self.body.addLayout(columns, 1)

    def show_view(self, view: View) -> None:
        self._view = view
        words, _ = self._words, self._words.text
        state = emergency_state(view, words)
        self._head.show_state(
            HeadState(
                _("Emergency"),
                marked(_("since {since} · **{lasted}**"), since=state.since, lasted=state.lasted),
            )
        )
        self._show_cards(view, state)
        self._symptoms.setVisible(bool(state.symptoms))
        self._symptoms.show_state(
            ChipsState(state.symptoms, _("Symptoms – press what you see"), spoken_chosen=_("seen"))
        )
        self._note.setVisible(bool(state.note))
        self._note.show_state(ParagraphState(state.note))
        self._show_steps(state.actions)
        self._told.show_state(FieldState(_("Summary when it is over"), self._summary))
        self._show_calls(view)
        there = bool(self._summary.strip())
        reason = "" if there else marked(_("Missing: **{what}**"), what=_("summary"))
        if view.refusal is not None:
            reason = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self.show_foot(PrimaryState(_("End the emergency"), enabled=there), reason)

    def _show_cards(self, view: View, state: EmergencyState) -> None:
        for place, card in enumerate(view.protocol.emergency.card):
            button = self._cards.get(card.id)
            if button is None:
                button = Button(self._theme, self._chooser(card.id), left=True, parent=self)
                self._cards[card.id] = button
                self._card_list.addWidget(button)
                if place == len(view.protocol.emergency.card) - 1:
                    self._card_list.addStretch(1)
            chosen = state.card is not None and state.card.id == card.id
            kind = Kind.INVERSE if chosen else Kind.QUIET
            icon = ICONS[place % len(ICONS)]
            button.show_state(ButtonState(self._words.of(card.text), icon=icon, kind=kind))

    def _show_steps(self, actions: Sequence[ActionState]) -> None:
        while len(self._steps) < len(actions):
            step = ActionCard(self._theme, self._tick_action, self)
            self._grid.addWidget(step, len(self._steps), 0, Qt.AlignmentFlag.AlignTop)
            self._steps.append(step)
        for number, step in enumerate(self._steps):
            step.setVisible(number < len(actions))
            if number < len(actions):
                step.show_state(actions[number])

    def _show_calls(self, view: View) -> None:
        words, _ = self._words, self._words.text
        episode = view.session.emergency.now
        called = {tick.what: tick.at for tick in (episode.calls if episode else ())}
        for call in view.protocol.emergency.call:
            number = contact_number(view, call.whom.value) or call.whom.value
            if call.whom == "physician":
                number = physician_phone(view)
            at = called.get(call.whom.value)
            sub = words.of(call.text)
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
        elif what is Does.STOP_INFUSION and self._view.session.infusion.started_at:
            self._acts.go(Place.INFUSION)
        elif what is Does.MEASURE_BP:
            self._acts.measure_now()

    def _caller(self, whom: str) -> Callable[[], None]:
        return lambda: self._acts.note(events.EmergencyCallMade(whom=whom))  # type: ignore[arg-type]

    def _typed(self, text: str) -> None:
        self._summary = text
        if self._view is not None:
            self.show_view(self._view)

    def _finish(self) -> None:
        if self._acts.do(events.EmergencyClosed(summary=self._summary.strip())) is None:
            self._summary = ""
            self._acts.back()
