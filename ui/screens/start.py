"""The first stage: what was interrupted, a new session, the demonstration. No patient is chosen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.clock import Instant
from ui.figures import short_time, written_date
from ui.i18n import Words
from ui.places import Interrupted
from ui.screens.setup_order import STEPS, steps_of
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.card import Card, CardLook, CardState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked


@dataclass(frozen=True, slots=True)
class StartState:
    interrupted: Interrupted | None
    what: Sentence = ""
    detail: Sentence = ""
    who: str = ""
    may_begin: bool = True
    reason: Sentence = ""


def start_state(view: View, words: Words) -> StartState:
    """The newest interrupted session stands first; nothing new begins before it is answered."""
    _ = words.text
    first = view.interrupted[0] if view.interrupted else None
    if first is not None:
        return StartState(
            interrupted=first,
            what=_what(first, view.now, words),
            detail=_detail(first, words),
            who=_who(first, view, words),
            may_begin=False,
            reason=marked(_("First: **resume or end** the session that was interrupted")),
        )
    if view.person is None:
        return StartState(None, reason=marked(_("You **sign in** first")))
    return StartState(None)


def still_missing(view: View, words: Words) -> str:
    """The steps of the first start that are not done, by name; a demonstration needs none."""
    if view.simulated:
        return ""
    names = [words.text(STEPS[step.step][0]) for step in steps_of(view) if not step.done]
    return " · ".join(names)


def _what(one: Interrupted, now: Instant, words: Words) -> str:
    _ = words.text
    away_s = (now.wall - one.stopped_at).total_seconds()
    gap, stopped = short_time(away_s), words.time_s(one.stopped_at)
    if away_s < 0:
        wrong = _(
            "The program stopped {time}. The computer's clock is wrong: how long ago is not known."
        ).format(time=stopped)
        minute = _("Infusion, minute {minute} of 40.").format(minute=int(one.pump_time_s // 60) + 1)
        return f"{minute} {wrong}" if one.infusing else wrong
    if one.infusing:
        return _(
            "Infusion, minute {minute} of 40. The program stopped {time}, {gap} min ago."
        ).format(minute=int(one.pump_time_s // 60) + 1, time=stopped, gap=gap)
    return _("The program stopped {time}, {gap} min ago.").format(time=stopped, gap=gap)


def _detail(one: Interrupted, words: Words) -> str:
    _ = words.text
    saved = _("Everything up to {time} is saved. Since then nothing has been monitored.").format(
        time=words.time_s(one.stopped_at)
    )
    if one.infusing:
        return saved + " " + _("Look at the pump: it is not controlled from here.")
    return saved


def _who(one: Interrupted, view: View, words: Words) -> str:
    _ = words.text
    if not one.patient:
        return _("Unknown patient")
    series = next((words.of(p.text) for p in view.protocol.series.phase if p.key == one.series), "")
    born = _("b. {date}").format(date=written_date(one.birth_date, words))
    return f"{one.patient} · {born} · {series} {one.number}/6"


class StartScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._new = PrimaryButton(theme, self._begin, clock_s)
        self._sign = Button(theme, lambda: acts.go(Place.SIGN_IN))
        super().__init__(theme, self._new, (self._sign,), parent)
        self._words, self._acts = words, acts
        self._state: StartState | None = None
        metrics = theme.metrics
        self.body.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self.body.addWidget(self._head)
        self._card = Card(theme, self)
        self._what = Paragraph(theme, Size.M, parent=self._card)
        self._detail = Paragraph(theme, parent=self._card)
        self._resume = Button(theme, self._take_up, parent=self._card)
        row = QHBoxLayout()
        row.setSpacing(metrics.margin)
        row.addWidget(self._detail, 1)
        row.addWidget(self._resume, 0, Qt.AlignmentFlag.AlignBottom)
        self._card.body.addWidget(self._what)
        self._card.body.addLayout(row)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._card)
        self._note = Paragraph(theme, parent=self)
        self._missing = Card(theme, self)
        self._steps = Paragraph(theme, parent=self._missing)
        self._set_up = Button(theme, lambda: acts.go(Place.SETUP), parent=self._missing)
        steps = QHBoxLayout()
        steps.setSpacing(metrics.margin)
        steps.addWidget(self._steps, 1)
        steps.addWidget(self._set_up, 0, Qt.AlignmentFlag.AlignBottom)
        self._missing.body.addLayout(steps)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._missing)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        state = start_state(view, words)
        self._head.show_state(HeadState(_("Today"), view.room))
        self._card.setVisible(state.interrupted is not None)
        if state.interrupted is not None:
            self._card.show_state(
                CardState(_("Interrupted session"), state.who, look=CardLook.URGENT)
            )
            self._what.show_state(ParagraphState(state.what, bright=True))
            self._detail.show_state(ParagraphState(state.detail))
            self._resume.show_state(ButtonState(_("Resume"), icon="history", kind=Kind.INVERSE))
        note = (
            _("A demonstration: invented patient, simulated monitors. Everybody's PIN is 2580.")
            if view.simulated
            else _("Names and times come from sessions entered here. No patient is preselected.")
        )
        self._note.show_state(ParagraphState(note, icon="info"))
        missing = still_missing(view, words)
        self._missing.setVisible(bool(missing))
        self._missing.show_state(CardState(_("Before a real session")))
        self._steps.show_state(ParagraphState(missing, bright=True))
        self._set_up.show_state(ButtonState(_("Set-up"), icon="gear"))
        self._sign.show_state(
            ButtonState(_("Sign in"), icon="user")
            if view.person is None
            else ButtonState(_("Change user"), icon="user")
        )
        self.show_foot(
            PrimaryState(_("New session"), icon="plus", enabled=state.may_begin), state.reason
        )
        self._state = state

    def _begin(self) -> None:
        self._acts.go(Place.NEW_SESSION)

    def _take_up(self) -> None:
        if self._state is not None and self._state.interrupted is not None:
            self._acts.resume(self._state.interrupted.session)
