"""NØDSITUASJON over the stage: the protocol's cards in its words, each step ticked with its time.

Nothing here is refused, asks for a sign-in, or claims that a call was made: the nurse ticks it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.emergency import Episode
from bedside.infusion import Pump
from bedside.protocol_help import Action, Card, Does
from ui.frame import contact_number, physician_phone
from ui.i18n import Words, minutes_and_seconds
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.action import ActionCard, ActionState
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.chips import Chip, Chips, ChipsState
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


@dataclass(frozen=True, slots=True)
class EmergencyState:
    since: str
    lasted: str
    card: Card | None
    symptoms: tuple[Chip, ...]
    note: str
    rows: tuple[tuple[ActionState, ...], ...]  # steps of one branch stand side by side

    @property
    def actions(self) -> tuple[ActionState, ...]:
        return tuple(action for row in self.rows for action in row)


def emergency_state(view: View, words: Words) -> EmergencyState:
    episode = view.session.emergency.now
    card = _card(view, episode)
    began = episode.began_at if episode else view.now.wall
    return EmergencyState(
        since=words.time_s(began),
        lasted=_lasted((view.now.wall - began).total_seconds()),
        card=card,
        symptoms=_symptoms(view, card, episode, words),
        note=words.of(card.note) if card and card.note else "",
        rows=_rows(view, card, episode, words),
    )


def _lasted(passed_s: float) -> str:
    """A clock that was set back cannot say it."""
    return minutes_and_seconds(passed_s) if passed_s >= 0 else "–"


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


def _rows(
    view: View, card: Card | None, episode: Episode | None, words: Words
) -> tuple[tuple[ActionState, ...], ...]:
    """What holds for every card first, then the card's own steps in the protocol's order."""
    done = {tick.what: tick.at for tick in (episode.actions if episode else ())}

    def told(action: Action, number: str) -> ActionState:
        return ActionState(
            id=action.id,
            words=words.of(action.text),
            number=number,
            second=_second(view, action, words),
            done_at=words.time_s(done[action.id]) if action.id in done else "",
            spoken_done=words.text("done"),
        )

    rows: list[tuple[ActionState, ...]] = [
        (told(action, ""),) for action in first_steps(view, card)
    ]
    if card is not None:
        rows += _card_rows([(a.branch or "", told(a, str(n))) for n, a in _numbered(card)])
    return tuple(rows)


def _numbered(card: Card) -> list[tuple[int, Action]]:
    return list(enumerate(card.actions, start=1))


def _card_rows(steps: list[tuple[str, ActionState]]) -> list[tuple[ActionState, ...]]:
    """Two of one branch that follow each other share a line: one or the other is done."""
    rows: list[tuple[ActionState, ...]] = []
    open_branch = ""
    for branch, state in steps:
        if branch and branch == open_branch and len(rows[-1]) == 1:
            rows[-1] = (*rows[-1], state)
        else:
            rows.append((state,))
        open_branch = branch
    return rows


def closer(rows: tuple[tuple[ActionState, ...], ...]) -> tuple[tuple[ActionState, ...], ...]:
    """On a small screen the first step of the card stands beside what holds for every card."""
    if len(rows) > 1 and len(rows[0]) == len(rows[1]) == 1 and rows[1][0].number:
        return ((*rows[0], *rows[1]), *rows[2:])
    return rows


def first_steps(view: View, card: Card | None) -> tuple[Action, ...]:
    """Above every card. What the card says itself, and help, which the foot calls, not twice."""
    first = view.protocol.emergency.first
    if card is None:
        return first
    own = {action.does for action in card.actions} | {Does.CALL_HELP}
    return tuple(a for a in first if a.does not in own or a.does is Does.NOTHING)


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
        self._not_yet = Button(theme, lambda: self._drafted(ending=False))
        feet = (self._not_yet, *self._calls.values())
        super().__init__(theme, self._end, feet, parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._view: View | None = None
        self._draft = Draft()
        metrics = theme.metrics
        self.body.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self.body.addWidget(self._head)
        columns = QHBoxLayout()
        columns.setSpacing(metrics.margin)
        self._cards: dict[str, Button] = {}
        side = QWidget()
        self._card_list = QVBoxLayout(side)
        self._card_list.setContentsMargins(0, 0, 0, 0)
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
        columns.addWidget(ScrollArea(theme, page, self), 1)
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
        reason: Sentence = "" if there else marked(_("Missing: **{what}**"), what=_("summary"))
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
